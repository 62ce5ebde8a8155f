"""How many spans would be asked about at each threshold of doubt, and how long that would take."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from app.views.word_table import WordTable
from app.words import number_words, seconds_words
from engine.findings import BINS, Routed

_ROOM = 6
STEPS = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50)


class RoutingTable(WordTable):
    """Four columns: threshold, doubtful spans, those within the budget, and the time for these.

    `threshold_chosen` is a click or Enter on a row.
    """

    threshold_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(STEPS), 4, _ROOM, parent)
        self._routed, self._timed = Routed([0] * (BINS + 1), [0] * (BINS + 1), [0.0] * (BINS + 1)), False
        self._tau = 0.0
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for row in range(len(STEPS)):
            for column in range(4):
                item = QTableWidgetItem()
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self.cellClicked.connect(lambda row, _column: self.threshold_chosen.emit(STEPS[row]))
        self.cellActivated.connect(lambda row, _column: self.threshold_chosen.emit(STEPS[row]))
        self._retranslate()

    def show_counts(self, routed: Routed, timed: bool) -> None:
        """What there is to do at each threshold; `timed`: the seconds are known."""
        self._routed, self._timed = routed, timed
        self._fill()

    def show_threshold(self, tau: float) -> None:
        """The row of the threshold in use is bold."""
        self._tau = tau
        self._fill()

    def row_words(self, tau: float) -> tuple[str, str, str]:
        """Doubtful spans, spans within the budget, and the time, at any threshold."""
        place = min(BINS, max(0, round(tau * BINS)))
        over, asked = self._routed.over[place], self._routed.asked[place]
        time = seconds_words(self._routed.seconds[place]) if self._timed else "–"
        return number_words(over), number_words(asked), time

    def _fill(self) -> None:
        for row, tau in enumerate(STEPS):
            font = QFont(self.font())
            font.setBold(abs(tau - self._tau) < 0.5 / BINS)
            for column, words in enumerate((f"{tau:.2f}", *self.row_words(tau))):
                item = self.item(row, column)
                if item is not None:
                    item.setText(words)
                    item.setFont(font)

    def _retranslate(self) -> None:
        heads = [self.tr("Doubt over"), self.tr("Spans"), self.tr("Asked"), self.tr("Time")]
        tips = [
            self.tr("The threshold of doubt; click a row to use it"),
            self.tr("Spans of which the models' decision is wrong with a higher probability"),
            self.tr("Those of them that the budget of each document allows"),
            self.tr("How long that takes on this machine, beside the analysis itself"),
        ]
        self._set_heads(heads, tips)
        self.setAccessibleName(self.tr("Spans to be asked about by threshold of doubt"))
        self._fill()
