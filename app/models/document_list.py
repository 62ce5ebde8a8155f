"""The documents of a project as a Qt list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.words import document_line, document_tip
from engine.store import DocumentRow

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Activity:
    """What is being done to a file: `done` of `all` characters; `all` is 0 while it is being read."""

    done: int = 0
    all: int = 0


class DocumentListModel(QAbstractListModel):
    """Rows in the order of the project. `RowRole` gives the `DocumentRow`, `ActivityRole` an `Activity` or None."""

    RowRole = Qt.ItemDataRole.UserRole
    ActivityRole = Qt.ItemDataRole.UserRole + 1
    LineRole = Qt.ItemDataRole.UserRole + 2

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[DocumentRow] = []
        self._places: dict[int, int] = {}
        self._numbers: dict[Path, int] = {}
        self._busy: tuple[Path, Activity] | None = None

    def set_rows(self, rows: Sequence[DocumentRow]) -> None:
        """Take over other rows; what stays in its place keeps its selection."""
        old, new = [row.id for row in self._rows], [row.id for row in rows]
        if new[: len(old)] != old:
            self.beginResetModel()
            self._take(rows)
            self.endResetModel()
            return
        if len(new) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._take(rows)
            self.endInsertRows()
        self._take(rows)
        self._tell_all_changed()

    def put(self, rows: Sequence[DocumentRow]) -> None:
        """Take over some rows: known documents anew, others at the end, those instead of an older reading of theirs."""
        new = [row for row in rows if row.id not in self._places]
        if any(row.path in self._numbers for row in new):
            paths = {row.path for row in new}
            self.set_rows([*(row for row in self._rows if row.path not in paths), *new])
        elif new:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(new) - 1)
            for number, row in enumerate(new, start=len(self._rows)):
                self._places[row.id] = self._numbers[row.path] = number
            self._rows += new
            self.endInsertRows()
        for row in rows:
            number = self._places[row.id]
            if self._rows[number] is not row:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number), self.index(number))

    def _take(self, rows: Sequence[DocumentRow]) -> None:
        self._rows = list(rows)
        self._places = {row.id: number for number, row in enumerate(rows)}
        self._numbers = {row.path: number for number, row in enumerate(rows)}

    def set_counts(self, counts: Mapping[int, int]) -> None:
        """Take over other numbers of mentions, by document; none where a document is left out."""
        for number, row in enumerate(self._rows):
            count = counts.get(row.id, 0)
            if count != row.mention_count:
                self._rows[number] = replace(row, mention_count=count)
                self.dataChanged.emit(self.index(number), self.index(number))

    def set_busy(self, path: Path | None, activity: Activity | None = None) -> None:
        """The file that is being worked on."""
        before = self._busy
        self._busy = (path, activity or Activity()) if path is not None else None
        for touched in {held[0] for held in (before, self._busy) if held is not None}:
            if touched in self._numbers:
                index = self.index(self._numbers[touched])
                self.dataChanged.emit(index, index)

    def retranslate(self) -> None:
        self._tell_all_changed()

    def rows(self) -> list[DocumentRow]:
        return self._rows

    def index_of(self, document_id: int) -> QModelIndex:
        """The index of a document; invalid where it is not listed."""
        return self.index(self._places[document_id]) if document_id in self._places else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        activity = self._busy[1] if self._busy is not None and self._busy[0] == row.path else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return document_tip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}, {document_line(row)}"
            case self.RowRole:
                return row
            case self.ActivityRole:
                return activity
            case self.LineRole:
                return document_line(row)
        return None

    def _tell_all_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
