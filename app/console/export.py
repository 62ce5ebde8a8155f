"""`veritag export`: a project's entities as a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import exporters
from app.console.streams import complain
from app.console.terminal import STDOUT, check_output, file_exists
from engine.errors import BadInputError
from engine.store import Project, project_files
from exporters import ExportOptions
from exporters.records import RecordsExporter


def export(project_file: Path, format_: str, out: str, labels: Sequence[str], *, bom: bool, with_text: bool) -> None:
    """Write a project's entities. Raises `BadInputError` for an unknown format or label or no project."""
    check_output(out, kept=project_files(project_file))
    if not file_exists(project_file):
        raise BadInputError(f"{project_file}: there is no such project file.")
    with Project.open(project_file) as project:
        known = project.labels().names()
        if unknown := [label for label in labels if label not in known]:
            raise BadInputError(f"{project_file}: there is no label {unknown[0]} (available: {', '.join(known)}).")
        options = ExportOptions(labels=tuple(labels) or None, bom=bom, with_text=with_text)
        written = exporters.export(project, format_, sys.stdout if out == STDOUT else Path(out), options=options)
    if format_ == RecordsExporter.name and not written:
        complain(f"{project_file}: no entity in a reviewed paragraph; accept some before you train with them.")
