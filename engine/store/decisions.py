"""What a person decides of mentions, as steps that can be undone and redone, today or after a restart.

A step says for every mention it touched what it was before and after. The mention itself keeps its place and evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlite_utils import Database

from engine.errors import BadInputError
from engine.store import documents, mention_rows
from engine.store.mention_rows import DECIDED, PERSON, NewMention
from engine.store.rows import STATUSES, Status

_ACCEPTED = STATUSES.index("accepted")
# What a decision changes, each with its value after `:status` and `:label`, which are null to leave them.
_RELABELLED = "(:label IS NOT NULL AND :label != label)"
_CHANGES = {
    "status": f"CASE WHEN :status IS NOT NULL THEN :status WHEN {_RELABELLED} THEN {_ACCEPTED} ELSE status END",
    "label": "COALESCE(:label, label)",
    "decided_by": f"CASE WHEN {_RELABELLED} THEN '{PERSON}' ELSE decided_by END",
    "score": f"CASE WHEN {_RELABELLED} THEN 1.0 ELSE score END",
    "uncertainty": f"CASE WHEN {_RELABELLED} THEN 0.0 ELSE uncertainty END",
}
_FIELDS = tuple(_CHANGES)
Side = Literal["before", "after"]


def decide(
    db: Database, mention_ids: Iterable[int], *, status: Status | None = None, label: str | None = None
) -> int | None:
    """Set the status and/or the label of mentions in one step; None when that changes nothing.

    A mention with a new label counts as accepted unless `status` says otherwise.
    """
    decision_id = _begin(db, "decide")
    values = {
        "decision": decision_id,
        "ids": mention_rows.listed(mention_ids),
        "status": None if status is None else STATUSES.index(status),
        "label": label or None,
    }
    changed = db.execute(
        f"""INSERT INTO decision_items
            SELECT :decision, id, document_id, {", ".join(_FIELDS)}, {", ".join(_CHANGES.values())}
            FROM mentions WHERE id IN (SELECT value FROM json_each(:ids))
            AND (status != {_CHANGES["status"]} OR {_RELABELLED})""",  # noqa: S608
        values,
    ).rowcount
    if not changed:
        db.execute("DELETE FROM decisions WHERE id = ?", [decision_id])
        return None
    _end_redo(db)
    _apply(db, decision_id, "after")
    return decision_id


def add_mention(db: Database, document_id: int, start: int, end: int, label: str, status: Status = "accepted") -> int:
    """Add a mention a person marked; one with the same span is taken over. Returns its id."""
    text = documents.text(db, document_id)
    if not 0 <= start < end <= len(text):
        raise BadInputError(f"The span {start}–{end} is outside the document.")
    same = db.execute(
        'SELECT id FROM mentions WHERE document_id = ? AND start = ? AND "end" = ? ORDER BY label != ?',
        [document_id, start, end, label],
    ).fetchone()
    if same is not None:
        decide(db, [same[0]], status=status, label=label)
        return int(same[0])
    identity = mention_rows.next_id(db)
    row = NewMention(identity, None, start, end, text[start:end], label, 1.0, 0.0, PERSON, STATUSES.index(status), "{}")
    mention_rows.insert(db, document_id, [row])
    decision_id = _begin(db, "add")
    db.execute(
        f"""INSERT INTO decision_items
            SELECT ?, id, document_id, {", ".join(["NULL"] * len(_FIELDS))}, {", ".join(_FIELDS)}
            FROM mentions WHERE id = ?""",  # noqa: S608
        [decision_id, identity],
    )
    _end_redo(db)
    return identity


def undo(db: Database) -> bool:
    return _step(db, "SELECT MAX(id) FROM decisions WHERE undone = 0", "before")


def redo(db: Database) -> bool:
    return _step(db, "SELECT MIN(id) FROM decisions WHERE undone = 1", "after")


def can_undo(db: Database) -> bool:
    return db.execute("SELECT 1 FROM decisions WHERE undone = 0 LIMIT 1").fetchone() is not None


def can_redo(db: Database) -> bool:
    return db.execute("SELECT 1 FROM decisions WHERE undone = 1 LIMIT 1").fetchone() is not None


def _begin(db: Database, kind: str) -> int:
    cursor = db.execute("INSERT INTO decisions (kind, undone, at) VALUES (?, 0, ?)", [kind, documents.now()])
    return int(cursor.lastrowid or 0)


def _end_redo(db: Database) -> None:
    """Forget the steps that were undone, and the mentions that only they could have brought back."""
    db.execute("DELETE FROM decisions WHERE undone = 1")
    db.execute("DELETE FROM removed_mentions WHERE id NOT IN (SELECT mention_id FROM decision_items)")


def _step(db: Database, which: str, side: Side) -> bool:
    (decision_id,) = db.execute(which).fetchone()
    if decision_id is None:
        return False
    _apply(db, decision_id, side)
    db.execute("UPDATE decisions SET undone = ? WHERE id = ?", [int(side == "before"), decision_id])
    return True


def _apply(db: Database, decision_id: int, side: Side) -> None:
    """Make every mention of a step what it was on one side of it: gone, back, or changed."""
    items = "SELECT mention_id FROM decision_items WHERE decision_id = ?1"
    absent = db.execute(f"{items} AND status_{side} IS NULL", [decision_id]).fetchall()
    mention_rows.forget_names(db, mention_rows.remove(db, (identity for (identity,) in absent)))
    _bring_back(db, decision_id, side)
    fields = ", ".join(_FIELDS)
    values = ", ".join(f"{field}_{side}" for field in _FIELDS)
    db.execute(
        f"""UPDATE mentions SET ({fields}) =
                (SELECT {values} FROM decision_items WHERE decision_id = ?1 AND mention_id = mentions.id)
            WHERE id IN ({items} AND status_{side} IS NOT NULL)""",  # noqa: S608
        [decision_id],
    )
    touched = db.execute("SELECT DISTINCT document_id FROM decision_items WHERE decision_id = ?", [decision_id])
    mention_rows.recount(db, [document_id for (document_id,) in touched.fetchall()])


def _bring_back(db: Database, decision_id: int, side: Side) -> None:
    """Put back the mentions that were decided on this side of the step and are gone since.

    A suggestion that stands on the same span now gives way; a decision there stays, and the mention stays gone.
    """
    decided = mention_rows.decided(f"i.status_{side}", f"i.decided_by_{side}")
    gone = db.execute(
        f"""SELECT r.id, r.document_id, r.start, r."end"
            FROM decision_items i JOIN removed_mentions r ON r.id = i.mention_id
            WHERE i.decision_id = ? AND i.status_{side} IS NOT NULL AND {decided}""",  # noqa: S608
        [decision_id],
    ).fetchall()
    back: list[int] = []
    in_the_way: list[int] = []
    for identity, *span in gone:
        found = db.execute(
            f'SELECT id, {DECIDED} FROM mentions WHERE document_id = ? AND start = ? AND "end" = ?',  # noqa: S608
            span,
        ).fetchall()
        if not any(is_decided for _, is_decided in found):
            back.append(identity)
            in_the_way += [other for other, _ in found]
    mention_rows.remove(db, in_the_way)
    mention_rows.restore(db, back)
