"""JSON, schema veritag/1: what `veritag analyze --json` writes. The fields are described in docs/exports.md."""

from __future__ import annotations

import json
from typing import Any, TextIO

from engine.errors import DocumentError
from engine.store import DocumentRow, MentionRow, Project
from exporters.options import ExportOptions
from exporters.reading import MainNames, documents, main_name, mentions, shown

SCHEMA = "veritag/1"


class JsonExporter:
    """Everything a program needs, evidence included. Written piece by piece, so that memory stays flat."""

    name = "json"
    suffix = ".json"

    def write(self, project: Project, out: TextIO, options: ExportOptions) -> int:
        written = 0
        out.write(f'{{"schema": {_dumped(SCHEMA)}, "documents": [')
        names = project.main_names()
        for index, document in enumerate(documents(project, options)):
            out.write(("," if index else "") + "\n")
            written += _write_document(project, document, out, options, names)
        out.write(f'\n], "run": {_dumped(project.last_run())}}}\n')
        return written


def _write_document(
    project: Project, document: DocumentRow, out: TextIO, options: ExportOptions, names: MainNames
) -> int:
    head: dict[str, Any] = {
        "path": shown(document.path),
        "sha256": document.sha256,
        "format": document.format,
        "encoding": document.encoding,
        "state": document.state,
        "text_length": document.text_length,
        "notes": [note.message() for note in document.notes],
    }
    if document.fault is not None:
        head["error"] = str(DocumentError(shown(document.path), document.fault, document.fault_detail))
    if options.with_text:
        head["text"] = project.text(document.id)
    out.write(_dumped(head)[:-1] + ', "entities": [')
    count = 0
    for mention in mentions(project, document.id, options):
        entity = _entity(mention, main_name(mention, names), project.evidence(mention.id))
        out.write(("," if count else "") + "\n " + _dumped(entity))
        count += 1
    out.write("]}")
    return count


def _entity(mention: MentionRow, name: str, evidence: dict[str, Any]) -> dict[str, Any]:
    place = mention.place
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "label": mention.label,
        "score": mention.score,
        "uncertainty": mention.uncertainty,
        "decided_by": mention.decided_by,
        "status": mention.status,
        "place": {
            "description": place.describe(),
            "kind": place.kind,
            "page": place.page,
            "table": place.table,
            "row": place.row,
            "column": place.column,
        },
        "run": mention.run_id,
        "comment": mention.comment,
        "entity": name,
        "evidence": evidence,
    }


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
