"""The mentions of a project: saving what an analysis found, and every question asked of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from engine.store import documents
from engine.store.rows import MentionRow, OrderBy, Place, Status
from engine.types import Mention

_COLUMNS = (
    'm.id, m.document_id, d.name, m.start, m."end", m.text, m.label, m.score, m.uncertainty, m.decided_by, m.status,'
    ' m.run_id, b.kind, b.number, b.page, b."table", b.row, b."column"'
)
_JOINS = (
    "mentions m JOIN documents d ON d.id = m.document_id"
    " LEFT JOIN blocks b ON b.document_id = m.document_id AND b.ordinal = m.block"
)
_READING_ORDER = 'm.document_id {way}, m.start {way}, m."end" {back}, m.id {way}'
_SORTABLE: dict[OrderBy, str] = {
    "text": "m.text",
    "label": "m.label",
    "score": "m.score",
    "uncertainty": "m.uncertainty",
    "status": "m.status",
    "decided_by": "m.decided_by",
    "document": "d.name",
}


@dataclass(frozen=True, slots=True)
class MentionFilter:
    """Which mentions are asked for; None and empty mean "any". `start` and `end` ask for those that touch a range."""

    document_id: int | None = None
    document_ids: Collection[int] | None = None
    start: int | None = None
    end: int | None = None
    labels: Collection[str] | None = None
    text_contains: str = ""
    min_score: float | None = None
    statuses: Collection[Status] | None = None


def save_analysis(db: Database, document_id: int, run_id: int, mentions: Iterable[Mention]) -> int:
    """Replace what machines said of a document; what a person decided stays. Returns how many mentions it now shows."""
    find_block = documents.block_finder(db, document_id)
    db.execute("DELETE FROM mentions WHERE document_id = ? AND status = 'suggested'", [document_id])
    decided = {
        (start, end)
        for start, end in db.execute('SELECT start, "end" FROM mentions WHERE document_id = ?', [document_id])
    }
    (first_id,) = db.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'mentions'").fetchone()
    records: list[tuple[Any, ...]] = []
    evidence: list[tuple[int, str]] = []
    longest = 0
    for mention in mentions:
        if (mention.start, mention.end) in decided:
            continue
        identity = first_id + len(records)
        longest = max(longest, mention.end - mention.start)
        records.append(
            (
                identity,
                document_id,
                run_id,
                find_block(mention.start),
                mention.start,
                mention.end,
                mention.text,
                mention.label,
                mention.score,
                mention.uncertainty,
                mention.decided_by,
                "suggested",
            )
        )
        evidence.append((identity, json.dumps(mention.evidence, ensure_ascii=False)))
    db.conn.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", records)
    db.conn.executemany("INSERT INTO evidence VALUES (?, ?)", evidence)
    note_longest(db, document_id, longest)
    db.execute("UPDATE documents SET state = 'analysed' WHERE id = ?", [document_id])
    return recount(db, document_id)


def note_longest(db: Database, document_id: int, length: int) -> None:
    """Range queries look back by the longest mention of the document."""
    db.execute("UPDATE documents SET longest_mention = MAX(longest_mention, ?) WHERE id = ?", [length, document_id])


def recount(db: Database, document_id: int) -> int:
    db.execute(
        """UPDATE documents SET mention_count =
           (SELECT COUNT(*) FROM mentions WHERE document_id = ?1 AND status != 'rejected') WHERE id = ?1""",
        [document_id],
    )
    return documents.row(db, document_id).mention_count


def select(
    db: Database,
    wanted: MentionFilter,
    *,
    order_by: OrderBy = "start",
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[MentionRow]:
    where, parameters = _where(db, wanted)
    order = _order(order_by, descending)
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM {_JOINS} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608
        [*parameters, -1 if limit is None else limit, offset],
    )
    return [_row(values) for values in rows]


def one(db: Database, mention_id: int) -> MentionRow | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM {_JOINS} WHERE m.id = ?", [mention_id]).fetchone()  # noqa: S608
    return _row(row) if row else None


def count(db: Database, wanted: MentionFilter) -> int:
    where, parameters = _where(db, wanted)
    rows = "mentions m JOIN documents d ON d.id = m.document_id"
    return int(db.execute(f"SELECT COUNT(*) FROM {rows} WHERE {where}", parameters).fetchone()[0])  # noqa: S608


def position(db: Database, mention_id: int, wanted: MentionFilter, order_by: OrderBy, descending: bool) -> int | None:
    """The place, from 0, of a mention in the list that `select` gives; None when it is not in it."""
    where, parameters = _where(db, wanted)
    order = _order(order_by, descending)
    row = db.execute(
        f"""SELECT place FROM (
              SELECT m.id AS id, ROW_NUMBER() OVER (ORDER BY {order}) - 1 AS place FROM {_JOINS} WHERE {where}
            ) WHERE id = ?""",  # noqa: S608
        [*parameters, mention_id],
    ).fetchone()
    return int(row[0]) if row else None


def label_counts(db: Database, document_id: int | None) -> dict[str, int]:
    """Mentions that are not rejected, by label."""
    if document_id is None:
        where, parameters = "document_id NOT IN (SELECT id FROM documents WHERE superseded_by IS NOT NULL)", []
    else:
        where, parameters = "document_id = ?", [document_id]
    rows = db.execute(
        f"""SELECT label, COUNT(*) FROM mentions WHERE {where} AND status != 'rejected'
            GROUP BY label ORDER BY label""",  # noqa: S608
        parameters,
    )
    return dict(rows.fetchall())


def evidence(db: Database, mention_id: int) -> dict[str, Any]:
    row = db.execute("SELECT evidence FROM evidence WHERE mention_id = ?", [mention_id]).fetchone()
    return dict(json.loads(row[0])) if row else {}


def _order(order_by: OrderBy, descending: bool) -> str:
    way, back = ("DESC", "ASC") if descending else ("ASC", "DESC")
    if order_by == "start":
        return _READING_ORDER.format(way=way, back=back)
    return f"{_SORTABLE[order_by]} {way}, " + _READING_ORDER.format(way="ASC", back="DESC")


def _where(db: Database, wanted: MentionFilter) -> tuple[str, list[Any]]:
    parts = ["d.superseded_by IS NULL"]
    parameters: list[Any] = []

    def add(condition: str, *values: Any) -> None:
        parts.append(condition)
        parameters.extend(values)

    def among(column: str, values: Collection[Any] | None) -> None:
        if values is not None:
            add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    if wanted.document_id is not None:
        parts[0] = "m.document_id = ?"
        parameters.append(wanted.document_id)
    among("m.document_id", wanted.document_ids)
    if wanted.end is not None:
        add("m.start < ?", wanted.end)
    if wanted.start is not None:
        add('m."end" > ?', wanted.start)
        if wanted.document_id is not None:
            row = db.execute("SELECT longest_mention FROM documents WHERE id = ?", [wanted.document_id]).fetchone()
            add("m.start > ?", wanted.start - (row[0] if row else 0))
    among("m.label", wanted.labels)
    among("m.status", wanted.statuses)
    if wanted.text_contains:
        escaped = wanted.text_contains.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        add("m.text LIKE ? ESCAPE '\\'", f"%{escaped}%")
    if wanted.min_score is not None:
        add("m.score >= ?", wanted.min_score)
    return " AND ".join(parts), parameters


def _row(values: tuple[Any, ...]) -> MentionRow:
    own, place = values[:12], values[12:]
    return MentionRow(*(*own, Place(*place) if place[0] else Place()))
