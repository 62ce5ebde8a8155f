"""The row of filters above the entity table."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.views.mention_tip import type_name
from app.words import number_words, status_words
from engine.store import Status
from engine.types import LabelSet

_TYPING_MS = 200
_STATUSES: tuple[Status, ...] = ("suggested", "accepted", "rejected")


class EntityFilter(QWidget):
    """Text, type, status, and whether all documents are meant."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = LabelSet(())
        self._shown = 0
        self._box = QLineEdit(clearButtonEnabled=True)
        self._box.setAcceptDrops(False)
        self._type, self._status, self._scope = QComboBox(), QComboBox(), QComboBox()
        self._count = QLabel()
        self._count.setEnabled(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._box, self._type, self._status, self._scope, self._count):
            layout.addWidget(widget, 1 if widget is self._box else 0)
        for combo in (self._type, self._status, self._scope):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self._box.textChanged.connect(lambda: self._typing.start())
        self._retranslate()

    def text(self) -> str:
        return self._box.text().strip()

    def labels(self, hidden: set[str], every: tuple[str, ...]) -> tuple[str, ...] | None:
        """The types to list; None for all."""
        chosen = self._type.currentData()
        if chosen is not None:
            return (chosen,) if chosen not in hidden else ()
        return tuple(name for name in every if name not in hidden) if hidden else None

    def statuses(self) -> tuple[Status, ...] | None:
        status = self._status.currentData()
        return None if status is None else (cast(Status, status),)

    def all_documents(self) -> bool:
        return bool(self._scope.currentData())

    def focus(self) -> None:
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._box.selectAll()

    def set_labels(self, labels: LabelSet) -> None:
        if labels != self._labels:
            self._labels = labels
            self._retranslate()

    def show_count(self, count: int) -> None:
        self._shown = count
        self._count.setText(self.tr("Shown: {0}").format(number_words(count)))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._box.setPlaceholderText(self.tr("Filter entities"))
        self._box.setAccessibleName(self.tr("Filter entities"))
        self._box.setToolTip(self.tr("Lists only the entities that contain these words"))
        types: list[tuple[str, str | None]] = [(self.tr("All types"), None)]
        types += [(type_name(self._labels, name), name) for name in self._labels.names()]
        _fill(self._type, types)
        self._type.setAccessibleName(self.tr("Type"))
        statuses: list[tuple[str, str | None]] = [(self.tr("Any status"), None)]
        _fill(self._status, statuses + [(status_words(status), status) for status in _STATUSES])
        self._status.setAccessibleName(self.tr("Status"))
        _fill(self._scope, [(self.tr("This document"), None), (self.tr("All documents"), "all")])
        self._scope.setAccessibleName(self.tr("Where"))
        self.show_count(self._shown)


def _fill(combo: QComboBox, choices: list[tuple[str, str | None]]) -> None:
    """Other words for the choices; the chosen one stays where it is still there."""
    chosen = combo.currentData()
    with QSignalBlocker(combo):
        combo.clear()
        for words, value in choices:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(chosen)) if chosen is not None else 0)
