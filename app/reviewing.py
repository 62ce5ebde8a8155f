"""Decisions about the chosen mentions, and entities that a person marks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor, QCursor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.action_set import connect
from app.actions import Actions
from app.commands import Review
from app.reading import Reading
from app.review_actions import ReviewActions
from app.review_queue import ReviewQueue
from app.session import Session
from app.theme import highlight_colour, is_dark
from app.views.mention_tip import label_tip, type_name
from app.views.panels import Panels
from app.words import step_words
from engine.store import Status
from engine.types import Label

_MOST_DIGITS = 9


class Reviewing(QObject):
    """Connects the review actions, their menus and the places where they work."""

    def __init__(
        self,
        window_actions: Actions,
        actions: ReviewActions,
        review: Review,
        reading: Reading,
        queue: ReviewQueue,
        session: Session,
        panels: Panels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._window_actions, self._actions = window_actions, actions
        self._review, self._reading, self._queue = review, reading, queue
        self._session, self._panels = session, panels
        self._decisions = [*actions.of_choice(), actions.occurrences, actions.comment]
        connect(actions.accept, lambda: self._decide("accepted"))
        connect(actions.reject, lambda: self._decide("rejected"))
        connect(actions.change_type, self.ask_type)
        connect(actions.add_entity, self.ask_type_of_selection)
        for number, action in enumerate(actions.types):
            connect(action, partial(self._use_type, number))
        connect(window_actions.undo, review.undo)
        connect(window_actions.redo, review.redo)
        for place in (panels.pane, panels.table.view):
            place.addActions(actions.inner())
        connect(actions.next_entity, lambda: panels.pane.view.jump(forward=True))
        connect(actions.previous_entity, lambda: panels.pane.view.jump(forward=False))
        panels.pane.view.addActions(actions.of_text())
        panels.table.set_menu_actions([*self._decisions, *actions.of_shape()])
        panels.pane.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        panels.pane.view.customContextMenuRequested.connect(self._show_text_menu)
        reading.choice_changed.connect(self._follow_choice)
        review.availability_changed.connect(self._follow_availability)
        review.busy_changed.connect(self._follow_busy)
        self._follow_choice(False)
        window_actions.undo.setEnabled(False)
        window_actions.redo.setEnabled(False)

    def ask_type(self) -> None:
        """Offer the types for the chosen mentions."""
        if self._reading.has_choice():
            self._offer_types(self._set_type)

    def _decide(self, status: Status) -> None:
        self._queue.decided(lambda: self._review.set_status(self._reading.chosen(), status))

    def _set_type(self, label: str) -> None:
        self._queue.decided(lambda: self._review.set_label(self._reading.chosen(), label))

    def _use_type(self, number: int) -> None:
        """Give the chosen mentions, or the selected words, the type that is `number`th in the list, from 0."""
        names = self._session.project.labels().names()
        if number >= len(names):
            return
        view = self._panels.pane.view
        if view.hasFocus() and view.marked_span() is not None:
            self._add_selection(names[number])
        elif self._reading.has_choice():
            self._set_type(names[number])

    def ask_type_of_selection(self) -> None:
        """Offer the types for the text that is selected."""
        if self._panels.pane.view.marked_span() is not None:
            self._offer_types(self._add_selection)
        else:
            self._panels.notice.say(self.tr("Select the words of the entity in the text first."))

    def _add_selection(self, label: str) -> None:
        """Make an entity of the selected words, without the space around them."""
        view, document = self._panels.pane.view, self._reading.document
        span = view.marked_span()
        if span is None or document is None:
            return
        text = view.text_of(span)
        if not text.strip():
            return
        start = span.start + len(text) - len(text.lstrip())
        end = span.end - (len(text) - len(text.rstrip()))
        view.clear_marks()
        self._reading.go_to(self._review.add(document.id, start, end, label))

    def _offer_types(self, use: Callable[[str], object]) -> None:
        menu = self._type_menu(use)
        menu.popup(self._place_for_menu())

    def _type_menu(self, use: Callable[[str], object]) -> QMenu:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        labels = self._session.project.labels()
        for number, label in enumerate(labels.labels, start=1):
            action = menu.addAction(self._swatch(label), type_name(labels, label.name))
            if number <= _MOST_DIGITS:
                action.setText(f"&{number}  {action.text()}")
            action.setData(label.name)
            action.setToolTip(label_tip(label))
        menu.triggered.connect(lambda action: use(action.data()))
        # A key of the window would be heard before that of the menu.
        menu.aboutToShow.connect(lambda: self._hear_types(False))
        menu.aboutToHide.connect(lambda: self._hear_types(True))
        return menu

    def _hear_types(self, hear: bool) -> None:
        for action in self._actions.types:
            action.setEnabled(hear)

    def _place_for_menu(self) -> QPoint:
        """Beside the chosen row or words."""
        table, view = self._panels.table.view, self._panels.pane.view
        if table.hasFocus() and table.currentIndex().isValid():
            return table.viewport().mapToGlobal(table.visualRect(table.currentIndex()).bottomLeft())
        span = view.marked_span() or view.ringed_span()
        boxes = view.span_rects(span.start, span.end) if span is not None else []
        return view.viewport().mapToGlobal(boxes[0].bottomLeft()) if boxes else QCursor.pos()

    def _swatch(self, label: Label) -> QIcon:
        picture = QPixmap(14, 14)
        picture.fill(QColor(highlight_colour(label, is_dark(self._window.palette()))))
        return QIcon(picture)

    def _show_text_menu(self, point: QPoint) -> None:
        view = self._panels.pane.view
        mention = view.mention_at(point)
        if mention is not None:
            self._reading.choose(mention.id)
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if mention is not None:
            menu.addActions(self._decisions)
            menu.addSeparator()
            menu.addActions(self._actions.of_shape())
            menu.addSeparator()
        if view.marked_span() is not None:
            menu.addAction(self._actions.add_entity)
            copy = menu.addAction(self.tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), view.copy)
            copy.setStatusTip(self.tr("Copy the selected text"))
        select_all = QKeySequence(QKeySequence.StandardKey.SelectAll)
        menu.addAction(self.tr("Select all"), select_all, view.select_all)
        menu.popup(view.viewport().mapToGlobal(point))

    def _follow_choice(self, any_chosen: bool) -> None:
        for action in (*self._decisions, *self._actions.of_shape()):
            action.setEnabled(any_chosen and not self._review.is_busy)

    def _follow_availability(self) -> None:
        project, actions = self._session.project, self._window_actions
        undo, redo = project.step_to_undo(), project.step_to_redo()
        actions.say_undo(step_words(undo) if undo else "", step_words(redo) if redo else "")
        actions.undo.setEnabled(undo is not None and not self._review.is_busy)
        actions.redo.setEnabled(redo is not None and not self._review.is_busy)

    def _follow_busy(self, busy: bool) -> None:
        """While a large step is under way, nothing else is decided."""
        for action in (*self._actions.inner(), self._actions.accept_listed, self._actions.reject_listed):
            action.setEnabled(not busy)
        self._follow_choice(self._reading.has_choice())
        if self._session.is_open:
            self._follow_availability()
