"""The distinct entities as a Qt table: sorted by any column, filtered by words, type, and whether types differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette

from app.models.named_columns import Index, NamedColumns
from app.theme import swatch_colour
from app.views.mention_tip import type_name
from app.words import number_words
from engine.store import EntityRow
from engine.store.search import fold
from engine.types import LabelSet


class RegisterColumn(IntEnum):
    NAME = 0
    TYPE = 1
    MENTIONS = 2
    DOCUMENTS = 3
    ALIASES = 4
    ALSO = 5


class RegisterModel(NamedColumns):
    """`set_rows` replaces everything; `filter` and `sort` choose and order what is shown."""

    columns = RegisterColumn

    def __init__(self, palette: Callable[[], QPalette]) -> None:
        super().__init__()
        self._palette = palette
        self._labels = LabelSet(())
        self._rows: list[EntityRow] = []
        self._folded: list[str] = []
        self._shown: list[int] = []
        self._wanted: tuple[str, str, bool] = ("", "", False)
        self._order = (RegisterColumn.MENTIONS, Qt.SortOrder.DescendingOrder)

    def set_rows(self, rows: Sequence[EntityRow], labels: LabelSet) -> None:
        self.beginResetModel()
        self._labels, self._rows = labels, list(rows)
        self._folded = [fold("\n".join(row.names())) for row in rows]
        self._choose()
        self.endResetModel()

    def filter(self, words: str, label: str, differing: bool) -> None:
        """Show names with these characters, of a type (empty for all), or only names that also have other types."""
        self.beginResetModel()
        self._wanted = (words, label, differing)
        self._choose()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._order = (RegisterColumn(column), order)
        self._choose()
        self.endResetModel()

    def entity(self, row: int) -> EntityRow | None:
        return self._rows[self._shown[row]] if 0 <= row < len(self._shown) else None

    def place(self, name: str, label: str) -> int | None:
        """The row that shows this entity, or that of which the name is an alias."""
        for row, index in enumerate(self._shown):
            entity = self._rows[index]
            if entity.label == label and name in entity.names():
                return row
        return None

    def all(self) -> list[EntityRow]:
        """Every entity, shown or not."""
        return self._rows

    def count(self) -> int:
        return len(self._shown)

    def heads(self) -> dict[int, str]:
        return {
            RegisterColumn.NAME: QCoreApplication.translate("Register", "Entity"),
            RegisterColumn.TYPE: QCoreApplication.translate("Register", "Type"),
            RegisterColumn.MENTIONS: QCoreApplication.translate("Register", "Mentions"),
            RegisterColumn.DOCUMENTS: QCoreApplication.translate("Register", "Documents"),
            RegisterColumn.ALIASES: QCoreApplication.translate("Register", "Aliases"),
            RegisterColumn.ALSO: QCoreApplication.translate("Register", "Also found as"),
        }

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entity = self.entity(index.row()) if index.isValid() else None
        if entity is None:
            return None
        column = RegisterColumn(index.column())
        numbers = (RegisterColumn.MENTIONS, RegisterColumn.DOCUMENTS)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(entity, column)
        if role == Qt.ItemDataRole.DecorationRole and column is RegisterColumn.TYPE:
            return swatch_colour(self._labels, entity.label, self._palette())
        if role == Qt.ItemDataRole.TextAlignmentRole and column in numbers:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _words(self, entity: EntityRow, column: RegisterColumn) -> str:
        match column:
            case RegisterColumn.NAME:
                return " ".join(entity.name.split())
            case RegisterColumn.TYPE:
                return type_name(self._labels, entity.label)
            case RegisterColumn.MENTIONS:
                return number_words(entity.mentions)
            case RegisterColumn.DOCUMENTS:
                return number_words(entity.documents)
            case RegisterColumn.ALIASES:
                return "，".join(entity.aliases)
            case RegisterColumn.ALSO:
                return "，".join(type_name(self._labels, label) for label in entity.other_labels)

    def _choose(self) -> None:
        words, label, differing = self._wanted
        needle = fold(words)
        self._shown = [
            index
            for index, row in enumerate(self._rows)
            if (not needle or needle in self._folded[index])
            and (not label or row.label == label)
            and (not differing or row.other_labels)
        ]
        column, order = self._order
        keys: dict[RegisterColumn, Callable[[EntityRow], object]] = {
            RegisterColumn.NAME: lambda row: row.name,
            RegisterColumn.TYPE: lambda row: row.label,
            RegisterColumn.MENTIONS: lambda row: row.mentions,
            RegisterColumn.DOCUMENTS: lambda row: row.documents,
            RegisterColumn.ALIASES: lambda row: len(row.aliases),
            RegisterColumn.ALSO: lambda row: len(row.other_labels),
        }
        key = keys[column]
        self._shown.sort(key=lambda index: key(self._rows[index]), reverse=order == Qt.SortOrder.DescendingOrder)  # type: ignore[arg-type,return-value]
