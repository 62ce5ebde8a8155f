"""Starts, watches and stops the analysis worker; lives in the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from app.asking import Asking
from app.tools import Tools
from app.workers import AnalysisWorker, Task


class Analysis(QObject):
    """A worker with its thread. Tasks wait for their turn; `facts` has the worker's signals."""

    running_changed = Signal(bool)
    _prepare_asked = Signal(object, object)
    _task_asked = Signal(object)
    _look_asked = Signal(object)
    _rest_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts = AnalysisWorker()
        self._thread = QThread(self)
        self._thread.setObjectName("analysis")
        self.facts.moveToThread(self._thread)
        self._prepare_asked.connect(self.facts.prepare)
        self._task_asked.connect(self.facts.analyze)
        self._look_asked.connect(self.facts.look_for_opinion)
        self._rest_asked.connect(self.facts.rest)
        self.facts.task_finished.connect(self._finish)
        self._tasks: list[Task] = []

    @property
    def is_running(self) -> bool:
        return bool(self._tasks)

    def prepare(self, tools: Tools, asking: Asking) -> None:
        """Look at the pack in the background; `facts.tools_ready` tells what came of it, `facts.opinion_ready` whether
        there can be such a second opinion.
        """
        self._start_thread()
        self._prepare_asked.emit(tools, asking)

    def look_for_opinion(self, asking: Asking) -> None:
        """Look again whether there can be such a second opinion; `facts.opinion_ready` tells."""
        self._start_thread()
        self._look_asked.emit(asking)

    def rest(self) -> None:
        """End the language model's process, after what is under way."""
        self._rest_asked.emit()

    def analyze(self, project: Path, paths: Sequence[Path], tools: Tools, asking: Asking) -> None:
        """Read and analyse files and folders into the project, after what is under way."""
        self._start_thread()
        if self._tasks and self._tasks[-1].takes(project, tools, asking):
            for path in paths:
                self._tasks[-1].more.put(path)
            return
        self._begin(Task(project, tuple(paths), tools, asking))
        if len(self._tasks) == 1:
            self.running_changed.emit(True)

    def cancel(self) -> None:
        """Stop what is under way and drop what waits; what is finished stays."""
        for task in self._tasks:
            task.stop.set()

    def pause(self) -> None:
        """Stop what is under way; the files that were not reached wait in their project."""
        for task in self._tasks:
            task.keep.set()
            task.stop.set()

    def shut_down(self) -> None:
        """Cancel, wait for the thread to end, and end the language model's process."""
        self.cancel()
        self._thread.quit()
        self._thread.wait()
        self.facts.rest()

    def _start_thread(self) -> None:
        if not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)

    def _begin(self, task: Task) -> None:
        self._tasks.append(task)
        self._task_asked.emit(task)

    def _finish(self, task: Task) -> None:
        self._tasks = [waiting for waiting in self._tasks if waiting is not task]
        more = task.take_more()
        if more and (task.keep.is_set() or not task.stop.is_set()):
            self._begin(replace(task, paths=tuple(more)))
        if not self._tasks:
            self.running_changed.emit(False)
