"""How rows of mentions come and go. Every other file only reads them or changes what a person decided of them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from engine.store import search
from engine.store.rows import STATUSES

PERSON = "person"
_SUGGESTED = STATUSES.index("suggested")


def decided(status: str = "status", decided_by: str = "decided_by") -> str:
    """The condition that a person decided a mention: gave it a status or a label, or added it."""
    return f"({status} != {_SUGGESTED} OR {decided_by} = '{PERSON}')"


def kept(status: str = "status", decided_by: str = "decided_by", comment: str = "comment") -> str:
    """The condition that a new analysis leaves a mention as it is: a person decided it or commented on it."""
    return f"({decided(status, decided_by)} OR {comment} != '')"


DECIDED = decided()
KEPT = kept()


class NewMention(NamedTuple):
    """A row to put in: `status` is an index into STATUSES, `evidence` is JSON."""

    id: int
    run_id: int | None
    start: int
    end: int
    text: str
    label: str
    score: float
    uncertainty: float
    decided_by: str
    status: int
    evidence: str
    disagreement: float = 0.0
    comment: str = ""


def next_id(db: Database) -> int:
    """An id no mention ever had."""
    (last,) = db.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'mentions'").fetchone()
    return int(last) + 1


def insert(db: Database, document_id: int, rows: Sequence[NewMention]) -> None:
    """Put mentions into a document. An id is new or that of a mention that was removed from it."""
    find_block = block_finder(db, document_id)
    names = {row.text for row in rows}
    db.conn.executemany(
        "INSERT OR IGNORE INTO names (text, folded) VALUES (?, ?)", ((name, folded(name)) for name in sorted(names))
    )
    db.conn.executemany(
        """INSERT INTO mentions
           VALUES (?, ?, ?, ?, ?, ?, (SELECT id FROM names WHERE text = ?), ?, ?, ?, ?, ?, ?, ?)""",
        (
            (row.id, document_id, row.run_id, find_block(row.start), *row[2:-3], row.disagreement, row.comment)
            for row in rows
        ),
    )
    db.conn.executemany("INSERT INTO evidence VALUES (?, ?)", ((row.id, row.evidence) for row in rows))
    db.execute(
        "DELETE FROM removed_mentions WHERE id IN (SELECT value FROM json_each(?))", [listed(row.id for row in rows)]
    )
    note_longest(db, document_id, max((row.end - row.start for row in rows), default=0))
    recount(db, [document_id])


def remove(db: Database, ids: Iterable[int]) -> list[int]:
    """Delete mentions; those that a decision may bring back are put aside whole. Returns their names' ids."""
    which = "IN (SELECT value FROM json_each(?))"
    parameters = [listed(ids)]
    found = db.execute(f"SELECT document_id, name_id FROM mentions WHERE id {which}", parameters).fetchall()  # noqa: S608
    db.execute(
        f"""INSERT INTO removed_mentions
            SELECT m.id, m.document_id, m.run_id, m.start, m."end", n.text, m.label, m.score, m.uncertainty,
                   m.decided_by, m.status, e.evidence, m.disagreement, m.comment
            FROM mentions m JOIN names n ON n.id = m.name_id JOIN evidence e ON e.mention_id = m.id
            WHERE m.id {which} AND m.id IN (SELECT mention_id FROM decision_items)""",  # noqa: S608
        parameters,
    )
    db.execute(f"DELETE FROM mentions WHERE id {which}", parameters)  # noqa: S608
    recount(db, {document_id for document_id, _ in found})
    return list({name for _, name in found})


def restore(db: Database, ids: Iterable[int]) -> None:
    """Put mentions back that were put aside."""
    found = db.execute(
        """SELECT document_id, id, run_id, start, "end", text, label, score, uncertainty, decided_by, status, evidence,
                  disagreement, comment FROM removed_mentions WHERE id IN (SELECT value FROM json_each(?))""",
        [listed(ids)],
    ).fetchall()
    for document_id in {row[0] for row in found}:
        insert(db, document_id, [NewMention(*row[1:]) for row in found if row[0] == document_id])


def move(db: Database, mention_id: int, start: int, end: int) -> None:
    """Give a mention another span of its document; one that leaves the text is cut off at its edge."""
    (document_id, name_id) = db.execute(
        "SELECT document_id, name_id FROM mentions WHERE id = ?", [mention_id]
    ).fetchone()
    (length,) = db.execute("SELECT text_length FROM documents WHERE id = ?", [document_id]).fetchone()
    start = min(max(0, start), length - 1)
    end = min(max(start + 1, end), length)
    (text,) = db.execute(
        "SELECT substr(text, ?, ?) FROM texts WHERE document_id = ?", [start + 1, end - start, document_id]
    ).fetchone()
    db.execute("INSERT OR IGNORE INTO names (text, folded) VALUES (?, ?)", [text, folded(text)])
    db.execute(
        """UPDATE mentions SET start = ?, "end" = ?, block = ?, name_id = (SELECT id FROM names WHERE text = ?)
           WHERE id = ?""",
        [start, end, block_finder(db, document_id)(start), text, mention_id],
    )
    forget_names(db, [name_id])
    note_longest(db, document_id, end - start)


def forget_names(db: Database, name_ids: Iterable[int]) -> None:
    """Delete those of the names that no mention has any more."""
    db.execute(
        """DELETE FROM names WHERE id IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM mentions WHERE name_id = names.id)""",
        [listed(name_ids)],
    )


def recount(db: Database, document_ids: Iterable[int]) -> None:
    """Count the mentions of documents by label and status again, after any change of them."""
    for document_id in document_ids:
        db.execute("DELETE FROM mention_counts WHERE document_id = ?", [document_id])
        db.execute(
            """INSERT INTO mention_counts SELECT document_id, label, status, COUNT(*)
               FROM mentions INDEXED BY mentions_place WHERE document_id = ? GROUP BY label, status""",
            [document_id],
        )


def note_longest(db: Database, document_id: int, length: int) -> None:
    """Range queries look back by the longest mention of the document."""
    db.execute("UPDATE documents SET longest_mention = MAX(longest_mention, ?) WHERE id = ?", [length, document_id])


def block_finder(db: Database, document_id: int) -> Callable[[int], int | None]:
    """Finds the ordinal of the block that a place of the text lies in: the last one that begins at or before it."""
    found = db.execute("SELECT start FROM blocks WHERE document_id = ? ORDER BY ordinal", [document_id])
    starts = [start for (start,) in found]

    def find(place: int) -> int | None:
        index = bisect_right(starts, place) - 1
        return index if index >= 0 else None

    return find


def folded(name: str) -> bytes:
    """How a name is compared with what a user types."""
    return search.fold(name).encode()


def listed(values: Iterable[object]) -> str:
    """Values as one parameter, for `IN (SELECT value FROM json_each(?))`."""
    return json.dumps(list(values))
