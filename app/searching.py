"""Searches among the entities: kept under a name in the project, or for a list of terms."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from app.criteria import SavedSearches, terms_of
from app.session import Session
from app.views.multi_line_dialog import ask_lines
from app.views.panels import Panels


class Searching(QObject):
    """Connects the filters above the table with the project."""

    def __init__(self, session: Session, panels: Panels, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._session, self._filter = session, panels.table.filter
        self._filter.save_asked.connect(self._ask_name)
        self._filter.remove_asked.connect(self._remove)
        self._filter.more.terms_asked.connect(self._ask_terms)
        session.project_opened.connect(self._show)

    def _saved(self) -> SavedSearches:
        return SavedSearches(self._session.project)

    def _show(self) -> None:
        self._filter.set_searches(self._saved().all())

    def _ask_name(self) -> None:
        name, agreed = QInputDialog.getText(
            self._window, self.tr("Save search"), self.tr("Name (a search of that name is replaced):")
        )
        if agreed and name.strip():
            self._saved().save(name.strip(), self._filter.criteria())
            self._show()

    def _remove(self, name: str) -> None:
        self._saved().remove(name)
        self._show()

    def _ask_terms(self) -> None:
        pasted = ask_lines(
            self._window,
            self.tr("Terms"),
            self.tr("One term a line. Case and width do not count."),
            "\n".join(self._filter.more.terms),
        )
        if pasted is not None:
            self._filter.more.set_terms(terms_of(pasted))
