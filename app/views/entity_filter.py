"""The filters above the entity table: one row, a second on demand, and searches under a name."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.criteria import Criteria
from app.views.flow_layout import FlowLayout
from app.views.mention_tip import type_name
from app.views.more_filters import MoreFilters
from app.words import number_words, status_words
from engine.store import Status
from engine.types import LabelSet

_TYPING_MS = 200
_STATUSES: tuple[Status, ...] = ("suggested", "accepted", "rejected")


class EntityFilter(QWidget):
    """What is searched for. `save_asked`, `remove_asked` and `terms_asked` are for who knows the project."""

    changed = Signal()
    save_asked = Signal()
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = LabelSet(())
        self._shown = 0
        self._box = QLineEdit(clearButtonEnabled=True)
        self._box.setAcceptDrops(False)
        self._box.setMinimumWidth(140)
        self._type, self._status, self._scope = QComboBox(), QComboBox(), QComboBox()
        self._count = QLabel()
        self._more, self._searches = QToolButton(), QPushButton()
        self._more.setCheckable(True)
        self._menu = QMenu(self)
        self._searches.setMenu(self._menu)
        self._saved: dict[str, Criteria] = {}
        self.more = MoreFilters()
        self.more.hide()
        row = FlowLayout()
        for widget in (self._box, self._type, self._status, self._scope, self._more, self._searches, self._count):
            row.addWidget(widget)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._rows.addLayout(row)
        self._rows.addWidget(self.more)
        self._more.toggled.connect(self._show_more)
        self.more.changed.connect(self.changed)
        for combo in (self._type, self._status, self._scope):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self._box.textChanged.connect(lambda: self._typing.start())
        self._retranslate()

    def criteria(self) -> Criteria:
        """All that is set; what the second row says counts only while it is shown."""
        criteria = Criteria(
            text=self._box.text().strip(),
            label=self._type.currentData() or "",
            status=cast(Status | None, self._status.currentData()),
            everywhere=bool(self._scope.currentData()),
        )
        return self.more.add_to(criteria) if self._more.isChecked() else criteria

    def show_criteria(self, criteria: Criteria) -> None:
        """Search for this."""
        blockers = [QSignalBlocker(each) for each in (self._box, self._type, self._status, self._scope, self._more)]
        self._box.setText(criteria.text)
        self._type.setCurrentIndex(max(0, self._type.findData(criteria.label or None)))
        self._status.setCurrentIndex(max(0, self._status.findData(criteria.status)))
        self._scope.setCurrentIndex(1 if criteria.everywhere else 0)
        self.more.show_criteria(criteria)
        self._more.setChecked(criteria.has_more())
        self.more.setVisible(criteria.has_more())
        for blocker in blockers:
            blocker.unblock()
        self._typing.stop()
        self.changed.emit()

    def set_searches(self, saved: dict[str, Criteria]) -> None:
        """The searches that can be chosen by their names."""
        self._saved = saved
        self._retranslate()

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

    def _show_more(self, on: bool) -> None:
        self.more.setVisible(on)
        if on:
            self.more.document.setFocus()
        if self.more.add_to(Criteria()).has_more():
            self.changed.emit()

    def _fill_searches(self) -> None:
        self._menu.clear()
        for name, criteria in self._saved.items():
            self._menu.addAction(name, lambda criteria=criteria: self.show_criteria(criteria))
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Save this search…"), self.save_asked.emit)
        self._menu.addAction(self.tr("Search for everything"), lambda: self.show_criteria(Criteria()))
        if self._saved:
            remove = self._menu.addMenu(self.tr("Remove a search"))
            for name in self._saved:
                remove.addAction(name, lambda name=name: self.remove_asked.emit(name))

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            # A splitter asks for the least height without saying at which width.
            self.setMinimumHeight(self._rows.totalHeightForWidth(self.width()))
        return handled

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
        self._more.setText(self.tr("More"))
        self._more.setToolTip(self.tr("Filter by score, decider, comment, document, day, or a list of terms"))
        self._searches.setText(self.tr("Searches"))
        self._searches.setToolTip(self.tr("Searches kept in this project"))
        self._fill_searches()
        self.show_count(self._shown)


def _fill(combo: QComboBox, choices: list[tuple[str, str | None]]) -> None:
    """Other words for the choices; the chosen one stays where it is still there."""
    chosen = combo.currentData()
    with QSignalBlocker(combo):
        combo.clear()
        for words, value in choices:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(chosen)) if chosen is not None else 0)
