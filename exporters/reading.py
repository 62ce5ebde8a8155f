"""Reading a project for an export: documents in order, and their mentions one by one, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.store import DocumentRow, MentionRow, Project
from exporters.options import ExportOptions

# The main name of each alias, by its name and type.
MainNames = Mapping[tuple[str, str], str]


def documents(project: Project, options: ExportOptions) -> Iterator[DocumentRow]:
    """The wanted documents in the order they were added."""
    return (row for row in project.documents() if options.wants(row.id))


def mentions(project: Project, document_id: int, options: ExportOptions) -> Iterator[MentionRow]:
    """The wanted mentions of a document in reading order: start, then the longer first."""
    return project.iterate_mentions(document_id, labels=options.labels, statuses=options.statuses)


def main_name(mention: MentionRow, names: MainNames) -> str:
    """The name under which the register has a mention: that of which its text is an alias, else its text."""
    return names.get((mention.text, mention.label), mention.text)


def shown(path: Path) -> str:
    """A path as text; bytes of it that are no valid UTF-8 as `\\udcxx`."""
    return str(path).encode("utf-8", "backslashreplace").decode()
