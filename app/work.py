"""What becomes of each file: those that wait in the open project, and what the analysis made of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.analysis import Analysis
from app.models.queue_table import FileState, QueueRow
from app.rate import Rate
from app.session import Session
from app.workers import Task
from engine.errors import DocumentError

_REFRESH_MS = 250


@dataclass(frozen=True, slots=True)
class Totals:
    """How many files there are in each state; a pace and the seconds left only while it is known."""

    waiting: int
    busy: int
    done: int
    failed: int
    a_minute: float | None = None
    seconds: float | None = None


class Work(QObject):
    """Begins anew when an analysis begins and nothing waited; documents that could not be read always count.

    `changed` comes at most a few times a second while files are analysed.
    """

    changed = Signal()

    def __init__(self, session: Session, analysis: Analysis, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._analysis = session, analysis
        self._project: Path | None = None
        self._finished: dict[Path, QueueRow] = {}
        self._busy: QueueRow | None = None
        self._waiting: dict[Path, QueueRow] = {}
        self._rate = Rate()
        self._to_come = 0
        self._due = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._due.timeout.connect(self.changed)
        session.project_opened.connect(self._begin_project)
        session.documents_changed.connect(self._follow_documents)
        analysis.running_changed.connect(self._follow_running)
        facts = analysis.facts
        facts.task_started.connect(self._task_started)
        facts.files_found.connect(self._files_found)
        facts.file_started.connect(self._file_started)
        facts.file_progressed.connect(self._file_progressed)
        facts.file_finished.connect(self._file_finished)
        facts.file_failed.connect(self._file_failed)

    def rows(self) -> list[QueueRow]:
        """What is finished, in that order, then what is being worked on, then what waits, in its order."""
        busy = [self._busy] if self._busy is not None else []
        return [*self._finished.values(), *busy, *self._waiting.values()]

    def failed(self) -> list[Path]:
        """The files that could not be read and do not wait for another try."""
        return [row.path for row in self._finished.values() if row.state == "failed"]

    def waits(self) -> bool:
        return bool(self._waiting)

    def totals(self) -> Totals:
        states: Counter[FileState] = Counter(row.state for row in self._finished.values())
        counts = (len(self._waiting), int(self._busy is not None), states["done"], states["failed"])
        if not self._analysis.is_running or not self._is_shown():
            return Totals(*counts)
        return Totals(*counts, self._rate.a_minute(), self._rate.seconds_for(self._to_come))

    def put_first(self, paths: Sequence[Path]) -> None:
        """Let files that wait be the next ones."""
        self._session.project.put_first(paths)
        self._read_project()

    def take_out(self, paths: Sequence[Path]) -> None:
        """Let files wait no more."""
        self._session.project.remove_waiting(paths)
        self._read_project()

    def _is_shown(self) -> bool:
        return self._session.is_open and self._project == self._session.path

    def _begin_project(self) -> None:
        self._finished, self._busy, self._waiting = {}, None, {}
        self._read_project()

    def _follow_documents(self) -> None:
        known = {row.path for row in self._session.project.documents()}
        self._finished = {path: row for path, row in self._finished.items() if path in known}
        self._read_project()

    def _follow_running(self, running: bool) -> None:
        if running and not self._waiting:
            self._finished = {path: row for path, row in self._finished.items() if row.state == "failed"}
        self._busy = None
        if self._session.is_open:
            self._read_project()

    def _read_project(self) -> None:
        """What waits, in its order, and documents that failed before."""
        project, waiting = self._session.project, self._waiting
        self._waiting = {
            path: waiting.get(path) or QueueRow(path)
            for path in project.waiting()
            if self._busy is None or path != self._busy.path
        }
        for path in self._waiting.keys() & self._finished.keys():
            del self._finished[path]
        for row in project.failed_documents():
            if row.path not in self._waiting and (self._busy is None or row.path != self._busy.path):
                failed = QueueRow(row.path, "failed", fault=row.fault or "", detail=row.fault_detail)
                self._finished.setdefault(row.path, failed)
        self._due.stop()
        self.changed.emit()

    def _task_started(self, task: Task) -> None:
        self._project = task.project

    def _files_found(self) -> None:
        if self._is_shown():
            self._read_project()

    def _file_started(self, path: Path, index: int, total: int) -> None:
        if index == 1:
            self._rate.begin()
        self._to_come = total - index + 1
        self._work_on(QueueRow(path, "reading"))

    def _file_progressed(self, path: Path, done: int, all_: int) -> None:
        self._work_on(QueueRow(path, "analysing", share=done / max(1, all_)))

    def _file_finished(self, path: Path, document_id: int, mentions: int) -> None:
        self._finish(QueueRow(path, "done", entities=mentions))

    def _file_failed(self, path: Path, error: DocumentError) -> None:
        self._finish(QueueRow(path, "failed", fault=error.fault, detail=error.detail))

    def _work_on(self, row: QueueRow) -> None:
        if self._is_shown():
            self._busy = row
            self._waiting.pop(row.path, None)
            self._finished.pop(row.path, None)
            self._tell_soon()

    def _finish(self, row: QueueRow) -> None:
        self._rate.tell()
        self._to_come = max(0, self._to_come - 1)
        if self._is_shown():
            self._busy = None
            self._waiting.pop(row.path, None)
            self._finished.pop(row.path, None)
            self._finished[row.path] = row
            self._tell_soon()

    def _tell_soon(self) -> None:
        if not self._due.isActive():
            self._due.start()
