"""What a project holds, in figures: counts, what stands together, how far taggers agree, and what review changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter
from typing import NamedTuple

from sqlite_utils import Database

from engine.disagreement import choices, voters
from engine.store import register
from engine.store.mention_rows import DECIDED
from engine.store.rows import STATUSES, Status
from engine.store.steps import MOVED

_REJECTED = STATUSES.index("rejected")
_CURRENT = "superseded_by IS NULL"
_MOST_DOCUMENTS, _MOST_NAMES, _MOST_PAIRS, _MOST_IN_A_BLOCK = 40, 2000, 300, 40
_SAMPLE = 50_000
NONE = "O"

Named = tuple[str, str]
"""The main name of an entity and its type."""


class Together(NamedTuple):
    """Two entities and in how many blocks (paragraphs, cells, …) both stand."""

    one: Named
    other: Named
    blocks: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`documents` has the documents with most mentions that are not rejected, by label; `days` those on which documents
    were added, with their numbers of documents and mentions.

    `agreement` has for each pair of taggers the share of spans for which both chose the same (of at most 50,000 spans
    that any tagger voted for), `judged` by tagger and label how often a tagger was right and wrong where a person has
    decided: a span counts for the label that it has, a rejected one for that which the tagger gave it.
    """

    labels: dict[str, dict[Status, int]]
    documents: list[tuple[str, dict[str, int]]]
    days: list[tuple[str, int, int]]
    together: list[Together]
    agreement: dict[tuple[str, str], float]
    judged: dict[tuple[str, str], tuple[int, int]]


def overview(db: Database) -> Overview:
    return Overview(_labels(db), _documents(db), _days(db), _together(db), _agreement(db), _judged(db))


def _labels(db: Database) -> dict[str, dict[Status, int]]:
    found: dict[str, dict[Status, int]] = {}
    rows = db.execute(
        f"""SELECT label, status, SUM(mentions) FROM mention_counts
            WHERE document_id IN (SELECT id FROM documents WHERE {_CURRENT}) GROUP BY label, status ORDER BY label"""  # noqa: S608
    )
    for label, status, count in rows:
        found.setdefault(label, {})[STATUSES[status]] = count
    return found


def _documents(db: Database) -> list[tuple[str, dict[str, int]]]:
    most = db.execute(
        f"""SELECT d.id, d.name FROM documents d JOIN mention_counts c ON c.document_id = d.id
            WHERE d.{_CURRENT} AND c.status != {_REJECTED}
            GROUP BY d.id ORDER BY SUM(c.mentions) DESC, d.id LIMIT {_MOST_DOCUMENTS}"""  # noqa: S608
    ).fetchall()
    return [
        (
            name,
            dict(
                db.execute(
                    f"""SELECT label, SUM(mentions) FROM mention_counts
                        WHERE document_id = ? AND status != {_REJECTED} GROUP BY label""",  # noqa: S608
                    [identity],
                ).fetchall()
            ),
        )
        for identity, name in most
    ]


def _days(db: Database) -> list[tuple[str, int, int]]:
    rows = db.execute(
        f"""SELECT substr(d.added_at, 1, 10), COUNT(*), SUM((SELECT COALESCE(SUM(mentions), 0) FROM mention_counts
                WHERE document_id = d.id AND status != {_REJECTED}))
            FROM documents d WHERE d.{_CURRENT} GROUP BY 1 ORDER BY 1"""  # noqa: S608
    )
    return list(rows.fetchall())


def _together(db: Database) -> list[Together]:
    """The pairs among the entities with most mentions that share most blocks."""
    mains = register.aliases(db)
    rows = db.execute(
        f"""SELECT m.document_id, m.block, n.text, m.label FROM mentions m JOIN names n ON n.id = m.name_id
            WHERE m.status != {_REJECTED} AND m.block IS NOT NULL
            AND m.document_id IN (SELECT id FROM documents WHERE {_CURRENT})
            AND m.name_id IN (SELECT name_id FROM mentions WHERE status != {_REJECTED}
                              GROUP BY name_id ORDER BY COUNT(*) DESC LIMIT {_MOST_NAMES})
            ORDER BY m.document_id, m.start"""  # noqa: S608
    )
    pairs: Counter[tuple[Named, Named]] = Counter()
    for _, block in groupby(rows, key=itemgetter(0, 1)):
        named = sorted({(mains.get((text, label), text), label) for _, _, text, label in block})
        if len(named) <= _MOST_IN_A_BLOCK:
            pairs.update(combinations(named, 2))
    most = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_PAIRS]
    return [Together(one, other, count) for (one, other), count in most]


def _agreement(db: Database) -> dict[tuple[str, str], float]:
    (last,) = db.execute("SELECT COALESCE(MAX(mention_id), 0) FROM evidence").fetchone()
    step = max(1, last // _SAMPLE)
    voted = [votes for votes, _, _ in _votes(db, f"e.mention_id % {step} = 0") if voters(votes)]
    taggers = sorted(set().union(*map(voters, voted)))
    same: Counter[tuple[str, str]] = Counter()
    for votes in voted:
        chosen = choices(votes, taggers)
        same.update(pair for pair in combinations(taggers, 2) if chosen[pair[0]] == chosen[pair[1]])
    return {pair: same[pair] / len(voted) for pair in combinations(taggers, 2)}


def _judged(db: Database) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    decided = list(_votes(db, DECIDED))
    taggers = sorted(set().union(*(voters(votes) for votes, _, _ in decided)))
    for votes, label, status in decided:
        if not voters(votes):
            continue
        truth = NONE if status == _REJECTED else label
        for tagger, choice in choices(votes, taggers).items():
            key = (tagger, choice if truth == NONE else truth)
            if key[1] == NONE:
                continue
            right, wrong = found.get(key, (0, 0))
            found[key] = (right + (choice == truth), wrong + (choice != truth))
    return dict(sorted(found.items()))


def _votes(db: Database, where: str) -> Iterator[tuple[list[dict[str, object]], str, int]]:
    """Votes, label and status of the mentions of current documents that meet a condition.

    Votes are for the span that was found: where a person has moved the boundaries, none is there.
    """
    rows = db.execute(
        f"""SELECT e.evidence, m.label, CASE WHEN {MOVED} THEN {_REJECTED} ELSE m.status END
            FROM evidence e JOIN mentions m ON m.id = e.mention_id
            WHERE {where} AND m.document_id IN (SELECT id FROM documents WHERE {_CURRENT})"""  # noqa: S608
    )
    for evidence, label, status in rows:
        yield json.loads(evidence).get("votes") or [], label, status
