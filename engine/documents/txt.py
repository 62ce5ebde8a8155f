"""Plain text: the text exactly as it stands, each line that holds something a paragraph."""

from __future__ import annotations

from engine.documents.content import container_of, refuse
from engine.documents.encoding import decode
from engine.documents.extract import Extract
from engine.types import Block


def read_txt(data: bytes) -> Extract:
    if container_of(data) != "text":
        raise refuse(data)
    decoded = decode(data)
    return Extract(decoded.text, tuple(_lines(decoded.text)), decoded.notes, decoded.encoding)


def _lines(text: str) -> list[Block]:
    blocks = []
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            first = start + line.index(words[0])
            blocks.append(Block(first, first + len(words)))
        start += len(line) + 1
    return blocks
