"""Asks what to do with all occurrences of the same words, and shows which they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.occurrence_plan import Plan, Scope, Wish
from app.views.buttons import drop_icons
from app.views.context_delegate import ContextDelegate, context_item
from app.views.mention_tip import type_name
from app.views.word_table import WordTable
from app.words import number_words, status_words
from engine.store import Context, Status
from engine.types import LabelSet

_REJECT = ""
_ROOM = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the preview; an empty status means that the words are no entity there yet."""

    document: str
    context: Context
    label: str
    status: Status | None


class OccurrenceDialog(QDialog):
    """`wish_changed` asks for another plan, which comes by `show_plan`."""

    wish_changed = Signal(object)

    def __init__(self, words: str, wish: Wish, labels: LabelSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("All occurrences"))
        self._labels = labels
        head = QLabel(self.tr("All occurrences of “{0}”").format(words if len(words) <= 60 else words[:59] + "…"))
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        self._what, self._scope = QComboBox(), QComboBox()
        for label in labels.names():
            self._what.addItem(self.tr("Accept as “{0}”").format(type_name(labels, label)), label)
        self._what.addItem(self.tr("Reject"), _REJECT)
        scopes: list[tuple[str, Scope]] = [
            (self.tr("In this document"), "document"),
            (self.tr("Among what the table lists"), "listed"),
            (self.tr("In the whole project"), "project"),
        ]
        for scope_words, scope in scopes:
            self._scope.addItem(scope_words, scope)
        self._what.setCurrentIndex(self._what.findData(_REJECT if wish.status == "rejected" else wish.label))
        self._scope.setCurrentIndex(self._scope.findData(wish.scope))
        self._unmarked, self._decided = QCheckBox(), QCheckBox()
        self._unmarked.setChecked(wish.unmarked)
        self._decided.setChecked(wish.decided)
        self._sum = QLabel(wordWrap=True)
        self._lines = _Lines()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        drop_icons(self._buttons)
        form = QFormLayout()
        form.addRow(self.tr("&Decision:"), self._what)
        form.addRow(self.tr("&Where:"), self._scope)
        layout = QVBoxLayout(self)
        layout.addWidget(head)
        layout.addLayout(form)
        layout.addWidget(self._unmarked)
        layout.addWidget(self._decided)
        layout.addWidget(self._sum)
        layout.addWidget(self._lines, 1)
        layout.addWidget(self._buttons)
        self.resize(760, 520)
        for combo in (self._what, self._scope):
            combo.currentIndexChanged.connect(lambda _: self._tell())
        for box in (self._unmarked, self._decided):
            box.toggled.connect(lambda _: self._tell())

    def wish(self) -> Wish:
        """What is chosen."""
        label = self._what.currentData()
        return Wish(
            cast(Scope, self._scope.currentData()),
            "rejected" if label == _REJECT else "accepted",
            label or None,
            self._unmarked.isChecked(),
            self._decided.isChecked(),
        )

    def show_plan(self, plan: Plan, lines: Sequence[Line]) -> None:
        """`lines` are the first of what the plan changes."""
        decided_left, unmarked_left = plan.left
        free = len(plan.unmarked) + unmarked_left
        self._unmarked.setText(self.tr("&Mark it where it is no entity yet ({0})").format(number_words(free)))
        self._unmarked.setEnabled(free > 0)
        decided = sum(each.is_decided for each in plan.mentions) + decided_left
        self._decided.setText(
            self.tr("Also change what a &person decided otherwise ({0})").format(number_words(decided))
        )
        self._decided.setEnabled(decided > 0)
        count = len(plan.mentions) + len(plan.unmarked)
        said = self.tr("Places that change, in one step: {0}; documents: {1}.")
        words = said.format(number_words(count), number_words(plan.documents()))
        if plan.covered:
            words += " " + self.tr("{0} inside other entities stay as they are.").format(number_words(plan.covered))
        self._sum.setText(words)
        button = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setEnabled(count > 0)
        button.setText(self.tr("Change {0}").format(number_words(count)))
        self._lines.setRowCount(len(lines))
        for row, line in enumerate(lines):
            self._show_line(row, line)

    def _show_line(self, row: int, line: Line) -> None:
        now = self.tr("no entity")
        if line.status is not None:
            now = f"{type_name(self._labels, line.label)} · {status_words(line.status)}"
        items = (QTableWidgetItem(line.document), context_item(line.context), QTableWidgetItem(now))
        for column, item in enumerate(items):
            self._lines.setItem(row, column, item)

    def _tell(self) -> None:
        self.wish_changed.emit(self.wish())


class _Lines(WordTable):
    """The preview."""

    def __init__(self) -> None:
        super().__init__(0, 3, _ROOM)
        self.setItemDelegateForColumn(1, ContextDelegate(self))
        for column, width in enumerate((150, 430, 130)):
            self.setColumnWidth(column, width)
        self.horizontalHeader().setStretchLastSection(True)
        self.setAccessibleName(self.tr("What changes"))
        self._set_heads([self.tr("Document"), self.tr("Where it stands"), self.tr("Now")])
