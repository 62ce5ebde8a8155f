"""HTML: the visible text in document order. The parser streams, so size and nesting cost little memory."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from engine.documents.content import container_of, refuse
from engine.documents.encoding import decode
from engine.documents.extract import Extract, TextBuilder
from engine.documents.joining import CJK
from engine.documents.tables import TablePlaces
from engine.types import BlockKind, Note

_DECLARATION = re.compile(
    rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HIDDEN = frozenset(("script", "style", "title", "template", "noscript", "datalist"))
_ANNOTATIONS = frozenset(("rt", "rp"))  # how the characters beside them are read
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = (
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form frameset header hgroup hr html legend li main menu nav ol option p pre"
    " section select summary table tbody td tfoot th thead tr ul"
)
_BREAKS = _HEADINGS | frozenset(_BLOCKS.split())
_EMBEDDED = frozenset(("iframe", "object", "embed", "audio", "video"))
# A line end between two Chinese characters is layout of the source, not a space.
_SOURCE_BREAK = re.compile(f"(?<=[{CJK}])[ \t\f]*\n[ \t\n\f]*(?=[{CJK}])")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SPACES = re.compile("[ \t\n\f\xa0]+")


def read_html(data: bytes) -> Extract:
    if container_of(data) != "text":
        raise refuse(data)
    match = _DECLARATION.search(data, 0, 4096)
    declared = (match[1] or match[2]).decode("ascii") if match else None
    decoded = decode(data, declared=declared)
    target = _Target()
    parser = etree.HTMLParser(target=target, huge_tree=True, remove_comments=True, remove_pis=True)
    notes = decoded.notes
    try:
        # Text, not bytes: the parser must not follow the declaration a second time.
        parser.feed(_XML_DECLARATION.sub("", decoded.text, count=1))
        parser.close()
    except etree.LxmlError:
        target.close()
        notes += (Note("skipped", 1, "the rest of the page"),)
    return target.finish(notes, decoded.encoding)


class _Target:
    """What the parser tells of its way through the page."""

    def __init__(self) -> None:
        self._builder = TextBuilder()
        self._tables = TablePlaces()
        self._pieces: list[str] = []
        self._hidden = 0
        self._annotation = False
        self._heading = False
        self._preformatted = 0
        self._images = 0
        self._embedded = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _ANNOTATIONS:
            self._annotation = True
        elif tag in _BREAKS or tag == "rb":
            self._annotation = False
        if tag in _BREAKS:
            self._flush()
        if tag in _HEADINGS:
            self._heading = True
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "img":
            self._images += 1
        elif tag in _EMBEDDED:
            self._embedded += 1
        elif tag == "table":
            self._tables.open_table()
        elif tag == "tr":
            self._tables.open_row()
        elif tag in ("td", "th"):
            self._tables.open_cell(_number(attributes.get("colspan")), _number(attributes.get("rowspan")))

    def end(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag in _ANNOTATIONS or tag in _BREAKS or tag == "ruby":
            self._annotation = False
        if tag in _BREAKS:
            self._flush()
        if tag in _HEADINGS:
            self._heading = False
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif tag == "table":
            self._tables.close_table()
        elif tag == "tr":
            self._tables.close_row()
        elif tag in ("td", "th"):
            self._tables.close_cell()

    def data(self, text: str) -> None:
        if not (self._hidden or self._annotation):
            self._pieces.append(text)

    def close(self) -> None:
        self._flush()

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        kind: BlockKind = "heading" if self._heading else "paragraph"
        if self._preformatted:
            for line in text.split("\n"):
                self._builder.add(line, cell=self._tables.cell)
        else:
            text = _SPACES.sub(" ", _SOURCE_BREAK.sub("", text))
            self._builder.add(text, kind, cell=self._tables.cell)

    def finish(self, notes: tuple[Note, ...], encoding: str) -> Extract:
        if self._images:
            notes += (Note("images", self._images),)
        if self._embedded:
            notes += (Note("embedded", self._embedded),)
        return self._builder.build(notes, encoding)


def _number(attribute: str | None) -> int:
    match = re.match(r"\s*(\d{1,4})", attribute or "")
    return int(match[1]) if match else 1
