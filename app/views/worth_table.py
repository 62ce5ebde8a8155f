"""What the second opinion is worth for each type, and about which types it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from app.asking import LabelState
from app.views.word_table import WordTable
from app.words import number_words
from engine.findings import Repairs

_ROOM = 8


@dataclass(frozen=True, slots=True)
class WorthRow:
    """A type with its name on screen; `validation` is None where the verifier says nothing of it."""

    label: str
    words: str
    validation: Repairs | None
    decisions: Repairs
    state: LabelState


class WorthTable(WordTable):
    """`label_switched` is a click on a type's box: whether it is to be asked about."""

    label_switched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, _ROOM, parent)
        self._rows: list[WorthRow] = []
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._tell)
        self._retranslate()

    def show_rows(self, rows: list[WorthRow]) -> None:
        self._rows = rows
        with QSignalBlocker(self):
            self.setRowCount(len(rows))
            for place, row in enumerate(rows):
                name = QTableWidgetItem(row.words)
                name.setData(Qt.ItemDataRole.UserRole, row.label)
                name.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                )
                name.setCheckState(Qt.CheckState.Checked if row.state.asked else Qt.CheckState.Unchecked)
                name.setToolTip(self.why(row))
                self.setItem(place, 0, name)
                for column, repairs in enumerate((row.validation, row.decisions), start=1):
                    self.setItem(place, column, self._figures(repairs))

    def why(self, row: WorthRow) -> str:
        """Why a type is asked about or not, as one sentence."""
        match row.state.asked, row.state.why:
            case True, "person":
                return self.tr("{0}: asked about, because you said so.").format(row.words)
            case False, "person":
                return self.tr("{0}: not asked about, because you said so.").format(row.words)
            case False, "decisions":
                words = self.tr("{0}: not asked about any more; by your decisions it broke {1} and fixed {2}.")
                broken, fixed = number_words(row.decisions.broken), number_words(row.decisions.fixed)
                return words.format(row.words, broken, fixed)
            case False, _:
                words = self.tr("{0}: not asked about; it did harm on the records that it was fitted on.")
                return words.format(row.words)
            case _:
                return self.tr("{0}: asked about.").format(row.words)

    def _figures(self, repairs: Repairs | None) -> QTableWidgetItem:
        item = QTableWidgetItem("–")
        if repairs is not None and repairs.asked:
            fixed, broken, asked = (number_words(n) for n in (repairs.fixed, repairs.broken, repairs.asked))
            item.setText(f"+{fixed} −{broken} / {asked}")
            words = self.tr("Fixed: {0}. Broken: {1}. Spans: {2}.").format(fixed, broken, asked)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        return item

    def _tell(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            asked = item.checkState() == Qt.CheckState.Checked
            self.label_switched.emit(item.data(Qt.ItemDataRole.UserRole), asked)

    def _retranslate(self) -> None:
        heads = [self.tr("Ask about"), self.tr("Validation"), self.tr("You")]
        tips = [
            self.tr("Types that are asked about"),
            self.tr("Mistakes fixed and made on the records that the verifier was fitted on, of the spans looked at"),
            self.tr("Mistakes fixed and made in this project, of the spans on which you decided"),
        ]
        self._set_heads(heads, tips)
        self.setAccessibleName(self.tr("What the second opinion is worth by type"))
        self.show_rows(self._rows)
