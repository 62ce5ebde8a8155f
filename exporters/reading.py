"""Reading a project for an export: documents in order, and their mentions one by one, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.store import DocumentRow, MentionRow, Project
from exporters.options import ExportOptions


def documents(project: Project, options: ExportOptions) -> Iterator[DocumentRow]:
    """The wanted documents in the order they were added."""
    return (row for row in project.documents() if options.wants(row.id))


def mentions(project: Project, document_id: int, options: ExportOptions) -> Iterator[MentionRow]:
    """The wanted mentions of a document in reading order: start, then the longer first."""
    return project.iterate_mentions(document_id, labels=options.labels, statuses=options.statuses)


def shown(path: Path) -> str:
    """A path as text; bytes of it that are no valid UTF-8 as `\\udcxx`."""
    return str(path).encode("utf-8", "backslashreplace").decode()
