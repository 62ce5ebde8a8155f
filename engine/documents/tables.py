"""Where the walk through a document stands in its tables: table, row and column, spans included."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.documents.extract import Cell

_MOST_COLUMNS = 1000  # what browsers allow a colspan; more is an error in the file
_DEEPEST = 50  # tables in each other in which cells may span rows


@dataclass(slots=True)
class _Table:
    number: int
    outer: Cell | None  # where the table stands
    row: int = 0
    column: int = 0
    next_column: int = 1
    inside: bool = False
    # column -> the last row that a cell covers which began further up; only of the first columns
    covered: dict[int, int] = field(default_factory=dict)


class TablePlaces:
    """Follows tables as they open and close, nested ones too. Tables count through the document from 1."""

    def __init__(self) -> None:
        self._open: list[_Table] = []
        self._count = 0

    @property
    def cell(self) -> Cell | None:
        """The cell that the walk is in, of the innermost table; None outside a cell."""
        if not self._open:
            return None
        table = self._open[-1]
        return Cell(table.number, table.row, table.column) if table.inside else table.outer

    def open_table(self) -> None:
        self._count += 1
        self._open.append(_Table(self._count, self.cell))

    def close_table(self) -> None:
        if self._open:
            self._open.pop()

    def open_row(self) -> None:
        if not self._open:
            return
        table = self._open[-1]
        table.row += 1
        table.next_column = 1
        table.inside = False

    def close_row(self) -> None:
        if self._open:
            self._open[-1].inside = False

    def skip_columns(self, columns: int) -> None:
        """Leave `columns` grid columns of this row empty."""
        if self._open:
            self._open[-1].next_column += min(max(columns, 0), _MOST_COLUMNS)

    def open_cell(self, columns: int = 1, rows: int = 1) -> None:
        """Enter the next cell of the row; it spans `columns` and `rows`."""
        if not self._open:
            return
        table = self._open[-1]
        if not table.row:
            self.open_row()
        while table.covered.get(table.next_column, 0) >= table.row:
            table.next_column += 1
        columns = min(max(columns, 1), _MOST_COLUMNS)
        table.column = table.next_column
        table.next_column += columns
        table.inside = True
        if rows > 1 and len(self._open) <= _DEEPEST:
            last = min(table.column + columns - 1, _MOST_COLUMNS)
            table.covered |= dict.fromkeys(range(table.column, last + 1), table.row + rows - 1)

    def close_cell(self) -> None:
        if self._open:
            self._open[-1].inside = False
