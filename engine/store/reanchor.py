"""A file has changed: move what a person decided to where the same words stand in the same surroundings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from sqlite_utils import Database

from engine.store import mention_rows
from engine.store.mention_rows import DECIDED

_SURROUNDINGS = 40
_ENOUGH = 4
_EDGE = "\0"
_NEAREST = 200


class Anchor(NamedTuple):
    """A stretch of the old text that a decision is about."""

    id: int
    start: int
    end: int


def carry_decisions(db: Database, old_id: int, new_id: int) -> int:
    """Move decided mentions of document `old_id` to `new_id`; returns how many found no place and stay.

    Mentions of the history move as well, so that undo and redo go on in the version that is shown.
    """
    old, new = (
        db.execute("SELECT text FROM texts WHERE document_id = ?", [identity]).fetchone()[0]
        for identity in (old_id, new_id)
    )
    history = "id IN (SELECT mention_id FROM decision_items WHERE document_id = ?)"
    present = db.execute(
        f'SELECT id, start, "end", {DECIDED} FROM mentions WHERE document_id = ? AND ({DECIDED} OR {history})',  # noqa: S608
        [old_id, old_id],
    ).fetchall()
    removed = db.execute('SELECT id, start, "end" FROM removed_mentions WHERE document_id = ?', [old_id]).fetchall()
    kept = db.execute(f'SELECT start, "end" FROM mentions WHERE document_id = ? AND {DECIDED}', [new_id])  # noqa: S608
    places = find_places(old, new, [Anchor(*row[:3]) for row in present], set(kept))
    places |= find_places(old, new, [Anchor(*row) for row in removed], set())
    find_block = mention_rows.block_finder(db, new_id)
    for identity, start, end, _ in present:
        if identity in places:
            place = places[identity]
            _make_room(db, new_id, place, place + end - start)
            db.execute(
                'UPDATE mentions SET document_id = ?, start = ?, "end" = ?, block = ? WHERE id = ?',
                [new_id, place, place + end - start, find_block(place), identity],
            )
            mention_rows.note_longest(db, new_id, end - start)
    for identity, start, end in removed:
        if identity in places:
            place = places[identity]
            db.execute(
                'UPDATE removed_mentions SET document_id = ?, start = ?, "end" = ? WHERE id = ?',
                [new_id, place, place + end - start, identity],
            )
    db.execute(
        "UPDATE decision_items SET document_id = ? WHERE mention_id IN (SELECT value FROM json_each(?))",
        [new_id, mention_rows.listed(places)],
    )
    mention_rows.recount(db, [old_id, new_id])
    return sum(1 for identity, *_, is_decided in present if is_decided and identity not in places)


def find_places(old: str, new: str, anchors: Sequence[Anchor], taken: set[tuple[int, int]]) -> dict[int, int]:
    """Where each anchor's words begin in the new text, by the anchor's id; without those that have no sure place.

    What lies with its surroundings in the part both texts begin or end with is there. Elsewhere the place whose
    surroundings agree in most characters is taken, of equal ones the nearest; it must agree in at least `_ENOUGH`, or
    in all where there are fewer, unless the words stand only once in either text. No span is given twice or to
    one that is in `taken`.
    """
    head, tail = _common_ends(old, new)
    offers: list[tuple[int, int, int, int, int]] = []
    spots: dict[str, list[int]] = {}
    for anchor in anchors:
        words = old[anchor.start : anchor.end]
        left, right = _surroundings(old, anchor.start, anchor.end)
        if anchor.end + len(right) <= head:
            fixed = anchor.start
        elif anchor.start - len(left) >= len(old) - tail:
            fixed = anchor.start + len(new) - len(old)
        else:
            fixed = None
        if fixed is not None:
            offers.append((-(2 * _SURROUNDINGS + 1), 0, fixed, anchor.end - anchor.start, anchor.id))
            continue
        if words not in spots:
            spots[words] = _occurrences(new, words)
        expected = anchor.start if anchor.start <= head else anchor.start + len(new) - len(old)
        unique = len(spots[words]) == 1 and len(_occurrences(old, words, 2)) == 1
        enough = 0 if unique else min(_ENOUGH, len(left) + len(right))
        for place in _nearest(spots[words], expected):
            alike = _alike(left, right, new, place, place + len(words))
            if alike >= enough:
                offers.append((-alike, abs(place - expected), place, len(words), anchor.id))
    places: dict[int, int] = {}
    for _, _, place, length, identity in sorted(offers):
        span = (place, place + length)
        if identity not in places and span not in taken:
            places[identity] = place
            taken.add(span)
    return places


def _surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span; where the text begins or ends, with a mark for that."""
    left, right = text[max(0, start - _SURROUNDINGS) : start], text[end : end + _SURROUNDINGS]
    return _EDGE * (start < _SURROUNDINGS) + left, right + _EDGE * (end + _SURROUNDINGS > len(text))


def _alike(left: str, right: str, new: str, start: int, end: int) -> int:
    """In how many characters next to the words the surroundings agree."""
    before, after = _surroundings(new, start, end)
    return _common(reversed(left), reversed(before)) + _common(right, after)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters both texts have in common at their beginning and, beyond those, at their end."""
    shorter = min(len(old), len(new))
    head = bisect_left(range(shorter), 1, key=lambda n: old[: n + 1] != new[: n + 1])
    tail = bisect_left(range(shorter - head), 1, key=lambda n: old[len(old) - n - 1 :] != new[len(new) - n - 1 :])
    return head, tail


def _occurrences(text: str, words: str, limit: int | None = None) -> list[int]:
    found: list[int] = []
    place = text.find(words)
    while place >= 0 and (limit is None or len(found) < limit):
        found.append(place)
        place = text.find(words, place + 1)
    return found


def _nearest(places: Sequence[int], expected: int) -> Sequence[int]:
    middle = bisect_left(places, expected)
    return places[max(0, middle - _NEAREST) : middle + _NEAREST]


def _make_room(db: Database, document_id: int, start: int, end: int) -> None:
    """A suggestion on a span to which a decision moves gives way."""
    found = db.execute(
        f'SELECT id FROM mentions WHERE document_id = ? AND start = ? AND "end" = ? AND NOT {DECIDED}',  # noqa: S608
        [document_id, start, end],
    ).fetchall()
    mention_rows.forget_names(db, mention_rows.remove(db, (identity for (identity,) in found)))
