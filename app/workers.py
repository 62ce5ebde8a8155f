"""The analysis of files, off the GUI thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.asking import Asking
from app.opinions import Opinions
from app.settings import NO_PACK
from app.tools import Tools
from engine.errors import Cancelled, DocumentError, PackError, VeritagError
from engine.types import LabelSet

if TYPE_CHECKING:
    from engine.batch import Event
    from engine.packs import Pack
    from engine.pipeline import Analyzer
    from engine.store import Project
    from engine.upcoming import Upcoming

_PROGRESS_SECONDS = 0.05
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Task:
    """Files and folders to analyse into a project; `stop` asks for an early end.

    Files that were not reached then are forgotten, or wait in the project where `keep` is set. `more` takes files and
    folders that are asked for while the task runs; what it left of them when it ended is for another task.
    """

    project: Path
    paths: tuple[Path, ...]
    tools: Tools
    asking: Asking = field(default_factory=Asking)
    stop: threading.Event = field(default_factory=threading.Event)
    keep: threading.Event = field(default_factory=threading.Event)
    more: SimpleQueue[Path] = field(default_factory=SimpleQueue)

    def takes(self, project: Path, tools: Tools, asking: Asking) -> bool:
        """Whether files that are to be analysed so can be put into `more`."""
        return not self.stop.is_set() and (project, tools, asking) == (self.project, self.tools, self.asking)

    def take_more(self) -> list[Path]:
        """What was put into `more` since the last call."""
        return [self.more.get() for _ in range(self.more.qsize())]


@dataclass(frozen=True, slots=True)
class ToolsReady:
    """The types that will be found. `problem` says why the pack is not in use; empty when it is, or none was wanted.

    `provider` is the ONNX Runtime provider that runs the pack, empty before it was loaded; `lost_gpu` whether a GPU
    runtime is installed but did not start.
    """

    pack: str
    version: str
    labels: LabelSet
    problem: str = ""
    provider: str = ""
    lost_gpu: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended; `total` counts the files found, `kept` says that those not reached wait in the project."""

    done: int
    failed: int
    total: int
    cancelled: bool = False
    kept: bool = False


class AnalysisWorker(QObject):
    """Lives in a thread of its own. Each task opens the project for itself and ends with `task_finished`."""

    tools_ready = Signal(object)
    opinion_ready = Signal(object)  # a Readiness
    opinion_opening = Signal()
    opinion_told = Signal(object)  # an OpinionReport
    task_started = Signal(object)
    files_found = Signal()  # more files of the task wait in its project
    file_started = Signal(object, int, int)  # path, index from 1, total
    file_read = Signal(object, int)  # path, document
    file_progressed = Signal(object, int, int)  # path, characters done, all
    file_asking = Signal(object, int, int)  # path, doubtful spans asked about, to ask about
    file_finished = Signal(object, int, int)  # path, document, mentions
    file_failed = Signal(object, object)  # path, DocumentError
    task_failed = Signal(object)  # an exception that ended a task
    task_finished = Signal(object, object)  # task, outcome or None where it failed

    def __init__(self) -> None:
        super().__init__()
        self._tools: Tools | None = None
        self._pack: Pack | None = None
        self._ready = ToolsReady("", "", LabelSet(()))
        self._analyzer: Analyzer | None = None
        self._told_progress = 0.0
        self._opinions = Opinions()
        self._asking = Asking()

    @Slot(object, object)
    def prepare(self, tools: Tools, asking: Asking) -> None:
        """Verify the pack and tell what it finds; the models are loaded when they are needed."""
        self._asking = asking
        self._guarded(lambda: self._prepare(tools))

    @Slot(object)
    def analyze(self, task: Task) -> None:
        self.task_started.emit(task)
        outcome = self._guarded(lambda: self._analyze(task))
        self.task_finished.emit(task, outcome)

    @Slot(object)
    def look_for_opinion(self, asking: Asking) -> None:
        """Tell whether the pack in use can have such a second opinion."""
        self._asking = asking
        self._guarded(self._tell_readiness)

    @Slot()
    def rest(self) -> None:
        """End the language model's process."""
        self._opinions.close()

    def _guarded(self, work: Callable[[], _Result]) -> _Result | None:
        """A failure of the work is told, and the thread lives on."""
        try:
            return work()
        except Exception as error:
            self.task_failed.emit(error)
            return None

    def _prepare(self, tools: Tools) -> None:
        from engine.packs import find_pack
        from engine.recognisers import all_recognisers

        pack, problem = None, ""
        if tools.pack != NO_PACK:
            try:
                pack = find_pack(tools.pack)
            except PackError as error:
                problem = str(error)
        if tools == self._tools and pack == self._pack and self._analyzer is not None:
            # Another project with the same tools: what is loaded goes on serving.
            self.tools_ready.emit(self._ready)
            self._tell_readiness()
            return
        self._tools, self._analyzer, self._pack = tools, None, pack
        own = self._pack.labels.labels if self._pack else ()
        names = {label.name for label in own}
        patterns = [r.label for r in all_recognisers() if r.name not in tools.recognisers_off]
        labels = LabelSet((*own, *(label for label in patterns if label.name not in names)))
        version = self._pack.manifest.version if self._pack else ""
        self._ready = ToolsReady(self._pack.manifest.name if self._pack else "", version, labels, problem)
        self._opinions.close_unless(self._pack)
        self.tools_ready.emit(self._ready)
        self._tell_readiness()

    def _tell_readiness(self) -> None:
        from engine.verifiers.readiness import readiness

        self.opinion_ready.emit(readiness(self._pack, self._asking.verifier, every_voice=self._asking.every_voice))

    def _analyzer_for(self, tools: Tools) -> Analyzer:
        from engine.pipeline import Analyzer
        from engine.recognisers import all_recognisers

        if tools != self._tools:
            self._prepare(tools)
        if self._analyzer is None:
            recognisers = [r for r in all_recognisers() if r.name not in tools.recognisers_off]
            method = tools.method if self._pack else ""
            try:
                self._analyzer = Analyzer(
                    self._pack, method=method or None, recognisers=recognisers, threshold=tools.threshold
                )
            except VeritagError as error:
                self._analyzer = Analyzer(None, recognisers=recognisers)
                self._ready = ToolsReady("", "", self._analyzer.labels, str(error))
            else:
                runs_on, lost = self._analyzer.provider, self._analyzer.lost_gpu
                self._ready = replace(self._ready, provider=runs_on, lost_gpu=lost)
            self.tools_ready.emit(self._ready)
        return self._analyzer

    def _analyze(self, task: Task) -> Outcome:
        from engine.batch import BatchCancelled, FileDone, FileFailed, analyze_files
        from engine.store import Project
        from engine.upcoming import Upcoming

        if task.stop.is_set() and not task.keep.is_set():
            return Outcome(0, 0, 0, cancelled=True)
        done, cancelled = 0, False
        with Project.open(task.project, lean=True) as project:
            upcoming = Upcoming(project)
            failed = unreadable = self._find(task.paths, project, upcoming)
            if task.stop.is_set():
                return Outcome(0, failed, len(upcoming) + failed, cancelled=True, kept=True)
            self._asking = task.asking
            analyzer = self._analyzer_for(task.tools)
            try:
                asks = self._begin_asking(task, analyzer, project)
            except Cancelled:
                kept = self._keep(task, upcoming)
                return Outcome(0, failed, len(upcoming) + failed, cancelled=True, kept=kept)
            for event in analyze_files(project, analyzer, upcoming, cancelled=task.stop.is_set):
                if isinstance(event, FileDone):
                    self._opinions.look_after(analyzer)
                done += isinstance(event, FileDone)
                failed += isinstance(event, FileFailed)
                cancelled = cancelled or isinstance(event, BatchCancelled)
                if isinstance(event, (FileDone, FileFailed)):
                    # Before it is told, so that nobody who hears of it finds the file still waiting.
                    project.remove_waiting([event.path])
                self._tell(event)
                if isinstance(event, (FileDone, FileFailed)):
                    lost = self._find(task.take_more(), project, upcoming)
                    failed, unreadable = failed + lost, unreadable + lost
            total = len(upcoming) + unreadable
            kept = cancelled and self._keep(task, upcoming)
        if asks:
            self.opinion_told.emit(self._opinions.end(analyzer))
        return Outcome(done, failed, total, cancelled, kept)

    def _find(self, paths: Sequence[Path], project: Project, upcoming: Upcoming) -> int:
        """Let the files of these paths and folders wait; returns how many cannot be read at all."""
        from engine import documents

        if not paths:
            return 0
        files, errors = documents.expand(paths)
        upcoming.add(files)
        for error in errors:
            self._tell_unreadable(project.add_failed, error)
        self.files_found.emit()
        return len(errors)

    def _keep(self, task: Task, upcoming: Upcoming) -> bool:
        """Whether the files that were not reached go on waiting; else they are forgotten."""
        if not task.keep.is_set():
            upcoming.drop()
        return task.keep.is_set()

    def _begin_asking(self, task: Task, analyzer: Analyzer, project: Project) -> bool:
        """Whether there is a second opinion; the analysis goes on without one that cannot be had, and this is told."""
        analyzer.ask(None)
        if self._pack is None or not task.asking.on:
            return False
        self.opinion_opening.emit()
        report = self._opinions.begin(analyzer, self._pack, task.asking, project, task.stop.is_set)
        if report.problem:
            self.opinion_told.emit(report)
        return not report.problem

    def _tell_unreadable(self, keep: Callable[[Path, DocumentError], int], error: DocumentError) -> None:
        keep(error.path, error)
        self.file_failed.emit(error.path, error)

    def _tell(self, event: Event) -> None:
        from engine.batch import FileAsking, FileDone, FileFailed, FileProgress, FileRead, FileStarted

        match event:
            case FileStarted(path, index, total):
                self.file_started.emit(path, index, total)
            case FileRead(path, document_id):
                self.file_read.emit(path, document_id)
            case FileProgress(path, done, all_):
                # As often as an eye can follow, and never a queue of thousands.
                if time.monotonic() - self._told_progress >= _PROGRESS_SECONDS:
                    self._told_progress = time.monotonic()
                    self.file_progressed.emit(path, done, all_)
            case FileAsking(path, done, all_):
                self.file_asking.emit(path, done, all_)
            case FileDone(path, document_id, mentions):
                self.file_finished.emit(path, document_id, mentions)
            case FileFailed(path, error):
                self.file_failed.emit(path, error)
