"""Every place in the texts of a project that has what a user typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlite_utils import Database

from engine.store import documents, search
from engine.store.occurrences import Context, context_in
from engine.types import Span


class Hit(NamedTuple):
    """A place in a document and what stands around it."""

    document_id: int
    document_name: str
    span: Span
    context: Context


def iterate(db: Database, words: str, width: int) -> Iterator[Hit]:
    """Document by document in the order of `documents.rows`; only the text of one of them is in memory."""
    query = search.phrase(words)
    if not query:
        return
    found = db.execute(
        """SELECT documents.id, name FROM text_search JOIN documents ON documents.id = text_search.rowid
           WHERE text_search MATCH ? AND superseded_by IS NULL ORDER BY text_search.rowid""",
        [query],
    )
    for document_id, name in found:
        text = documents.text(db, document_id)
        for span in search.iterate(text, words, whole=True):
            yield Hit(document_id, name, span, context_in(text, span.start, span.end, width))
