"""`veritag train` in a process of its own, at low priority, with its progress as signals."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from app.cli import INTERRUPTED

_GRACE_MS = 5000


def can_train() -> bool:
    """Whether the packages of the training extra are installed."""
    return all(find_spec(name) is not None for name in ("torch", "transformers", "sklearn", "onnx"))


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_stem("veritag"))]
    return [sys.executable, "-m", "app.cli"]


class TrainingProcess(QObject):
    """One training at a time. `ended` has the sentence that says why it failed, empty where it did not."""

    stepped = Signal(int, int)  # steps done, all
    epoch_done = Signal(int, int, dict)  # number from 1, all, F1 of each tagger on the validation part
    trained = Signal()
    stopped = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._hear)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail_to_start)
        self._line, self._complaint = b"", b""

    @property
    def is_running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self, options: Sequence[str]) -> None:
        """Begin, or go on where the same training was stopped."""
        self._line = self._complaint = b""
        program, *command = _command()
        self._process.start(program, [*command, "train", "--machine", *options])

    def stop(self) -> None:
        """Ask for an orderly end; what is done is kept for the next start."""
        self._process.closeWriteChannel()

    def shut_down(self) -> None:
        """End it now; at most an epoch is lost."""
        if self.is_running:
            self._process.finished.disconnect(self._finish)
            self.stop()
            if not self._process.waitForFinished(_GRACE_MS):
                self._process.kill()
                self._process.waitForFinished()

    def _read(self) -> None:
        self._line += self._process.readAllStandardOutput().data()
        *lines, self._line = self._line.split(b"\n")
        for line in lines:
            told = json.loads(line)
            if "steps" in told:
                self.stepped.emit(told["step"], told["steps"])
            elif "epochs" in told:
                self.epoch_done.emit(told["epoch"], told["epochs"], told["f1"])

    def _hear(self) -> None:
        self._complaint += self._process.readAllStandardError().data()

    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        if status == QProcess.ExitStatus.CrashExit:
            self.failed.emit(self.tr("The training process ended unexpectedly."))
        elif code == INTERRUPTED:
            self.stopped.emit()
        elif code:
            lines = self._complaint.decode(errors="replace").strip().splitlines()
            self.failed.emit(lines[-1].removeprefix("veritag: ") if lines else "")
        else:
            self.trained.emit()

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(self._process.errorString())
