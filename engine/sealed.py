"""Files whose hashes a manifest carries: checked before anything of them is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from engine.errors import PackError


def hashes(folder: Path, names: list[str]) -> dict[str, str]:
    """The sha256 of each of these files in `folder`."""
    return {name: _digest(folder / name) for name in names}


def verify_files(folder: Path, files: Mapping[str, str]) -> None:
    """Raise `PackError` unless every file is there with its hash."""
    for name, expected in files.items():
        if not is_plain_name(name):
            raise PackError(f"{folder}: the manifest names a file outside its folder ({name!r}).")
        try:
            actual = _digest(folder / name)
        except OSError as error:
            raise PackError(f"{folder}: the file {name} cannot be read ({error.strerror}).") from None
        if actual != expected:
            raise PackError(f"{folder}: the file {name} is damaged or was changed (its hash does not match).")


def is_plain_name(name: str) -> bool:
    """Whether a file's name stays inside its folder, on every system."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and not {"\\", ":", "\0"}.intersection(name)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
