"""The places where some words stand in the texts of the project, each in its context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QLineEdit, QTableWidgetItem, QVBoxLayout, QWidget

from app.views.context_delegate import ContextDelegate, context_item
from app.views.word_table import WordTable
from app.words import number_words
from engine.store import Hit

_TYPING_MS = 250
# While an arrow key is held down not every document on the way is shown.
_MOVING_MS = 60
_ROOM = 10


class PlaceList(WordTable):
    """`hit_chosen` is a click or Enter on a place, or an arrow key that leads to it."""

    hit_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, _ROOM, parent)
        self._hits: list[Hit] = []
        self._before: Hit | None = None
        self._moving = QTimer(self, singleShot=True, interval=_MOVING_MS)
        self._moving.timeout.connect(self._tell)
        self.setItemDelegateForColumn(1, ContextDelegate(self))
        self.setColumnWidth(0, 170)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.cellClicked.connect(lambda *_: self._tell())
        self.cellActivated.connect(lambda *_: self._tell())
        self._retranslate()

    def hits(self) -> Sequence[Hit]:
        return self._hits

    def forget(self) -> None:
        """Show nothing; the place that was chosen will be so again if it comes back."""
        self._before = self._chosen() or self._before
        self._moving.stop()
        self._hits = []
        self.setRowCount(0)

    def add_hits(self, hits: Sequence[Hit]) -> None:
        first = len(self._hits)
        self._hits += hits
        self.setRowCount(len(self._hits))
        for row, hit in enumerate(hits, start=first):
            document = QTableWidgetItem(hit.document_name)
            document.setToolTip(hit.document_name)
            self.setItem(row, 0, document)
            self.setItem(row, 1, context_item(hit.context))
        if self._before in hits:
            self.setCurrentCell(first + hits.index(self._before), 0)
            self._before = None

    def begin(self) -> None:
        """Give the list the keyboard, with a place chosen."""
        if self._hits:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setCurrentCell(max(0, self.currentRow()), 0)
            self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        before = self.currentRow()
        super().keyPressEvent(event)
        if self.currentRow() != before:
            self._moving.start()

    def _chosen(self) -> Hit | None:
        row = self.currentRow()
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def _tell(self) -> None:
        self._moving.stop()
        hit = self._chosen()
        if hit is not None:
            self.hit_chosen.emit(hit)

    def _retranslate(self) -> None:
        self._set_heads([self.tr("Document"), self.tr("Where it stands")])
        self.setAccessibleName(self.tr("Places"))


class PlacesWindow(QDialog):
    """Knows no project. `search_asked` carries the words; the answer comes by `add_hits` and ends with `show_end`."""

    search_asked = Signal(str)
    hit_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage: Literal["idle", "searching", "all", "more"] = "idle"
        self._box = QLineEdit(clearButtonEnabled=True)
        self._box.setAcceptDrops(False)
        self.list = PlaceList()
        self._state = QLabel(wordWrap=True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._box)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._state)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self._box.textChanged.connect(lambda: self._typing.start())
        self._box.returnPressed.connect(self._enter)
        self.list.hit_chosen.connect(self.hit_chosen)
        self.resize(860, 460)
        self._retranslate()

    def words(self) -> str:
        return self._box.text().strip()

    def show_words(self, words: str) -> None:
        """Search for these words, and let the user type others."""
        self._box.setText(words)
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._box.selectAll()
        self._ask()

    def show_searching(self) -> None:
        """What was found before no longer counts."""
        self._stage = "searching"
        self.list.forget()
        self._tell_state()

    def add_hits(self, hits: Sequence[Hit]) -> None:
        self.list.add_hits(hits)
        self._tell_state()

    def show_end(self, more: bool) -> None:
        """All was found, or as much as is shown at most."""
        self._stage = "more" if more else "all"
        self._tell_state()

    def show_nothing(self) -> None:
        """Nothing is searched for."""
        self._stage = "idle"
        self.list.forget()
        self._tell_state()

    def clear(self) -> None:
        """Forget the words as well."""
        self._box.clear()
        self._typing.stop()
        self.show_nothing()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Down and self._box.hasFocus():
            self.list.begin()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if self._typing.isActive():
            self._ask()
        else:
            self.list.begin()

    def _ask(self) -> None:
        self._typing.stop()
        self.search_asked.emit(self.words())

    def _tell_state(self) -> None:
        hits = self.list.hits()
        count, documents = number_words(len(hits)), number_words(len({hit.document_id for hit in hits}))
        if self._stage == "idle":
            words = ""
        elif self._stage == "searching":
            words = self.tr("Searching… Places: {0}").format(count)
        elif self._stage == "more":
            words = self.tr("The first {0} places are shown; there are more.").format(count)
        elif hits:
            words = self.tr("Places: {0}, documents: {1}").format(count, documents)
        else:
            words = self.tr("Not found")
        self._state.setText(words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Places in all texts"))
        self._box.setPlaceholderText(self.tr("Search in all texts"))
        self._box.setAccessibleName(self.tr("Search in all texts"))
        self._tell_state()
