"""The files that are still to be analysed, so that a pause, a closed window or a crash forgets none."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from engine.store.documents import stored_path


def add(db: Database, paths: Iterable[Path]) -> None:
    """Let files wait, behind those that do; one that waits keeps its place."""
    db.conn.executemany("INSERT OR IGNORE INTO waiting (path) VALUES (?)", ((stored_path(path),) for path in paths))


def remove(db: Database, paths: Iterable[Path]) -> None:
    db.conn.executemany("DELETE FROM waiting WHERE path = ?", ((stored_path(path),) for path in paths))


def put_first(db: Database, paths: Iterable[Path]) -> None:
    """Let files that wait stand before all others, in this order."""
    chosen = [stored_path(path) for path in paths]
    (first,) = db.execute("SELECT COALESCE(MIN(position), 0) FROM waiting").fetchone()
    places = range(first - len(chosen), first)
    db.conn.executemany("UPDATE waiting SET position = ? WHERE path = ?", zip(places, chosen, strict=True))


def paths(db: Database) -> list[Path]:
    """In the order in which they are to be analysed."""
    return [Path(os.fsdecode(path)) for (path,) in db.execute("SELECT path FROM waiting ORDER BY position")]
