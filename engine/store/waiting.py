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


def paths(db: Database) -> list[Path]:
    """In the order in which they were added."""
    return [Path(os.fsdecode(path)) for (path,) in db.execute("SELECT path FROM waiting ORDER BY position")]
