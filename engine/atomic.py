"""Writing a file whole or not at all: beside its name, and put in place when it is complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from engine.errors import BadInputError, VeritagError


@contextmanager
def atomic_writer(path: Path) -> Iterator[TextIO]:
    """A stream whose content becomes `path` when the block ends well, and vanishes when it does not.

    It writes UTF-8, and a character that has none as an escape. A file that is replaced passes its permissions on.
    Raises `BadInputError` for a place that cannot be written to, `VeritagError` when writing fails on the way.
    """
    if path.is_dir():
        raise BadInputError(f"{path}: this is a folder, a file is needed.")
    if path.exists() and not path.is_file():
        raise BadInputError(f"{path}: this is not a regular file.")
    if not path.parent.is_dir():
        raise BadInputError(f"{path}: the folder {path.parent} does not exist.")
    target = path.resolve()
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
