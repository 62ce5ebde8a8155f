"""What a person has reviewed, as annotated records: what `veritag train` and `veritag evaluate` read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from engine.store import DocumentRow, MentionRow, Project
from engine.types import Block
from exporters.options import ExportOptions
from exporters.reading import documents


class RecordsExporter:
    """A line for each block (paragraph, cell, …) that is reviewed: nothing in it is only suggested any more.

    Of a document with nothing left to review, every block counts, also those without an entity; of others, those
    where an entity was accepted. Blocks that an accepted entity reaches out of are left out. Entities are the accepted
    ones; `statuses` of the options have no say.
    """

    name = "records"
    suffix = ".jsonl"

    def write(self, project: Project, out: TextIO, options: ExportOptions) -> int:
        written = 0
        for document in documents(project, options):
            for record in _records(project, document, options):
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
                written += len(record["entities"])
        return written


def _records(project: Project, document: DocumentRow, options: ExportOptions) -> Iterator[dict[str, Any]]:
    text = project.text(document.id)
    mentions = project.mentions(document.id, labels=options.labels)
    if not any(mention.status != "suggested" for mention in mentions):
        return
    whole = all(mention.status != "suggested" for mention in mentions)
    blocks = project.blocks(document.id) or [Block(0, len(text))]
    first = 0
    for number, block in enumerate(blocks, start=1):
        while first < len(mentions) and mentions[first].end <= block.start:
            first += 1
        inside = _inside(mentions, first, block)
        accepted = [mention for mention in inside if mention.status == "accepted"]
        if not text[block.start : block.end].strip() or any(mention.status == "suggested" for mention in inside):
            continue
        if any(mention.start < block.start or mention.end > block.end for mention in accepted):
            continue
        if whole or accepted:
            yield _record(document, number, block, text, accepted)


def _inside(mentions: list[MentionRow], first: int, block: Block) -> list[MentionRow]:
    """The mentions that touch a block; those before `first` lie before it."""
    found = []
    for index in range(first, len(mentions)):
        mention = mentions[index]
        if mention.start >= block.end:
            break
        if mention.end > block.start:
            found.append(mention)
    return found


def _record(document: DocumentRow, number: int, block: Block, text: str, accepted: list[MentionRow]) -> dict[str, Any]:
    spans = [
        {"start": mention.start - block.start, "end": mention.end - block.start, "label": mention.label}
        for mention in accepted
    ]
    return {"id": f"{document.sha256[:12]}-{number}", "text": text[block.start : block.end], "entities": spans}
