"""Decisions about the chosen mentions, and entities that a person marks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor, QCursor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.actions import Actions, connect
from app.commands import Review
from app.reading import Reading
from app.session import Session
from app.theme import highlight_colour, is_dark
from app.views.mention_tip import type_name
from app.views.panels import Panels
from engine.types import Label

_MOST_DIGITS = 9


class Reviewing(QObject):
    """Connects the review actions, their menus and the places where they work."""

    def __init__(
        self, actions: Actions, review: Review, reading: Reading, session: Session, panels: Panels, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._actions, self._review, self._reading = actions, review, reading
        self._session, self._panels = session, panels
        self._decisions = [actions.accept, actions.reject, actions.change_type]
        connect(actions.accept, lambda: review.set_status(reading.chosen(), "accepted"))
        connect(actions.reject, lambda: review.set_status(reading.chosen(), "rejected"))
        connect(actions.change_type, self.ask_type)
        connect(actions.add_entity, self.ask_type_of_selection)
        connect(actions.undo, review.undo)
        connect(actions.redo, review.redo)
        for place in (panels.pane, panels.table.view):
            place.addActions([*self._decisions, actions.add_entity])
        panels.table.set_menu_actions(self._decisions)
        panels.pane.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        panels.pane.view.customContextMenuRequested.connect(self._show_text_menu)
        reading.choice_changed.connect(self._follow_choice)
        review.availability_changed.connect(self._follow_availability)
        self._follow_choice(False)
        self._follow_availability(False, False)

    def ask_type(self) -> None:
        """Offer the types for the chosen mentions."""
        chosen = self._reading.chosen()
        if chosen:
            self._offer_types(lambda label: self._review.set_label(chosen, label))

    def ask_type_of_selection(self) -> None:
        """Offer the types for the text that is selected."""
        view, document = self._panels.pane.view, self._reading.document
        span, text = view.selected_span(), view.selected_text()
        if span is None or document is None or not text.strip():
            self._panels.notice.say(self.tr("Select the words of the entity in the text first."))
            return
        start = span.start + len(text) - len(text.lstrip())
        end = span.end - (len(text) - len(text.rstrip()))

        def add(label: str) -> None:
            self._reading.choose(self._review.add(document.id, start, end, label))

        self._offer_types(add)

    def _offer_types(self, use: Callable[[str], object]) -> None:
        menu = self._type_menu(use)
        menu.popup(self._place_for_menu())

    def _type_menu(self, use: Callable[[str], object]) -> QMenu:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        labels = self._session.project.labels()
        for number, label in enumerate(labels.labels, start=1):
            action = menu.addAction(self._swatch(label), type_name(labels, label.name))
            if number <= _MOST_DIGITS:
                action.setText(f"&{number}  {action.text()}")
            action.setData(label.name)
        menu.triggered.connect(lambda action: use(action.data()))
        return menu

    def _place_for_menu(self) -> QPoint:
        """Beside the chosen row or words."""
        table, view = self._panels.table.view, self._panels.pane.view
        if table.hasFocus() and table.currentIndex().isValid():
            return table.viewport().mapToGlobal(table.visualRect(table.currentIndex()).bottomLeft())
        span = view.selected_span()
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
        if view.selected_span() is not None:
            menu.addAction(self._actions.add_entity)
            copy = menu.addAction(self.tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), view.copy)
            copy.setStatusTip(self.tr("Copy the selected text"))
        select_all = QKeySequence(QKeySequence.StandardKey.SelectAll)
        menu.addAction(self.tr("Select all"), select_all, view.select_all)
        menu.popup(view.viewport().mapToGlobal(point))

    def _follow_choice(self, any_chosen: bool) -> None:
        for action in self._decisions:
            action.setEnabled(any_chosen)

    def _follow_availability(self, undo: bool, redo: bool) -> None:
        self._actions.undo.setEnabled(undo)
        self._actions.redo.setEnabled(redo)
