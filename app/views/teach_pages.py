"""The pages of the window in which a pack is taught: what is learnt, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.views.mention_tip import type_name
from app.views.word_table import WordTable
from app.words import number_words, seconds_words
from engine.types import LabelSet

_ROOM, _CHOOSING_MS = 8, 300
_TAGGERS = ("all", "bilstm-crf")


@dataclass(frozen=True, slots=True)
class Rates:
    """Of one type, or of all: how many there are, and F1, precision and recall of both in [0, 1]."""

    name: str
    gold: int
    before: tuple[float, float, float]
    after: tuple[float, float, float]


class LessonPage(QWidget):
    """Types to choose, what there is to learn them from, a name, and the start."""

    labels_chosen = Signal()
    start_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.types = WordTable(0, 3, _ROOM)
        self.types.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.types.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.name, self.taggers = QLineEdit(), QComboBox()
        for taggers in _TAGGERS:
            self.taggers.addItem("", taggers)
        self.start = QPushButton()
        self._about, self._found = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._named, self._modelled = QLabel(), QLabel()
        self._named.setBuddy(self.name)
        self._modelled.setBuddy(self.taggers)
        form = QFormLayout()
        form.addRow(self._named, self.name)
        form.addRow(self._modelled, self.taggers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._about)
        layout.addWidget(self.types, 1)
        layout.addWidget(self._found)
        layout.addLayout(form)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.start)
        layout.addLayout(row)
        # Several ticks in a row are looked at once.
        self._due = QTimer(self, singleShot=True, interval=_CHOOSING_MS)
        self._due.timeout.connect(self.labels_chosen)
        self.types.itemChanged.connect(self._hear_tick)
        self.start.clicked.connect(self.start_asked)
        self._retranslate()

    def chosen_labels(self) -> list[str]:
        return [item.data(Qt.ItemDataRole.UserRole) for item in self._ticks() if _is_ticked(item)]

    def chosen_taggers(self) -> str:
        return str(self.taggers.currentData())

    def show_types(self, labels: LabelSet, accepted: Mapping[str, int], chosen: Sequence[str]) -> None:
        """List the types that were accepted anywhere, with those ticked that are to be learnt."""
        blocked = self.types.blockSignals(True)
        listed = [name for name in labels.names() if accepted.get(name)]
        self.types.setRowCount(len(listed))
        for row, name in enumerate(listed):
            tick = QTableWidgetItem(type_name(labels, name))
            tick.setData(Qt.ItemDataRole.UserRole, name)
            tick.setFlags(tick.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            tick.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
            self.types.setItem(row, 0, tick)
            self.types.setItem(row, 1, _number(accepted[name]))
            self.types.setItem(row, 2, _number(0))
        self.types.blockSignals(blocked)

    def show_looking(self, sentence: str) -> None:
        """What is shown is being counted anew."""
        self._found.setText(sentence)
        self.start.setEnabled(False)

    def show_counts(self, entities: Mapping[str, int], sentence: str, *, ready: bool) -> None:
        """How many entities of each ticked type stand in passages that can be learnt from."""
        for row, tick in enumerate(self._ticks()):
            self.types.setItem(row, 2, _number(entities.get(tick.data(Qt.ItemDataRole.UserRole), 0)))
        self._found.setText(sentence)
        self.start.setEnabled(ready)

    def _ticks(self) -> list[QTableWidgetItem]:
        items = (self.types.item(row, 0) for row in range(self.types.rowCount()))
        return [item for item in items if item is not None]

    def _hear_tick(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            self.start.setEnabled(False)
            self._due.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._about.setText(
            self.tr(
                "A pack learns types from the passages that you have reviewed: those where nothing is only suggested. "
                "A tenth of them is held out, and on it the new pack is compared with what you use now."
            )
        )
        self.types.setHorizontalHeaderLabels([self.tr("Learn"), self.tr("Accepted"), self.tr("In reviewed passages")])
        self.types.setAccessibleName(self.tr("Types to learn"))
        for place, words in enumerate((self.tr("All four models (better)"), self.tr("One model (quicker)"))):
            self.taggers.setItemText(place, words)
        self._named.setText(self.tr("&Name of the pack"))
        self._modelled.setText(self.tr("&Models"))
        self.start.setText(self.tr("&Start"))


class ProgressPage(QWidget):
    """How far a training is."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar, self.stop = QProgressBar(), QPushButton()
        self.epochs = WordTable(0, 2, _ROOM)
        self.epochs.horizontalHeader().setStretchLastSection(True)
        self._words, self._about = QLabel(wordWrap=True), QLabel(wordWrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)
        layout.addWidget(self.bar)
        layout.addWidget(self.epochs, 1)
        layout.addWidget(self._about)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.stop)
        layout.addLayout(row)
        self.stop.clicked.connect(self.stop_asked)
        self._retranslate()

    def begin(self, words: str) -> None:
        self.epochs.setRowCount(0)
        self.stop.setEnabled(True)
        self.say(words)

    def say(self, words: str) -> None:
        """What is being done, of which nobody knows how long it takes."""
        self._words.setText(words)
        self.bar.setRange(0, 0)

    def show_steps(self, done: int, all_: int, left: float | None) -> None:
        """`left`: seconds that it may still take, once that can be reckoned."""
        self.bar.setRange(0, all_)
        self.bar.setValue(done)
        words, about = self.tr("Learning…"), self.tr("Learning… About {0} left.")
        self._words.setText(words if left is None else about.format(seconds_words(left)))

    def add_epoch(self, number: int, all_: int, f1: float) -> None:
        row = self.epochs.rowCount()
        self.epochs.setRowCount(row + 1)
        self.epochs.setItem(row, 0, QTableWidgetItem(self.tr("{0} of {1}").format(number, all_)))
        self.epochs.setItem(row, 1, QTableWidgetItem(_percent(f1)))
        self.epochs.scrollToBottom()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.epochs.setHorizontalHeaderLabels([self.tr("Round"), self.tr("F1 while learning, in %")])
        self.epochs.setAccessibleName(self.tr("Rounds"))
        self._about.setText(
            self.tr("You can go on working, and close this window. Stopped, it goes on later where it was.")
        )
        self.stop.setText(self.tr("&Stop"))


class ResultPage(QWidget):
    """Before and after on what was held out, and the choice between them."""

    adopt_asked = Signal()
    discard_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rates = WordTable(0, 6, _ROOM)
        self.rates.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.rates.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.adopt, self.discard = QPushButton(), QPushButton()
        self._words = QLabel(wordWrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)
        layout.addWidget(self.rates, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.discard)
        row.addWidget(self.adopt)
        layout.addLayout(row)
        self.adopt.clicked.connect(self.adopt_asked)
        self.discard.clicked.connect(self.discard_asked)
        self._retranslate()

    def show_result(self, sentence: str, rows: Sequence[Rates]) -> None:
        self._words.setText(sentence)
        self.rates.setRowCount(len(rows))
        for row, rates in enumerate(rows):
            f1, precision, recall = (
                f"{_percent(old)} → {_percent(new)}" for old, new in zip(rates.before, rates.after, strict=True)
            )
            change = 100 * (rates.after[0] - rates.before[0])
            for column, cell in enumerate(
                (rates.name, number_words(rates.gold), f1, f"{change:+.1f}", precision, recall)
            ):
                item = QTableWidgetItem(cell)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.rates.setItem(row, column, item)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        heads = [self.tr("Type"), self.tr("Held out"), self.tr("F1"), self.tr("Change")]
        self.rates.setHorizontalHeaderLabels([*heads, self.tr("Precision"), self.tr("Recall")])
        self.rates.setAccessibleName(self.tr("Before and after, in %"))
        self.adopt.setText(self.tr("&Use the new pack"))
        self.discard.setText(self.tr("&Discard it"))


def _is_ticked(item: QTableWidgetItem) -> bool:
    return item.checkState() == Qt.CheckState.Checked


def _number(number: int) -> QTableWidgetItem:
    item = QTableWidgetItem(number_words(number))
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
