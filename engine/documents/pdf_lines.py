"""The lines of a PDF page and where they stand, as pdfium sees them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from engine.documents.joining import CJK
from engine.documents.radicals import unify_radicals

# Stands where a word was divided at a line's end, instead of the hyphen and the break.
DIVIDED = "\x02"
_DIVIDED_CODES = (0x02, 0xFFFE)
_WIDE_GAP = 1.8  # line heights between two words: a gap of a table or a tabulator
_SPACED = re.compile(f"(?<=[{CJK}]) (?=[{CJK}])")
_TOGETHER = re.compile(f"[{CJK}](?=[{CJK}])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; the box in points, y growing upwards. `divided`: its last word goes on in the next line."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    divided: bool = False

    @property
    def upright(self) -> bool:
        """Whether the line runs from left to right; the box of turned or vertical text tells nothing."""
        return self.height > 0 and self.right - self.left > 0.3 * self.height * (len(self.text) > 2)


def page_lines(text_page: Any) -> list[Line]:
    """The lines in reading order; `text_page` is pdfium's handle."""
    lines = []
    characters: list[tuple[str, int]] = []
    for character, index in page_characters(text_page):
        if character in ("\n", DIVIDED):
            if characters:
                lines.append(_line(text_page, characters, divided=character == DIVIDED))
                characters = []
        else:
            characters.append((character, index))
    if characters:
        lines.append(_line(text_page, characters, divided=False))
    return [line for line in lines if line.text]


def page_characters(text_page: Any) -> Iterator[tuple[str, int]]:
    """Each character of a page as it is read, with its first index in pdfium.

    Every line ends with a line break, or with `DIVIDED` where its last word goes on in the next one.
    """
    # pdfium gives a character beyond U+FFFF as the two halves of UTF-16.
    codes = [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(pdfium.FPDFText_CountChars(text_page))]
    for index, code in enumerate(codes):
        if _is_high(code) and index + 1 < len(codes) and _is_low(codes[index + 1]):
            yield chr(0x10000 + (code - 0xD800) * 0x400 + codes[index + 1] - 0xDC00), index
        elif _is_low(code) and index and _is_high(codes[index - 1]):
            continue
        elif code in (0x0A, 0x0D):
            yield "\n", index
        elif code in _DIVIDED_CODES:
            yield DIVIDED, index
        elif code >= 0x20 or code == 0x09:
            yield _character(code), index


def _is_high(code: int) -> bool:
    return 0xD800 <= code < 0xDC00


def _is_low(code: int) -> bool:
    return 0xDC00 <= code < 0xE000


def _character(code: int) -> str:
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else unify_radicals(chr(code))


def _line(text_page: Any, characters: list[tuple[str, int]], *, divided: bool) -> Line:
    printed = [place for place, (character, _) in enumerate(characters) if not character.isspace()]
    if not printed:
        return Line("", 0, 0, 0, 0)
    characters = characters[printed[0] : printed[-1] + 1]
    first = _box(text_page, characters[0][1])
    last = _box(text_page, characters[-1][1])
    height = max(_height(text_page, characters[0][1]), _height(text_page, characters[-1][1]))
    pieces = []
    for place, (character, _) in enumerate(characters):
        if character.isspace() and character != "\u3000" and height:
            before = _box(text_page, characters[place - 1][1])
            after = _box(text_page, characters[place + 1][1])
            if after[0] - before[2] > _WIDE_GAP * height and not characters[place + 1][0].isspace():
                character = "\t"
        pieces.append(character)
    text = _without_letter_spacing("".join(pieces))
    return Line(text, first[0], last[2], min(first[1], last[1]), height, divided)


def _without_letter_spacing(text: str) -> str:
    """Chinese set with wide spacing comes with a space after every character."""
    spaced = len(_SPACED.findall(text))
    if spaced >= 3 and spaced > 3 * len(_TOGETHER.findall(text)):
        return _SPACED.sub("", text)
    return text


def _box(text_page: Any, index: int) -> tuple[float, float, float, float]:
    """left, bottom, right, top of a character."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return 0.0, 0.0, 0.0, 0.0
    return left.value, bottom.value, right.value, top.value


def _height(text_page: Any, index: int) -> float:
    """The height of the character's font, the same for every character of that font and size."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text_page, index, box):
        return 0.0
    return abs(float(box.top) - float(box.bottom))
