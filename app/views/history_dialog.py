"""What happened in the project: the steps of review, and what was sent to a language model elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.views.word_table import WordTable
from app.words import number_words, step_words
from engine.store import SentRow, StepRow

_ROOM = 8


class HistoryDialog(QDialog):
    """Nothing can be changed here. Times are those of this machine."""

    def __init__(self, steps: Sequence[StepRow], sent: Sequence[SentRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("History"))
        self._sent = sent
        self.steps = WordTable(len(steps), 3, _ROOM)
        self.steps.setHorizontalHeaderLabels([self.tr("When"), self.tr("What"), self.tr("State")])
        self.steps.setAccessibleName(self.tr("Review"))
        for row, step in enumerate(steps):
            state = self.tr("undone") if step.undone else ""
            _fill(self.steps, row, (_when(step.at), step_words(step), state))
        self.requests = WordTable(len(sent), 5, _ROOM)
        heads = [self.tr("When"), self.tr("Document"), self.tr("Endpoint"), self.tr("Characters"), self.tr("Outcome")]
        self.requests.setHorizontalHeaderLabels(heads)
        self.requests.setAccessibleName(self.tr("Sent elsewhere"))
        for row, each in enumerate(sent):
            outcome = each.status or self.tr("cut off")
            cells = (_when(each.at), each.document, each.endpoint, number_words(len(each.payload)), outcome)
            _fill(self.requests, row, cells)
        for table, stretched in ((self.steps, 1), (self.requests, 1)):
            table.resizeColumnsToContents()
            table.horizontalHeader().setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        self.payload = QPlainTextEdit(readOnly=True)
        self.payload.setAccessibleName(self.tr("What was sent, word by word"))
        self.requests.currentCellChanged.connect(lambda row, *_: self._show(row))
        self.tabs = QTabWidget()
        self.tabs.addTab(self._page(self.steps, len(steps)), self.tr("Review ({0})").format(number_words(len(steps))))
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.requests)
        halves.addWidget(self.payload)
        words = self.tr("Sent elsewhere ({0})").format(number_words(len(sent)))
        self.tabs.addTab(self._page(halves, len(sent)), words)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        self.resize(760, 520)

    def _page(self, inside: QWidget, count: int) -> QWidget:
        if count:
            return inside
        inside.hide()
        inside.setParent(self)
        return QLabel(self.tr("Nothing so far."), alignment=Qt.AlignmentFlag.AlignCenter)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._sent):
            each = self._sent[row]
            self.payload.setPlainText(f"sha256 {each.sha256}\n\n{each.payload}\n\n{each.answer or ''}".rstrip())


def _fill(table: WordTable, row: int, cells: Sequence[str]) -> None:
    for column, words in enumerate(cells):
        item = QTableWidgetItem(words)
        item.setToolTip(words)
        table.setItem(row, column, item)


def _when(at: str) -> str:
    moment = QDateTime.fromString(at, Qt.DateFormat.ISODate)
    return QLocale().toString(moment.toLocalTime(), QLocale.FormatType.ShortFormat) if moment.isValid() else at
