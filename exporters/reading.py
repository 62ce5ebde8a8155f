"""Reading a project for an export: documents in order, and their mentions page by page, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator

from engine.store import DocumentRow, MentionRow, Project
from exporters.options import ExportOptions

_PAGE = 2000


def documents(project: Project, options: ExportOptions) -> Iterator[DocumentRow]:
    """The wanted documents in the order they were added."""
    return (row for row in project.documents() if options.wants(row.id))


def mentions(project: Project, document_id: int, options: ExportOptions) -> Iterator[MentionRow]:
    """The wanted mentions of a document in reading order: start, then the longer first."""
    offset = 0
    while page := project.mentions(document_id, limit=_PAGE, offset=offset, **options.mention_filter()):
        yield from page
        offset += len(page)
