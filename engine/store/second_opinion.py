"""What a second opinion may be asked about, what it took out, and how often a person agreed with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlite_utils import Database

from engine.findings import Doubts, Removal, Repairs
from engine.store.mention_rows import DECIDED, PERSON, listed
from engine.store.rows import STATUSES, RemovalRow
from engine.store.steps import MOVED

_NONE = "O"
_REJECTED = STATUSES.index("rejected")
# A person's word on exactly the span of a removal.
_SETTLED = f"""SELECT 1 FROM mentions m WHERE m.document_id = r.document_id AND m.start = r.start AND m."end" = r."end"
    AND m.decided_by = '{PERSON}'"""  # noqa: S608


def save(db: Database, document_id: int, run_id: int, doubts: Doubts | None, removals: Iterable[Removal]) -> None:
    """Replace what is known of a document, except for removals on which a person has decided."""
    db.execute("DELETE FROM document_doubts WHERE document_id = ?", [document_id])
    if doubts is not None:
        db.execute("INSERT INTO document_doubts VALUES (?, ?)", [document_id, json.dumps(doubts.plain())])
    db.execute(f"DELETE FROM removals AS r WHERE document_id = ? AND NOT EXISTS ({_SETTLED})", [document_id])  # noqa: S608
    db.conn.executemany(
        'INSERT OR IGNORE INTO removals (document_id, run_id, start, "end", label, verdict) VALUES (?, ?, ?, ?, ?, ?)',
        (
            (document_id, run_id, gone.start, gone.end, gone.label, json.dumps(gone.verdict, ensure_ascii=False))
            for gone in removals
        ),
    )


def doubts(db: Database, document_ids: Iterable[int]) -> dict[int, Doubts]:
    rows = db.execute(
        "SELECT document_id, doubts FROM document_doubts WHERE document_id IN (SELECT value FROM json_each(?))",
        [listed(document_ids)],
    )
    return {document_id: Doubts.from_plain(json.loads(plain)) for document_id, plain in rows}


def removals(db: Database, document_id: int | None, limit: int | None) -> list[RemovalRow]:
    where, parameters = ("r.document_id = ?", [document_id]) if document_id is not None else ("1", [])
    rows = db.execute(
        f"""SELECT r.id, r.document_id, d.name, r.start, r."end",
                substr(t.text, r.start + 1, r."end" - r.start), r.label
            FROM removals r JOIN documents d ON d.id = r.document_id JOIN texts t ON t.document_id = r.document_id
            WHERE {where} AND d.superseded_by IS NULL AND NOT EXISTS ({_SETTLED})
            ORDER BY r.document_id, r.start, r."end" LIMIT ?""",  # noqa: S608
        [*parameters, -1 if limit is None else limit],
    )
    return [RemovalRow(*row) for row in rows]


def repairs(db: Database, verifier: str) -> dict[str, Repairs]:
    found: dict[str, Repairs] = {}
    # Those that the taggers left out are asked about as the label that they thought likeliest; what only a reader saw
    # counts as what became of it.
    of_mentions = db.execute(
        f"""WITH judged AS (
              SELECT json_extract(e.evidence, '$.verdict') AS verdict, m.label,
                CASE WHEN {MOVED} THEN {_REJECTED} ELSE m.status END AS status
              FROM mentions m JOIN evidence e ON e.mention_id = m.id JOIN runs ON runs.id = m.run_id
              WHERE m.id IN (SELECT mention_id FROM decision_items) AND {DECIDED}
              AND json_extract(runs.settings, '$.verifier_fingerprint') = ?)
            SELECT json_extract(verdict, '$.before') AS was, json_extract(verdict, '$.after') AS became,
              CASE json_extract(verdict, '$.before') WHEN '{_NONE}' THEN json_extract(verdict, '$.local') END,
              label, status, COUNT(*)
            FROM judged WHERE was IS NOT NULL AND became IS NOT NULL GROUP BY 1, 2, 3, 4, 5""",  # noqa: S608
        [verifier],
    )
    for before, after, local, label, status, count in of_mentions:
        asked_as = _likeliest(json.loads(local), after) if local else before
        _count(found, asked_as, before, after, _NONE if status == _REJECTED else label, count)
    of_removals = db.execute(
        f"""SELECT r.label, m.label, m.status, COUNT(*) FROM removals r JOIN runs ON runs.id = r.run_id
            JOIN mentions m ON m.document_id = r.document_id AND m.start = r.start AND m."end" = r."end"
            WHERE m.decided_by = '{PERSON}' AND json_extract(runs.settings, '$.verifier_fingerprint') = ?
            GROUP BY 1, 2, 3""",  # noqa: S608
        [verifier],
    )
    for before, label, status, count in of_removals:
        _count(found, before, before, _NONE, _NONE if status == _REJECTED else label, count)
    return dict(sorted(found.items()))


def _count(found: dict[str, Repairs], label: str, before: str, after: str, truth: str, count: int) -> None:
    known = found.get(label, Repairs())
    fixed, broken = count * (after == truth != before), count * (before == truth != after)
    found[label] = Repairs(known.asked + count, known.fixed + fixed, known.broken + broken)


def _likeliest(local: Mapping[str, float], otherwise: str) -> str:
    return max((label for label in local if label != _NONE), key=lambda label: local[label], default=otherwise)
