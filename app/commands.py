"""What a person does to mentions. The project keeps the steps, so undo survives a restart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.session import Session
from engine.store import Status


class Review(QObject):
    """Decisions on the open project; each is one step to undo. Every method may raise `VeritagError`."""

    availability_changed = Signal(bool, bool)  # whether one can undo, and redo

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        session.project_opened.connect(self._tell_availability)

    def set_status(self, mention_ids: Sequence[int], status: Status) -> None:
        self._session.project.decide(mention_ids, status=status)
        self._tell_change()

    def set_label(self, mention_ids: Sequence[int], label: str) -> None:
        self._session.project.decide(mention_ids, label=label)
        self._tell_change()

    def add(self, document_id: int, start: int, end: int, label: str, status: Status = "accepted") -> int:
        mention_id = self._session.project.add_mention(document_id, start, end, label, status=status)
        self._tell_change()
        return mention_id

    def undo(self) -> None:
        self._session.project.undo()
        self._tell_change()

    def redo(self) -> None:
        self._session.project.redo()
        self._tell_change()

    def _tell_change(self) -> None:
        self._session.mentions_changed.emit()
        self._session.documents_changed.emit()
        self._tell_availability()

    def _tell_availability(self) -> None:
        project = self._session.project
        self.availability_changed.emit(project.can_undo(), project.can_redo())
