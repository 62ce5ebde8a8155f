"""A page of a PDF as a picture, with the place of some words on it."""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from engine.documents.extract import Unreadable
from engine.documents.pdf import PDFIUM, open_pdf
from engine.documents.pdf_lines import DIVIDED, page_characters
from engine.documents.pdf_paragraphs import is_one_word
from engine.errors import DocumentError

_SAME_LINE = 0.5


class Box(NamedTuple):
    """A rectangle of the picture, in pixels from its top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """RGB pixels, row by row of `stride` bytes; `boxes` has one for each line of the words, none where they were not
    found. `pages` is how many the document has."""

    number: int
    pages: int
    width: int
    height: int
    stride: int
    pixels: bytes
    boxes: tuple[Box, ...] = ()


def show_page(path: Path, sha256: str, number: int, width: int, words: str = "", nth: int = 0) -> PagePicture:
    """Page `number`, from 1, of the file that was read with this hash, `width` pixels wide.

    `words` are looked for without regard to white space; `nth`, from 0, says which of several places is meant. Raises
    `DocumentError` where the file is gone, was changed or cannot be drawn.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(path, "not_found") from error
    except OSError as error:
        raise DocumentError(path, "unreadable") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DocumentError(path, "changed")
    with PDFIUM:
        try:
            document = open_pdf(data)
            try:
                return _draw(document, min(max(1, number), len(document)), width, words, nth)
            finally:
                document.close()
        except Unreadable as error:
            raise DocumentError(path, error.fault, error.detail) from error
        except pypdfium2.PdfiumError as error:
            raise DocumentError(path, "damaged") from error


def _draw(document: Any, number: int, width: int, words: str, nth: int) -> PagePicture:
    page = document[number - 1]
    try:
        scale = width / page.get_width()
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        try:
            pixels = bytes(bitmap.buffer)
            picture = PagePicture(number, len(document), bitmap.width, bitmap.height, bitmap.stride, pixels)
        finally:
            bitmap.close()
        boxes = _boxes(page, words, nth, picture) if words.strip() else ()
        return PagePicture(number, picture.pages, picture.width, picture.height, picture.stride, picture.pixels, boxes)
    finally:
        page.close()


def _boxes(page: Any, words: str, nth: int, picture: PagePicture) -> tuple[Box, ...]:
    text_page = page.get_textpage()
    try:
        raw = text_page.raw
        written = _written(raw)
        text, needle = "".join(char for char, _ in written), "".join(words.split())
        place = -1
        for _ in range(nth + 1):
            found = text.find(needle, place + 1)
            if found < 0:
                break
            place = found
        if place < 0:
            return ()
        indexes = [index for _, index in written[place : place + len(needle)]]
        return _lines([_box(raw, page, index, picture) for index in indexes])
    finally:
        text_page.close()


def _written(raw: Any) -> list[tuple[str, int]]:
    """The printed characters of a page as the document's text has them, with their indexes in pdfium."""
    written: list[tuple[str, int]] = []
    in_line = False
    hyphen: int | None = None
    for character, index in page_characters(raw):
        if character == DIVIDED and in_line:
            hyphen = index
        if character in ("\n", DIVIDED):
            in_line = False
        elif not character.isspace():
            if hyphen is not None and not is_one_word(written[-1][0], character):
                written.append(("-", hyphen))
            written.append((character, index))
            in_line, hyphen = True, None
    if hyphen is not None:
        written.append(("-", hyphen))
    return written


def _box(raw: Any, page: Any, index: int, picture: PagePicture) -> Box:
    area = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, index, area)
    x1, y1 = _device(page, area.left, area.top, picture)
    x2, y2 = _device(page, area.right, area.bottom, picture)
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _device(page: Any, x: float, y: float, picture: PagePicture) -> tuple[int, int]:
    """A point of the page in pixels, whatever way the page is turned."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, picture.width, picture.height, 0, x, y, across, down)
    return across.value, down.value


def _lines(boxes: list[Box]) -> tuple[Box, ...]:
    """Neighbouring boxes of one line joined."""
    lines: list[Box] = []
    for box in boxes:
        last = lines[-1] if lines else None
        if last is not None and _follows(last, box):
            lines[-1] = Box(last.left, min(last.top, box.top), max(last.right, box.right), max(last.bottom, box.bottom))
        else:
            lines.append(box)
    return tuple(lines)


def _follows(last: Box, box: Box) -> bool:
    """Whether a box stands on the same line behind another."""
    shared = min(last.bottom, box.bottom) - max(last.top, box.top)
    return box.left >= last.left and shared >= _SAME_LINE * min(box.bottom - box.top, last.bottom - last.top)
