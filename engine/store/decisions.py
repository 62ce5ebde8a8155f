"""What a person decides of mentions, as steps that can be undone and redone, today or after a restart.

A step keeps every mention it touched whole, before and after. Undoing puts the mentions back as they were before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlite_utils import Database

from engine.errors import BadInputError
from engine.store import documents, mentions
from engine.store.rows import Status

PERSON = "person"
_COLUMNS = (
    "id",
    "document_id",
    "run_id",
    "block",
    "start",
    '"end"',
    "text",
    "label",
    "score",
    "uncertainty",
    "decided_by",
    "status",
)
_NAMES = [column.strip('"') for column in _COLUMNS]
Snapshot = dict[str, Any]
Change = tuple[Snapshot | None, Snapshot | None]


def decide(
    db: Database, mention_ids: Sequence[int], *, status: Status | None = None, label: str | None = None
) -> int | None:
    """Set the status and/or the label of mentions in one step; None when that changes nothing.

    A mention with a new label counts as accepted unless `status` says otherwise.
    """
    changes: list[Change] = []
    for mention_id in dict.fromkeys(mention_ids):
        before = _snapshot(db, mention_id)
        if before is None:
            continue
        after = dict(before)
        if label is not None and label != before["label"]:
            after |= {"label": label, "decided_by": PERSON, "status": "accepted", "score": 1.0, "uncertainty": 0.0}
        if status is not None:
            after["status"] = status
        if after != before:
            changes.append((before, after))
    return _record(db, "decide", changes)


def add_mention(db: Database, document_id: int, start: int, end: int, label: str) -> int:
    """Add a mention a person marked; one with the same span is taken over. Returns its id."""
    text = documents.text(db, document_id)
    if not 0 <= start < end <= len(text):
        raise BadInputError(f"The span {start}–{end} is outside the document.")
    same = db.execute(
        'SELECT id FROM mentions WHERE document_id = ? AND start = ? AND "end" = ?', [document_id, start, end]
    ).fetchone()
    if same is not None:
        decide(db, [same[0]], status="accepted", label=label)
        return int(same[0])
    find_block = documents.block_finder(db, document_id)
    (identity,) = db.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'mentions'").fetchone()
    values = (identity, document_id, None, find_block(start), start, end, text[start:end], label, 1.0, 0.0)
    _record(db, "add", [(None, dict(zip(_NAMES, (*values, PERSON, "accepted"), strict=True)))])
    return int(identity)


def undo(db: Database) -> bool:
    return _step(db, "SELECT MAX(id) FROM decisions WHERE undone = 0", "before")


def redo(db: Database) -> bool:
    return _step(db, "SELECT MIN(id) FROM decisions WHERE undone = 1", "after")


def can_undo(db: Database) -> bool:
    return db.execute("SELECT 1 FROM decisions WHERE undone = 0 LIMIT 1").fetchone() is not None


def can_redo(db: Database) -> bool:
    return db.execute("SELECT 1 FROM decisions WHERE undone = 1 LIMIT 1").fetchone() is not None


def _step(db: Database, which: str, side: Literal["before", "after"]) -> bool:
    (decision_id,) = db.execute(which).fetchone()
    if decision_id is None:
        return False
    items = db.execute(
        f'SELECT mention_id, document_id, "{side}" FROM decision_items WHERE decision_id = ?',  # noqa: S608
        [decision_id],
    ).fetchall()
    for mention_id, _, snapshot in items:
        _apply(db, mention_id, json.loads(snapshot) if snapshot else None)
    db.execute("UPDATE decisions SET undone = ? WHERE id = ?", [int(side == "before"), decision_id])
    _refresh(db, (document_id for _, document_id, _ in items))
    return True


def _record(db: Database, kind: str, changes: Sequence[Change]) -> int | None:
    if not changes:
        return None
    db.execute("DELETE FROM decisions WHERE undone = 1")
    cursor = db.execute("INSERT INTO decisions (kind, at) VALUES (?, ?)", [kind, documents.now()])
    decision_id = int(cursor.lastrowid or 0)
    touched = set()
    for before, after in changes:
        known = before or after
        assert known is not None  # noqa: S101
        touched.add(known["document_id"])
        _apply(db, known["id"], after)
        db.execute(
            "INSERT INTO decision_items VALUES (?, ?, ?, ?, ?)",
            [decision_id, known["id"], known["document_id"], _dumped(before), _dumped(after)],
        )
    _refresh(db, touched)
    return decision_id


def _snapshot(db: Database, mention_id: int) -> Snapshot | None:
    row = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM mentions WHERE id = ?", [mention_id]).fetchone()  # noqa: S608
    if row is None:
        return None
    return dict(zip(_NAMES, row, strict=True)) | {"evidence": mentions.evidence(db, mention_id)}


def _apply(db: Database, mention_id: int, snapshot: Snapshot | None) -> None:
    """Make a mention what `snapshot` says: gone, or exactly so."""
    if snapshot is None:
        db.execute("DELETE FROM mentions WHERE id = ?", [mention_id])
        return
    # A new analysis may have suggested the same span again meanwhile; it gives way.
    db.execute(
        """DELETE FROM mentions
           WHERE document_id = ? AND start = ? AND "end" = ? AND id != ? AND status = 'suggested'""",
        [snapshot["document_id"], snapshot["start"], snapshot["end"], mention_id],
    )
    listed = ", ".join(_COLUMNS)
    updates = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])
    db.execute(
        f"""INSERT INTO mentions ({listed}) VALUES ({", ".join("?" * len(_COLUMNS))})
            ON CONFLICT (id) DO UPDATE SET {updates}""",  # noqa: S608
        [snapshot[name] for name in _NAMES],
    )
    db.execute(
        "INSERT INTO evidence VALUES (?, ?) ON CONFLICT (mention_id) DO UPDATE SET evidence = excluded.evidence",
        [mention_id, json.dumps(snapshot.get("evidence", {}), ensure_ascii=False)],
    )
    mentions.note_longest(db, snapshot["document_id"], snapshot["end"] - snapshot["start"])


def _refresh(db: Database, document_ids: Iterable[int]) -> None:
    for document_id in set(document_ids):
        mentions.recount(db, document_id)


def _dumped(snapshot: Snapshot | None) -> str | None:
    return None if snapshot is None else json.dumps(snapshot, ensure_ascii=False)
