"""Full-text search that finds two-character Chinese words.

SQLite's tokenizers see a run of Chinese characters as one word. So the index holds the text with a space around each
of them, folded (NFKC, case), and a query becomes a phrase of the same form.
"""

from __future__ import annotations

import re
import unicodedata

from sqlite_utils import Database

_SPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


def words(text: str) -> str:
    """The text as the index holds it."""
    return _SPACED.sub(r" \1 ", unicodedata.normalize("NFKC", text).casefold())


def add(db: Database, document_id: int, text: str) -> None:
    db.execute("INSERT INTO text_search(rowid, words) VALUES (?, ?)", [document_id, words(text)])


def remove(db: Database, document_id: int, text: str) -> None:
    """A contentless index forgets a text only when told the text again."""
    db.execute("INSERT INTO text_search(text_search, rowid, words) VALUES ('delete', ?, ?)", [document_id, words(text)])


def phrase(query: str) -> str:
    """The FTS5 query for what a user typed, or empty when nothing in it can be searched."""
    tokens = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in words(query)).split()
    return '"' + " ".join(tokens) + '"' if tokens else ""


def fold(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each folded character where it came from."""
    folded: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char).casefold():
            folded.append(part)
            origins.append(index)
    return "".join(folded), origins
