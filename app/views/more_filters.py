"""The second row of filters: score, decider, comment, document, days, and a list of terms."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QDate, QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.criteria import Criteria
from app.views.flow_layout import FlowLayout, together
from app.words import decider_words, number_words

_TYPING_MS = 250
_DECIDERS = ("person", "ensemble", "hybridner", "single", "pattern")
_NO_DAY = QDate(1970, 1, 1)


class MoreFilters(QWidget):
    """`changed` says that other entities are asked for, `terms_asked` that the user wants to edit the terms."""

    changed = Signal()
    terms_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: tuple[str, ...] = ()
        self._score_words, self._to_words, self._added_words, self._until_words = QLabel(), QLabel(), QLabel(), QLabel()
        self.least, self.most = _percent(0), _percent(100)
        self.decider, self.commented = QComboBox(), QCheckBox()
        self.document = QLineEdit(clearButtonEnabled=True)
        self.document.setAcceptDrops(False)
        self.first_day, self.last_day = _day(), _day()
        self.terms_button = QPushButton()
        score = together(self._score_words, self.least, self._to_words, self.most)
        days = together(self._added_words, self.first_day, self._until_words, self.last_day)
        row = FlowLayout(self)
        for widget in (score, self.decider, self.document, days, self.commented, self.terms_button):
            row.addWidget(widget)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.document.textChanged.connect(lambda: self._typing.start())
        for box in (self.least, self.most):
            box.valueChanged.connect(lambda _: self._typing.start())
        for day in (self.first_day, self.last_day):
            day.dateChanged.connect(lambda _: self._typing.start())
        self.decider.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.commented.toggled.connect(lambda _: self.changed.emit())
        self.terms_button.clicked.connect(self.terms_asked)
        self._retranslate()

    def add_to(self, criteria: Criteria) -> Criteria:
        """The criteria with what is set here."""
        return replace(
            criteria,
            min_score=self.least.value() / 100 if self.least.value() > 0 else None,
            max_score=self.most.value() / 100 if self.most.value() < 100 else None,
            decider=self.decider.currentData() or "",
            commented=True if self.commented.isChecked() else None,
            document_name=self.document.text().strip(),
            added_from=_written(self.first_day),
            added_to=_written(self.last_day),
            terms=self._terms,
        )

    def show_criteria(self, criteria: Criteria) -> None:
        """Set everything, without a signal."""
        with _silent(self):
            self.least.setValue(round(100 * (criteria.min_score or 0)))
            self.most.setValue(round(100 * (1 if criteria.max_score is None else criteria.max_score)))
            self.decider.setCurrentIndex(max(0, self.decider.findData(criteria.decider)))
            self.commented.setChecked(bool(criteria.commented))
            self.document.setText(criteria.document_name)
            for box, day in ((self.first_day, criteria.added_from), (self.last_day, criteria.added_to)):
                box.setDate(QDate.fromString(day, Qt.DateFormat.ISODate) if day else _NO_DAY)
            self._terms = criteria.terms
        self._typing.stop()
        self._retranslate()

    @property
    def terms(self) -> tuple[str, ...]:
        return self._terms

    def set_terms(self, terms: tuple[str, ...]) -> None:
        self._terms = terms
        self._retranslate()
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._score_words.setText(self.tr("Score"))
        self._to_words.setText("–")
        self._added_words.setText(self.tr("Added"))
        self._until_words.setText("–")
        self.least.setAccessibleName(self.tr("Lowest score"))
        self.most.setAccessibleName(self.tr("Highest score"))
        chosen = self.decider.currentData()
        with QSignalBlocker(self.decider):
            self.decider.clear()
            self.decider.addItem(self.tr("Decided by anyone"), "")
            for decider in _DECIDERS:
                words = self.tr("One model") if decider == "single" else decider_words(decider)
                self.decider.addItem(words, decider)
            self.decider.setCurrentIndex(max(0, self.decider.findData(chosen)))
        self.decider.setAccessibleName(self.tr("Decided by"))
        self.commented.setText(self.tr("With a comment"))
        self.document.setPlaceholderText(self.tr("Document name"))
        self.document.setAccessibleName(self.tr("Document name"))
        for day, words in ((self.first_day, self.tr("First day")), (self.last_day, self.tr("Last day"))):
            day.setAccessibleName(words)
            day.setToolTip(self.tr("The day on which the document was added (UTC)"))
            day.setSpecialValueText(self.tr("any day"))
        self.terms_button.setText(self.tr("Terms: {0}").format(number_words(len(self._terms))))
        self.terms_button.setToolTip(self.tr("List only entities that are one of these terms"))


def _percent(value: int) -> QSpinBox:
    box = QSpinBox(minimum=0, maximum=100, singleStep=5, value=value)
    box.setSuffix(" %")
    return box


def _day() -> QDateEdit:
    edit = QDateEdit()
    edit.setCalendarPopup(True)
    edit.setMinimumDate(_NO_DAY)
    edit.setDate(_NO_DAY)
    edit.setDisplayFormat("yyyy-MM-dd")
    return edit


def _written(edit: QDateEdit) -> str:
    return "" if edit.date() == _NO_DAY else edit.date().toString(Qt.DateFormat.ISODate)


class _silent:  # noqa: N801
    """No signals of a row and what is in it."""

    def __init__(self, row: MoreFilters) -> None:
        self._blockers = [QSignalBlocker(child) for child in row.findChildren(QWidget)]

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        for blocker in self._blockers:
            blocker.unblock()
