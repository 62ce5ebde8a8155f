"""Full-text search that finds two-character Chinese words.

SQLite's tokenizers see a run of Chinese characters as one word. So the index holds the text with a space around each
character of a script that is written without spaces, folded (NFKD, case, width, accents), and what a user types
becomes a phrase of the same form. Punctuation counts, white space between characters does not. Words of other scripts
are found whole; within one text, where a user looks while typing, the first and the last may be incomplete.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise

from sqlite_utils import Database

from engine.types import Span

# What belongs to a word, after folding; any other character stands alone. Thai and everything above it, except the
# additions to Latin and Greek, is written without spaces or searched by syllable.
_WORD = r"[^\W\u0e00-\u1dff\u2000-\U0010ffff]"
_is_word = re.compile(_WORD).match
# Stands for half of a surrogate pair, which no file can hold.
REPLACEMENT = "\ufffd"
_HANGUL = range(0xAC00, 0xD7A4)
_ACCENTS = range(0x300, 0x370)


class _Folding(dict[int, str]):
    """Character by character, for `str.translate`: how a character is searched; separators become a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isspace() or unicodedata.category(char) == "Cc":
            folded = " "
        elif unicodedata.category(char) == "Cf":
            folded = ""
        elif unicodedata.category(char) == "Cs":
            folded = REPLACEMENT
        elif code in _HANGUL:
            folded = char
        else:
            parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
            folded = "".join(part for part in parts if ord(part) not in _ACCENTS)
        self[code] = folded
        return folded


class _Spacing(dict[int, str]):
    """Like `_Folding`, with a space around every character that stands alone."""

    def __missing__(self, code: int) -> str:
        folded = "".join(part if _is_word(part) else f" {part} " for part in _FOLDED[code])
        self[code] = folded
        return folded


_FOLDED = _Folding()
_SPACED = _Spacing()


def fold(text: str) -> str:
    """The text as it is compared: without differences of case, width, accents and invisible characters."""
    return text.translate(_FOLDED)


def form() -> str:
    """Names the form of what the index holds; an index of another form must be made anew."""
    return f"1/{unicodedata.unidata_version}"


def add(db: Database, document_id: int, text: str) -> None:
    db.execute("INSERT INTO text_search(rowid, words) VALUES (?, ?)", [document_id, text.translate(_SPACED)])


def remove(db: Database, document_id: int, text: str) -> None:
    """A contentless index forgets a text only when told the same words again."""
    db.execute(
        "INSERT INTO text_search(text_search, rowid, words) VALUES ('delete', ?, ?)",
        [document_id, text.translate(_SPACED)],
    )


def purge(db: Database) -> None:
    """Rewrite the index without what was removed from it, which until then stays in the file."""
    db.execute("INSERT INTO text_search(text_search) VALUES ('optimize')")


def rebuild(db: Database) -> None:
    db.execute("INSERT INTO text_search(text_search) VALUES ('delete-all')")
    for (document_id,) in db.execute("SELECT document_id FROM texts").fetchall():
        (text,) = db.execute("SELECT text FROM texts WHERE document_id = ?", [document_id]).fetchone()
        add(db, document_id, text)


def phrase(query: str) -> str:
    """The FTS5 query for what a user typed, or empty when nothing in it can be searched."""
    tokens = query.translate(_SPACED).split()
    return '"' + " ".join(tokens).replace('"', '""') + '"' if tokens else ""


def find(text: str, needle: str) -> list[Span]:
    """Where a text has what a user typed, in order and without overlaps: in every text that `phrase` finds."""
    return list(iterate(text, needle))


def iterate(text: str, needle: str, *, whole: bool = False) -> Iterator[Span]:
    """The same one by one; with `whole` no word is incomplete, so that there are places just where `phrase` finds."""
    pattern = _pattern(needle, whole)
    if pattern is None:
        return
    origin = _Origins(text)
    for match in pattern.finditer(fold(text)):
        yield Span(origin(match.start()), origin(match.end() - 1) + 1)


def _pattern(needle: str, whole: bool) -> re.Pattern[str] | None:
    tokens = needle.translate(_SPACED).split()
    if not tokens:
        return None
    parts = [rf"(?<!{_WORD})" if whole and _is_word(tokens[0]) else "", re.escape(tokens[0])]
    for before, token in pairwise(tokens):
        parts += [" +" if _is_word(before) and _is_word(token) else " *", re.escape(token)]
    parts.append(rf"(?!{_WORD})" if whole and _is_word(tokens[-1]) else "")
    return re.compile("".join(parts))


class _Origins:
    """Finds the character of a text that a character of its folded form came from."""

    def __init__(self, text: str) -> None:
        changing = [char for char in set(text) if len(_FOLDED[ord(char)]) != 1]
        places = [match.start() for match in re.finditer(f"[{re.escape(''.join(changing))}]", text)] if changing else []
        grown = list(accumulate((len(_FOLDED[ord(text[place])]) - 1 for place in places), initial=0))
        self._places = places
        # Where each of these characters begins in the folded text, and how far the text is shifted behind it.
        self._starts = [place + shift for place, shift in zip(places, grown, strict=False)]
        self._shifts = grown

    def __call__(self, folded: int) -> int:
        index = bisect_right(self._starts, folded)
        if not index:
            return folded
        return max(folded - self._shifts[index], self._places[index - 1])
