"""The labels of a project: those of packs and patterns, and what a person made of them."""

from __future__ import annotations

import json
from dataclasses import astuple, fields

from sqlite_utils import Database

from engine.errors import BadInputError
from engine.types import Label, LabelSet

_OWN = "store.own_labels"
_COLUMNS = tuple(field.name for field in fields(Label))
_UPDATES = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


def all_of(db: Database) -> LabelSet:
    rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM labels ORDER BY position, name")  # noqa: S608
    return LabelSet(tuple(Label(*row) for row in rows))


def add(db: Database, labels: LabelSet) -> None:
    """Add labels of a pack or pattern behind those that are there; names and colours that a person set stay."""
    own = _own(db)
    for label in labels.labels:
        changes = "NOTHING" if label.name in own else f"UPDATE SET {_UPDATES}"
        db.execute(
            f"""INSERT INTO labels ({", ".join(_COLUMNS)}, position)
                VALUES (?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), -1) + 1 FROM labels))
                ON CONFLICT (name) DO {changes}""",  # noqa: S608
            astuple(label),
        )


def arrange(db: Database, labels: LabelSet) -> None:
    """Make these the labels, in this order. Raises `BadInputError` where one is left out that mentions still have."""
    before = {label.name: label for label in all_of(db).labels}
    wanted = {label.name for label in labels.labels}
    if missing := sorted((used(db) & before.keys()) - wanted):
        raise BadInputError(f"The type {missing[0]} still has entities.")
    own = _own(db) | {label.name for label in labels.labels if before.get(label.name) != label}
    db.execute("DELETE FROM labels")
    db.conn.executemany(
        f"INSERT INTO labels ({', '.join(_COLUMNS)}, position) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        ((*astuple(label), position) for position, label in enumerate(labels.labels)),
    )
    db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [_OWN, json.dumps(sorted(own & wanted))])


def used(db: Database) -> set[str]:
    """The labels that mentions have."""
    return {label for (label,) in db.execute("SELECT DISTINCT label FROM mention_counts WHERE mentions > 0")}


def _own(db: Database) -> set[str]:
    """The labels whose names and colours a person set."""
    row = db.execute("SELECT value FROM settings WHERE key = ?", [_OWN]).fetchone()
    return set(json.loads(row[0])) if row else set()
