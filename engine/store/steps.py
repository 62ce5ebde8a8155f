"""Steps of a person's work, each of which can be undone and redone, today or after a restart.

A step says for every mention it touched what it was before and after, and by how much its boundaries moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from sqlite_utils import Database

from engine.store import documents, mention_rows
from engine.store.mention_rows import DECIDED, decided
from engine.store.rows import StepKind, StepRow, WordKind

Side = Literal["before", "after"]
# What a step can change of a mention besides its place.
FIELDS = ("status", "label", "decided_by", "score", "uncertainty", "comment")
_LAST = "SELECT MAX(id) FROM decisions WHERE undone = 0"
_UNDONE = "SELECT MIN(id) FROM decisions WHERE undone = 1"
# The condition that a person has moved the boundaries of a mention m.
MOVED = """m.id IN (SELECT i.mention_id FROM decision_items i JOIN decisions d ON d.id = i.decision_id
    WHERE d.undone = 0 GROUP BY i.mention_id HAVING SUM(i.start_shift) != 0 OR SUM(i.end_shift) != 0)"""
# The values of these fields for a mention that is not there.
_ABSENT = ("NULL", "NULL", "NULL", "NULL", "NULL", "''")


def begin(db: Database, kind: StepKind) -> int:
    """The id of a new step without items; it must be finished."""
    cursor = db.execute("INSERT INTO decisions (kind, undone, at) VALUES (?, 0, ?)", [kind, documents.now()])
    return int(cursor.lastrowid or 0)


def finish(db: Database, step_id: int) -> int | None:
    """Make the mentions what the step says; None, and no step, where it has no items."""
    tables = ("decision_items", "decision_words")
    found = (db.execute(f"SELECT 1 FROM {each} WHERE decision_id = ? LIMIT 1", [step_id]) for each in tables)  # noqa: S608
    if all(rows.fetchone() is None for rows in found):
        db.execute("DELETE FROM decisions WHERE id = ?", [step_id])
        return None
    _end_redo(db)
    _apply(db, step_id, "after")
    return step_id


def note_added(db: Database, step_id: int, mention_ids: Iterable[int]) -> None:
    """These mentions are there since this step."""
    _note(db, step_id, mention_ids, _ABSENT, FIELDS)


def note_removed(db: Database, step_id: int, mention_ids: Iterable[int]) -> None:
    """These mentions go with this step."""
    _note(db, step_id, mention_ids, FIELDS, _ABSENT)


def note_changed(
    db: Database,
    step_id: int,
    mention_ids: Iterable[int],
    changes: Mapping[str, str],
    values: Mapping[str, object] | None = None,
    shift: tuple[int, int] = (0, 0),
) -> None:
    """These mentions change: `changes` has SQL by field, `values` its parameters; `shift` is added to start and end."""
    _note(db, step_id, mention_ids, FIELDS, [changes.get(field, field) for field in FIELDS], values, shift)


def note_words(db: Database, step_id: int, kind: WordKind, text: str, label: str, value: str | None) -> None:
    """What is noted of words becomes `value`, None to take it away; nothing where it is that already."""
    row = db.execute(
        "SELECT value FROM word_notes WHERE kind = ? AND text = ? AND label = ?", [kind, text, label]
    ).fetchone()
    before = row[0] if row else None
    if before != value:
        db.execute("INSERT INTO decision_words VALUES (?, ?, ?, ?, ?, ?)", [step_id, kind, text, label, before, value])


def _note(
    db: Database,
    step_id: int,
    mention_ids: Iterable[int],
    before: Iterable[str],
    after: Iterable[str],
    values: Mapping[str, object] | None = None,
    shift: tuple[int, int] = (0, 0),
) -> None:
    fields = ", ".join([f"{field}_before" for field in FIELDS] + [f"{field}_after" for field in FIELDS])
    db.execute(
        f"""INSERT INTO decision_items (decision_id, mention_id, document_id, {fields}, start_shift, end_shift)
            SELECT :step, id, document_id, {", ".join([*before, *after])}, :start_shift, :end_shift
            FROM mentions WHERE id IN (SELECT value FROM json_each(:ids))""",  # noqa: S608
        {
            "step": step_id,
            "ids": mention_rows.listed(mention_ids),
            "start_shift": shift[0],
            "end_shift": shift[1],
            **(values or {}),
        },
    )


def undo(db: Database) -> bool:
    return _step(db, _LAST, "before")


def redo(db: Database) -> bool:
    return _step(db, _UNDONE, "after")


def last(db: Database) -> StepRow | None:
    """The step that `undo` would take back."""
    return _described(db, _LAST)


def undone(db: Database) -> StepRow | None:
    """The step that `redo` would make again."""
    return _described(db, _UNDONE)


def history(db: Database, limit: int) -> list[StepRow]:
    """The latest steps, the latest first, those that were undone among them."""
    rows = db.execute(
        """SELECT d.id, d.kind, d.at, (SELECT COUNT(*) FROM decision_items WHERE decision_id = d.id),
               (SELECT COUNT(*) FROM decision_words WHERE decision_id = d.id), d.undone
           FROM decisions d ORDER BY d.id DESC LIMIT ?""",
        [limit],
    )
    return [
        StepRow(identity, kind, at, mentions, words, bool(undone))
        for identity, kind, at, mentions, words, undone in rows
    ]


def _described(db: Database, which: str) -> StepRow | None:
    row = db.execute(
        f"""SELECT d.id, d.kind, d.at, (SELECT COUNT(*) FROM decision_items WHERE decision_id = d.id),
                (SELECT COUNT(*) FROM decision_words WHERE decision_id = d.id)
            FROM decisions d WHERE d.id = ({which})"""  # noqa: S608
    ).fetchone()
    return None if row is None else StepRow(*row)


def replaced_spans(db: Database, document_id: int) -> set[tuple[int, int]]:
    """Spans of a document that a person has moved elsewhere or joined with others: not to be suggested again."""
    moved = db.execute(
        """SELECT m.start - SUM(i.start_shift), m."end" - SUM(i.end_shift)
           FROM decision_items i JOIN decisions d ON d.id = i.decision_id JOIN mentions m ON m.id = i.mention_id
           WHERE i.document_id = ? AND d.undone = 0 GROUP BY m.id
           HAVING SUM(i.start_shift) != 0 OR SUM(i.end_shift) != 0""",
        [document_id],
    )
    removed = db.execute(
        """SELECT r.start, r."end" FROM decision_items i JOIN decisions d ON d.id = i.decision_id
           JOIN removed_mentions r ON r.id = i.mention_id
           WHERE i.document_id = ? AND d.undone = 0 AND i.status_after IS NULL""",
        [document_id],
    )
    return {*moved.fetchall(), *removed.fetchall()}


def _end_redo(db: Database) -> None:
    """Forget the steps that were undone, and the mentions that only they could have brought back."""
    db.execute("DELETE FROM decisions WHERE undone = 1")
    db.execute("DELETE FROM removed_mentions WHERE id NOT IN (SELECT mention_id FROM decision_items)")


def _step(db: Database, which: str, side: Side) -> bool:
    (step_id,) = db.execute(which).fetchone()
    if step_id is None:
        return False
    _apply(db, step_id, side)
    db.execute("UPDATE decisions SET undone = ? WHERE id = ?", [int(side == "before"), step_id])
    return True


def _apply(db: Database, step_id: int, side: Side) -> None:
    """Make every mention of a step what it was on one side of it: gone, back, moved, or changed."""
    items = "SELECT mention_id FROM decision_items WHERE decision_id = ?1"
    absent = db.execute(f"{items} AND status_{side} IS NULL", [step_id]).fetchall()
    mention_rows.forget_names(db, mention_rows.remove(db, (identity for (identity,) in absent)))
    _bring_back(db, step_id, side)
    fields = ", ".join(FIELDS)
    values = ", ".join(f"{field}_{side}" for field in FIELDS)
    db.execute(
        f"""UPDATE mentions SET ({fields}) =
                (SELECT {values} FROM decision_items WHERE decision_id = ?1 AND mention_id = mentions.id)
            WHERE id IN ({items} AND status_{side} IS NOT NULL)""",  # noqa: S608
        [step_id],
    )
    _shift(db, step_id, 1 if side == "after" else -1)
    _make_way(db, step_id, side)
    _apply_words(db, step_id, side)
    touched = db.execute("SELECT DISTINCT document_id FROM decision_items WHERE decision_id = ?", [step_id])
    mention_rows.recount(db, [document_id for (document_id,) in touched.fetchall()])


def _apply_words(db: Database, step_id: int, side: Side) -> None:
    db.execute(
        f"""DELETE FROM word_notes WHERE (kind, text, label) IN
            (SELECT kind, text, label FROM decision_words WHERE decision_id = ? AND {side} IS NULL)""",  # noqa: S608
        [step_id],
    )
    db.execute(
        f"""INSERT OR REPLACE INTO word_notes
            SELECT kind, text, label, {side} FROM decision_words WHERE decision_id = ? AND {side} IS NOT NULL""",  # noqa: S608
        [step_id],
    )


def _shift(db: Database, step_id: int, sign: int) -> None:
    moved = db.execute(
        """SELECT m.id, m.start + i.start_shift * ?2, m."end" + i.end_shift * ?2
           FROM decision_items i JOIN mentions m ON m.id = i.mention_id
           WHERE i.decision_id = ?1 AND (i.start_shift != 0 OR i.end_shift != 0)""",
        [step_id, sign],
    )
    for identity, start, end in moved.fetchall():
        mention_rows.move(db, identity, start, end)


def _make_way(db: Database, step_id: int, side: Side) -> None:
    """Take away suggestions that stand where the step has moved a mention to; the other side of it brings them back."""
    found = db.execute(
        f"""SELECT o.id FROM decision_items i JOIN mentions m ON m.id = i.mention_id
            JOIN mentions o ON o.document_id = m.document_id AND o.start = m.start AND o."end" = m."end"
            WHERE i.decision_id = ?1 AND (i.start_shift != 0 OR i.end_shift != 0)
            AND NOT {decided("o.status", "o.decided_by")}
            AND o.id NOT IN (SELECT mention_id FROM decision_items WHERE decision_id = ?1)""",  # noqa: S608
        [step_id],
    )
    in_the_way = [identity for (identity,) in found.fetchall()]
    (note_removed if side == "after" else note_added)(db, step_id, in_the_way)
    mention_rows.forget_names(db, mention_rows.remove(db, in_the_way))


def _bring_back(db: Database, step_id: int, side: Side) -> None:
    """Put back the mentions that were decided on this side of the step and are gone since.

    A suggestion that stands on the same span now gives way; a decision there stays, and the mention stays gone.
    """
    worth = mention_rows.kept(f"i.status_{side}", f"i.decided_by_{side}", f"i.comment_{side}")
    # What the step itself took away comes back whatever it was.
    other = "after" if side == "before" else "before"
    gone = db.execute(
        f"""SELECT r.id, r.document_id, r.start, r."end"
            FROM decision_items i JOIN removed_mentions r ON r.id = i.mention_id
            WHERE i.decision_id = ? AND i.status_{side} IS NOT NULL AND ({worth} OR i.status_{other} IS NULL)""",  # noqa: S608
        [step_id],
    ).fetchall()
    back: list[int] = []
    in_the_way: list[int] = []
    for identity, *span in gone:
        found = db.execute(
            f"""SELECT id, {DECIDED} FROM mentions WHERE document_id = ? AND start = ? AND "end" = ?
                AND id NOT IN (SELECT mention_id FROM decision_items WHERE decision_id = ?)""",  # noqa: S608
            [*span, step_id],
        ).fetchall()
        if not any(is_decided for _, is_decided in found):
            back.append(identity)
            in_the_way += [suggestion for suggestion, _ in found]
    mention_rows.remove(db, in_the_way)
    mention_rows.restore(db, back)
