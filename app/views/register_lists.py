"""What the register shows of one entity: its mentions in context, its aliases, and what may mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.views.context_delegate import ContextDelegate, context_item
from app.views.word_table import WordTable
from app.words import status_words
from engine.store import Context, MentionRow

if TYPE_CHECKING:
    from engine.aliases import Likeness

_VALUE = Qt.ItemDataRole.UserRole
_ROOM = 10


class MentionList(WordTable):
    """Mentions with what stands around them; `mention_chosen` is a click or Enter on one."""

    mention_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, _ROOM, parent)
        self.setItemDelegateForColumn(0, ContextDelegate(self))
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, 110)
        self.setColumnWidth(2, 64)
        self.cellClicked.connect(lambda row, _: self._tell(row))
        self.cellActivated.connect(lambda row, _: self._tell(row))
        self._retranslate()

    def show_mentions(self, mentions: Sequence[MentionRow], contexts: Sequence[Context]) -> None:
        self.setRowCount(len(mentions))
        for row, (mention, context) in enumerate(zip(mentions, contexts, strict=True)):
            where = context_item(context)
            where.setData(_VALUE, mention.id)
            document, status = QTableWidgetItem(mention.document_name), QTableWidgetItem(status_words(mention.status))
            document.setToolTip(mention.document_name)
            for column, item in enumerate((where, document, status)):
                self.setItem(row, column, item)

    def count(self) -> int:
        return self.rowCount()

    def _tell(self, row: int) -> None:
        item = self.item(row, 0)
        if item is not None:
            self.mention_chosen.emit(item.data(_VALUE))

    def _retranslate(self) -> None:
        self._set_heads([self.tr("Where it stands"), self.tr("Document"), self.tr("Status")])
        self.setAccessibleName(self.tr("Mentions"))


class AliasList(QWidget):
    """The aliases of an entity, each with its direction."""

    separate_asked = Signal(list)
    main_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.separate, self.main = QPushButton(), QPushButton()
        _lay_out(self, self.list, self.separate, self.main)
        self.separate.clicked.connect(lambda: self.separate_asked.emit(self._chosen()))
        self.main.clicked.connect(lambda: self.main_asked.emit(self._chosen()[0]))
        self.list.itemSelectionChanged.connect(self._follow)
        self._retranslate()
        self._follow()

    def show_aliases(self, main: str, aliases: Sequence[str]) -> None:
        self.list.clear()
        for alias in aliases:
            item = QListWidgetItem(f"{alias}  →  {main}")
            item.setData(_VALUE, alias)
            self.list.addItem(item)
        self._follow()

    def count(self) -> int:
        return self.list.count()

    def _chosen(self) -> list[str]:
        return [item.data(_VALUE) for item in self.list.selectedItems()]

    def _follow(self) -> None:
        self.separate.setEnabled(bool(self._chosen()))
        self.main.setEnabled(len(self._chosen()) == 1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Aliases"))
        self.separate.setText(self.tr("&Separate"))
        self.separate.setToolTip(self.tr("Let the selected aliases be entities of their own again"))
        self.main.setText(self.tr("Make it the &main name"))


class ProposalList(QWidget):
    """Names that may mean the same; the buttons show in which direction they would be merged."""

    merge_asked = Signal(str, str)  # alias, main name
    apart_asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.list = QListWidget()
        self.into, self.other_way, self.apart = QPushButton(), QPushButton(), QPushButton()
        self._nothing = QLabel(wordWrap=True)
        _lay_out(self, self.list, self.into, self.other_way, self.apart)
        self.into.clicked.connect(lambda: self.merge_asked.emit(self._chosen(), self._name))
        self.other_way.clicked.connect(lambda: self.merge_asked.emit(self._name, self._chosen()))
        self.apart.clicked.connect(lambda: self.apart_asked.emit(self._name, self._chosen()))
        self.list.currentRowChanged.connect(lambda _: self._follow())
        self._retranslate()
        self._follow()

    def show_proposals(self, name: str, proposals: Sequence[Likeness]) -> None:
        self._name = name
        self.list.clear()
        for proposal in proposals:
            item = QListWidgetItem(f"{proposal.name}    {self._why(proposal)}")
            item.setData(_VALUE, proposal.name)
            self.list.addItem(item)
        if proposals:
            self.list.setCurrentRow(0)
        self._follow()

    def count(self) -> int:
        return self.list.count()

    def _why(self, proposal: Likeness) -> str:
        return {
            "form": self.tr("the same in another writing"),
            "part": self.tr("one is a part of the other"),
            "alike": self.tr("alike: {0}").format(f"{proposal.share:.0%}"),
        }[proposal.why]

    def _chosen(self) -> str:
        item = self.list.currentItem()
        return str(item.data(_VALUE)) if item is not None else ""

    def _follow(self) -> None:
        other = self._chosen()
        for button in (self.into, self.other_way, self.apart):
            button.setEnabled(bool(other))
        self.into.setText(f"{_short(other)} → {_short(self._name)}" if other else self.tr("Merge"))
        self.other_way.setText(f"{_short(self._name)} → {_short(other)}" if other else self.tr("Merge the other way"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("May be the same"))
        for button in (self.into, self.other_way):
            button.setToolTip(self.tr("The name before the arrow becomes an alias of the name behind it"))
        self.apart.setText(self.tr("&Keep apart"))
        self.apart.setToolTip(self.tr("They mean different things; do not propose this again"))
        self._follow()


def _lay_out(page: QWidget, items: QListWidget, *buttons: QPushButton) -> None:
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button)
    row.addStretch()
    layout = QVBoxLayout(page)
    layout.addWidget(items, 1)
    layout.addLayout(row)


def _short(name: str) -> str:
    name = " ".join(name.split()).replace("&", "&&")
    return name if len(name) <= 16 else name[:15] + "…"
