"""What machines say: runs, and the mentions a run found in a document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from engine.disagreement import disagreement, voters
from engine.errors import ProjectError
from engine.store import documents, mention_rows, register, steps
from engine.store.mention_rows import KEPT, NewMention
from engine.store.rows import RunState
from engine.types import Mention


def start_run(db: Database, settings: Mapping[str, Any]) -> int:
    values = {
        "state": "running",
        "settings": json.dumps(dict(settings), ensure_ascii=False),
        "started_at": documents.now(),
    }
    run_id = db.table("runs").insert(values).last_pk
    assert isinstance(run_id, int)  # noqa: S101
    return run_id


def finish_run(db: Database, run_id: int, state: RunState) -> None:
    db.execute("UPDATE runs SET state = ?, finished_at = ? WHERE id = ?", [state, documents.now(), run_id])


def run(db: Database, run_id: int) -> dict[str, Any]:
    row = db.execute("SELECT state, started_at, finished_at, settings FROM runs WHERE id = ?", [run_id]).fetchone()
    if row is None:
        raise ProjectError(f"There is no run {run_id} in this project.")
    state, started_at, finished_at, settings = row
    head = {"id": run_id, "state": state, "started_at": started_at, "finished_at": finished_at}
    return head | dict(json.loads(settings))


def last_run(db: Database) -> dict[str, Any]:
    (run_id,) = db.execute("SELECT MAX(id) FROM runs").fetchone()
    return run(db, run_id) if run_id is not None else {}


def save(db: Database, document_id: int, run_id: int, found: Iterable[Mention]) -> int:
    """Replace what machines said of a document; what a person decided stays. Returns how many mentions it now shows.

    A mention that was there before with the same span and label keeps its id. A span that a person moved or joined with
    others is not suggested again.
    """
    text = documents.text(db, document_id)
    before = db.execute(
        f'SELECT id, start, "end", label, {KEPT} FROM mentions WHERE document_id = ?',  # noqa: S608
        [document_id],
    ).fetchall()
    taken = {(start, end) for _, start, end, _, is_kept in before if is_kept} | steps.replaced_spans(db, document_id)
    replaced = {(start, end, label): identity for identity, start, end, label, is_kept in before if not is_kept}
    next_id = mention_rows.next_id(db)
    rows: dict[tuple[int, int, str], NewMention] = {}
    never = {mention_rows.folded(word) for word in register.stops(db)}
    given = [mention for mention in found if not never or mention_rows.folded(mention.text) not in never]
    taggers = set().union(*(voters(mention.evidence.get("votes", ())) for mention in given))
    for mention in given:
        if not 0 <= mention.start < mention.end <= len(text):
            raise ValueError(f"the span {mention.start}-{mention.end} is not in document {document_id}")
        key = (mention.start, mention.end, mention.label)
        if key in rows or key[:2] in taken:
            continue
        identity = replaced.get(key)
        if identity is None:
            identity, next_id = next_id, next_id + 1
        rows[key] = NewMention(
            identity,
            run_id,
            mention.start,
            mention.end,
            text[mention.start : mention.end],
            mention.label,
            mention.score,
            mention.uncertainty,
            mention.decided_by,
            0,
            json.dumps(mention.evidence, ensure_ascii=False),
            disagreement(mention.label, mention.evidence.get("votes", ()), taggers),
        )
    gone = mention_rows.remove(db, (identity for identity, *_, is_kept in before if not is_kept))
    mention_rows.insert(db, document_id, list(rows.values()))
    mention_rows.forget_names(db, gone)
    db.execute("UPDATE documents SET state = 'analysed' WHERE id = ?", [document_id])
    return documents.row(db, document_id).mention_count
