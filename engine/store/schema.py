"""The tables of a project file, as migrations. A migration that has been released is never edited."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

APPLICATION_ID = 0x56544147  # "VTAG"
migrations = Migrations("veritag")


@migrations()
def m001_project(db: Database) -> None:
    db.conn.execute(
        """CREATE TABLE documents (
            id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL,
            encoding TEXT NOT NULL, sha256 TEXT NOT NULL, text_length INTEGER NOT NULL, notes TEXT NOT NULL,
            state TEXT NOT NULL, fault TEXT NOT NULL DEFAULT '', fault_detail TEXT NOT NULL DEFAULT '',
            mention_count INTEGER NOT NULL DEFAULT 0, longest_mention INTEGER NOT NULL DEFAULT 0,
            superseded_by INTEGER REFERENCES documents(id) ON DELETE SET NULL, added_at TEXT NOT NULL)"""
    )
    db.conn.execute("CREATE INDEX documents_path ON documents(path)")
    db.conn.execute(
        """CREATE TABLE texts (
            document_id INTEGER PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, text TEXT NOT NULL)"""
    )
    db.conn.execute(
        """CREATE TABLE blocks (
            document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            kind TEXT NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            page INTEGER, "table" INTEGER, row INTEGER, "column" INTEGER,
            PRIMARY KEY (document_id, ordinal)) WITHOUT ROWID"""
    )
    # What a user types is matched as a phrase of single Chinese characters and whole other words (search.py).
    db.conn.execute("CREATE VIRTUAL TABLE text_search USING fts5(words, content='', tokenize='unicode61')")
    db.conn.execute(
        """CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, settings TEXT NOT NULL,
            started_at TEXT NOT NULL, finished_at TEXT)"""
    )
    db.conn.execute(
        """CREATE TABLE mentions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
            run_id INTEGER REFERENCES runs(id), block INTEGER, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            text TEXT NOT NULL, label TEXT NOT NULL, score REAL NOT NULL, uncertainty REAL NOT NULL,
            decided_by TEXT NOT NULL, status TEXT NOT NULL)"""
    )
    db.conn.execute('CREATE INDEX mentions_place ON mentions(document_id, start, "end" DESC)')
    db.conn.execute("CREATE INDEX mentions_label ON mentions(label, status, document_id)")
    db.conn.execute(
        """CREATE TABLE evidence (
            mention_id INTEGER PRIMARY KEY REFERENCES mentions(id) ON DELETE CASCADE, evidence TEXT NOT NULL)"""
    )
    db.conn.execute(
        """CREATE TABLE decisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0,
            at TEXT NOT NULL)"""
    )
    # `before` and `after` are whole mentions as JSON; null means that there is none.
    db.conn.execute(
        """CREATE TABLE decision_items (
            decision_id INTEGER NOT NULL REFERENCES decisions(id) ON DELETE CASCADE,
            mention_id INTEGER NOT NULL, document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
            "before" TEXT, "after" TEXT, PRIMARY KEY (decision_id, mention_id)) WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX decision_items_mention ON decision_items(mention_id)")
    db.conn.execute("CREATE INDEX decision_items_document ON decision_items(document_id)")
    db.conn.execute("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.conn.execute(
        """CREATE TABLE labels (
            name TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL, light TEXT NOT NULL, dark TEXT NOT NULL,
            position INTEGER NOT NULL) WITHOUT ROWID"""
    )
