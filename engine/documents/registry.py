"""Which reader reads which files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.documents.extract import Extract

# The readers' libraries take a while to load, so each is imported when the first such file is read.


def _txt(data: bytes) -> Extract:
    from engine.documents.txt import read_txt

    return read_txt(data)


def _markdown(data: bytes) -> Extract:
    from engine.documents.markdown import read_markdown

    return read_markdown(data)


def _html(data: bytes) -> Extract:
    from engine.documents.html import read_html

    return read_html(data)


def _docx(data: bytes) -> Extract:
    from engine.documents.docx import read_docx

    return read_docx(data)


def _pdf(data: bytes) -> Extract:
    from engine.documents.pdf import read_pdf

    return read_pdf(data)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document: its name in `Document.format`, its suffixes in lower case, its reader."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Extract]


FORMATS: tuple[Format, ...] = (
    Format("txt", (".txt", ".text", ".log"), _txt),
    Format("md", (".md", ".markdown"), _markdown),
    Format("html", (".html", ".htm", ".xhtml"), _html),
    Format("docx", (".docx",), _docx),
    Format("pdf", (".pdf",), _pdf),
)

_BY_SUFFIX = {suffix: format_ for format_ in FORMATS for suffix in format_.suffixes}


def format_of(suffix: str) -> Format | None:
    """The format of files that end in `suffix`, in any case."""
    return _BY_SUFFIX.get(suffix.lower())


def supported_suffixes() -> tuple[str, ...]:
    """The suffixes of all files that can be read, each with its dot, in lower case."""
    return tuple(_BY_SUFFIX)
