"""The formats there are, and writing one without ever spoiling an older file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Protocol, TextIO

from engine.errors import BadInputError, VeritagError
from engine.store import Project
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
    or a place that cannot be written to, `VeritagError` when writing fails on the way.
    """
    exporter = formats().get(format)
    if exporter is None:
        raise BadInputError(f"{format}: there is no such export format (available: {', '.join(formats())}).")
    if isinstance(out, Path):
        with _whole_file(out) as stream, project.snapshot():
            return exporter.write(project, stream, options)
    with project.snapshot():
        return exporter.write(project, out, options)


@contextmanager
def _whole_file(path: Path) -> Iterator[TextIO]:
    """A stream whose content becomes `path` when the block ends well, and vanishes when it does not."""
    if path.is_dir():
        raise BadInputError(f"{path}: this is a folder; name a file to export to.")
    if path.exists() and not path.is_file():
        raise BadInputError(f"{path}: this is not a regular file.")
    if not path.parent.is_dir():
        raise BadInputError(f"{path}: the folder to export to does not exist.")
    target = path.resolve()
    part = target.with_name(f".{token_hex(8)}.part")
    try:
        stream = part.open("x", encoding="utf-8", newline="")
    except OSError as error:
        raise BadInputError(f"{path}: the export cannot be written here ({error.strerror}).") from None
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        raise VeritagError(f"{path}: the export could not be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
