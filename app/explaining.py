"""Keeps the evidence card in step with the entity that is chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.evidence import make_card
from app.reading import Reading
from app.session import Session
from app.views.evidence_card import EvidenceCard

_WAIT_MS = 20


class Explaining(QObject):
    """Reads the evidence of the first chosen mention while the card is on the screen."""

    def __init__(self, session: Session, reading: Reading, card: EvidenceCard, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._reading, self._card = session, reading, card
        self._runs: dict[int, dict[str, Any]] = {}
        self._wanted = False
        # A decision takes the choice away for a moment and gives it back.
        self._due = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._due.timeout.connect(self.refresh)
        reading.choice_changed.connect(lambda _: self._due.start())
        session.project_opened.connect(self._forget)
        session.labels_changed.connect(self._due.start)

    def set_wanted(self, wanted: bool) -> None:
        """Whether the card can be seen."""
        self._wanted = wanted
        self.refresh()

    def refresh(self) -> None:
        """Read the evidence again."""
        if not self._wanted or not self._session.is_open:
            return
        project = self._session.project
        mention, labels = self._reading.first_chosen(), project.labels()
        if mention is None:
            self._card.show_card(None, labels)
            return
        run = self._run(mention.run_id)
        self._card.show_card(make_card(mention, project.evidence(mention.id), run, labels), labels)

    def _run(self, run_id: int | None) -> dict[str, Any]:
        """The record of a run, which never changes while it matters here."""
        if run_id is None:
            return {}
        if run_id not in self._runs:
            self._runs[run_id] = self._session.project.run(run_id)
        return self._runs[run_id]

    def _forget(self) -> None:
        self._runs.clear()
        self.refresh()
