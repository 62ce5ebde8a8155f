"""Many files into a project, one after another. What happens is told as events."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sized
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal

from engine import documents
from engine.errors import Cancelled, DocumentError, NoDocumentError, ProjectError
from engine.findings import Findings
from engine.logs import write_report
from engine.pipeline import Analyzer
from engine.store import Project
from engine.types import Document

_log = logging.getLogger(__name__)
# How often a wait for the analyzer looks up: for `cancelled`, and for Ctrl+C where it does not end a wait.
_LOOK_UP_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class FileStarted:
    """`index` counts from 1 to `total`."""

    path: Path
    index: int
    total: int


@dataclass(frozen=True, slots=True)
class FileRead:
    path: Path
    document_id: int


@dataclass(frozen=True, slots=True)
class FileProgress:
    """`done` of `all` characters are analysed."""

    path: Path
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class FileAsking:
    """A second opinion was given on `done` of the `all` doubtful spans that are asked about."""

    path: Path
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class FileDone:
    """`mentions` is the number of mentions the document now shows."""

    path: Path
    document_id: int
    mentions: int


@dataclass(frozen=True, slots=True)
class FileFailed:
    """The document is kept in the project's list with the error's sentence, unless it was removed from it meanwhile."""

    path: Path
    error: DocumentError
    document_id: int | None


@dataclass(frozen=True, slots=True)
class BatchCancelled:
    """`done` files of `total` are finished and saved."""

    done: int
    total: int


Event = FileStarted | FileRead | FileProgress | FileAsking | FileDone | FileFailed | BatchCancelled


def analyze_files(
    project: Project, analyzer: Analyzer, paths: Iterable[Path], *, cancelled: Callable[[], bool]
) -> Generator[Event, None, None]:
    """Read and analyse files into the project, yielding events as they happen.

    Paths that have a length are taken one by one, and the length is asked for with each: both may change meanwhile.
    A file that fails does not stop the others, whatever the failure; an unexpected one leaves a report, which
    the event's error names. Cancelling, or closing the generator, keeps the files that are done and marks the
    run as cancelled. The project and `cancelled` are used only in the thread that runs the generator; the
    analyzer works in a thread of its own. Raises `ProjectError` when the project cannot be written.
    """
    files = paths if isinstance(paths, Sized) else list(paths)
    project.set_labels(analyzer.labels)
    run_id = project.start_run(analyzer.settings())
    outcome: Literal["done", "cancelled", "failed"] = "failed"
    done = 0
    try:
        for index, path in enumerate(files, start=1):
            if cancelled():
                raise Cancelled
            yield FileStarted(path, index, len(files))
            try:
                yield from _read_and_analyze(project, analyzer, path, run_id, cancelled)
                done += 1
            except DocumentError as error:
                yield FileFailed(path, error, project.add_failed(path, error))
            except NoDocumentError:
                yield FileFailed(path, DocumentError(path, "removed"), None)
        outcome = "done"
    except Cancelled:
        outcome = "cancelled"
    except (GeneratorExit, KeyboardInterrupt):
        outcome = "cancelled"
        raise
    finally:
        project.finish_run(run_id, outcome)
    if outcome == "cancelled":
        yield BatchCancelled(done, len(files))


def _read_and_analyze(
    project: Project, analyzer: Analyzer, path: Path, run_id: int, cancelled: Callable[[], bool]
) -> Iterator[Event]:
    """One file. Raises `DocumentError` for whatever is wrong with it, `Cancelled` and `ProjectError`.

    It is a `NoDocumentError` where somebody else has removed the document from the project.
    """
    try:
        document = documents.read(path)
        document_id = project.add_document(document)
        yield FileRead(path, document_id)
        found = yield from _analyze(analyzer, document, cancelled)
        shown = project.save_analysis(document_id, run_id, found.mentions, doubts=found.doubts, removals=found.removals)
    except (DocumentError, ProjectError, Cancelled):
        raise
    except Exception as error:
        report = write_report(error)
        _log.exception("the analysis of %s failed", path)
        raise DocumentError(path, "internal", f"report: {report}") from error
    yield FileDone(path, document_id, shown)


def _analyze(
    analyzer: Analyzer, document: Document, cancelled: Callable[[], bool]
) -> Generator[FileProgress | FileAsking, None, Findings]:
    """Analyse in a second thread, so that progress is told while the work goes on."""
    steps: SimpleQueue[FileProgress | FileAsking | None] = SimpleQueue()
    stop = threading.Event()

    def tell(done: int, all_: int) -> None:
        steps.put(FileProgress(document.path, done, all_))

    def tell_asking(done: int, all_: int) -> None:
        steps.put(FileAsking(document.path, done, all_))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="analysis") as worker:
        work = worker.submit(analyzer.examine, document, progress=tell, asking=tell_asking, cancelled=stop.is_set)
        work.add_done_callback(lambda _: steps.put(None))
        try:
            while True:
                if cancelled():
                    stop.set()
                try:
                    step = steps.get(timeout=_LOOK_UP_SECONDS)
                except Empty:
                    continue
                if step is None:
                    return work.result()
                yield step
        finally:
            stop.set()
