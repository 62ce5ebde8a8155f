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
        changed = {name: keys for name, keys in self._keys.items() if keys != self._usual_keys(name)}
        return {name: QKeySequence.listToString(keys) for name, keys in changed.items()}

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
        self._give(row, [key])

    def _take_usual(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self._give(row, self._usual_keys(self._name(row)))

    def _take_all_usual(self) -> None:
        for row in range(self.table.rowCount()):
            self._put(row, self._usual_keys(self._name(row)))
        self._said.clear()

    def _give(self, row: int, keys: list[QKeySequence]) -> None:
        """Give a command these keys, and no other one but those that usually share them."""
        self._put(row, keys)
        usual, taken = self._usual_keys(self._name(row)), []
        for other in range(self.table.rowCount()):
            name = self._name(other)
            shared = [key for key in self._usual_keys(name) if key in usual]
            kept = [key for key in self._keys[name] if key not in keys or key in shared]
            if other != row and kept != self._keys[name]:
                self._put(other, kept)
                taken.append(self.tr("“{0}” had this key and has it no more.").format(self._item(other, 0).text()))
        self._said.setText("\n".join(taken))

    def _put(self, row: int, keys: list[QKeySequence]) -> None:
        self._keys[self._name(row)] = list(keys)
        self._show_keys(row)

    def _usual_keys(self, name: str) -> list[QKeySequence]:
        return next(actions for actions in self._sets if name in actions.named()).usual_keys(name)

    def _filter(self, words: str) -> None:
        rows = range(self.table.rowCount())
        for row in rows:
            self.table.setRowHidden(row, words.casefold() not in self._item(row, 0).text().casefold())
        current = self.table.currentRow()
        if current < 0 or self.table.isRowHidden(current):
            self.table.setCurrentCell(next((row for row in rows if not self.table.isRowHidden(row)), -1), 0)
