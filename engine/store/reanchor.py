"""A file has changed: move what a person decided to where the same words stand in the same surroundings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from sqlite_utils import Database

from engine.store import mention_rows
from engine.store.mention_rows import DECIDED, KEPT

_SURROUNDINGS = 40
_ENOUGH = 4
# Put around both texts, so that where a text begins and ends counts as surroundings.
_EDGE = "\0"
_NEAREST = 200
_NEARBY = 20_000


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
        f'SELECT id, start, "end", {DECIDED} FROM mentions WHERE document_id = ? AND ({KEPT} OR {history})',  # noqa: S608
        [old_id, old_id],
    ).fetchall()
    removed = db.execute('SELECT id, start, "end" FROM removed_mentions WHERE document_id = ?', [old_id]).fetchall()
    kept = db.execute(f'SELECT start, "end" FROM mentions WHERE document_id = ? AND {KEPT}', [new_id])  # noqa: S608
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


def find_places(old: str, new: str, anchors: Iterable[Anchor], taken: set[tuple[int, int]]) -> dict[int, int]:
    """Where each anchor's words begin in the new text, by the anchor's id; without those that have no sure place.

    The place whose surroundings agree in most characters is taken, of equal ones the nearest to where the words are
    expected. It must agree in at least `_ENOUGH`, unless the words stand only once in either text. No span is given
    twice or to one that is in `taken`.
    """
    old, new = _EDGE + old + _EDGE, _EDGE + new + _EDGE
    offers: list[_Offer] = []
    moved: list[tuple[Anchor, int]] = []
    shift = last = 0
    for anchor in sorted((Anchor(a.id, a.start + 1, a.end + 1) for a in anchors), key=lambda a: a.start):
        start = max(0, anchor.start - _SURROUNDINGS)
        window = old[start : anchor.end + _SURROUNDINGS]
        place = start + shift if new.startswith(window, max(0, start + shift)) else -1
        if place < 0:
            place = new.find(window, last, max(last, start + shift) + _NEARBY)
        if place < 0:
            moved.append((anchor, anchor.start + shift))
            continue
        shift, last = place - start, place
        offers.append(_Offer(-len(window), 0, anchor.start + shift, anchor.end - anchor.start, anchor.id))
    offers += _search(old, new, moved)
    places: dict[int, int] = {}
    for offer in sorted(offers):
        span = (offer.place - 1, offer.place - 1 + offer.length)
        if offer.id not in places and span not in taken:
            places[offer.id] = span[0]
            taken.add(span)
    return places


class _Offer(NamedTuple):
    """A place for an anchor; the best sort first."""

    unlike: int
    distance: int
    place: int
    length: int
    id: int


def _search(old: str, new: str, moved: Sequence[tuple[Anchor, int]]) -> Iterator[_Offer]:
    """Places for anchors whose surroundings have changed, each given with the place where it is expected."""
    wanted = {old[anchor.start : anchor.end] for anchor, _ in moved}
    before, after = _occurrences(old, wanted), _occurrences(new, wanted)
    for anchor, expected in moved:
        words = old[anchor.start : anchor.end]
        unique = len(before[words]) == len(after[words]) == 1
        for place in _nearest(after[words], expected):
            alike = _alike(old, anchor, new, place)
            if unique or alike >= _ENOUGH:
                yield _Offer(-alike, abs(place - expected), place, len(words), anchor.id)


def _alike(old: str, anchor: Anchor, new: str, place: int) -> int:
    """In how many characters next to the words the surroundings agree."""
    end = place + anchor.end - anchor.start
    left = old[max(0, anchor.start - _SURROUNDINGS) : anchor.start], new[max(0, place - _SURROUNDINGS) : place]
    right = old[anchor.end : anchor.end + _SURROUNDINGS], new[end : end + _SURROUNDINGS]
    return _common(*map(reversed, left)) + _common(*right)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _occurrences(text: str, wanted: Collection[str]) -> dict[str, list[int]]:
    """Where each of these words stands, found in one pass."""
    found: dict[str, list[int]] = {words: [] for words in wanted}
    if not found:
        return found
    by_first: dict[str, list[str]] = {}
    for words in wanted:
        by_first.setdefault(words[0], []).append(words)
    for match in re.finditer(f"[{re.escape(''.join(by_first))}]", text):
        for words in by_first[match.group()]:
            if text.startswith(words, match.start()):
                found[words].append(match.start())
    return found


def _nearest(places: Sequence[int], expected: int) -> Sequence[int]:
    middle = bisect_left(places, expected)
    return places[max(0, middle - _NEAREST) : middle + _NEAREST]


def _make_room(db: Database, document_id: int, start: int, end: int) -> None:
    """A suggestion on a span to which a decision moves gives way."""
    found = db.execute(
        f'SELECT id FROM mentions WHERE document_id = ? AND start = ? AND "end" = ? AND NOT {KEPT}',  # noqa: S608
        [document_id, start, end],
    ).fetchall()
    mention_rows.forget_names(db, mention_rows.remove(db, (identity for (identity,) in found)))
