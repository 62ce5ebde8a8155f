"""The types of the project: names in two languages, colours, order, definitions, and types of one's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.views.buttons import drop_icons
from app.views.word_table import WordTable
from engine.types import Label, LabelSet

_ROOM = 12
_NAME, _ZH, _EN, _LIGHT, _DARK, _KEY = range(6)
_DEFINITION = Qt.ItemDataRole.UserRole
_LINES = 4
# Hues that follow each other in such steps differ most.
_GOLDEN = 0.618


class LabelsDialog(QDialog):
    """`labels` is what was made of them. Types that are `used` stay; a type's name in data is given once.

    `keys` are those of the first types.
    """

    def __init__(
        self, labels: LabelSet, used: Collection[str], keys: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Types"))
        self._used, self._keys = set(used), keys
        self.table = WordTable(0, 6, _ROOM)
        heads = [self.tr("Name in data"), self.tr("Chinese"), self.tr("English")]
        heads += [self.tr("Light"), self.tr("Dark"), self.tr("Key")]
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setAccessibleName(self.windowTitle())
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        header = self.table.horizontalHeader()
        for column in (_NAME, _ZH, _EN):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column in (_LIGHT, _DARK, _KEY):
            self.table.setColumnWidth(column, 64)
        self.add, self.remove = QPushButton(self.tr("&Add")), QPushButton(self.tr("&Remove"))
        self.up, self.down = QPushButton(self.tr("&Up")), QPushButton(self.tr("&Down"))
        self.light, self.dark = QPushButton(self.tr("&Light colour…")), QPushButton(self.tr("Dar&k colour…"))
        self.definition = QPlainTextEdit(tabChangesFocus=True)
        self.definition.setPlaceholderText(self.tr("What counts as one, and what does not"))
        self.definition.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + 2 * _ROOM)
        about = QLabel(self.tr("De&finition: shown with the type, and kept in packs that are taught here"))
        about.setBuddy(self.definition)
        self.said = QLabel(wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        drop_icons(buttons)
        row = QHBoxLayout()
        for button in (self.add, self.remove, self.up, self.down, self.light, self.dark):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(about)
        layout.addWidget(self.definition)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        self.resize(680, 560)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.light.clicked.connect(lambda: self._ask_colour(_LIGHT))
        self.dark.clicked.connect(lambda: self._ask_colour(_DARK))
        self.table.itemSelectionChanged.connect(self._follow)
        self.table.itemSelectionChanged.connect(self._show_definition)
        self.definition.textChanged.connect(self._keep_definition)
        for label in labels.labels:
            self._insert(self.table.rowCount(), label, new=False)
        self.table.setCurrentCell(0, _ZH)
        self._number()

    def labels(self) -> LabelSet:
        return LabelSet(tuple(self._label(row) for row in range(self.table.rowCount())))

    def accept(self) -> None:
        names = self.labels().names()
        if not all(names):
            self.said.setText(self.tr("Every type needs a name in data."))
        elif len(set(names)) < len(names):
            self.said.setText(self.tr("Two types have the same name in data."))
        else:
            super().accept()

    def _label(self, row: int) -> Label:
        name, zh, en, light, dark = (self._words(row, column) for column in range(_KEY))
        return Label(name, zh or name, en or name, light, dark, self._definition(row))

    def _definition(self, row: int) -> str:
        item = self.table.item(row, _NAME)
        return str(item.data(_DEFINITION) or "") if item is not None else ""

    def _show_definition(self) -> None:
        row = self.table.currentRow()
        self.definition.setEnabled(row >= 0)
        if self.definition.toPlainText() != self._definition(row):
            self.definition.setPlainText(self._definition(row))

    def _keep_definition(self) -> None:
        item = self.table.item(self.table.currentRow(), _NAME)
        if item is not None:
            item.setData(_DEFINITION, self.definition.toPlainText().strip())

    def _words(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item is not None else ""

    def _insert(self, row: int, label: Label, *, new: bool) -> None:
        self.table.insertRow(row)
        fixed = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        for column, words in enumerate((label.name, label.zh, label.en, label.light, label.dark, "")):
            item = QTableWidgetItem(words)
            if column in (_LIGHT, _DARK):
                item.setBackground(QColor(words))
                item.setForeground(QColor(words))
            if column > _EN or (column == _NAME and not new):
                item.setFlags(fixed)
            if column == _NAME:
                item.setData(_DEFINITION, label.definition)
            self.table.setItem(row, column, item)

    def _add(self) -> None:
        row = self.table.rowCount()
        hue = (row * _GOLDEN) % 1.0
        light, dark = QColor.fromHslF(hue, 0.75, 0.86), QColor.fromHslF(hue, 0.6, 0.28)
        self._insert(row, Label("", "", "", light.name(), dark.name()), new=True)
        self.table.setCurrentCell(row, _NAME)
        self._number()
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    def _remove(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self._number()

    def _move(self, by: int) -> None:
        row = self.table.currentRow()
        other = row + by
        if row < 0 or not 0 <= other < self.table.rowCount():
            return
        for column in range(self.table.columnCount()):
            one, two = self.table.takeItem(row, column), self.table.takeItem(other, column)
            self.table.setItem(row, column, two)
            self.table.setItem(other, column, one)
        self.table.setCurrentCell(other, self.table.currentColumn())
        self._number()

    def _ask_colour(self, column: int) -> None:
        item = self.table.item(self.table.currentRow(), column)
        if item is None:
            return
        colour = QColorDialog.getColor(QColor(item.text()), self, self.tr("Colour"))
        if colour.isValid():
            item.setText(colour.name())
            item.setBackground(colour)
            item.setForeground(colour)

    def _number(self) -> None:
        """The first types have keys."""
        for row in range(self.table.rowCount()):
            item = self.table.item(row, _KEY)
            if item is not None:
                item.setText(self._keys[row] if row < len(self._keys) else "")
        self._follow()

    def _follow(self) -> None:
        row = self.table.currentRow()
        used = self._words(row, _NAME) in self._used if row >= 0 else True
        self.remove.setEnabled(row >= 0 and not used)
        self.remove.setToolTip(self.tr("A type that still has entities stays.") if used else "")
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.table.rowCount() - 1)
        for button in (self.light, self.dark):
            button.setEnabled(row >= 0)
