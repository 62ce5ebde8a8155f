"""Opening a project file: a database of ours, of a version we know, or one clear sentence."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from engine.errors import ProjectError, ProjectFileError
from engine.store import search
from engine.store.schema import APPLICATION_ID, latest_version, migrations

# An SQL function: the text as it is compared with what a user types.
FOLDED = "veritag_folded"
_WAIT_SECONDS = 15.0
_CACHE_KIB, _LEAN_CACHE_KIB = 128 << 10, 4 << 10
_SEARCH_FORM = "store.search_form"
_REASONS = {
    "SQLITE_NOTADB": "this is not a Veritag project",
    "SQLITE_CORRUPT": "the project file is damaged",
    "SQLITE_BUSY": "another program is writing to the project",
    "SQLITE_LOCKED": "another program is writing to the project",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the project file may not be written",
    "SQLITE_CANTOPEN": "the project file cannot be opened here",
    "SQLITE_IOERR": "the disk reported an error",
}
_OF_FILE = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_BUSY", "SQLITE_LOCKED")


def connect(path: Path | None, *, lean: bool = False) -> Database:
    """The migrated database of the project at `path`, made if missing, or in memory. Raises `ProjectError`.

    A lean one keeps little of the file in memory.
    """
    if path is not None:
        _check_place(path)
    with told(path):
        connection = sqlite3.connect(path or ":memory:", timeout=_WAIT_SECONDS)
        try:
            connection.create_function(FOLDED, 1, search.fold, deterministic=True)
            db = Database(connection, execute_plugins=False)
            _check(db, path)
            if path is not None:
                db.enable_wal()
            db.execute(f"PRAGMA cache_size = -{_LEAN_CACHE_KIB if lean else _CACHE_KIB}")
            _prepare(db)
        except BaseException:
            connection.close()
            raise
    return db


def project_files(path: Path) -> tuple[Path, ...]:
    """The file of a project and those that SQLite keeps beside it while it is open."""
    file = Path(os.path.realpath(path))
    return (file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm", "-journal")))


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn an error of SQLite into one sentence that names the project."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "") or type(error).__name__
        reason = next(
            (words for name, words in _REASONS.items() if code.startswith(name)), f"the database failed ({code})"
        )
        kind = ProjectFileError if code.startswith(_OF_FILE) else ProjectError
        raise kind(f"{path or 'The project in memory'}: {reason}.") from error


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction that has the right to write from its start, so that it waits its turn instead of failing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


def _check_place(path: Path) -> None:
    try:
        is_folder, is_there, has_folder = path.is_dir(), path.exists(), path.parent.is_dir()
    except OSError as error:
        raise ProjectError(f"{path}: the project file cannot be opened here ({error.strerror}).") from None
    if is_folder:
        raise ProjectFileError(f"{path}: this is a folder, not a project file.")
    if not has_folder:
        raise ProjectError(f"{path}: the folder for the project file does not exist.")
    if is_there and not os.access(path, os.R_OK | os.W_OK):
        raise ProjectFileError(f"{path}: the project file may not be read and written by this user.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise ProjectError(f"{path}: the folder of the project file may not be written by this user.")


def _check(db: Database, path: Path | None) -> None:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION_ID:
        if version > latest_version():
            raise ProjectFileError(f"{path}: a newer version of Veritag made this project.")
    elif application or version or db.table_names():
        raise ProjectFileError(f"{path}: this is not a Veritag project.")


def _prepare(db: Database) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("PRAGMA secure_delete = FAST")
    if db.execute("PRAGMA user_version").fetchone() == (latest_version(),) and _search_form(db) == search.form():
        return
    with writing(db):
        migrations.apply(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {latest_version()}")
        if _search_form(db) != search.form():
            search.rebuild(db)
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [_SEARCH_FORM, json.dumps(search.form())])


def _search_form(db: Database) -> str:
    """The form of the words in the index; empty where there is no index yet."""
    if not db.table("settings").exists():
        return ""
    row = db.execute("SELECT value FROM settings WHERE key = ?", [_SEARCH_FORM]).fetchone()
    return str(json.loads(row[0])) if row else ""
