"""Where the same words stand, in one document or in all, marked as entities or not; and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlite_utils import Database

from engine.errors import Cancelled
from engine.store import documents, search
from engine.store.mention_rows import DECIDED
from engine.store.rows import STATUSES, Status

_REJECTED = STATUSES.index("rejected")
_WORD = r"[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]"
_ELLIPSIS = "…"


class Occurrence(NamedTuple):
    """A place where the words stand. Where no entity is, `mention_id` is None and label and status are empty.

    `is_decided` says whether a person has had a word on it; `is_covered`, that it lies in or across another entity.
    """

    document_id: int
    start: int
    end: int
    mention_id: int | None = None
    label: str = ""
    status: Status | None = None
    is_decided: bool = False
    is_covered: bool = False


class Context(NamedTuple):
    """A span with what stands around it, each on one line."""

    before: str
    words: str
    after: str


def find(
    db: Database, words: str, document_id: int | None = None, cancelled: Callable[[], bool] = lambda: False
) -> list[Occurrence]:
    """Every occurrence in reading order, letter by letter the same; a word of letters is found only whole.

    `document_id` None means all documents. Raises `Cancelled`.
    """
    found: list[Occurrence] = []
    for identity in _documents(db, words, document_id):
        if cancelled():
            raise Cancelled
        found += _in_document(db, identity, words)
    return found


def context(db: Database, document_id: int, start: int, end: int, width: int) -> Context:
    """`width` characters before and after a span, as one line each."""
    first = max(0, start - width)
    row = db.execute(
        "SELECT substr(text, ?, ?), substr(text, ?, ?), substr(text, ?, ?) FROM texts WHERE document_id = ?",
        [first + 1, start - first, start + 1, end - start, end + 1, width, document_id],
    ).fetchone()
    return _context(*(row or ("", "", "")), cut=first > 0)


def context_in(text: str, start: int, end: int, width: int) -> Context:
    """The same of a text that has been read."""
    first = max(0, start - width)
    return _context(text[first:start], text[start:end], text[end : end + width], cut=first > 0)


def _context(before: str, words: str, after: str, *, cut: bool) -> Context:
    before, words, after = (re.sub(r"\s+", " ", part) for part in (before, words, after))
    return Context((_ELLIPSIS if cut else "") + before, words, after)


def _documents(db: Database, words: str, document_id: int | None) -> list[int]:
    if document_id is not None:
        return [document_id]
    phrase = search.phrase(words)
    if not phrase:
        return []
    return [row.id for row in documents.rows(db, words)]


def _in_document(db: Database, document_id: int, words: str) -> Iterator[Occurrence]:
    text = documents.text(db, document_id)
    places = [match.span() for match in _pattern(words).finditer(text)]
    if not places:
        return
    mentions = db.execute(
        f'SELECT start, "end", id, label, status, {DECIDED} FROM mentions WHERE document_id = ? ORDER BY start',  # noqa: S608
        [document_id],
    ).fetchall()
    on_span: dict[tuple[int, int], list[tuple[int, str, int, int]]] = {}
    for start, end, *rest in mentions:
        on_span.setdefault((start, end), []).append(tuple(rest))
    standing = [(start, end) for start, end, _, _, status, _ in mentions if status != _REJECTED]
    first = 0
    longest = max((end - start for start, end in standing), default=0)
    for start, end in places:
        for identity, label, status, is_decided in on_span.get((start, end), []):
            yield Occurrence(document_id, start, end, identity, label, STATUSES[status], bool(is_decided))
        if (start, end) in on_span:
            continue
        while first < len(standing) and standing[first][0] <= start - longest:
            first += 1
        yield Occurrence(document_id, start, end, is_covered=_touches(standing, first, start, end))


def _touches(standing: list[tuple[int, int]], first: int, start: int, end: int) -> bool:
    for index in range(first, len(standing)):
        other_start, other_end = standing[index]
        if other_start >= end:
            return False
        if other_end > start:
            return True
    return False


def _pattern(words: str) -> re.Pattern[str]:
    before = rf"(?<!{_WORD})" if re.match(_WORD, words) else ""
    after = rf"(?!{_WORD})" if re.search(rf"{_WORD}\Z", words) else ""
    return re.compile(before + re.escape(words) + after)
