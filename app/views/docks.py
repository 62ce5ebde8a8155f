"""The panels at the right of the window: why an entity is here, the second opinion, and the page of a PDF."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.actions import Actions
from app.views.panels import Panels

_WIDTH = 340


class Docks(QObject):
    """Docks behind each other, hidden at first; each action shows its dock in front, or hides it."""

    def __init__(self, window: QMainWindow, panels: Panels, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        self.why = self._make("why", panels.card, actions.why)
        self.opinion = self._make("opinion", panels.opinion, actions.second_opinion)
        self.page = self._make("page", panels.page, actions.page)
        window.tabifyDockWidget(self.why, self.opinion)
        window.tabifyDockWidget(self.opinion, self.page)

    def retranslate(self) -> None:
        self.why.setWindowTitle(self.tr("Why is this here"))
        self.opinion.setWindowTitle(self.tr("Second opinion"))
        self.page.setWindowTitle(self.tr("Page"))

    def _make(self, name: str, inside: QWidget, action: QAction) -> QDockWidget:
        dock = QDockWidget(self._window)
        dock.setObjectName(name)
        dock.setWidget(inside)
        dock.setMinimumWidth(_WIDTH)
        dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.hide()

        def show(on: bool) -> None:
            dock.setVisible(on)
            if on:
                dock.raise_()

        action.triggered.connect(show)
        dock.visibilityChanged.connect(action.setChecked)
        return dock
