"""Vectors of sentences and of spans in them, from the encoder that a pack's taggers stand on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import Cancelled, PackError
from engine.packs import Pack, load_pack
from engine.paths import resources_dir
from engine.taggers.crf import Floats
from engine.taggers.features import Featuriser, Window, collate
from engine.taggers.onnx_graph import unit_states, with_output
from engine.taggers.runtime import OnnxSession

BUILT_IN = "zh-open"
_ROWS = 16


@dataclass(frozen=True, slots=True)
class Embedded:
    """A text's units (`engine.text.units`) as (start, end) and their vectors [units, H]."""

    units: Sequence[tuple[int, int]]
    vectors: Floats

    def whole(self) -> Floats:
        """The text's vector [H], of length 1."""
        return _unit_length(self.vectors)

    def span(self, start: int, end: int) -> Floats:
        """The vector [H] of the span, of length 1 (0 for one without units)."""
        inside = [index for index, (first, last) in enumerate(self.units) if first < end and last > start]
        return _unit_length(self.vectors[inside])


class Embedder:
    """Embeds texts with the encoder of a pack; for a pack over a language model, which has none, with the built-in one.

    A unit's vector is the mean of the last states of its first and its last piece. `fingerprint` is that of the pack
    with the encoder. Raises `PackError`.
    """

    def __init__(self, pack: Pack, *, threads: int | None = None) -> None:
        if pack.manifest.language_model is not None:
            pack = load_pack(resources_dir() / "packs" / BUILT_IN)
        self.fingerprint = pack.fingerprint
        name = pack.manifest.networks[0].file
        file = pack.path / name
        network = file.read_bytes()
        if hashlib.sha256(network).hexdigest() != pack.manifest.files[name]:
            raise PackError(f"{pack.path}: the file {name} is damaged or was changed (its hash does not match).")
        self._states = unit_states(network)
        if not self._states:
            raise PackError(f"{file}: the network has no encoder of its own.")
        self._session = OnnxSession(file, threads=threads, network=with_output(network, self._states))
        self._featuriser = Featuriser(pack.path / pack.manifest.tokenizer)

    def embed(
        self,
        texts: Sequence[str],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Embedded]:
        """Each text, none of them blank, embedded. `progress(done, all)` counts parts of texts. Raises `Cancelled`."""
        windows = sorted(self._featuriser.windows(texts), key=lambda window: len(window.pieces))
        parts: list[list[tuple[int, list[tuple[int, int]], Floats]]] = [[] for _ in texts]
        for begin in range(0, len(windows), _ROWS):
            if cancelled is not None and cancelled():
                raise Cancelled
            batch = windows[begin : begin + _ROWS]
            states = self._session.run(collate(batch, self._featuriser.pad), (self._states,))[self._states]
            for window, of_window in zip(batch, states, strict=True):
                parts[window.sentence].append(_core(window, of_window))
            if progress is not None:
                progress(begin + len(batch), len(windows))
        return [_joined(of_text) for of_text in parts]


def _core(window: Window, states: Floats) -> tuple[int, list[tuple[int, int]], Floats]:
    """Where the window's own units begin, these units, and their vectors."""
    low, high = window.core
    vectors = 0.5 * (states[window.first[low:high]] + states[window.last[low:high]])
    return window.units[0][0], list(window.units[low:high]), vectors


def _joined(parts: Sequence[tuple[int, list[tuple[int, int]], Floats]]) -> Embedded:
    ordered = sorted(parts, key=lambda part: part[0])
    units = [unit for _, of_part, _ in ordered for unit in of_part]
    return Embedded(units, np.concatenate([vectors for _, _, vectors in ordered]))


def _unit_length(vectors: Floats) -> Floats:
    mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], dtype=np.float32)
    length = float(np.linalg.norm(mean))
    return mean / length if length else mean
