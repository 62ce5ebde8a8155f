"""A file has changed: move what a person decided to where the same words stand in the same surroundings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import takewhile

from sqlite_utils import Database

_SURROUNDINGS = 24
_COLUMNS = ("run_id", "text", "label", "score", "uncertainty", "decided_by", "status")


def carry_decisions(db: Database, old_id: int, new_id: int, old_text: str, new_text: str) -> int:
    """Copy decided mentions of document `old_id` to `new_id`; returns how many found no place.

    The undo history moves along, so that it goes on in the version that is shown.
    """
    listed = ", ".join(_COLUMNS)
    decided = db.execute(
        f"""SELECT id, start, "end", {listed} FROM mentions
            WHERE document_id = ? AND status != 'suggested' ORDER BY start""",  # noqa: S608
        [old_id],
    ).fetchall()
    lost = 0
    taken: set[tuple[int, int]] = set()
    for identity, start, end, *values in decided:
        place = best_place(old_text, start, end, new_text, taken)
        if place is None:
            lost += 1
            continue
        taken.add((place, place + end - start))
        (block,) = db.execute(
            "SELECT MAX(ordinal) FROM blocks WHERE document_id = ? AND start <= ?", [new_id, place]
        ).fetchone()
        cursor = db.execute(
            f"""INSERT INTO mentions (document_id, block, start, "end", {listed})
                VALUES (?, ?, ?, ?, {", ".join("?" * len(values))})""",  # noqa: S608
            [new_id, block, place, place + end - start, *values],
        )
        moved = int(cursor.lastrowid or 0)
        db.execute("INSERT INTO evidence SELECT ?, evidence FROM evidence WHERE mention_id = ?", [moved, identity])
        _move_history(db, identity, moved, new_id, place - start, block)
    db.execute(
        "UPDATE documents SET longest_mention = (SELECT longest_mention FROM documents WHERE id = ?) WHERE id = ?",
        [old_id, new_id],
    )
    return lost


def best_place(old: str, start: int, end: int, new: str, taken: set[tuple[int, int]]) -> int | None:
    """Where in `new` the words old[start:end] stand with the most alike surroundings; None where they do not.

    Of places that are equally alike the one nearest to the old offset wins. Words that stood among others must
    keep at least one character of them on either side.
    """
    words = old[start:end]
    left, right = old[max(0, start - _SURROUNDINGS) : start], old[end : end + _SURROUNDINGS]
    best: tuple[int, int] | None = None
    found = None
    for place in _occurrences(new, words):
        if (place, place + len(words)) in taken:
            continue
        stop = place + len(words)
        before, after = new[max(0, place - _SURROUNDINGS) : place], new[stop : stop + _SURROUNDINGS]
        alike = _common_start(left[::-1], before[::-1]) + _common_start(right, after)
        if alike == 0 and (left or right):
            continue
        rank = (alike, -abs(place - start))
        if best is None or rank > best:
            best, found = rank, place
    return found


def _common_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _occurrences(text: str, words: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _move_history(db: Database, old_id: int, new_id: int, document_id: int, shift: int, block: int | None) -> None:
    items = db.execute('SELECT decision_id, "before", "after" FROM decision_items WHERE mention_id = ?', [old_id])
    for decision_id, before, after in items.fetchall():
        moved = []
        for snapshot in (before, after):
            record = json.loads(snapshot) if snapshot else None
            if record:
                record |= {"id": new_id, "document_id": document_id, "block": block}
                record |= {"start": record["start"] + shift, "end": record["end"] + shift}
            moved.append(json.dumps(record, ensure_ascii=False) if record else None)
        db.execute(
            """UPDATE decision_items SET mention_id = ?, document_id = ?, "before" = ?, "after" = ?
               WHERE decision_id = ? AND mention_id = ?""",
            [new_id, document_id, *moved, decision_id, old_id],
        )
