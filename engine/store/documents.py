"""The documents of a project: texts, places, and what happens when a file has changed."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from engine.errors import DocumentError, ProjectError
from engine.store import reanchor, search
from engine.store.rows import DocumentRow
from engine.types import Block, Document, Note

_COLUMNS = (
    "id, path, name, format, encoding, sha256, text_length, notes, state, fault, fault_detail, mention_count, added_at"
)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def add(db: Database, document: Document) -> int:
    """The id of the document, which is stored unless the same content of the same path is there already."""
    known = _current(db, document.path)
    if known is not None and known.state != "failed":
        if known.sha256 == document.sha256 and text(db, known.id) == document.text:
            return known.id
        new_id = _insert(db, document)
        db.execute("UPDATE documents SET superseded_by = ? WHERE id = ?", [new_id, known.id])
        lost = reanchor.carry_decisions(db, known.id, new_id, text(db, known.id), document.text)
        if lost:
            _add_note(db, new_id, Note("decisions_left", lost))
        return new_id
    if known is not None:
        remove(db, [known.id])
    return _insert(db, document)


def add_failed(db: Database, path: Path, error: DocumentError) -> int:
    """Keep a file that could not be read, with its fault. An earlier reading of the same path stays as it is."""
    known = _current(db, path)
    if known is not None and known.state != "failed":
        return known.id
    if known is not None:
        remove(db, [known.id])
    return _insert_row(db, path, state="failed", fault=error.fault, fault_detail=error.detail)


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


def row(db: Database, document_id: int) -> DocumentRow:
    values = db.execute(f"SELECT {_COLUMNS} FROM documents WHERE id = ?", [document_id]).fetchone()  # noqa: S608
    if values is None:
        raise ProjectError(f"There is no document {document_id} in this project.")
    return _row(values)


def text(db: Database, document_id: int) -> str:
    values = db.execute("SELECT text FROM texts WHERE document_id = ?", [document_id]).fetchone()
    return str(values[0]) if values else ""


def blocks(db: Database, document_id: int) -> list[Block]:
    found = db.execute(
        'SELECT start, "end", kind, page, "table", row, "column" FROM blocks WHERE document_id = ? ORDER BY ordinal',
        [document_id],
    )
    return [Block(*values) for values in found]


def block_finder(db: Database, document_id: int) -> BlockFinder:
    starts = db.execute("SELECT start FROM blocks WHERE document_id = ? ORDER BY ordinal", [document_id])
    return BlockFinder([start for (start,) in starts])


class BlockFinder:
    """Finds the ordinal of the block that a place of the text lies in: the last one that begins at or before it."""

    def __init__(self, starts: list[int]) -> None:
        self._starts = starts

    def __call__(self, place: int) -> int | None:
        index = bisect_right(self._starts, place) - 1
        return index if index >= 0 else None


def remove(db: Database, ids: Iterable[int]) -> None:
    """Remove documents and everything about them, earlier versions of the same file included."""
    for document_id in ids:
        older = [i for (i,) in db.execute("SELECT id FROM documents WHERE superseded_by = ?", [document_id])]
        remove(db, older)
        known = db.execute("SELECT text FROM texts WHERE document_id = ?", [document_id]).fetchone()
        if known is not None:
            search.remove(db, document_id, known[0])
        db.execute("DELETE FROM documents WHERE id = ?", [document_id])
    db.execute("DELETE FROM decisions WHERE id NOT IN (SELECT decision_id FROM decision_items)")


def _current(db: Database, path: Path) -> DocumentRow | None:
    found = db.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE path = ? AND superseded_by IS NULL",  # noqa: S608
        [str(path)],
    ).fetchone()
    return _row(found) if found else None


def _insert(db: Database, document: Document) -> int:
    document_id = _insert_row(
        db,
        document.path,
        format=document.format,
        encoding=document.encoding,
        sha256=document.sha256,
        text_length=len(document.text),
        notes=json.dumps([asdict(note) for note in document.notes], ensure_ascii=False),
    )
    db.execute("INSERT INTO texts VALUES (?, ?)", [document_id, document.text])
    search.add(db, document_id, document.text)
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
        "path": str(path),
        "name": path.name,
        "format": "",
        "encoding": "",
        "sha256": "",
        "text_length": 0,
        "notes": "[]",
        "state": "new",
        "added_at": now(),
    }
    table = db.table("documents")
    table.insert(record | values)
    assert table.last_pk is not None  # noqa: S101
    return int(table.last_pk)


def _add_note(db: Database, document_id: int, note: Note) -> None:
    notes = [asdict(known) for known in row(db, document_id).notes]
    notes.append(asdict(note))
    db.execute("UPDATE documents SET notes = ? WHERE id = ?", [json.dumps(notes, ensure_ascii=False), document_id])


def _row(values: tuple[Any, ...]) -> DocumentRow:
    identity, path, name, kind, encoding, sha256, length, notes, state, fault, detail, count, added = values
    told = tuple(Note(**note) for note in json.loads(notes))
    return DocumentRow(
        identity, Path(path), name, kind, encoding, sha256, length, told, state, fault or None, detail, count, added
    )
