"""Keeps the queue window in step with the work, and does what it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.action_set import connect
from app.actions import Actions
from app.work import Work

if TYPE_CHECKING:
    from app.views.queue_window import QueueWindow


class Awaiting(QObject):
    """The window is made when it is first asked for."""

    def __init__(self, actions: Actions, work: Work, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._actions, self._work = actions, work
        self.queue: QueueWindow | None = None
        connect(actions.queue, self.open)
        work.changed.connect(self._show)

    def open(self) -> None:
        """Show the queue."""
        queue = self.queue = self.queue or self._make()
        queue.show()
        queue.raise_()
        queue.activateWindow()
        self._show()
        queue.show_work()

    def _make(self) -> QueueWindow:
        from app.views.queue_window import QueueWindow

        a = self._actions
        queue = QueueWindow([a.pause, a.resume, a.cancel, a.retry], self._window)
        queue.first_asked.connect(self._put_first)
        queue.removal_asked.connect(self._work.take_out)
        return queue

    def _show(self) -> None:
        if self.queue is not None and self.queue.isVisible():
            self.queue.show_files(self._work.rows(), self._work.totals())

    def _put_first(self, paths: list[Path]) -> None:
        self._work.put_first(paths)
        if self.queue is not None:
            self.queue.choose(paths)
