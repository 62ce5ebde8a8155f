"""What is reviewed next: the order of the list, going on, and decisions on all that is listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.action_set import connect
from app.commands import Review
from app.messages import confirm
from app.models.mention_query import MentionQuery
from app.reading import Reading
from app.review_actions import ReviewActions
from app.session import Session
from app.settings import Settings
from app.views.panels import Panels
from app.words import number_words
from engine.store import OrderBy, Status


class ReviewQueue(QObject):
    """The suggestions of the list, in its order; where one document has none left, those of the next."""

    def __init__(
        self,
        settings: Settings,
        actions: ReviewActions,
        review: Review,
        reading: Reading,
        session: Session,
        panels: Panels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._actions, self._review, self._reading = actions, review, reading
        self._session, self._panels = session, panels
        actions.go_on.setChecked(settings.goes_on)
        actions.go_on.toggled.connect(partial(setattr, settings, "goes_on"))
        connect(actions.next_doubtful, lambda: self._go(self._following()))
        connect(actions.previous_doubtful, lambda: self._go(self._following(backwards=True)))
        connect(actions.accept_listed, lambda: self._ask_listed("accepted"))
        connect(actions.reject_listed, lambda: self._ask_listed("rejected"))
        orders: dict[OrderBy, bool] = {"start": False, "uncertainty": True, "disagreement": True}
        self._order_actions = dict(
            zip(orders, (actions.by_place, actions.by_doubt, actions.by_disagreement), strict=True)
        )
        for order_by, descending in orders.items():
            sort = partial(panels.table.sort_by, order_by, descending=descending)
            connect(self._order_actions[order_by], sort)
        panels.table.query_changed.connect(self._follow_order)
        self._follow_order()

    def decided(self, decide: Callable[[], object]) -> None:
        """Do something to the one chosen mention and go on to the next suggestion, where the user wants that."""
        going_on = self._actions.go_on.isChecked() and len(self._reading.chosen()) == 1
        following = self._following() if going_on else None
        decide()
        if following is not None:
            self._reading.go_to(following)

    def _following(self, *, backwards: bool = False) -> int | None:
        """The suggestion to go to from what is chosen."""
        project, chosen = self._session.project, self._reading.chosen()
        here = self._reading.query().of_status("suggested")
        if chosen:
            found = here.following(project, chosen[-1], backwards=backwards)
        else:
            found = _first(here, self._session, backwards=backwards)
        if found is not None or here.document_id is None:
            return found
        return self._in_another_document(here, backwards=backwards)

    def _in_another_document(self, here: MentionQuery, *, backwards: bool) -> int | None:
        """The first suggestion of the next document that has any; behind the last comes the first."""
        project = self._session.project
        rows = self._panels.document_model.rows()
        place = next((place for place, row in enumerate(rows) if row.id == here.document_id), 0)
        others = [*rows[place + 1 :], *rows[:place]]
        for row in reversed(others) if backwards else others:
            query = replace(here, document_id=row.id)
            if query.count(project):
                return _first(query, self._session, backwards=backwards)
        return None

    def _go(self, mention_id: int | None) -> None:
        if mention_id is None:
            self._panels.notice.say(self.tr("Nothing that is listed is left to review."))
        else:
            self._reading.go_to(mention_id)

    def _ask_listed(self, status: Status) -> None:
        query = self._reading.query()
        listed = query.of_status("suggested")
        lists_suggestions = query.criteria.status in (None, "suggested")
        count = listed.count(self._session.project) if lists_suggestions else 0
        if not count:
            self._panels.notice.say(self.tr("Nothing that is listed is left to review."))
            return
        if status == "accepted":
            question, yes = self.tr("Accept {0} suggestions?"), self.tr("Accept")
        else:
            question, yes = self.tr("Reject {0} suggestions?"), self.tr("Reject")
        detail = self.tr("All that the table lists, also out of sight. It is one step, which can be undone.")
        if confirm(self._window, question.format(number_words(count)), detail, yes):
            self._review.do_large(lambda project: listed.decide(project, status))

    def _follow_order(self) -> None:
        group = self._actions.by_place.actionGroup()
        action = self._order_actions.get(self._panels.table.order())
        # A list sorted by another column is in none of these orders.
        group.setExclusive(False)
        for each in self._order_actions.values():
            each.setChecked(each is action)
        group.setExclusive(True)


def _first(query: MentionQuery, session: Session, *, backwards: bool) -> int | None:
    rows = query.page(session.project, max(0, query.count(session.project) - 1) if backwards else 0, 1)
    return rows[0].id if rows else None
