"""Tables, a progress bar, Ctrl+C, and the files that a command was asked to write."""

from __future__ import annotations

import json
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from engine.atomic import atomic_writer, check_writable
from engine.errors import BadInputError
from engine.paths import is_same_file

STDOUT = "-"
_UNLIMITED_WIDTH = 1000


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str | int]], *, numbers_from: int = 1) -> None:
    """A table on stdout, numbers from that column on. Nothing is cut off where stdout is no terminal."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index >= numbers_from else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else _UNLIMITED_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(table)
    sys.stdout.writelines(line.rstrip() + "\n" for line in captured.get().splitlines())


def write_json(value: Any, out: str) -> None:
    """Write JSON to a file, or to stdout for "-". Raises the errors of `atomic_writer`; an older file is kept then."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    if out == STDOUT:
        sys.stdout.write(text)
        return
    with atomic_writer(Path(out)) as stream:
        stream.write(text)


def file_exists(path: Path) -> bool:
    """Whether this is a regular file. Raises `BadInputError` where that cannot be seen."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise BadInputError(f"{path}: the file cannot be opened ({error.strerror}).") from None


def check_output(*outs: str | None, kept: Iterable[Path] = ()) -> None:
    """Raise `BadInputError` before long work if its results could not be written there.

    Each needs a file of its own, and none may overwrite a file that is to be kept, such as what the work reads.
    """
    kept = list(kept)
    if outs.count(STDOUT) > 1:
        raise BadInputError("Only one result can go to standard output.")
    for out in outs:
        if out is None or out == STDOUT:
            continue
        file = Path(out)
        check_writable(file)
        if any(is_same_file(file, other) for other in kept):
            raise BadInputError(f"{file}: the same command reads or writes this file; name another one.")
        kept.append(file)


@contextmanager
def progress_bar(total: float, *, counts: bool = False) -> Iterator[Callable[[float, str], None]]:
    """A bar on stderr where that is a terminal. Yields a function of (completed, what is being done)."""
    columns = [TextColumn("{task.description}", markup=False), BarColumn()]
    columns.append(MofNCompleteColumn() if counts else TaskProgressColumn())
    shown = sys.stderr is not None and sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown) as bar:
        task = bar.add_task("", total=total)
        yield lambda completed, doing: bar.update(task, completed=completed, description=doing)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """The first Ctrl+C asks for an orderly stop, which the yielded function tells; a second interrupts."""
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
