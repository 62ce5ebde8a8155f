"""The files of the current work as a Qt table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt

from app.models.named_columns import Index, NamedColumns
from app.words import fault_words, number_words, path_words

FileState = Literal["waiting", "reading", "analysing", "done", "failed"]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A file: the `share` of it that is analysed, or its `entities`, or the fault and detail of its error."""

    path: Path
    state: FileState = "waiting"
    share: float = 0.0
    entities: int = 0
    fault: str = ""
    detail: str = ""


class QueueColumn(IntEnum):
    FILE = 0
    STATE = 1
    RESULT = 2
    FOLDER = 3


class QueueModel(NamedColumns):
    """Rows in the order of the work; `filter` shows those of one state."""

    columns = QueueColumn

    def __init__(self) -> None:
        super().__init__()
        self._all: list[QueueRow] = []
        self._rows: list[QueueRow] = []
        self._wanted: FileState | None = None

    def set_rows(self, rows: Sequence[QueueRow]) -> None:
        """Take over other rows; those before and behind the first and the last change of order stay selected."""
        self._all = list(rows)
        self._show()

    def filter(self, state: FileState | None) -> None:
        """Show the files of one state, or all."""
        self._wanted = state
        self._show()

    def row(self, number: int) -> QueueRow:
        return self._rows[number]

    def place(self, path: Path) -> int | None:
        """The row that shows a file."""
        return next((number for number, row in enumerate(self._rows) if row.path == path), None)

    def place_of_work(self) -> int | None:
        """The row of the file that is being worked on."""
        busy = ("reading", "analysing")
        return next((number for number, row in enumerate(self._rows) if row.state in busy), None)

    def lines(self, numbers: Iterable[int]) -> str:
        """Rows as text: path, state and result, divided by tabs."""
        rows = (self._rows[number] for number in numbers)
        return "\n".join("\t".join((path_words(row.path), _state_words(row), _result_words(row))) for row in rows)

    def retranslate(self) -> None:
        self._tell_changed(0, len(self._rows))
        self.rename()

    def count(self) -> int:
        return len(self._rows)

    def heads(self) -> dict[int, str]:
        return {
            QueueColumn.FILE: QCoreApplication.translate("QueueTable", "File"),
            QueueColumn.STATE: QCoreApplication.translate("QueueTable", "State"),
            QueueColumn.RESULT: QCoreApplication.translate("QueueTable", "Result"),
            QueueColumn.FOLDER: QCoreApplication.translate("QueueTable", "Folder"),
        }

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self._rows[index.row()]
        match QueueColumn(index.column()):
            case QueueColumn.FILE:
                whole = role == Qt.ItemDataRole.ToolTipRole
                return path_words(row.path if whole else Path(row.path.name))
            case QueueColumn.STATE:
                return _state_words(row)
            case QueueColumn.RESULT:
                return _result_words(row)
            case QueueColumn.FOLDER:
                return path_words(row.path.parent)

    def _show(self) -> None:
        new = [row for row in self._all if self._wanted in (None, row.state)]
        before = _alike(self._rows, new)
        behind = _alike(self._rows[before:][::-1], new[before:][::-1])
        old_end, new_end = len(self._rows) - behind, len(new) - behind
        old = self._rows
        if before < old_end:
            self.beginRemoveRows(QModelIndex(), before, old_end - 1)
            self._rows = old[:before] + old[old_end:]
            self.endRemoveRows()
        if before < new_end:
            self.beginInsertRows(QModelIndex(), before, new_end - 1)
            self._rows = old[:before] + new[before:new_end] + old[old_end:]
            self.endInsertRows()
        changed = [number for number, (one, other) in enumerate(zip(self._rows, new, strict=True)) if one is not other]
        self._rows = new
        if changed:
            self._tell_changed(changed[0], changed[-1] + 1)

    def _tell_changed(self, start: int, end: int) -> None:
        if start < end:
            self.dataChanged.emit(self.index(start, 0), self.index(end - 1, len(QueueColumn) - 1))


def _alike(one: Sequence[QueueRow], other: Sequence[QueueRow]) -> int:
    """How many rows from the start on are of the same files."""
    pairs = enumerate(zip(one, other, strict=False))
    different = (number for number, (a, b) in pairs if a is not b and a.path != b.path)
    return next(different, min(len(one), len(other)))


def _state_words(row: QueueRow) -> str:
    return {
        "waiting": QCoreApplication.translate("QueueTable", "Waiting"),
        "reading": QCoreApplication.translate("QueueTable", "Being read"),
        "analysing": QCoreApplication.translate("QueueTable", "Being analysed: {0}"),
        "done": QCoreApplication.translate("QueueTable", "Done"),
        "failed": QCoreApplication.translate("QueueTable", "Failed"),
    }[row.state].format(f"{row.share:.0%}")


def _result_words(row: QueueRow) -> str:
    if row.state == "done":
        return QCoreApplication.translate("QueueTable", "Entities: {0}").format(number_words(row.entities))
    return fault_words(row.fault, row.detail) if row.state == "failed" else ""
