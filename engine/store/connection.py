"""Opening a project file: a database of ours, of a version we know, or one clear sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from engine.errors import ProjectError
from engine.store.schema import APPLICATION_ID, migrations

_WAIT_SECONDS = 15.0


def connect(path: Path | None) -> Database:
    """The migrated database of the project at `path`, made if missing, or in memory. Raises `ProjectError`."""
    if path is None:
        db = Database(sqlite3.connect(":memory:"))
        _prepare(db)
        return db
    if path.is_dir():
        raise ProjectError(f"{path}: this is a folder, not a project file.")
    if not path.parent.is_dir():
        raise ProjectError(f"{path}: the folder for the project file does not exist.")
    connection = None
    with told(path):
        try:
            connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
            db = Database(connection)
            _check(db, path)
            db.enable_wal()
            _prepare(db)
        except BaseException:
            if connection is not None:
                connection.close()
            raise
    return db


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn an error of SQLite into one sentence that names the project."""
    try:
        yield
    except sqlite3.Error as error:
        raise ProjectError(f"{path or 'The project in memory'}: {_reason(error)}.") from error


def _reason(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorname", "")
    known = {
        "SQLITE_NOTADB": "this is not a Veritag project",
        "SQLITE_CORRUPT": "the project file is damaged",
        "SQLITE_BUSY": "another program is writing to the project",
        "SQLITE_LOCKED": "another program is writing to the project",
        "SQLITE_FULL": "the disk is full",
        "SQLITE_READONLY": "the project file may not be written",
        "SQLITE_CANTOPEN": "the project file cannot be opened here",
        "SQLITE_IOERR": "the disk reported an error",
    }
    return next(
        (sentence for name, sentence in known.items() if code.startswith(name)), f"the database failed ({code})"
    )


def _check(db: Database, path: Path) -> None:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if application == APPLICATION_ID:
        known = {migration.name for migration in migrations.pending(db)} | {m.name for m in migrations.applied(db)}
        newer = {m.name for m in migrations.applied(db)} - set(_migration_names())
        if newer or not known:
            raise ProjectError(f"{path}: a newer version of Veritag made this project.")
    elif application or db.table_names():
        raise ProjectError(f"{path}: this is not a Veritag project.")


def _migration_names() -> list[str]:
    return [migration.name for migration in migrations.pending(Database(memory=True))]


def _prepare(db: Database) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA temp_store = MEMORY")
    migrations.apply(db)
    if db.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
