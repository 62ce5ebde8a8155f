"""Which keys the commands have, and how they are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.action_set import ActionSet, without_mnemonic
from app.views.buttons import drop_icons
from app.views.word_table import WordTable

_NAME = Qt.ItemDataRole.UserRole
_DIVIDER = "; "
_ROOM = 12


class KeysDialog(QDialog):
    """`chosen` has the keys of the commands whose keys are not the usual ones, by the command's name."""

    def __init__(self, sets: Sequence[ActionSet], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self._sets = sets
        self._keys: dict[str, list[QKeySequence]] = {}
        self._search = QLineEdit(clearButtonEnabled=True)
        self._search.setPlaceholderText(self.tr("Find a command"))
        self._search.setAccessibleName(self.tr("Find a command"))
        self._search.textChanged.connect(self._filter)
        self.table = WordTable(0, 2, _ROOM)
        self._set_up_table()
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("New key"))
        self._use, self._usual = QPushButton(self.tr("&Use this key")), QPushButton(self.tr("The usual &keys"))
        self._all_usual = QPushButton(self.tr("&All as usual"))
        self._said = QLabel(wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        drop_icons(buttons)
        row = QHBoxLayout()
        for widget in (QLabel(self.tr("New key:")), self.edit, self._use, self._usual, self._all_usual):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.addWidget(self._search)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(self._said)
        layout.addWidget(buttons)
        self.resize(640, 560)
        self._use.clicked.connect(self._take)
        self._usual.clicked.connect(self._take_usual)
        self._all_usual.clicked.connect(self._take_all_usual)
        self.table.currentCellChanged.connect(lambda *_: self.edit.clear())
        self._fill()

    def chosen(self) -> dict[str, str]:
        usual = {name: actions.usual_keys(name) for actions in self._sets for name in actions.named()}
        return {name: QKeySequence.listToString(keys) for name, keys in self._keys.items() if keys != usual[name]}

    def _commands(self) -> Mapping[str, QAction]:
        return {name: action for actions in self._sets for name, action in actions.named().items()}

    def _set_up_table(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.table.setAccessibleName(self.tr("Commands and their keys"))
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 180)

    def _fill(self) -> None:
        commands = self._commands()
        self._keys = {name: list(action.shortcuts()) for name, action in commands.items()}
        self.table.setRowCount(len(commands))
        for row, (name, action) in enumerate(commands.items()):
            words = QTableWidgetItem(action.icon(), without_mnemonic(action.text()).rstrip("…"))
            words.setData(_NAME, name)
            words.setToolTip(action.statusTip())
            self.table.setItem(row, 0, words)
            self.table.setItem(row, 1, QTableWidgetItem())
            self._show_keys(row)
        self.table.setCurrentCell(0, 0)

    def _show_keys(self, row: int) -> None:
        keys = self._keys[self._name(row)]
        words = _DIVIDER.join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
        self._item(row, 1).setText(words)

    def _name(self, row: int) -> str:
        return str(self._item(row, 0).data(_NAME))

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None  # noqa: S101
        return item

    def _take(self) -> None:
        row, key = self.table.currentRow(), self.edit.keySequence()
        if row < 0 or key.isEmpty():
            self._said.setText(self.tr("Choose a command and press its new key in the field."))
            return
        name = self._name(row)
        other = next((other for other, keys in self._keys.items() if key in keys and other != name), None)
        if other is not None:
            self._keys[other] = [kept for kept in self._keys[other] if kept != key]
            other_row = next(r for r in range(self.table.rowCount()) if self._name(r) == other)
            self._show_keys(other_row)
            taken = self.tr("“{0}” had this key and has it no more.")
            self._said.setText(taken.format(self._item(other_row, 0).text()))
        else:
            self._said.clear()
        self._keys[name] = [key]
        self._show_keys(row)

    def _take_usual(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self._put_usual(row)

    def _take_all_usual(self) -> None:
        for row in range(self.table.rowCount()):
            self._put_usual(row)
        self._said.clear()

    def _put_usual(self, row: int) -> None:
        name = self._name(row)
        actions = next(actions for actions in self._sets if name in actions.named())
        self._keys[name] = list(actions.usual_keys(name))
        self._show_keys(row)

    def _filter(self, words: str) -> None:
        for row in range(self.table.rowCount()):
            shown = words.casefold() in self._item(row, 0).text().casefold()
            self.table.setRowHidden(row, not shown)
