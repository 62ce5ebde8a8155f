"""Vectors of examples, kept on disk from one start to the next."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from engine.paths import data_dir
from engine.taggers.crf import Floats

Vectors = tuple[Floats, Floats]

# Each set of examples has a file of its own; those of sets that were not used for long go.
_MOST_FILES = 4


def vectors_folder() -> Path:
    """Where they are kept."""
    return data_dir() / "llm" / "vectors"


def kept_vectors(folder: Path, key: str, sizes: tuple[int, int], make: Callable[[], Vectors]) -> Vectors:
    """The vectors of sentences [S, H] and of spans [C, H] under that key, made where they are not there.

    They are kept in half precision, and are the same when they are made as when they are read. A file that is damaged
    or does not hold as many as `sizes` is made again; where nothing can be written, nothing is kept.
    """
    file = folder / f"{key}.npz"
    if (found := _read(file)) is not None and (len(found[0]), len(found[1])) == sizes:
        with suppress(OSError):
            os.utime(file)
        return found
    sentences, spans = (vectors.astype(np.float16) for vectors in make())
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        scratch = file.with_suffix(".part")
        with scratch.open("wb") as stream:
            np.savez(stream, sentences=sentences, spans=spans)
        scratch.replace(file)
        by_age = sorted(folder.glob("*.npz"), key=lambda one: one.stat().st_mtime)
        for old in by_age[:-_MOST_FILES]:
            old.unlink()
    return sentences.astype(np.float32), spans.astype(np.float32)


def _read(file: Path) -> Vectors | None:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return arrays["sentences"].astype(np.float32), arrays["spans"].astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
