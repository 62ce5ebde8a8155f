"""Markdown: headings, paragraphs and pipe tables. Markup stays visible; wrapped lines are joined."""

from __future__ import annotations

import re

from engine.documents.content import container_of, refuse
from engine.documents.encoding import decode
from engine.documents.extract import Extract, TextBuilder
from engine.documents.joining import join_lines
from engine.documents.tables import TablePlaces
from engine.types import Note

_HEADING = re.compile(r" {0,3}#{1,6}(\s|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r" {0,3}([-*_])(\s*\1){2,}\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DELIMITER = re.compile(r"(?=.*-)(?=.*\|)[\s|:+=-]+$")
_OPENS_PARAGRAPH = re.compile(r"\s*([-*+•]\s|\d{1,9}[.)、]|>|<|\[\^?[^\]]+\]:|\$\$\s*$)")
_HARD_BREAK = ("  ", "\\")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\][(\[]")
_CELL_BORDER = re.compile(r"(?<!\\)\|")


def read_markdown(data: bytes) -> Extract:
    if container_of(data) != "text":
        raise refuse(data)
    decoded = decode(data)
    walk = _Walk()
    walk.through(decoded.text.split("\n"))
    images = len(_IMAGE.findall(decoded.text))
    notes = decoded.notes + ((Note("images", images),) if images else ())
    return walk.builder.build(notes, decoded.encoding)


class _Walk:
    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._tables = TablePlaces()
        self._in_table = False
        self._paragraph: list[str] = []

    def through(self, lines: list[str]) -> None:
        verbatim_until: str | None = None
        if lines[0].strip() == "---" and any(line.strip() == "---" for line in lines[1:]):
            verbatim_until = "---"  # front matter
            lines = lines[1:]
        for number, line in enumerate(lines):
            if verbatim_until is not None:
                if line.strip().startswith(verbatim_until):
                    verbatim_until = None
                else:
                    self.builder.add(line)
            elif fence := _FENCE.match(line):
                self._flush()
                verbatim_until = fence[1]
            else:
                self._line(line, lines[number + 1] if number + 1 < len(lines) else "")
        self._flush()

    def _line(self, line: str, following: str) -> None:
        if self._is_table_row(line, following):
            self._table_row(line)
        elif not line.strip():
            self._flush()
        elif _HEADING.match(line):
            self._flush()
            self.builder.add(line, "heading")
        elif self._paragraph and _UNDERLINE.match(line):
            self._flush(heading=True)
        elif _RULE.match(line):
            self._flush()
        elif line.startswith(("    ", "\t")) and not self._paragraph:
            self.builder.add(line)
        else:
            if _OPENS_PARAGRAPH.match(line):
                self._flush()
            self._paragraph.append(line)
            if line.endswith(_HARD_BREAK):
                self._flush()

    def _is_table_row(self, line: str, following: str) -> bool:
        if "|" not in line:
            self._close_table()
            return False
        if self._in_table:
            return True
        if not (_DELIMITER.match(following) or (line.lstrip().startswith("|") and _DELIMITER.match(line))):
            return False
        self._flush()
        self._tables.open_table()
        self._in_table = True
        return True

    def _table_row(self, line: str) -> None:
        if _DELIMITER.match(line):
            return
        self._tables.open_row()
        for text in _CELL_BORDER.split(line.strip().removeprefix("|").removesuffix("|")):
            self._tables.open_cell()
            self.builder.add(text, cell=self._tables.cell)
        self._tables.close_row()

    def _close_table(self) -> None:
        if self._in_table:
            self._tables.close_table()
            self._in_table = False

    def _flush(self, *, heading: bool = False) -> None:
        if self._paragraph:
            text = join_lines(self._paragraph).removesuffix("\\")
            self.builder.add(text, "heading" if heading else "paragraph")
            self._paragraph.clear()
