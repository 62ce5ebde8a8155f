"""Writing a file whole or not at all: beside its name, and put in place when it is complete."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from engine.errors import BadInputError, VeritagError


def check_writable(path: Path) -> Path:
    """The file, behind all links, that `atomic_writer` makes or replaces. Raises `BadInputError` where it cannot."""
    target = Path(os.path.realpath(path))
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        mode = None
    except OSError as error:
        raise BadInputError(f"{path}: the file cannot be written here ({error.strerror}).") from None
    if mode is None and not target.parent.is_dir():
        raise BadInputError(f"{path}: the folder {target.parent} does not exist.")
    if mode is not None and stat.S_ISDIR(mode):
        raise BadInputError(f"{path}: this is a folder, a file is needed.")
    if mode is not None and not stat.S_ISREG(mode):
        raise BadInputError(f"{path}: this is not a regular file.")
    if mode is not None and not os.access(target, os.W_OK):
        raise BadInputError(f"{path}: the file may not be written by this user.")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise BadInputError(f"{path}: the folder {target.parent} may not be written by this user.")
    return target


@contextmanager
def atomic_writer(path: Path) -> Iterator[TextIO]:
    """A stream whose content becomes `path` when the block ends well, and vanishes when it does not.

    It writes UTF-8, and a character that has none as an escape. A file that is replaced passes its permissions on.
    Raises `BadInputError` for a place that cannot be written to, `VeritagError` when writing fails on the way.
    """
    target = check_writable(path)
    part = target.with_name(f".{token_hex(8)}.part")
    try:
        stream = part.open("x", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise BadInputError(f"{path}: the file cannot be written here ({error.strerror}).") from None
    try:
        with stream:
            if target.exists():
                shutil.copymode(target, part)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        raise VeritagError(f"{path}: the file could not be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
