"""The walk through one story of a Word file (body, header, note): paragraphs, cells, text boxes in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.documents.docx_package import Element, attribute, local_name
from engine.documents.extract import Cell, TextBuilder
from engine.documents.symbols import symbol
from engine.documents.tables import TablePlaces
from engine.types import BlockKind

# Deleted and moved-away text, the second copy of a drawing, pinyin above characters, and what only formats.
_PASSED_OVER = frozenset(("del", "moveFrom", "Fallback", "rt", "rPr", "tblPr", "tblGrid", "sdtPr", "sectPr"))
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class _Paragraph:
    kind: BlockKind
    cell: Cell | None
    pieces: list[str] = field(default_factory=list)
    # text boxes anchored in this paragraph; they follow it
    boxes: list[_Paragraph] = field(default_factory=list)


class Story:
    """Adds the text of XML stories to a builder; one instance numbers the tables of a whole document."""

    def __init__(self, builder: TextBuilder, headings: frozenset[str]) -> None:
        self._builder = builder
        self._headings = headings
        self._tables = TablePlaces()
        self._open: list[_Paragraph] = []

    def add(self, root: Element, kind: BlockKind = "paragraph") -> None:
        """Walk `root`: its paragraphs become blocks of `kind`; in the body, headings and cells say so."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            name = local_name(element)
            if event == "end":
                self._leave(name)
            elif name in _PASSED_OVER or not self._enter(name, element, kind):
                walk.skip_subtree()

    def _enter(self, name: str, element: Element, kind: BlockKind) -> bool:
        """False where the inside of the element is not to be walked."""
        if name == "p":
            self._open.append(_Paragraph(kind, self._tables.cell))
        elif name == "pPr":
            if self._open and kind == "paragraph" and self._is_heading(element):
                self._open[-1].kind = "heading"
            return False
        elif name == "t":
            if self._open and element.text:
                self._open[-1].pieces.append(element.text)
        elif name in _CHARACTERS:
            if self._open:
                self._open[-1].pieces.append(_CHARACTERS[name])
        elif name == "sym":
            if self._open:
                self._open[-1].pieces.append(symbol(attribute(element, "font") or "", attribute(element, "char") or ""))
        elif name == "tbl":
            self._tables.open_table()
        elif name == "tr":
            self._tables.open_row()
        elif name == "trPr":
            skipped = _child_value(element, "gridBefore")
            self._tables.skip_columns(int(skipped) if skipped and skipped.isdecimal() else 0)
            return False
        elif name == "tc":
            return self._enter_cell(element)
        return name != "tcPr"

    def _enter_cell(self, element: Element) -> bool:
        properties = next((child for child in element if local_name(child) == "tcPr"), None)
        columns, goes_on = 1, False
        if properties is not None:
            span = _child_value(properties, "gridSpan")
            columns = int(span) if span and span.isdecimal() else 1
            merge = next((child for child in properties if local_name(child) == "vMerge"), None)
            goes_on = merge is not None and attribute(merge, "val") != "restart"
        self._tables.open_cell(columns)
        return not goes_on

    def _leave(self, name: str) -> None:
        if name == "p" and self._open:
            paragraph = self._open.pop()
            if self._open:
                self._open[-1].boxes.append(paragraph)
            else:
                self._finish(paragraph)
        elif name == "tbl":
            self._tables.close_table()
        elif name == "tr":
            self._tables.close_row()
        elif name == "tc":
            self._tables.close_cell()

    def _finish(self, paragraph: _Paragraph) -> None:
        pending = [paragraph]
        while pending:
            paragraph = pending.pop()
            self._builder.add("".join(paragraph.pieces), paragraph.kind, cell=paragraph.cell)
            pending.extend(reversed(paragraph.boxes))

    def _is_heading(self, properties: Element) -> bool:
        values: Mapping[str, str | None] = {local_name(child): attribute(child, "val") for child in properties}
        return values.get("pStyle") in self._headings or is_outline_level(values.get("outlineLvl"))


def is_outline_level(value: str | None) -> bool:
    """Whether an outline level makes a heading: 0 to 8 do, 9 is body text."""
    return value is not None and value.isdecimal() and int(value) < 9


def _child_value(element: Element, name: str) -> str | None:
    return next((attribute(child, "val") for child in element if local_name(child) == name), None)
