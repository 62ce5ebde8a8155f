"""Local logs and reports of failures. Neither holds a document's text.

An exception is written as its type and its places in the code. Its words may quote a document, so they
are kept only for `VeritagError`, whose sentences never do.
"""

from __future__ import annotations

import copy
import logging
import logging.handlers
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType

from engine import __version__
from engine.errors import VeritagError
from engine.paths import log_dir

_LOGGED_PACKAGES = ("engine", "exporters", "app")
_LIBRARIES = (
    "PySide6-Essentials",
    "onnxruntime",
    "onnxruntime-gpu",
    "tokenizers",
    "numpy",
    "sqlite-utils",
    "pypdfium2",
    "lxml",
    "charset-normalizer",
    "pydantic",
    "typer",
    "rich",
)
_MAX_BYTES, _KEPT_FILES = 1 << 20, 3


class PrivateFormatter(logging.Formatter):
    """Writes an exception as its type and frames, whether it is logged with a traceback or as an argument."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        private = copy.copy(record)
        private.exc_text = None  # another handler may have left the full text here
        if isinstance(private.args, tuple):
            private.args = tuple(_named(a) if isinstance(a, BaseException) else a for a in private.args)
        if isinstance(private.msg, BaseException):
            private.msg = _named(private.msg)
        return super().format(private)

    def formatException(  # noqa: N802  the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return describe(ei[1]) if ei[1] is not None else ""


def start_logging() -> None:
    """Log this program's warnings and failures to a rotating file in the log folder; without one, to nowhere.

    Only this program's own loggers are written: what libraries log may quote a document. Calling it again
    changes nothing.
    """
    handlers = logging.getLogger(_LOGGED_PACKAGES[0]).handlers
    if any(isinstance(handler.formatter, PrivateFormatter) for handler in handlers):
        return
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            log_dir() / "veritag.log",
            maxBytes=_MAX_BYTES,
            backupCount=_KEPT_FILES,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return
    handler.setFormatter(PrivateFormatter())
    for package in _LOGGED_PACKAGES:
        logger = logging.getLogger(package)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)


def write_report(error: BaseException) -> Path:
    """Write a report of an unexpected failure for whoever maintains the program, and return its path.

    It holds versions, the platform and the frames. It goes to the log folder, or to the system's temporary
    folder where that cannot be written.
    """
    moment = datetime.now().astimezone()
    lines = [
        f"Veritag {__version__}",
        f"time: {moment.isoformat(timespec='seconds')}",
        f"platform: {platform.platform()}",
        f"python: {platform.python_version()} ({'frozen' if getattr(sys, 'frozen', False) else 'source'})",
        *(f"{name}: {version}" for name, version in _library_versions()),
        "",
        describe(error),
        "",
    ]
    name = f"report-{moment:%Y%m%d-%H%M%S-%f}-{os.getpid()}.txt"
    try:
        folder = log_dir() / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        return _written(folder / name, lines)
    except OSError:
        return _written(Path(tempfile.gettempdir()) / f"veritag-{name}", lines)


def describe(error: BaseException) -> str:
    """An exception and those that led to it, latest first, as types and "file:line: function" frames."""
    lines: list[str] = []
    for place, link in enumerate(_chain(error)):
        lines.append(("caused by " if place else "") + _named(link))
        frames = traceback.extract_tb(link.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno}: {frame.name}" for frame in frames]
    return "\n".join(lines)


def _named(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {error}" if isinstance(error, VeritagError) else name


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _library_versions() -> Iterator[tuple[str, str]]:
    for name in _LIBRARIES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def _written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
