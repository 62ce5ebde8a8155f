"""The audit trail: what left for an endpoint, written before it left, and what came back. Nothing here is ever changed.

A request without an outcome was cut off: it may have arrived.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from engine.store.documents import now


@dataclass(frozen=True, slots=True)
class SentRow:
    """A request: when, about which document, to which endpoint, the exact bytes as text and their sha256.

    `status` is empty without an outcome, "answered", or why there is no answer; tokens are those that the endpoint
    counted, None where it did not; `answer` is the message that came back.
    """

    id: int
    at: str
    document: str
    endpoint: str
    payload: str
    sha256: str
    status: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request; the fields are those of `SentRow`."""

    status: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests in all, and tokens; those of requests that nobody counted, by the most they can have been."""

    requests: int
    tokens_in: int
    tokens_out: int


ANSWERED = "answered"
_COLUMNS = "s.id, s.at, s.document, s.endpoint, s.payload, s.sha256, coalesce(o.status, ''), o.tokens_in, o.tokens_out"
_JOINED = "cloud_requests s LEFT JOIN cloud_outcomes o ON o.request_id = s.id"


def add(db: Database, document: str, endpoint: str, payload: str, most: tuple[int, int]) -> int:
    """Write down what is about to leave; `most` are the tokens that it may cost, read and written. Returns its id."""
    cursor = db.execute(
        "INSERT INTO cloud_requests (at, document, endpoint, payload, sha256, most_in, most_out) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [now(), document, endpoint, payload, digest(payload), *most],
    )
    return int(cursor.lastrowid or 0)


def add_outcome(db: Database, request_id: int, outcome: Outcome) -> None:
    """Write down what came of a request, once."""
    db.execute(
        "INSERT INTO cloud_outcomes VALUES (?, ?, ?, ?, ?, ?)",
        [request_id, now(), outcome.status, outcome.tokens_in, outcome.tokens_out, outcome.answer],
    )


def rows(db: Database) -> Iterator[SentRow]:
    """All requests, the first one first."""
    for row in db.execute(f"SELECT {_COLUMNS}, o.answer FROM {_JOINED} ORDER BY s.id"):  # noqa: S608
        yield SentRow(*row)


def spent(db: Database) -> Spent:
    """What all requests of the project came to."""
    row = db.execute(
        "SELECT count(*), coalesce(sum(coalesce(o.tokens_in, s.most_in)), 0), "  # noqa: S608
        f"coalesce(sum(coalesce(o.tokens_out, s.most_out)), 0) FROM {_JOINED}"
    ).fetchone()
    return Spent(*row)


def answered(db: Database, endpoint: str, payload: str) -> tuple[int, str] | None:
    """The id and answer of an earlier request with the same bytes to the same endpoint."""
    row: tuple[int, str] | None = db.execute(
        f"SELECT s.id, o.answer FROM {_JOINED} "  # noqa: S608
        "WHERE s.sha256 = ? AND s.endpoint = ? AND o.status = ? AND o.answer IS NOT NULL ORDER BY s.id LIMIT 1",
        [digest(payload), endpoint, ANSWERED],
    ).fetchone()
    return row


def digest(payload: str) -> str:
    """The sha256 of the bytes that leave."""
    return hashlib.sha256(payload.encode("utf-8")).hexdigest()
