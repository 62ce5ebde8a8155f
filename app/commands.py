"""What a person does to mentions. The project keeps the steps, so undo survives a restart."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.background import BackgroundCall
from app.session import Session
from engine.errors import VeritagError
from engine.store import Project, Status

_LARGE_STEP = 500


class Review(QObject):
    """Decisions on the open project; each is one step to undo. Every method may raise `VeritagError`.

    A large step runs in a thread; steps that are asked for meanwhile wait for it, and belong to the project that was
    open when they were asked for.
    """

    availability_changed = Signal()  # what can be undone and redone
    busy_changed = Signal(bool)  # whether a large step is under way
    failed = Signal(object)  # the exception that a large step ended with

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._call: BackgroundCall | None = None
        self._waiting: deque[tuple[Path, Callable[[Project], object]]] = deque()
        session.project_opened.connect(self.availability_changed)
        session.mentions_changed.connect(self.availability_changed)

    @property
    def is_busy(self) -> bool:
        """Whether a large step is under way."""
        return self._call is not None

    def set_status(self, mention_ids: Sequence[int], status: Status) -> None:
        self._do(len(mention_ids), lambda project: project.decide(mention_ids, status=status))

    def set_label(self, mention_ids: Sequence[int], label: str) -> None:
        self._do(len(mention_ids), lambda project: project.decide(mention_ids, label=label))

    def add(self, document_id: int, start: int, end: int, label: str, status: Status = "accepted") -> int:
        mention_id = self._session.project.add_mention(document_id, start, end, label, status=status)
        self._tell_change()
        return mention_id

    def move(self, mention_id: int, start: int, end: int) -> None:
        self._session.project.move_mention(mention_id, start, end)
        self._tell_change()

    def split(self, mention_id: int, at: int) -> int:
        second = self._session.project.split_mention(mention_id, at)
        self._tell_change()
        return second

    def merge(self, mention_ids: Sequence[int]) -> int:
        merged = self._session.project.merge_mentions(mention_ids)
        self._tell_change()
        return merged

    def comment(self, mention_ids: Sequence[int], words: str) -> None:
        self._do(len(mention_ids), lambda project: project.comment(mention_ids, words))

    def do(self, work: Callable[[Project], object]) -> None:
        """A small step of another kind."""
        self._do(1, work)

    def do_large(self, work: Callable[[Project], object]) -> None:
        """A step that may take a while, in a thread with a project of its own."""
        self._do(_LARGE_STEP + 1, work)

    def undo(self) -> None:
        step = self._session.project.step_to_undo()
        self._do(step.mentions if step else 0, lambda project: project.undo())

    def redo(self) -> None:
        step = self._session.project.step_to_redo()
        self._do(step.mentions if step else 0, lambda project: project.redo())

    def finish(self) -> None:
        """Wait for the large step that is under way, and do now what waits for it."""
        if self._call is not None:
            self._call.wait()
        while self._waiting:
            path, work = self._waiting.popleft()
            try:
                _on_its_own(path, work)
            except VeritagError as error:
                self.failed.emit(error)

    def _do(self, size: int, work: Callable[[Project], object]) -> None:
        if size <= _LARGE_STEP and not self.is_busy:
            work(self._session.project)
            self._tell_change()
            return
        self._waiting.append((self._session.path, work))
        if not self.is_busy:
            self._begin_large()
            self.busy_changed.emit(True)

    def _begin_large(self) -> None:
        path, work = self._waiting.popleft()
        self._call = BackgroundCall(lambda: _on_its_own(path, work), self)
        self._call.succeeded.connect(lambda _: self._end_large())
        self._call.failed.connect(self._end_large)
        self._call.failed.connect(self.failed)
        self._call.start()

    def _end_large(self) -> None:
        self._call = None
        if self._waiting:
            self._begin_large()
        else:
            self.busy_changed.emit(False)
        if self._session.is_open:
            self._tell_change()

    def _tell_change(self) -> None:
        self._session.mentions_changed.emit()
        self._session.counts_changed.emit()


def _on_its_own(path: Path, work: Callable[[Project], object]) -> None:
    with Project.open(path) as project:
        work(project)
