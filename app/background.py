"""Work of a moment that should not hold up the window, such as writing an export."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, SignalInstance


class BackgroundCall(QThread):
    """Runs a function once in a thread; `succeeded` has what it returns, `failed` what it raises."""

    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self.finished.connect(self.deleteLater)

    def run(self) -> None:
        try:
            result = self._work()
        except Exception as error:
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)


def in_background(
    work: Callable[[], object],
    parent: QObject,
    *,
    then: Callable[..., object],
    failed: Callable[[Exception], object] | SignalInstance,
) -> None:
    """Run a function once in a thread, and hand on in this one what it returns or raises."""
    call = BackgroundCall(work, parent)
    call.succeeded.connect(then)
    call.failed.connect(failed)
    call.start()
