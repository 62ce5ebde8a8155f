"""The tables of a project file, as migrations. A migration that has been released is never edited.

A project carries APPLICATION_ID as its application_id and the number of its migrations as its user_version.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

APPLICATION_ID = 0x56544147  # "VTAG"
migrations = Migrations("veritag")


def latest_version() -> int:
    """How many migrations this program knows."""
    return len(migrations.pending(Database(memory=True)))


@migrations()
def m001_project(db: Database) -> None:
    for statement in (*_DOCUMENTS, *_MENTIONS, *_DECISIONS, *_SETTINGS):
        db.conn.execute(statement)


@migrations()
def m002_cloud(db: Database) -> None:
    for statement in (*_CLOUD, *map(_refuse, _KEPT)):
        db.conn.execute(statement)


@migrations()
def m003_second_opinion(db: Database) -> None:
    for statement in _SECOND_OPINION:
        db.conn.execute(statement)


@migrations()
def m004_sentence_lengths(db: Database) -> None:
    # Doubts without the lengths of their sentences do not tell how long a reading takes.
    db.conn.execute("DELETE FROM document_doubts")


@migrations()
def m005_reshaping(db: Database) -> None:
    for statement in _RESHAPING:
        db.conn.execute(statement)


@migrations()
def m006_waiting(db: Database) -> None:
    # The files that are still to be analysed; a path as in `documents`.
    db.conn.execute("CREATE TABLE waiting (position INTEGER PRIMARY KEY AUTOINCREMENT, path NOT NULL UNIQUE)")


@migrations()
def m007_definitions(db: Database) -> None:
    db.conn.execute("ALTER TABLE labels ADD COLUMN definition TEXT NOT NULL DEFAULT ''")


@migrations()
def m008_by_status(db: Database) -> None:
    db.conn.execute(
        """CREATE INDEX mentions_status
            ON mentions(status, document_id, start, "end" DESC, label, score, name_id)"""
    )


# A text lies apart from its document, so that a change of the document's row does not write the text again.
# text_search holds no text of its own; search.py says in what form the words go in.
_DOCUMENTS = (
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT, path NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL,
        encoding TEXT NOT NULL, sha256 TEXT NOT NULL, text_length INTEGER NOT NULL, notes TEXT NOT NULL,
        state TEXT NOT NULL, fault TEXT NOT NULL, fault_detail TEXT NOT NULL, longest_mention INTEGER NOT NULL,
        superseded_by INTEGER REFERENCES documents(id) ON DELETE SET NULL, added_at TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX documents_path ON documents(path) WHERE superseded_by IS NULL",
    "CREATE INDEX documents_name ON documents(name)",
    "CREATE INDEX documents_superseded ON documents(superseded_by) WHERE superseded_by IS NOT NULL",
    """CREATE TABLE texts (
        document_id INTEGER PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, text TEXT NOT NULL)""",
    """CREATE TABLE blocks (
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
        kind TEXT NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        page INTEGER, "table" INTEGER, row INTEGER, "column" INTEGER,
        PRIMARY KEY (document_id, ordinal)) WITHOUT ROWID""",
    """CREATE VIRTUAL TABLE text_search USING fts5(
        words, content='', tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'")""",
)

# Each different wording is kept once (names), so that a search through a million mentions reads each only once.
# An id is never given twice: decisions point at mentions that may be gone for the moment (removed_mentions).
# `status` is an index into rows.STATUSES. Each index gives one order and carries every column that mentions can be
# filtered by. mention_counts is kept by mention_rows.recount.
_MENTIONS = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, settings TEXT NOT NULL,
        started_at TEXT NOT NULL, finished_at TEXT)""",
    "CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL, folded BLOB NOT NULL)",
    "CREATE UNIQUE INDEX names_text ON names(text)",
    """CREATE TABLE mentions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        run_id INTEGER REFERENCES runs(id), block INTEGER, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        name_id INTEGER NOT NULL REFERENCES names(id), label TEXT NOT NULL, score REAL NOT NULL,
        uncertainty REAL NOT NULL, decided_by TEXT NOT NULL, status INTEGER NOT NULL)""",
    'CREATE INDEX mentions_place ON mentions(document_id, start, "end" DESC, label, status, score, name_id)',
    'CREATE INDEX mentions_name ON mentions(name_id, document_id, start, "end" DESC, label, status, score)',
    'CREATE INDEX mentions_score ON mentions(score, document_id, start, "end" DESC, label, status, name_id)',
    """CREATE INDEX mentions_uncertainty
        ON mentions(uncertainty, document_id, start, "end" DESC, label, status, score, name_id)""",
    'CREATE INDEX mentions_label ON mentions(label, document_id, start, "end" DESC, status, score, name_id)',
    """CREATE TABLE evidence (
        mention_id INTEGER PRIMARY KEY REFERENCES mentions(id) ON DELETE CASCADE, evidence TEXT NOT NULL)""",
    """CREATE TABLE mention_counts (
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, label TEXT NOT NULL,
        status INTEGER NOT NULL, mentions INTEGER NOT NULL, PRIMARY KEY (document_id, label, status)) WITHOUT ROWID""",
)

# A step says for each mention what a person's decision can change of it, before and after; null means that the
# mention was not there. removed_mentions holds whole those mentions that are gone but that a step may bring back.
_DECISIONS = (
    """CREATE TABLE decisions (
        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, undone INTEGER NOT NULL, at TEXT NOT NULL)""",
    """CREATE TABLE decision_items (
        decision_id INTEGER NOT NULL REFERENCES decisions(id) ON DELETE CASCADE,
        mention_id INTEGER NOT NULL, document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        status_before INTEGER, label_before TEXT, decided_by_before TEXT, score_before REAL, uncertainty_before REAL,
        status_after INTEGER, label_after TEXT, decided_by_after TEXT, score_after REAL, uncertainty_after REAL,
        PRIMARY KEY (decision_id, mention_id)) WITHOUT ROWID""",
    "CREATE INDEX decision_items_mention ON decision_items(mention_id)",
    "CREATE INDEX decision_items_document ON decision_items(document_id)",
    """CREATE TABLE removed_mentions (
        id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        run_id INTEGER, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, label TEXT NOT NULL,
        score REAL NOT NULL, uncertainty REAL NOT NULL, decided_by TEXT NOT NULL, status INTEGER NOT NULL,
        evidence TEXT NOT NULL)""",
    "CREATE INDEX removed_mentions_document ON removed_mentions(document_id)",
)

_SETTINGS = (
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE labels (
        name TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL, light TEXT NOT NULL, dark TEXT NOT NULL,
        position INTEGER NOT NULL) WITHOUT ROWID""",
)

# The audit trail of the cloud (trail.py). `most_in` and `most_out` are the tokens a request can cost at most. The
# document stands here by its name: a trail outlives the documents of its project.
_CLOUD = (
    """CREATE TABLE cloud_requests (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, document TEXT NOT NULL, endpoint TEXT NOT NULL,
        payload TEXT NOT NULL, sha256 TEXT NOT NULL, most_in INTEGER NOT NULL, most_out INTEGER NOT NULL)""",
    "CREATE INDEX cloud_requests_sha256 ON cloud_requests(sha256)",
    """CREATE TABLE cloud_outcomes (
        request_id INTEGER PRIMARY KEY REFERENCES cloud_requests(id), at TEXT NOT NULL, status TEXT NOT NULL,
        tokens_in INTEGER, tokens_out INTEGER, answer TEXT)""",
)
_KEPT = tuple((table, change) for table in ("cloud_requests", "cloud_outcomes") for change in ("UPDATE", "DELETE"))


def _refuse(kept: tuple[str, str]) -> str:
    """A trigger that lets no row of a table be changed or taken away."""
    table, change = kept
    return f"""CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END"""


# `doubts` is `Doubts.plain`. A removal stays while a person's word on exactly its span does, whatever is found later.
_SECOND_OPINION = (
    """CREATE TABLE document_doubts (
        document_id INTEGER PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, doubts TEXT NOT NULL)""",
    """CREATE TABLE removals (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, run_id INTEGER REFERENCES runs(id),
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, label TEXT NOT NULL, verdict TEXT NOT NULL)""",
    'CREATE UNIQUE INDEX removals_place ON removals(document_id, start, "end")',
)

# word_notes says of words: "alias" (the value is the main name), "apart" (two names that mean different things, divided
# by a line break), "stop" (never an entity). A step says for each what its value was before and after; null is none.
# A step says by how much it moved the boundaries of a mention, so that it stays true where a file has changed and the
# mention stands elsewhere.
_RESHAPING = (
    "ALTER TABLE mentions ADD COLUMN disagreement REAL NOT NULL DEFAULT 0",
    "ALTER TABLE mentions ADD COLUMN comment TEXT NOT NULL DEFAULT ''",
    """CREATE INDEX mentions_disagreement
        ON mentions(disagreement, document_id, start, "end" DESC, label, status, score, name_id)""",
    """CREATE INDEX mentions_decided
        ON mentions(decided_by, document_id, start, "end" DESC, label, status, score, name_id)""",
    """CREATE INDEX mentions_commented
        ON mentions(document_id, start, "end" DESC, label, status, score, name_id) WHERE comment != ''""",
    """CREATE TABLE word_notes (
        kind TEXT NOT NULL, text TEXT NOT NULL, label TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (kind, text, label)) WITHOUT ROWID""",
    """CREATE TABLE decision_words (
        decision_id INTEGER NOT NULL REFERENCES decisions(id) ON DELETE CASCADE, kind TEXT NOT NULL,
        text TEXT NOT NULL, label TEXT NOT NULL, before TEXT, after TEXT,
        PRIMARY KEY (decision_id, kind, text, label)) WITHOUT ROWID""",
    "ALTER TABLE removed_mentions ADD COLUMN disagreement REAL NOT NULL DEFAULT 0",
    "ALTER TABLE removed_mentions ADD COLUMN comment TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE decision_items ADD COLUMN comment_before TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE decision_items ADD COLUMN comment_after TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE decision_items ADD COLUMN start_shift INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE decision_items ADD COLUMN end_shift INTEGER NOT NULL DEFAULT 0",
)
