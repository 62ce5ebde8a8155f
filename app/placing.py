"""Searches all texts for the places where some words stand, and shows the one that is chosen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.action_set import connect
from app.actions import Actions
from app.analysis import Analysis
from app.background import BackgroundCall
from app.reading import Reading
from app.session import Session
from app.views.panels import Panels
from app.views.places_window import PlacesWindow
from engine.store import Hit, Project

_MOST = 2000
_WIDTH = 40
_TOLD_SECONDS = 0.15


class Placing(QObject):
    """The window is made when it is first asked for. Each search runs in a thread of its own until another begins."""

    failed = Signal(object)
    _found = Signal(int, object)  # the number of the search, and its next hits

    def __init__(
        self,
        actions: Actions,
        analysis: Analysis,
        reading: Reading,
        session: Session,
        panels: Panels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._reading, self._session, self._panels = reading, session, panels
        self.places: PlacesWindow | None = None
        self._number = 0
        self._stopped = threading.Event()
        self._found.connect(self._add)
        connect(actions.places, self.open)
        session.project_opened.connect(self._clear)
        session.documents_changed.connect(self._refresh)
        analysis.running_changed.connect(lambda running: None if running else self._refresh())

    def open(self) -> None:
        """Show the places of the words in the box where the user is, or of those selected in the text.

        Where there are none, the words stay that were looked for before.
        """
        if self.places is None:
            self.places = PlacesWindow(self._window)
            self.places.search_asked.connect(self._search)
            self.places.hit_chosen.connect(self._show)
            self.places.finished.connect(lambda _: self.stop())
        documents = self._panels.documents
        given = documents.search_text() if documents.is_searching() else self._panels.pane.view.selected_words()
        self.places.show()
        self.places.raise_()
        self.places.activateWindow()
        self.places.show_words(given or self.places.words() or documents.search_text())

    def stop(self) -> None:
        """End the search that is going on; what it still tells counts no more."""
        self._stopped.set()
        self._number += 1

    def _search(self, words: str) -> None:
        self.stop()
        assert self.places is not None  # noqa: S101
        if not words or not self._session.is_open:
            self.places.show_nothing()
            return
        self.places.show_searching()
        number, stopped, path = self._number, threading.Event(), self._session.path
        self._stopped = stopped
        call = BackgroundCall(lambda: _look(path, words, stopped, partial(self._found.emit, number)), self)
        call.succeeded.connect(partial(self._end, number))
        call.failed.connect(partial(self._fail, number))
        call.start()

    def _add(self, number: int, hits: list[Hit]) -> None:
        if number == self._number and self.places is not None:
            self.places.add_hits(hits)

    def _end(self, number: int, more: bool) -> None:
        if number == self._number and self.places is not None:
            self.places.show_end(more)

    def _fail(self, number: int, error: Exception) -> None:
        if number == self._number and self.places is not None:
            self.places.show_nothing()
            self.failed.emit(error)

    def _show(self, hit: Hit) -> None:
        self._reading.show_document(hit.document_id)
        self._reading.show_place(hit.span.start, hit.span.end)

    def _refresh(self) -> None:
        """The documents are others: search again, where somebody looks."""
        if self.places is not None and self.places.isVisible():
            self._search(self.places.words())

    def _clear(self) -> None:
        self.stop()
        if self.places is not None:
            self.places.clear()


def _look(path: Path, words: str, stopped: threading.Event, tell: Callable[[list[Hit]], None]) -> bool:
    """Tells of hits in handfuls as they are found; says whether there are more than are shown."""
    count, found, told = 0, [], time.monotonic()
    with Project.open(path) as project:
        for hit in project.iterate_hits(words, width=_WIDTH):
            if stopped.is_set() or count == _MOST:
                break
            count += 1
            found.append(hit)
            if time.monotonic() - told > _TOLD_SECONDS:
                tell(found)
                found, told = [], time.monotonic()
        else:
            tell(found)
            return False
    tell(found)
    return True
