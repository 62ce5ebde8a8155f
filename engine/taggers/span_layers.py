"""The last layers of the span tagger, kept beside its network: for Monte-Carlo dropout and evidence on few spans."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from engine.errors import PackError
from engine.taggers.crf import Floats

# The logarithm of the most evidence the evidential layer gives for a class.
MOST_EVIDENCE = 10.0


@dataclass(frozen=True, slots=True)
class SpanLayers:
    """`width` [W, S] length embeddings; `label` [S, K] and `label_bias` [K]; `evidence` [S, K], `evidence_bias` [K].

    K counts "no entity" first. A span's vector before its relu is start + end + width (see `SpanHead` in
    `engine.training.network`); dropout lies between relu and labels.
    """

    width: Floats
    label: Floats
    label_bias: Floats
    evidence: Floats
    evidence_bias: Floats

    @staticmethod
    def load(file: Path) -> SpanLayers:
        """Read an .npz file; no pickled objects. Raises `PackError`."""
        try:
            with np.load(file, allow_pickle=False) as arrays:
                return SpanLayers(**{part.name: arrays[part.name].astype(np.float32) for part in fields(SpanLayers)})
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise PackError(f"{file}: the span tagger's layers cannot be read ({type(error).__name__}).") from None

    def save(self, file: Path) -> None:
        np.savez(file, **{part.name: getattr(self, part.name) for part in fields(self)})

    def vector(self, start: Floats, end: Floats, width: int) -> Floats:
        """[S] of the span of `width` + 1 units whose first and last have these parts."""
        return np.asarray(start + end + self.width[width], dtype=np.float32)
