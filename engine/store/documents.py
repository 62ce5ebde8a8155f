"""The documents of a project: texts, places, and what happens when a file has changed."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from engine.errors import DocumentError, NoDocumentError
from engine.paths import absolute
from engine.store import mention_rows, reanchor, search
from engine.store.rows import STATUSES, DocumentRow
from engine.types import Block, Document, Note

_COLUMNS = f"""id, path, name, format, encoding, sha256, text_length, notes, state, fault, fault_detail,
    (SELECT COALESCE(SUM(mentions), 0) FROM mention_counts
     WHERE document_id = documents.id AND status != {STATUSES.index("rejected")}), added_at"""  # noqa: S608


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def add(db: Database, document: Document) -> int:
    """The id of the document, which is stored unless the same content of the same path is there already."""
    content = _storable(document.text)
    known = _current(db, document.path)
    if known is None or known.state == "failed":
        _forget_failed(db, document.path)
        return _insert(db, document, content)
    if _is_same(db, known.id, document, content):
        _set_fault(db, known.id)
        return known.id
    newer = _older_version(db, document, content)
    if newer is None:
        newer = _insert(db, document, content, superseded_by=known.id)
    return _supersede(db, known.id, newer)


def add_failed(db: Database, path: Path, error: DocumentError) -> int:
    """Keep a file that could not be read, with its fault. An earlier reading of the same path stays, and tells it."""
    known = _current(db, path)
    if known is not None and known.state != "failed":
        _set_fault(db, known.id, error.fault, error.detail)
        return known.id
    _forget_failed(db, path)
    return _insert_row(db, path, state="failed", fault=error.fault, fault_detail=_storable(error.detail))


def rows(db: Database, contains: str = "") -> list[DocumentRow]:
    """The current documents in the order they were added; with `contains`, those whose text has that phrase."""
    where, parameters = "superseded_by IS NULL", []
    if contains.strip():
        query = search.phrase(contains)
        if not query:
            return []
        where += " AND id IN (SELECT rowid FROM text_search WHERE text_search MATCH ?)"
        parameters.append(query)
    found = db.execute(f"SELECT {_COLUMNS} FROM documents WHERE {where} ORDER BY id", parameters)  # noqa: S608
    return [_row(values) for values in found]


def some(db: Database, ids: Iterable[int]) -> list[DocumentRow]:
    """Those of these documents that are current, in the order they were added."""
    found = db.execute(
        f"""SELECT {_COLUMNS} FROM documents WHERE id IN (SELECT value FROM json_each(?)) AND superseded_by IS NULL
            ORDER BY id""",  # noqa: S608
        [mention_rows.listed(ids)],
    )
    return [_row(values) for values in found]


def row(db: Database, document_id: int) -> DocumentRow:
    values = db.execute(f"SELECT {_COLUMNS} FROM documents WHERE id = ?", [document_id]).fetchone()  # noqa: S608
    if values is None:
        raise NoDocumentError(f"There is no document {document_id} in this project.")
    return _row(values)


def counts(db: Database) -> dict[int, int]:
    """How many mentions that are not rejected each current document has; those without any are left out."""
    rows = db.execute(
        f"""SELECT document_id, SUM(mentions) FROM mention_counts WHERE status != {STATUSES.index("rejected")}
            AND document_id NOT IN (SELECT id FROM documents WHERE superseded_by IS NOT NULL) GROUP BY document_id"""  # noqa: S608
    )
    return dict(rows.fetchall())


def failed(db: Database) -> list[DocumentRow]:
    found = db.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE state = 'failed' AND superseded_by IS NULL ORDER BY id"  # noqa: S608
    )
    return [_row(values) for values in found]


def text(db: Database, document_id: int) -> str:
    values = db.execute("SELECT text FROM texts WHERE document_id = ?", [document_id]).fetchone()
    return str(values[0]) if values else ""


def blocks(db: Database, document_id: int) -> list[Block]:
    found = db.execute(
        'SELECT start, "end", kind, page, "table", row, "column" FROM blocks WHERE document_id = ? ORDER BY ordinal',
        [document_id],
    )
    return [Block(*values) for values in found]


def remove(db: Database, ids: Iterable[int]) -> None:
    """Remove documents and everything about them, earlier versions of the same file included."""
    found = db.execute(
        """WITH RECURSIVE versions(id) AS (
             SELECT value FROM json_each(?)
             UNION SELECT d.id FROM documents d JOIN versions ON d.superseded_by = versions.id)
           SELECT id FROM versions""",
        [mention_rows.listed(ids)],
    )
    # The oldest first: of one file no two versions may be current, not even for a moment.
    for (document_id,) in reversed(found.fetchall()):
        stored = db.execute("SELECT text FROM texts WHERE document_id = ?", [document_id]).fetchone()
        if stored is not None:
            search.remove(db, document_id, stored[0])
        names = db.execute("SELECT DISTINCT name_id FROM mentions WHERE document_id = ?", [document_id]).fetchall()
        db.execute("DELETE FROM documents WHERE id = ?", [document_id])
        mention_rows.forget_names(db, [name for (name,) in names])
    db.execute(
        """DELETE FROM decisions WHERE id NOT IN (SELECT decision_id FROM decision_items)
           AND id NOT IN (SELECT decision_id FROM decision_words)"""
    )
    search.purge(db)


def _set_fault(db: Database, document_id: int, fault: str = "", detail: str = "") -> None:
    """What was wrong at the latest try to read or analyse the file; nothing, without a fault."""
    values = [fault, _storable(detail), document_id]
    db.execute("UPDATE documents SET fault = ?, fault_detail = ? WHERE id = ?", values)


def _forget_failed(db: Database, path: Path) -> None:
    db.execute("DELETE FROM documents WHERE path = ? AND state = 'failed'", [stored_path(path)])


def _current(db: Database, path: Path) -> DocumentRow | None:
    found = db.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE path = ? AND superseded_by IS NULL",  # noqa: S608
        [stored_path(path)],
    ).fetchone()
    return _row(found) if found else None


def _supersede(db: Database, old_id: int, new_id: int) -> int:
    """Show `new_id` in place of `old_id`, an older version of the same file, and take the decisions along."""
    db.execute("UPDATE documents SET superseded_by = ? WHERE id = ?", [new_id, old_id])
    db.execute("UPDATE documents SET superseded_by = NULL WHERE id = ?", [new_id])
    _set_fault(db, new_id)
    left = reanchor.carry_decisions(db, old_id, new_id)
    notes = [asdict(note) for note in row(db, new_id).notes if note.code != "decisions_left"]
    if left:
        notes.append(asdict(Note("decisions_left", left)))
    db.execute("UPDATE documents SET notes = ? WHERE id = ?", [json.dumps(notes, ensure_ascii=False), new_id])
    return new_id


def _older_version(db: Database, document: Document, content: str) -> int | None:
    """An older version of the file with this very content: the file has been put back."""
    found = db.execute(
        "SELECT id FROM documents WHERE path = ? AND superseded_by IS NOT NULL ORDER BY id DESC",
        [stored_path(document.path)],
    ).fetchall()
    return next((identity for (identity,) in found if _is_same(db, identity, document, content)), None)


def _is_same(db: Database, document_id: int, document: Document, content: str) -> bool:
    """Whether the stored document has this content and reads the same; a better reader may read it otherwise."""
    (sha256,) = db.execute("SELECT sha256 FROM documents WHERE id = ?", [document_id]).fetchone()
    return sha256 == document.sha256 and text(db, document_id) == content


def _insert(db: Database, document: Document, content: str, superseded_by: int | None = None) -> int:
    document_id = _insert_row(
        db,
        document.path,
        format=document.format,
        encoding=document.encoding,
        sha256=document.sha256,
        text_length=len(content),
        notes=json.dumps([asdict(note) for note in document.notes], ensure_ascii=False),
        superseded_by=superseded_by,
    )
    db.execute("INSERT INTO texts VALUES (?, ?)", [document_id, content])
    search.add(db, document_id, content)
    numbers: Counter[str] = Counter()
    records = []
    for ordinal, block in enumerate(document.blocks):
        numbers[block.kind] += 1
        place = (block.page, block.table, block.row, block.column)
        records.append((document_id, ordinal, block.kind, numbers[block.kind], block.start, block.end, *place))
    db.conn.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", records)
    return document_id


def _insert_row(db: Database, path: Path, **values: Any) -> int:
    record = {
        "path": stored_path(path),
        "name": path.name.encode("utf-8", "backslashreplace").decode(),
        "format": "",
        "encoding": "",
        "sha256": "",
        "text_length": 0,
        "notes": "[]",
        "state": "new",
        "fault": "",
        "fault_detail": "",
        "longest_mention": 0,
        "superseded_by": None,
        "added_at": now(),
    }
    table = db.table("documents")
    table.insert(record | values)
    assert table.last_pk is not None  # noqa: S101
    return int(table.last_pk)


def _storable(content: str) -> str:
    """The text as a file can hold it; all offsets stay."""
    if not _is_broken(content):
        return content
    return "".join(search.REPLACEMENT if "\ud800" <= char <= "\udfff" else char for char in content)


def _is_broken(content: str) -> bool:
    try:
        content.encode()
    except UnicodeEncodeError:
        return True
    return False


def stored_path(path: Path) -> str | bytes:
    """The absolute path as text; one that is no valid Unicode as the bytes the system has for it."""
    path = absolute(path)
    return os.fsencode(path) if _is_broken(str(path)) else str(path)


def _row(values: tuple[Any, ...]) -> DocumentRow:
    identity, path, name, kind, encoding, sha256, length, notes, state, fault, detail, count, added = values
    told = () if notes == "[]" else tuple(Note(**note) for note in json.loads(notes))
    return DocumentRow(
        identity,
        Path(os.fsdecode(path)),
        name,
        kind,
        encoding,
        sha256,
        length,
        told,
        state,
        fault or None,
        detail,
        count,
        added,
    )
