"""What a reader hands back, how it says that it cannot, and the builder that joins stretches of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from engine.errors import DocumentFault
from engine.types import Block, BlockKind, Note


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file and what is known of it: a `Document` but for the path and the hash."""

    text: str
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    encoding: str = ""


class Unreadable(Exception):  # noqa: N818  a finding about the bytes; `read` turns it into a DocumentError
    """A reader's way to refuse its bytes; `detail` as in `DocumentError`."""

    def __init__(self, fault: DocumentFault, detail: str = "") -> None:
        self.fault: DocumentFault = fault
        self.detail = detail
        super().__init__(f"{fault} {detail}".rstrip())


class Cell(NamedTuple):
    """A place in a table, all three counted from 1."""

    table: int
    row: int
    column: int


class TextBuilder:
    """Joins stretches of text, one block each: a tab between the cells of a row, else a line break."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    def add(
        self, text: str, kind: BlockKind = "paragraph", *, cell: Cell | None = None, page: int | None = None
    ) -> None:
        """Append `text` without its outer space as one block; nothing where only space is left.

        A stretch with a `cell` is a "cell" unless `kind` names something rarer, such as "footnote".
        """
        text = text.strip()
        if not text:
            return
        if cell and kind in ("paragraph", "heading"):
            kind = "cell"
        if self._blocks:
            separator = "\t" if cell and self._same_row(cell) else "\n"
            self._parts.append(separator)
            self._length += len(separator)
        table, row, column = cell or (None, None, None)
        end = self._length + len(text)
        self._blocks.append(Block(self._length, end, kind, page, table, row, column))
        self._parts.append(text)
        self._length = end

    def _same_row(self, cell: Cell) -> bool:
        last = self._blocks[-1]
        return (last.table, last.row) == (cell.table, cell.row) and last.column != cell.column

    def build(self, notes: tuple[Note, ...] = (), encoding: str = "") -> Extract:
        return Extract("".join(self._parts), tuple(self._blocks), notes, encoding)
