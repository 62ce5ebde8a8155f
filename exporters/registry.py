"""The formats there are, and writing one without ever spoiling an older file."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TextIO

from engine.atomic import atomic_writer
from engine.errors import BadInputError
from engine.paths import is_same_file
from engine.store import Project, project_files
from exporters.csv import CsvExporter
from exporters.json import JsonExporter
from exporters.options import ExportOptions
from exporters.records import RecordsExporter


class Exporter(Protocol):
    """A format. `write` writes to an open text stream with newline="" and returns the number of mentions."""

    name: str
    suffix: str

    def write(self, project: Project, out: TextIO, options: ExportOptions) -> int: ...


_EXPORTERS: tuple[Exporter, ...] = (CsvExporter(), JsonExporter(), RecordsExporter())


def formats() -> dict[str, Exporter]:
    """Every format by its name."""
    return {exporter.name: exporter for exporter in _EXPORTERS}


def export(project: Project, format: str, out: Path | TextIO, *, options: ExportOptions) -> int:
    """Write the project's mentions; returns how many.

    A file is written beside its name and put in place when it is whole. Raises `BadInputError` for an unknown format
    or a place that cannot be written to or is the project itself, `VeritagError` when writing fails on the way.
    """
    exporter = formats().get(format)
    if exporter is None:
        raise BadInputError(f"{format}: there is no such export format (available: {', '.join(formats())}).")
    if isinstance(out, Path):
        if project.path is not None and any(is_same_file(out, part) for part in project_files(project.path)):
            raise BadInputError(f"{out}: this file is part of the project.")
        with atomic_writer(out) as stream, project.snapshot():
            return exporter.write(project, stream, options)
    with project.snapshot():
        return exporter.write(project, out, options)
