"""PDF files with a text layer: text by page, pages that are only an image named as such."""

from __future__ import annotations

import threading
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from engine.documents.content import container_of, refuse
from engine.documents.extract import Extract, TextBuilder, Unreadable
from engine.documents.pdf_lines import page_lines
from engine.documents.pdf_paragraphs import paragraphs
from engine.types import Note

# pdfium keeps global state: one thread at a time in the whole process.
PDFIUM = threading.Lock()
_DEEPEST_FORM = 4


def read_pdf(data: bytes) -> Extract:
    if b"%PDF-" not in data[:1024]:
        raise refuse(data) if container_of(data) != "text" else Unreadable("damaged")
    with PDFIUM:
        document = open_pdf(data)
        try:
            return _read(document)
        finally:
            document.close()


def open_pdf(data: bytes) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable("encrypted") from error
        raise Unreadable("damaged") from error
    if not len(document):
        document.close()
        raise Unreadable("damaged", "it has no pages")
    return document


def _read(document: Any) -> Extract:
    builder = TextBuilder()
    images, scanned, unread = 0, 0, []
    for number in range(1, len(document) + 1):
        try:
            texts, page_images = _page(document, number - 1)
        except pypdfium2.PdfiumError:
            unread.append(number)
            continue
        for text in texts:
            builder.add(text, page=number)
        if texts:
            images += page_images
        else:
            scanned += page_images > 0
    if len(unread) == len(document):
        raise Unreadable("damaged", "no page can be read")
    extract = builder.build()
    notes = []
    if not extract.text:
        notes.append(Note("no_text_layer", len(document) - len(unread)))
    elif scanned:
        notes.append(Note("scanned_pages", scanned))
    if images:
        notes.append(Note("images", images))
    if unread:
        pages = ", ".join(map(str, unread[:5])) + ("…" if len(unread) > 5 else "")
        notes.append(Note("skipped", len(unread), f"page {pages}"))
    return Extract(extract.text, extract.blocks, tuple(notes))


def _page(document: Any, index: int) -> tuple[list[str], int]:
    """The paragraphs of a page and how many images it shows."""
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            lines = page_lines(text_page.raw)
        finally:
            text_page.close()
        images = sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST_FORM))
    finally:
        page.close()
    return [text for text in paragraphs(lines) if text.strip()], images
