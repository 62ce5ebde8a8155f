"""The second opinion: on or off, about what, for how long, and what it was worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.asking import Asking
from app.views.removed_list import RemovedList
from app.views.routing_table import RoutingTable
from app.views.worth_table import WorthRow, WorthTable
from app.words import number_words
from engine.findings import BINS, Routed

if TYPE_CHECKING:
    from engine.verifiers.bundle import Voice

_STEPS = (1, 60)
_MOST_SPANS, _MOST_SECONDS = 100_000, 36_000


class OpinionPanel(QScrollArea):
    """Shows an `Asking` and tells of each change of it."""

    asking_changed = Signal(object)
    scope_changed = Signal()
    analyze_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._asking, self._own_tau, self._ready = Asking(), 0.3, False
        self._unknown = 0
        self.on = QCheckBox()
        self.verifier = QComboBox()
        self.verifier.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.every_voice = QCheckBox()
        self._silent: Sequence[Voice] = ()
        self.problem = QLabel(wordWrap=True)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(*_STEPS)
        self.slider.setPageStep(5)
        self.own = QPushButton()
        self.spans = QSpinBox(maximum=_MOST_SPANS, singleStep=50)
        self.seconds = QSpinBox(maximum=_MOST_SECONDS, singleStep=10)
        self.scope = QComboBox()
        self.summary = QLabel(wordWrap=True)
        self.counts = RoutingTable()
        self.again = QPushButton()
        self.worth = WorthTable()
        self.worth_words = QLabel(wordWrap=True)
        self.removed = RemovedList()
        self._tau, self._budget, self._where, self._worth_head = _head(), _head(), _head(), _head()
        self._spans_words, self._seconds_words, self._verifier_words = QLabel(), QLabel(), QLabel()
        self._body = QWidget()
        self._lay_out()
        self._connect()
        self._retranslate()
        self.show_verifiers([], "")
        self.set_ready(False, "", "")
        self.show_worth([])

    def set_ready(self, ready: bool, problem: str, about: str, own_tau: float = 0.3) -> None:
        """Whether there can be a second opinion, why not, and else which one it is with its own threshold."""
        self._ready, self._own_tau = ready, own_tau
        self.problem.setText(about if ready else problem)
        self.on.setEnabled(ready)
        self._body.setEnabled(ready)
        self.show_asking(self._asking)

    def show_verifiers(self, names: Sequence[str], in_use: str) -> None:
        """The verifiers to choose from, where there are several, and the one in use, empty for none."""
        with QSignalBlocker(self.verifier):
            self.verifier.clear()
            self.verifier.addItems(names)
            self.verifier.setCurrentIndex(self.verifier.findText(in_use, Qt.MatchFlag.MatchExactly))
        for part in (self._verifier_words, self.verifier):
            part.setVisible(len(names) > 1)

    def show_silent(self, voices: Sequence[Voice]) -> None:
        """The voices that the verifier switches off by itself; the user may listen to them all the same."""
        self._silent = voices
        names = {"reading": self.tr("reading"), "asking": self.tr("questions")}
        words = self.tr("Also without a clear gain: {0}")
        self.every_voice.setText(words.format(" + ".join(names[voice] for voice in voices)))
        self.every_voice.setVisible(bool(voices))

    def show_asking(self, asking: Asking) -> None:
        self._asking = asking
        with QSignalBlocker(self.every_voice):
            self.every_voice.setChecked(asking.every_voice)
        tau = self._own_tau if asking.tau is None else asking.tau
        with QSignalBlocker(self.on), QSignalBlocker(self.slider), QSignalBlocker(self.spans):
            self.on.setChecked(asking.on and self._ready)
            self.slider.setValue(round(tau * BINS))
            self.spans.setValue(0 if asking.spans is None else max(1, asking.spans))
        with QSignalBlocker(self.seconds):
            self.seconds.setValue(0 if asking.seconds is None else max(1, round(asking.seconds)))
        self.own.setEnabled(asking.tau is not None)
        self.again.setEnabled(asking.on and self._ready)
        self.counts.show_threshold(tau)
        self._say_counts()

    def show_counts(self, routed: Routed, timed: bool, unknown: int) -> None:
        """The counts of the documents in scope, `timed` where the seconds are known; of `unknown` nothing is yet."""
        self._unknown = unknown
        self.counts.show_counts(routed, timed)
        self._say_counts()

    def show_worth(self, rows: list[WorthRow]) -> None:
        self.worth.show_rows(rows)
        self.worth.setFixedHeight(self.worth.full_height())
        told = [self.worth.why(row) for row in rows if not row.state.asked]
        if any(row.state.why == "decisions" for row in rows):
            told.append(self.tr("Tick a type to ask about it again."))
        self.worth_words.setText("\n".join(told))
        self.worth_words.setVisible(bool(told))

    def every_document(self) -> bool:
        """Whether all documents are in scope, not only the selected ones."""
        return bool(self.scope.currentData())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.own)
        limits = QGridLayout()
        limits.addWidget(self._spans_words, 0, 0)
        limits.addWidget(self.spans, 0, 1)
        limits.addWidget(self._seconds_words, 1, 0)
        limits.addWidget(self.seconds, 1, 1)
        limits.setColumnStretch(1, 1)
        where = QHBoxLayout()
        where.addWidget(self._where)
        where.addWidget(self.scope, 1)
        self.counts.setFixedHeight(self.counts.full_height())
        parts = (self._tau, row, self._budget, limits, where, self.summary, self.counts, self.again)
        for part in (*parts, self._worth_head, self.worth, self.worth_words, self.removed):
            if isinstance(part, QWidget):
                body.addWidget(part)
            else:
                body.addLayout(part)
            if part in (row, limits, self.again, self.worth_words):
                body.addSpacing(6)
        which = QHBoxLayout()
        which.addWidget(self._verifier_words)
        which.addWidget(self.verifier, 1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self.on)
        layout.addLayout(which)
        layout.addWidget(self.problem)
        layout.addWidget(self.every_voice)
        layout.addSpacing(4)
        layout.addWidget(self._body)
        layout.addStretch(1)
        self.setWidget(page)

    def _connect(self) -> None:
        self.on.toggled.connect(lambda on: self._change(replace(self._asking, on=on)))
        self.slider.valueChanged.connect(lambda step: self._change(replace(self._asking, tau=step / BINS)))
        self.own.clicked.connect(lambda: self._change(replace(self._asking, tau=None)))
        self.spans.valueChanged.connect(lambda count: self._change(replace(self._asking, spans=count or None)))
        self.seconds.valueChanged.connect(
            lambda count: self._change(replace(self._asking, seconds=float(count) if count else None))
        )
        self.counts.threshold_chosen.connect(lambda tau: self._change(replace(self._asking, tau=tau)))
        self.worth.label_switched.connect(
            lambda label, asked: self._change(replace(self._asking, labels={**self._asking.labels, label: asked}))
        )
        self.every_voice.toggled.connect(lambda every: self._change(replace(self._asking, every_voice=every)))
        self.verifier.currentTextChanged.connect(self._choose_verifier)
        self.scope.currentIndexChanged.connect(lambda _: self.scope_changed.emit())
        self.again.clicked.connect(self.analyze_asked)

    def _change(self, asking: Asking) -> None:
        self.show_asking(asking)
        self.asking_changed.emit(asking)

    def _choose_verifier(self, name: str) -> None:
        """Another one: what the user wanted of the types was about what the last one did to them."""
        self._change(replace(self._asking, verifier=name, labels={}, every_voice=False))

    def _say_counts(self) -> None:
        tau = self._own_tau if self._asking.tau is None else self._asking.tau
        over, asked, time = self.counts.row_words(tau)
        self._tau.setText(self.tr("Ask where the doubt is over {0}").format(f"{tau:.2f}"))
        words = self.tr("Doubtful spans: {0}. To be asked about: {1}, in about {2}.").format(over, asked, time)
        if self._unknown:
            unknown = self.tr("Documents to analyse first: {0}.").format(number_words(self._unknown))
            words = f"{words} {unknown}"
        self.summary.setText(words)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Second opinion"))
        self.on.setText(self.tr("Ask a language model about what is doubtful"))
        self._verifier_words.setText(self.tr("Verifier"))
        self.verifier.setAccessibleName(self._verifier_words.text())
        self.verifier.setPlaceholderText(self.tr("Choose one"))
        self.verifier.setToolTip(self.tr("Several were made for this pack; the choice is kept in the project"))
        self.slider.setAccessibleName(self.tr("Threshold of doubt"))
        self.slider.setToolTip(
            self.tr("The models' decision on a span is wrong with this probability; above it, the span is asked about")
        )
        self.own.setText(self.tr("As fitted"))
        self.own.setToolTip(self.tr("The threshold that came with the verifier"))
        self._budget.setText(self.tr("At most, for each document"))
        self._spans_words.setText(self.tr("Spans"))
        self._seconds_words.setText(self.tr("Seconds"))
        for box, words in ((self.spans, self._spans_words), (self.seconds, self._seconds_words)):
            box.setSpecialValueText(self.tr("no limit"))
            box.setAccessibleName(words.text())
        self._where.setText(self.tr("Counted in"))
        with QSignalBlocker(self.scope):
            place = max(0, self.scope.currentIndex())
            self.scope.clear()
            self.scope.addItem(self.tr("Selected documents"), False)
            self.scope.addItem(self.tr("All documents"), True)
            self.scope.setCurrentIndex(place)
        self.scope.setAccessibleName(self._where.text())
        self.again.setText(self.tr("Analyse again with the second opinion"))
        self.again.setToolTip(self.tr("Analyses the documents counted above again; decisions stay"))
        self._worth_head.setText(self.tr("What it fixed (+) and broke (−)"))
        self.every_voice.setToolTip(
            self.tr("Where this verifier was made, F1 rose no more with it than by chance; your documents may differ")
        )
        self.show_silent(self._silent)
        self._say_counts()


def _head() -> QLabel:
    label = QLabel(wordWrap=True)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label
