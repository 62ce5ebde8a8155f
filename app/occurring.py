"""Decides all occurrences of the chosen mention's words at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QProgressDialog, QWidget

from app.action_set import connect
from app.background import BackgroundCall
from app.commands import Review
from app.models.mention_query import MentionQuery
from app.occurrence_plan import Plan, Wish, make_plan
from app.reading import Reading
from app.review_actions import ReviewActions
from app.session import Session
from app.views.occurrence_dialog import Line, OccurrenceDialog
from engine.errors import Cancelled
from engine.store import MentionRow, Occurrence, Project, Status

_SHOWN_LINES = 100
_SHORT_MS = 400


@dataclass(frozen=True, slots=True)
class _Found:
    occurrences: list[Occurrence]
    listed: frozenset[int]


class Occurring(QObject):
    """The search runs in a thread of its own; then a dialog asks, with a preview."""

    failed = Signal(object)

    def __init__(
        self, actions: ReviewActions, review: Review, reading: Reading, session: Session, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._review, self._reading, self._session = review, reading, session
        self._searching = False
        connect(actions.occurrences, self.ask)

    def ask(self) -> None:
        """Look for the words of the first chosen mention, then ask what to do."""
        mention = self._reading.first_chosen()
        if mention is None or self._searching:
            return
        path, query = self._session.path, self._reading.query()
        stop = threading.Event()
        progress = QProgressDialog(self.tr("Looking for “{0}”…").format(mention.text[:60]), "", 0, 0, self._window)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setCancelButtonText(self.tr("Cancel"))
        progress.setMinimumDuration(_SHORT_MS)
        progress.canceled.connect(stop.set)
        self._searching = True
        call = BackgroundCall(lambda: _look(path, mention.text, query, stop), self)
        call.finished.connect(progress.deleteLater)
        call.failed.connect(self._fail)
        call.succeeded.connect(lambda found: self._ask(mention, found, path))
        call.start()

    def _ask(self, mention: MentionRow, found: _Found, path: Path) -> None:
        self._searching = False
        if not self._session.is_open or self._session.path != path:
            return
        status: Status = "rejected" if mention.status == "rejected" else "accepted"
        wish = Wish(status=status, label=mention.label if status == "accepted" else None)
        dialog = OccurrenceDialog(mention.text, wish, self._session.project.labels(), self._window)

        def plan(wish: Wish) -> Plan:
            return make_plan(found.occurrences, wish, mention.document_id, found.listed)

        def show(wish: Wish) -> None:
            made = plan(wish)
            dialog.show_plan(made, self._lines(made))

        dialog.wish_changed.connect(show)
        show(wish)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._decide(plan(dialog.wish()), dialog.wish())
        dialog.deleteLater()

    def _decide(self, plan: Plan, wish: Wish) -> None:
        ids = [each.mention_id for each in plan.mentions if each.mention_id is not None]
        spans = [each[:3] for each in plan.unmarked]
        self._review.do_large(
            lambda project: project.decide_occurrences(ids, spans, status=wish.status, label=wish.label)
        )

    def _lines(self, plan: Plan) -> list[Line]:
        shown = plan.all()[:_SHOWN_LINES]
        project = self._session.project
        names = {identity: project.document(identity).name for identity in {each.document_id for each in shown}}
        contexts = project.contexts([each[:3] for each in shown])
        return [
            Line(names[each.document_id], context, each.label, each.status)
            for each, context in zip(shown, contexts, strict=True)
        ]

    def _fail(self, error: Exception) -> None:
        self._searching = False
        if not isinstance(error, Cancelled):
            self.failed.emit(error)


def _look(path: Path, words: str, query: MentionQuery, stop: threading.Event) -> _Found:
    with Project.open(path) as project:
        found = project.occurrences(words, cancelled=stop.is_set)
        return _Found(found, frozenset(query.ids(project)))
