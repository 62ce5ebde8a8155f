"""Every question asked of a project's mentions.

A question that few mentions answer is answered by collecting these and sorting them; one that many answer, by walking
the index that has the wanted order until the page is full. Both read nothing but indexes until the page is known.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from engine.store.connection import FOLDED
from engine.store.mention_rows import folded, listed
from engine.store.rows import STATUSES, MentionFilter, MentionRow, OrderBy, Place
from engine.store.search import fold

_AMONG = "IN (SELECT value FROM json_each(?))"
_AMONG_BLOBS = "IN (SELECT CAST(value AS BLOB) FROM json_each(?))"
_NOT_SUPERSEDED = "document_id NOT IN (SELECT id FROM documents WHERE superseded_by IS NOT NULL)"
_NAMES = "CROSS JOIN names n ON n.id = m.name_id"
_COMMENTED = "m.id IN (SELECT id FROM mentions INDEXED BY mentions_commented WHERE comment != '')"
# What mention_counts can be filtered by.
_COUNTED = {"labels", "statuses", "document_ids", "document_name", "added_from", "added_to"}
_FEW = 5000
_COLUMNS = """m.id, m.document_id, d.name, m.start, m."end", n.text, m.label, m.score, m.uncertainty, m.decided_by,
    m.status, m.run_id, b.kind, b.number, b.page, b."table", b.row, b."column", m.comment,
    m.disagreement"""
_JOINS = """CROSS JOIN mentions m ON m.id = page.id CROSS JOIN documents d ON d.id = m.document_id
    CROSS JOIN names n ON n.id = m.name_id
    LEFT JOIN blocks b ON b.document_id = m.document_id AND b.ordinal = m.block"""


class _Order(NamedTuple):
    """`key` goes before the reading order; `walk` is an index in that order, or a scan where there is none.

    `join` adds the table of the key where that is not `mentions`.
    """

    key: str
    walk: str
    join: str = ""


_BY_PLACE = "mentions m INDEXED BY mentions_place"
_ORDERS: dict[OrderBy, _Order] = {
    "start": _Order("", _BY_PLACE),
    "score": _Order("m.score", "mentions m INDEXED BY mentions_score"),
    "uncertainty": _Order("m.uncertainty", "mentions m INDEXED BY mentions_uncertainty"),
    "disagreement": _Order("m.disagreement", "mentions m INDEXED BY mentions_disagreement"),
    "label": _Order("m.label", "mentions m INDEXED BY mentions_label"),
    "text": _Order(
        "n.text",
        "names n INDEXED BY names_text CROSS JOIN mentions m INDEXED BY mentions_name ON m.name_id = n.id",
        _NAMES,
    ),
    "document": _Order(
        "d.name",
        f"documents d INDEXED BY documents_name CROSS JOIN {_BY_PLACE} ON m.document_id = d.id",
        "CROSS JOIN documents d ON d.id = m.document_id",
    ),
    "status": _Order("m.status", "mentions m INDEXED BY mentions_status"),
    "decided_by": _Order("m.decided_by", "mentions m INDEXED BY mentions_decided"),
    "comment": _Order("m.comment", "mentions m"),
}


_BY_DOCUMENT = ("start", "document")


class _Query(NamedTuple):
    """`source` is the quickest way to all mentions that meet `where`, when their order does not matter.

    `walked` is the same condition for an index that does not begin with the document: there, several documents are
    looked up in each row, not in the index, which would be searched for every one of them.
    """

    source: str
    where: str
    walked: str
    parameters: list[Any]
    by_text: bool


def select(
    db: Database,
    document_id: int | None,
    wanted: MentionFilter,
    *,
    order_by: OrderBy = "start",
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
    backwards: bool = False,
) -> Iterator[MentionRow]:
    """`backwards` begins at the end of the list."""
    query = _query(db, document_id, wanted)
    source, where, parameters = _source(db, query, order_by)
    ordering = _ordering(order_by, descending, backwards=backwards)
    page = f"SELECT m.id AS id FROM {source} WHERE {where} ORDER BY {ordering} LIMIT ? OFFSET ?"  # noqa: S608
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM ({page}) page {_JOINS}",  # noqa: S608
        [*parameters, -1 if limit is None else limit, offset],
    )
    return map(_row, rows)


def ids(db: Database, document_id: int | None, wanted: MentionFilter) -> list[int]:
    """The ids of all mentions that are asked for, in no order."""
    query = _query(db, document_id, wanted)
    found = db.execute(f"SELECT m.id FROM {query.source} WHERE {query.where}", query.parameters)  # noqa: S608
    return [identity for (identity,) in found]


def ids_in_order(
    db: Database, document_id: int | None, wanted: MentionFilter, order_by: OrderBy, descending: bool
) -> array[int]:
    """The ids of all mentions that are asked for, as `select` lists them; 8 bytes each."""
    source, where, parameters = _source(db, _query(db, document_id, wanted), order_by)
    found = db.execute(
        f"SELECT m.id FROM {source} WHERE {where} ORDER BY {_ordering(order_by, descending)}",  # noqa: S608
        parameters,
    )
    return array("q", (identity for (identity,) in found))


def of_ids(db: Database, ids: Sequence[int]) -> list[MentionRow]:
    """The mentions with these ids that are still there, in this order."""
    rows = db.execute(
        f"""SELECT {_COLUMNS} FROM (SELECT value AS id, key AS place FROM json_each(?)) page {_JOINS}
            ORDER BY page.place""",  # noqa: S608
        [listed(ids)],
    )
    return list(map(_row, rows))


def one(db: Database, mention_id: int) -> MentionRow | None:
    rows = db.execute(f"SELECT {_COLUMNS} FROM (SELECT ? AS id) page {_JOINS}", [mention_id])  # noqa: S608
    return next(map(_row, rows), None)


def count(db: Database, document_id: int | None, wanted: MentionFilter) -> int:
    if not {name for name, value in wanted.items() if value not in (None, "")} - _COUNTED:
        return _count_by_label(db, document_id, wanted)
    query = _query(db, document_id, wanted)
    return int(db.execute(f"SELECT COUNT(*) FROM {query.source} WHERE {query.where}", query.parameters).fetchone()[0])  # noqa: S608


def position(
    db: Database, mention_id: int, document_id: int | None, wanted: MentionFilter, order_by: OrderBy, descending: bool
) -> int | None:
    """The place, from 0, of a mention in the list that `select` gives; None when it is not in it."""
    query = _query(db, document_id, wanted)
    key = _ORDERS[order_by].key
    own = db.execute(
        f"""SELECT m.document_id, m.start, -m."end", m.id, {key or "NULL"} FROM mentions m
            {_NAMES} CROSS JOIN documents d ON d.id = m.document_id WHERE m.id = ? AND {query.where}""",  # noqa: S608
        [mention_id, *query.parameters],
    ).fetchone()
    if own is None:
        return None
    source, where, parameters = _source(db, query, order_by)
    sign = ">" if descending else "<"

    def earlier(condition: str, values: Iterable[Any]) -> int:
        found = db.execute(f"SELECT COUNT(*) FROM {source} WHERE {where} AND {condition}", [*parameters, *values])  # noqa: S608
        return int(found.fetchone()[0])

    *place, own_key = own
    if not key:
        return earlier(f'(m.document_id, m.start, -m."end", m.id) {sign} (?, ?, ?, ?)', place)
    return earlier(f"{key} {sign} ?", [own_key]) + earlier(
        f'{key} = ? AND (m.document_id, m.start, -m."end", m.id) < (?, ?, ?, ?)', [own_key, *place]
    )


def following(
    db: Database,
    mention_id: int,
    document_id: int | None,
    wanted: MentionFilter,
    order_by: OrderBy,
    descending: bool,
    *,
    backwards: bool = False,
) -> int | None:
    """The mention next to another in the list that `select` gives, whether or not that other one is in it."""
    key = _ORDERS[order_by].key
    own = db.execute(
        f"""SELECT m.document_id, m.start, -m."end", m.id, {key or "NULL"} FROM mentions m
            {_NAMES} CROSS JOIN documents d ON d.id = m.document_id WHERE m.id = ?""",  # noqa: S608
        [mention_id],
    ).fetchone()
    if own is None:
        return None
    *place, own_key = own
    source, where, parameters = _source(db, _query(db, document_id, wanted), order_by)
    ordering = _ordering(order_by, descending, backwards=backwards)

    def first(condition: str, values: Iterable[Any]) -> int | None:
        found = db.execute(
            f"SELECT m.id FROM {source} WHERE {where} AND {condition} ORDER BY {ordering} LIMIT 1",  # noqa: S608
            [*parameters, *values],
        ).fetchone()
        return None if found is None else int(found[0])

    # Each condition is one range of an index.
    down = descending != backwards
    sign = "<" if (backwards if key else down) else ">"
    behind = f'm.document_id {sign}= ? AND (m.document_id, m.start, -m."end", m.id) {sign} (?, ?, ?, ?)'
    if not key:
        return first(behind, [place[0], *place])
    same = first(f"{key} = ? AND {behind}", [own_key, place[0], *place])
    return same if same is not None else first(f"{key} {'<' if down else '>'} ?", [own_key])


def label_counts(db: Database, document_id: int | None) -> dict[str, int]:
    """Mentions that are not rejected, by label."""
    where, parameters = ("document_id = ?", [document_id]) if document_id is not None else (_NOT_SUPERSEDED, [])
    rows = db.execute(
        f"""SELECT label, SUM(mentions) FROM mention_counts WHERE {where} AND status != {STATUSES.index("rejected")}
            GROUP BY label HAVING SUM(mentions) > 0 ORDER BY label""",  # noqa: S608
        parameters,
    )
    return dict(rows.fetchall())


def evidence(db: Database, mention_id: int) -> dict[str, Any]:
    row = db.execute("SELECT evidence FROM evidence WHERE mention_id = ?", [mention_id]).fetchone()
    return dict(json.loads(row[0])) if row else {}


def _conditions(document_id: int | None, wanted: MentionFilter) -> tuple[list[str], list[Any]]:
    """The conditions on document, label and status, which mention_counts has columns for as well."""
    parts = [_NOT_SUPERSEDED]
    parameters: list[Any] = []
    if document_id is not None:
        parts, parameters = ["document_id = ?"], [document_id]
    statuses = wanted.get("statuses")
    for column, values in (
        ("document_id", wanted.get("document_ids")),
        ("label", wanted.get("labels")),
        ("status", None if statuses is None else [STATUSES.index(status) for status in statuses]),
    ):
        if values is not None:
            parts.append(f"{column} {_AMONG}")
            parameters.append(listed(values))
    of_documents, given = _document_conditions(wanted)
    if of_documents:
        parts.append(f"document_id IN (SELECT id FROM documents WHERE {' AND '.join(of_documents)})")  # noqa: S608
        parameters += given
    return parts, parameters


def _document_conditions(wanted: MentionFilter) -> tuple[list[str], list[Any]]:
    """The conditions on the documents of mentions."""
    parts: list[str] = []
    parameters: list[Any] = []
    if name := wanted.get("document_name"):
        parts.append(f"instr({FOLDED}(name), ?)")
        parameters.append(fold(name))
    # Times are ISO 8601 in UTC, which sort as text; a day ends before the next one begins.
    if first := wanted.get("added_from"):
        parts.append("added_at >= ?")
        parameters.append(first)
    if last := wanted.get("added_to"):
        parts.append("substr(added_at, 1, 10) <= ?")
        parameters.append(last)
    return parts, parameters


def _count_by_label(db: Database, document_id: int | None, wanted: MentionFilter) -> int:
    parts, parameters = _conditions(document_id, wanted)
    where = " AND ".join(parts)
    return int(
        db.execute(f"SELECT COALESCE(SUM(mentions), 0) FROM mention_counts WHERE {where}", parameters).fetchone()[0]  # noqa: S608
    )


def _query(db: Database, document_id: int | None, wanted: MentionFilter) -> _Query:
    parts, parameters = _conditions(document_id, wanted)
    parts = [f"m.{part}" for part in parts]
    text, start, end = (wanted.get(name) for name in ("text_contains", "start", "end"))
    texts, names, deciders = wanted.get("texts"), wanted.get("names"), wanted.get("deciders")
    by_score = wanted.get("min_score") is not None or wanted.get("max_score") is not None
    source = _BY_PLACE
    if document_id is None and not _any_superseded(db):
        parts = parts[1:]
    if text:
        source = "names n CROSS JOIN mentions m INDEXED BY mentions_name ON m.name_id = n.id"
        parts.append("instr(n.folded, ?)")
        parameters.append(folded(str(text)))
    elif texts is not None or names is not None:
        source = "names n CROSS JOIN mentions m INDEXED BY mentions_name ON m.name_id = n.id"
    elif wanted.get("commented"):
        source = "mentions m"
    elif document_id is None and deciders is not None:
        source = "mentions m INDEXED BY mentions_decided"
    elif document_id is None and by_score:
        source = "mentions m INDEXED BY mentions_score"
    elif document_id is None and wanted.get("labels") is not None:
        source = "mentions m INDEXED BY mentions_label"
    elif document_id is None and wanted.get("statuses") is not None:
        source = "mentions m INDEXED BY mentions_status"
    if texts is not None:
        parts.append(f"n.folded {_AMONG_BLOBS}")
        parameters.append(listed(fold(words) for words in texts))
    if names is not None:
        parts.append(f"n.text {_AMONG}")
        parameters.append(listed(names))
    if wanted.get("commented") is not None:
        parts.append(_COMMENTED if wanted.get("commented") else "m.comment = ''")
    if deciders is not None:
        parts.append(f"m.decided_by {_AMONG}")
        parameters.append(
            listed(name for name in _deciders(db) if any(f"{name}:".startswith(f"{each}:") for each in deciders))
        )
    for name, sign in (("min_score", ">="), ("max_score", "<=")):
        if wanted.get(name) is not None:
            parts.append(f"m.score {sign} ?")
            parameters.append(wanted.get(name))
    if end is not None:
        parts.append("m.start < ?")
        parameters.append(end)
    if start is not None:
        longest = "SELECT longest_mention FROM documents WHERE id = m.document_id"
        if document_id is not None:
            (longest,) = db.execute("SELECT MAX(longest_mention) FROM documents WHERE id = ?", [document_id]).fetchone()
        parts += ['m."end" > ?', f"m.start > ? - ({longest or 0})"]
        parameters += [start, start]
    walked = [f"+{part}" if part.startswith("m.document_id") and "SELECT" in part else part for part in parts]
    where = " AND ".join(parts) or "1"
    return _Query(
        source, where, " AND ".join(walked) or "1", parameters, bool(text) or texts is not None or names is not None
    )


def _deciders(db: Database) -> list[str]:
    """Every decider there is, by a leap through the index from each to the next."""
    found = db.execute(
        """WITH RECURSIVE deciders(name) AS (
               SELECT MIN(decided_by) FROM mentions INDEXED BY mentions_decided
               UNION ALL
               SELECT (SELECT MIN(decided_by) FROM mentions INDEXED BY mentions_decided WHERE decided_by > name)
               FROM deciders WHERE name IS NOT NULL)
           SELECT name FROM deciders WHERE name IS NOT NULL"""
    )
    return [name for (name,) in found]


def _any_superseded(db: Database) -> bool:
    return db.execute("SELECT 1 FROM documents WHERE superseded_by IS NOT NULL LIMIT 1").fetchone() is not None


def _source(db: Database, query: _Query, order_by: OrderBy) -> tuple[str, str, list[Any]]:
    """Where to read a query's mentions in an order, with the condition there and its parameters."""
    _, walk, join = _ORDERS[order_by]
    found = db.execute(f"SELECT m.id FROM {query.source} WHERE {query.where} LIMIT {_FEW + 1}", query.parameters)  # noqa: S608
    ids = [identity for (identity,) in found]
    if len(ids) <= _FEW:
        return f"mentions m {join}", f"m.id {_AMONG}", [listed(ids)]
    if query.by_text and order_by in ("decided_by", "comment"):
        return query.source, query.where, query.parameters
    if query.by_text and join != _NAMES:
        walk = f"{walk} {_NAMES}"
    return walk, query.where if order_by in _BY_DOCUMENT else query.walked, query.parameters


def _ordering(order_by: OrderBy, descending: bool, *, backwards: bool = False) -> str:
    key = _ORDERS[order_by].key
    document = "d.id" if order_by == "document" else "m.document_id"
    reading = f'{document}, m.start, m."end" DESC, m.id'
    if backwards != (descending and not key):
        reading = f'{document} DESC, m.start DESC, m."end" ASC, m.id DESC'
    descending = descending != backwards
    return f"{key} {'DESC' if descending else 'ASC'}, {reading}" if key else reading


def _row(values: tuple[Any, ...]) -> MentionRow:
    own = list(values[:12])
    own[10] = STATUSES[own[10]]
    own += [Place(*values[12:18]) if values[12] else Place(), *values[18:]]
    return MentionRow(*own)
