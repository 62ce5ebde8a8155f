"""Where an entity begins and ends: boundaries, splitting, merging; and what a person remarks on it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.action_set import connect
from app.commands import Review
from app.reading import Reading
from app.review_actions import ReviewActions
from app.session import Session
from app.views.multi_line_dialog import ask_lines
from app.views.panels import Panels
from app.views.split_dialog import SplitDialog
from engine.store import MentionRow


class Reshaping(QObject):
    """Connects the actions that change the chosen mentions' shape."""

    def __init__(
        self,
        actions: ReviewActions,
        review: Review,
        reading: Reading,
        session: Session,
        panels: Panels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._review, self._reading, self._session, self._panels = review, reading, session, panels
        shifts = {
            actions.start_earlier: (-1, 0),
            actions.start_later: (1, 0),
            actions.end_later: (0, 1),
            actions.end_earlier: (0, -1),
        }
        for action, shift in shifts.items():
            connect(action, partial(self._shift, *shift))
        connect(actions.split, self.ask_split)
        connect(actions.merge, self.merge)
        connect(actions.comment, self.ask_comment)

    def merge(self) -> None:
        """Merge the chosen mentions, or the chosen one with the next in the text."""
        chosen = self._reading.chosen_mentions()
        if len(chosen) == 1:
            chosen += self._next_in_text(chosen[0])
        if len(chosen) < 2 or len({mention.document_id for mention in chosen}) > 1:
            self._panels.notice.say(self.tr("Choose two or more entities of one document to merge them."))
            return
        self._reading.go_to(self._review.merge([mention.id for mention in chosen]))

    def ask_split(self) -> None:
        """Ask where to split the chosen mention."""
        mention = self._one()
        if mention is None:
            return
        if len(mention.text.split()) < 2 and len(mention.text.strip()) < 2:
            self._panels.notice.say(self.tr("An entity of one character cannot be split."))
            return
        dialog = SplitDialog(mention.text, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._review.split(mention.id, mention.start + dialog.place)
            self._reading.go_to(mention.id)

    def ask_comment(self) -> None:
        """Ask for a remark on the chosen mentions."""
        chosen, first = self._reading.chosen(), self._reading.first_chosen()
        if first is None:
            return
        words = ask_lines(
            self._window,
            self.tr("Comment"),
            self.tr("Comment on “{0}”:").format(_shortened(first.text))
            if len(chosen) == 1
            else self.tr("Comment on {0} entities:").format(len(chosen)),
            first.comment,
        )
        if words is not None:
            self._review.comment(chosen, words.strip())

    def _shift(self, start: int, end: int) -> None:
        mention = self._one()
        if mention is None:
            return
        start, end = mention.start + start, mention.end + end
        length = self._session.project.document(mention.document_id).text_length
        if 0 <= start < end <= length:
            self._review.move(mention.id, start, end)
            self._reading.go_to(mention.id)

    def _one(self) -> MentionRow | None:
        """The chosen mention where it is one; else a sentence says so."""
        if len(self._reading.chosen()) == 1:
            return self._reading.first_chosen()
        self._panels.notice.say(self.tr("Choose one entity for this."))
        return None

    def _next_in_text(self, mention: MentionRow) -> list[MentionRow]:
        project = self._session.project
        found = project.mention_following(
            mention.id, mention.document_id, statuses=("suggested", "accepted"), order_by="start"
        )
        return [row for row in [project.mention(found)] if row is not None] if found is not None else []


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
