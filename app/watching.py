"""Shows what the analysis is doing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.analysis import Analysis
from app.models.document_list import Activity
from app.problems import problem_words
from app.reading import Reading
from app.session import Session
from app.views.panels import Panels
from app.views.status_bar import StatusBar
from app.words import number_words
from app.workers import Outcome, Task, ToolsReady
from engine.errors import DocumentError, VeritagError


class Watching(QObject):
    """Turns the worker's facts into what list, status bar and notice show."""

    failed = Signal(object)  # an unexpected exception in the worker

    def __init__(
        self,
        analysis: Analysis,
        session: Session,
        reading: Reading,
        panels: Panels,
        status_bar: StatusBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._reading = session, reading
        self._panels, self._status_bar = panels, status_bar
        self._project: Path | None = None
        self._to_show = False
        self._tools: ToolsReady | None = None
        self._name = ""
        self._told_problem = False
        analysis.running_changed.connect(self._follow_running)
        facts = analysis.facts
        facts.tools_ready.connect(self._tools_ready)
        facts.task_started.connect(self._task_started)
        facts.file_started.connect(self._file_started)
        facts.file_read.connect(self._file_read)
        facts.file_progressed.connect(self._file_progressed)
        facts.opinion_opening.connect(status_bar.show_opening)
        facts.file_asking.connect(self._file_asking)
        facts.file_finished.connect(self._file_finished)
        facts.file_failed.connect(self._file_failed)
        facts.task_failed.connect(self._task_failed)
        facts.task_finished.connect(self._task_finished)

    def show_next_file(self) -> None:
        """Show the next file that is read, as the user just asked for it."""
        self._to_show = True

    def retranslate(self) -> None:
        if self._tools is not None and self._tools.problem and self._panels.notice.isVisible():
            self._say_problem()

    def _is_shown(self) -> bool:
        return self._session.is_open and self._project == self._session.path

    def _follow_running(self, running: bool) -> None:
        self._status_bar.set_running(running)
        if running:
            self._status_bar.clearMessage()
        else:
            self._panels.document_model.set_busy(None)
            self._to_show = False

    def _tools_ready(self, tools: ToolsReady) -> None:
        self._tools = tools
        self._status_bar.show_tools(tools)
        if self._session.is_open:
            self._session.add_labels(tools.labels)
        if tools.problem:
            self._say_problem()
        elif self._told_problem:
            self._panels.notice.say("")
        self._told_problem = bool(tools.problem)

    def _say_problem(self) -> None:
        if self._tools is not None:
            words = self.tr("The pack cannot be used, so only patterns are searched for. {0}")
            self._panels.notice.say(words.format(problem_words(self._tools.problem)))

    def _task_started(self, task: Task) -> None:
        self._project = task.project

    def _file_started(self, path: Path, index: int, total: int) -> None:
        self._name = path.name
        self._status_bar.show_file(path.name, index, total)
        self._panels.document_model.set_busy(path, Activity())

    def _file_read(self, path: Path, document_id: int) -> None:
        if not self._is_shown():
            return
        self._reading.follow_file(path, document_id)
        self._show_if_asked(document_id)
        self._reading.refresh_soon(document_id)

    def _file_progressed(self, path: Path, done: int, all_: int) -> None:
        self._status_bar.show_progress(done / max(1, all_))
        if self._is_shown():
            self._panels.document_model.set_busy(path, Activity(done, all_))

    def _file_asking(self, path: Path, done: int, all_: int) -> None:
        self._status_bar.show_asking(done, all_)

    def _file_finished(self, path: Path, document_id: int, mentions: int) -> None:
        if not self._is_shown():
            return
        self._panels.document_model.set_busy(None)
        shown = self._reading.document
        if shown is not None and shown.id == document_id:
            self._reading.refresh_now(document_id)
            self._reading.refresh_mentions()
        else:
            self._reading.refresh_soon(document_id)

    def _file_failed(self, path: Path, error: DocumentError) -> None:
        if not self._is_shown():
            return
        self._panels.document_model.set_busy(None)
        self._reading.refresh_soon()
        if self._to_show:
            self._reading.refresh_documents()
            rows = self._panels.document_model.rows()
            row = next((row for row in rows if row.path == path), None)
            if row is not None:
                self._reading.show_document(row.id)

    def _show_if_asked(self, document_id: int) -> None:
        if self._to_show or self._reading.document is None:
            self._to_show = False
            self._reading.refresh_now(document_id)
            self._reading.show_document(document_id)

    def _task_failed(self, error: Exception) -> None:
        if isinstance(error, VeritagError):
            self._panels.notice.say(problem_words(str(error)))
        else:
            self.failed.emit(error)

    def _task_finished(self, task: Task, outcome: Outcome | None) -> None:
        if self._is_shown():
            self._reading.refresh_now()
            self._session.mentions_changed.emit()
        if outcome is not None:
            self._tell_outcome(outcome)

    def _tell_outcome(self, outcome: Outcome) -> None:
        done, failed = number_words(outcome.done), number_words(outcome.failed)
        if outcome.kept:
            words = self.tr("Paused. Analysed: {0} of {1}.").format(done, number_words(outcome.total))
        elif outcome.cancelled:
            words = self.tr("Stopped. Analysed: {0} of {1}.").format(done, number_words(outcome.total))
        elif not outcome.total:
            words = self.tr("There is no file of a supported kind in there.")
        elif outcome.failed:
            words = self.tr("Analysed: {0}. Could not be read: {1}.").format(done, failed)
        else:
            words = self.tr("Analysed: {0}.").format(done)
        self._status_bar.showMessage(words, 15000)
