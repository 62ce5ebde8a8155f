"""From paths to documents, and from folders to paths."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.documents.extract import Unreadable
from engine.documents.registry import format_of
from engine.errors import DocumentError
from engine.types import Document

_log = logging.getLogger(__name__)

# One for one, so that offsets stay: neither can be stored or shown.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_OLD_FORMATS = {".doc": "save it as .docx", ".wps": "save it as .docx", ".rtf": "save it as .docx"}


def read(path: Path, *, max_bytes: int = 512 << 20) -> Document:
    """Read a document. Raises `DocumentError` only; what was left unread stands in the document's notes."""
    path = Path(path)
    if not stat.S_ISREG(_mode_of(path)):
        raise DocumentError(path, "not_a_file")
    format_ = format_of(path.suffix)
    if format_ is None:
        raise DocumentError(path, "unknown_format", _OLD_FORMATS.get(path.suffix.lower(), path.suffix))
    data = _bytes_of(path, max_bytes)
    if not data:
        raise DocumentError(path, "empty")
    try:
        extract = format_.read(data)
    except Unreadable as error:
        raise DocumentError(path, error.fault, error.detail) from error
    except MemoryError as error:
        raise DocumentError(path, "too_large") from error
    except Exception as error:
        # A reader met bytes that its library did not expect. The file, not the batch, has failed.
        # The message of the exception may quote the document, so only the places in the code are logged.
        places = "".join(traceback.format_tb(error.__traceback__))
        _log.error("the %s reader failed with %s:\n%s", format_.name, type(error).__name__, places)
        raise DocumentError(path, "damaged", type(error).__name__) from error
    if not extract.notes and not extract.text.strip():
        raise DocumentError(path, "no_text")
    return Document(
        path=path,
        format=format_.name,
        text=_UNSTORABLE.sub("\ufffd", extract.text),
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=extract.blocks,
        notes=extract.notes,
        encoding=extract.encoding,
    )


def expand(paths: Iterable[Path]) -> tuple[list[Path], list[DocumentError]]:
    """Folders to the supported files in them, at any depth, sorted; files as they are; each file once.

    Hidden files and folders and the lock files of office programs are passed over. What does not exist or
    cannot be listed comes back as an error in the second list.
    """
    found: dict[Path, None] = {}
    errors: list[DocumentError] = []
    for path in map(Path, paths):
        try:
            inside = _supported_inside(path, errors) if stat.S_ISDIR(_mode_of(path)) else (path,)
        except DocumentError as error:
            errors.append(error)
        else:
            found.update(dict.fromkeys(inside))
    return list(found), errors


def _supported_inside(folder: Path, errors: list[DocumentError]) -> Iterator[Path]:
    pending = [(folder, True)]
    while pending:
        path, is_folder = pending.pop()
        if is_folder:
            pending.extend(sorted(_entries(path, errors), reverse=True))
        else:
            yield path


def _entries(folder: Path, errors: list[DocumentError]) -> Iterator[tuple[Path, bool]]:
    """The supported files and the folders in a folder, and which of the two each is."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")):
                    continue
                path = folder / entry.name
                try:
                    if entry.is_dir(follow_symlinks=False):
                        yield path, True
                    elif format_of(path.suffix) and not entry.is_dir():  # a link may lead back up
                        yield path, False
                except OSError as error:
                    errors.append(_path_error(path, error))
    except OSError as error:
        errors.append(_path_error(folder, error))


def _mode_of(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _path_error(path, error) from error


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise _path_error(path, error) from error
    if len(data) > max_bytes:
        raise DocumentError(path, "too_large", f"more than {max_bytes / 2**20:g} MiB")
    return data


def _path_error(path: Path, error: OSError | ValueError) -> DocumentError:
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return DocumentError(path, "not_found")
    if isinstance(error, PermissionError):
        return DocumentError(path, "no_permission")
    return DocumentError(path, "unreadable", error.strerror or "")
