"""What a person may do to mentions; each is one step of `steps.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from engine.errors import BadInputError
from engine.store import documents, mention_rows, steps
from engine.store.mention_rows import PERSON, NewMention
from engine.store.rows import STATUSES, Status

_ACCEPTED = STATUSES.index("accepted")
# What a mention becomes whose place or type a person has set.
_BY_PERSON = {"status": str(_ACCEPTED), "decided_by": f"'{PERSON}'", "score": "1.0", "uncertainty": "0.0"}


class _Placed(NamedTuple):
    id: int
    document_id: int
    start: int
    end: int
    label: str


class Mark(NamedTuple):
    """A span of a document that becomes an entity."""

    document_id: int
    start: int
    end: int


def decide(
    db: Database, mention_ids: Iterable[int], *, status: Status | None = None, label: str | None = None
) -> int | None:
    """Set the status and/or the label of mentions in one step; None when that changes nothing.

    A mention with a new label counts as accepted unless `status` says otherwise.
    """
    step_id = steps.begin(db, "decide")
    _decide(db, step_id, mention_ids, status, label)
    return steps.finish(db, step_id)


def add_mention(db: Database, document_id: int, start: int, end: int, label: str, status: Status = "accepted") -> int:
    """Add a mention a person marked; one with the same span is taken over. Returns its id."""
    _check_span(db, document_id, start, end)
    same = _on_span(db, document_id, start, end, label)
    if same is not None:
        decide(db, [same], status=status, label=label)
        return same
    step_id = steps.begin(db, "add")
    (identity,) = _insert(db, step_id, [Mark(document_id, start, end)], label, status)
    steps.finish(db, step_id)
    return identity


def move(db: Database, mention_id: int, start: int, end: int) -> int | None:
    """Give a mention other boundaries; it counts as accepted. Another mention on exactly that span goes.

    None when the boundaries are those already. Raises `BadInputError` for a span outside the text.
    """
    mention = _one(db, mention_id)
    _check_span(db, mention.document_id, start, end)
    if (start, end) == (mention.start, mention.end):
        return None
    step_id = steps.begin(db, "move")
    _move(db, step_id, mention, start, end)
    return steps.finish(db, step_id)


def split(db: Database, mention_id: int, at: int) -> int:
    """Make two accepted mentions of one, the second from offset `at` of the text on, without spaces between them.

    Returns the id of the second. Raises `BadInputError` where a part would be empty.
    """
    mention = _one(db, mention_id)
    text = documents.text(db, mention.document_id)
    left, right = text[mention.start : at], text[at : mention.end]
    if not mention.start < at < mention.end or not left.strip() or not right.strip():
        raise BadInputError("An entity is split between two of its characters.")
    second = Mark(mention.document_id, mention.end - len(right.lstrip()), mention.end)
    step_id = steps.begin(db, "split")
    taken = _on_span(db, *second, mention.label)
    if taken is not None:
        identity = taken
        steps.note_changed(db, step_id, [taken], _BY_PERSON | {"label": ":label"}, {"label": mention.label})
    else:
        (identity,) = _insert(db, step_id, [second], mention.label, "accepted")
    _move(db, step_id, mention, mention.start, mention.start + len(left.rstrip()))
    steps.finish(db, step_id)
    return identity


def merge(db: Database, mention_ids: Sequence[int]) -> int:
    """Make one accepted mention of several of a document, from the first start to the last end.

    The first of `mention_ids` stays, with its label. Raises `BadInputError` for fewer than two, or different documents.
    """
    found = [_one(db, identity) for identity in dict.fromkeys(mention_ids)]
    if len(found) < 2:
        raise BadInputError("Merging needs two entities or more.")
    first, *others = found
    if any(each.document_id != first.document_id for each in others):
        raise BadInputError("Entities of different documents cannot be merged.")
    step_id = steps.begin(db, "merge")
    steps.note_removed(db, step_id, [each.id for each in others])
    _move(db, step_id, first, min(each.start for each in found), max(each.end for each in found))
    steps.finish(db, step_id)
    return first.id


def comment(db: Database, mention_ids: Iterable[int], words: str) -> int | None:
    """Write a comment on mentions, or take it away with empty words; None when that changes nothing."""
    different = db.execute(
        "SELECT id FROM mentions WHERE id IN (SELECT value FROM json_each(?)) AND comment != ?",
        [mention_rows.listed(mention_ids), words],
    )
    step_id = steps.begin(db, "comment")
    ids = [identity for (identity,) in different.fetchall()]
    steps.note_changed(db, step_id, ids, {"comment": ":comment"}, {"comment": words})
    return steps.finish(db, step_id)


def decide_occurrences(
    db: Database, mention_ids: Iterable[int], marks: Iterable[Mark], *, status: Status, label: str | None
) -> int | None:
    """Decide mentions and make entities of further spans, in one step; None when that changes nothing.

    Without a label there may be no marks.
    """
    step_id = steps.begin(db, "occurrences")
    _decide(db, step_id, mention_ids, status, label)
    if label:
        _insert(db, step_id, list(marks), label, status)
    return steps.finish(db, step_id)


def _decide(db: Database, step_id: int, mention_ids: Iterable[int], status: Status | None, label: str | None) -> None:
    """Note the change for those of the mentions that it changes."""
    relabelled = "(:label IS NOT NULL AND label != :label)"
    becomes = f"COALESCE(:status, CASE WHEN {relabelled} THEN {_ACCEPTED} ELSE status END)"
    values = {"label": label or None, "status": None if status is None else STATUSES.index(status)}
    changing = db.execute(
        f"""SELECT id FROM mentions WHERE id IN (SELECT value FROM json_each(:ids))
            AND (status != {becomes} OR {relabelled})""",  # noqa: S608
        values | {"ids": mention_rows.listed(mention_ids)},
    )
    changes = {
        field: f"CASE WHEN {relabelled} THEN {value} ELSE {field} END"
        for field, value in (_BY_PERSON | {"label": ":label"}).items()
    } | {"status": becomes}
    steps.note_changed(db, step_id, [identity for (identity,) in changing.fetchall()], changes, values)


def _move(db: Database, step_id: int, mention: _Placed, start: int, end: int) -> None:
    in_the_way = db.execute(
        """SELECT id FROM mentions WHERE document_id = ? AND start = ? AND "end" = ? AND id != ?
           AND id NOT IN (SELECT mention_id FROM decision_items WHERE decision_id = ?)""",
        [mention.document_id, start, end, mention.id, step_id],
    )
    steps.note_removed(db, step_id, [identity for (identity,) in in_the_way.fetchall()])
    steps.note_changed(db, step_id, [mention.id], _BY_PERSON, shift=(start - mention.start, end - mention.end))


def _insert(db: Database, step_id: int, marks: Sequence[Mark], label: str, status: Status) -> list[int]:
    """Put mentions in that a person marked; their ids in order."""
    first = mention_rows.next_id(db)
    by_document: dict[int, list[NewMention]] = {}
    for identity, mark in enumerate(marks, start=first):
        text = _words(db, *mark)
        row = NewMention(
            identity, None, mark.start, mark.end, text, label, 1.0, 0.0, PERSON, STATUSES.index(status), "{}"
        )
        by_document.setdefault(mark.document_id, []).append(row)
    for document_id, rows in by_document.items():
        mention_rows.insert(db, document_id, rows)
    ids = list(range(first, first + len(marks)))
    steps.note_added(db, step_id, ids)
    return ids


def _words(db: Database, document_id: int, start: int, end: int) -> str:
    (text,) = db.execute(
        "SELECT substr(text, ?, ?) FROM texts WHERE document_id = ?", [start + 1, end - start, document_id]
    ).fetchone()
    return str(text)


def _one(db: Database, mention_id: int) -> _Placed:
    found = db.execute(
        'SELECT id, document_id, start, "end", label FROM mentions WHERE id = ?', [mention_id]
    ).fetchone()
    if found is None:
        raise BadInputError("This entity is no longer in the project.")
    return _Placed(*found)


def _on_span(db: Database, document_id: int, start: int, end: int, label: str) -> int | None:
    """A mention on exactly this span, one with the label first."""
    same = db.execute(
        'SELECT id FROM mentions WHERE document_id = ? AND start = ? AND "end" = ? ORDER BY label != ?',
        [document_id, start, end, label],
    ).fetchone()
    return None if same is None else int(same[0])


def _check_span(db: Database, document_id: int, start: int, end: int) -> None:
    (length,) = db.execute("SELECT text_length FROM documents WHERE id = ?", [document_id]).fetchone() or (0,)
    if not 0 <= start < end <= length:
        raise BadInputError(f"The span {start}–{end} is outside the document.")
