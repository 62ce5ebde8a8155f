"""`veritag analyze`: files in; a project, JSON, CSV or a table out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import exporters
from app.console.models import say_cloud, say_lost_spans
from app.console.streams import complain
from app.console.terminal import STDOUT, check_output, progress_bar, show_table, stop_on_interrupt
from engine import documents
from engine.batch import BatchCancelled, FileDone, FileFailed, FileProgress, FileStarted, analyze_files
from engine.errors import BadInputError, Cancelled, DocumentError, VeritagError
from engine.paths import absolute
from engine.pipeline import Analyzer
from engine.store import Project, project_files
from exporters import ExportOptions


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where results go: a project file, and JSON or CSV files ("-" is stdout)."""

    project: Path | None = None
    json: str | None = None
    csv: str | None = None
    with_text: bool = False


def analyze(files: Sequence[Path], analyzer: Analyzer, outputs: Outputs) -> bool:
    """Analyse files and folders and write what was asked for; returns whether every file could be analysed.

    Problems with single files are one line each on stderr. Raises `Cancelled` after Ctrl+C, with the finished
    files saved and written, and `BadInputError` when there is nothing to do or a result cannot be written.
    """
    paths, errors = documents.expand(absolute(path) for path in files)
    if not paths and not errors:
        raise BadInputError(f"{files[0]}: there is no file of a supported kind in this folder.")
    if outputs.project is not None:
        check_output(str(outputs.project), kept=paths)
    check_output(outputs.json, outputs.csv, kept=[*paths, *(project_files(outputs.project) if outputs.project else ())])
    with ExitStack() as open_:
        with stop_on_interrupt() as asked_to_stop:
            project = open_.enter_context(
                Project.open(outputs.project, lean=True) if outputs.project else Project.in_memory()
            )
            missing = [_keep_error(project, error) for error in errors]
            done, failed, stopped = _run(project, analyzer, paths, asked_to_stop)
        say_lost_spans(analyzer)
        say_cloud(analyzer)
        _write(project, outputs, done, [*missing, *failed])
    if stopped:
        raise Cancelled(f"Stopped: {len(done)} of {len(paths)} files are finished.")
    return not errors and not failed


def _keep_error(project: Project, error: DocumentError) -> int:
    complain(str(error))
    return project.add_failed(error.path, error)


def _run(
    project: Project, analyzer: Analyzer, paths: Sequence[Path], asked_to_stop: Callable[[], bool]
) -> tuple[list[int], list[int | None], bool]:
    """The ids of the documents that are done, of those that failed (None: it is gone), and whether Ctrl+C ended it."""
    done: dict[int, None] = {}
    failed: dict[int | None, None] = {}
    stopped, index = False, 0
    with (
        progress_bar(len(paths), counts=True) as show,
        closing(analyze_files(project, analyzer, paths, cancelled=asked_to_stop)) as events,
    ):
        for event in events:
            match event:
                case FileStarted(path, index, _):
                    show(index - 1, path.name)
                case FileProgress(path, characters, all_characters):
                    show(index - 1 + characters / max(1, all_characters), path.name)
                case FileDone(path, document_id, mentions):
                    done[document_id] = None
                    show(index, path.name)
                    notes = [note.message() for row in project.documents_of_ids([document_id]) for note in row.notes]
                    for sentence in notes or (["No entity was found."] if not mentions else []):
                        complain(f"{path}: {sentence}")
                case FileFailed(_, error, document_id):
                    failed[document_id] = None
                    complain(str(error))
                case BatchCancelled():
                    stopped = True
    return list(done), list(failed), stopped


def _write(project: Project, outputs: Outputs, done: list[int], failed: list[int | None]) -> None:
    """Write every output, files first. Raises `VeritagError` after all were tried; further problems go to stderr."""
    ids = [identity for identity in (*done, *failed) if identity is not None]
    options = ExportOptions(document_ids=ids, with_text=outputs.with_text)
    wanted = [(format_, out) for format_, out in (("json", outputs.json), ("csv", outputs.csv)) if out is not None]
    problems: list[VeritagError] = []
    for format_, out in sorted(wanted, key=lambda each: each[1] == STDOUT):
        try:
            exporters.export(project, format_, sys.stdout if out == STDOUT else Path(out), options=options)
        except VeritagError as error:
            problems.append(error)
    if STDOUT not in (outputs.json, outputs.csv) and done:
        _summarise(project, done)
    for problem in problems[:-1]:
        complain(str(problem))
    if problems:
        raise problems[-1]


def _summarise(project: Project, document_ids: Sequence[int]) -> None:
    there = {row.id: row for row in project.documents_of_ids(document_ids)}
    found = [there[document_id] for document_id in document_ids if document_id in there]
    counts = [project.label_counts(document.id) for document in found]
    labels = [name for name in project.labels().names() if any(of_file.get(name) for of_file in counts)]
    rows: list[list[str | int]] = []
    for document, of_file in zip(found, counts, strict=True):
        cells = [of_file.get(name, 0) for name in labels]
        rows.append([str(document.path), document.text_length, sum(of_file.values()), *cells])
    if len(rows) > 1:
        rows.append(["all files", *(sum(int(row[i]) for row in rows) for i in range(1, len(rows[0])))])
    show_table(["file", "characters", "entities", *labels], rows)
