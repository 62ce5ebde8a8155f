"""The networks of a pack at work: windows in, the taggers' raw outputs out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from engine.llm.bases import needed_model
from engine.llm.pieces import LlamaPieces
from engine.llm.reading import read_twice
from engine.llm.worker import Setup, Worker
from engine.packs import LanguageModelEntry, NetworkEntry, Pack
from engine.taggers.crf import Floats
from engine.taggers.features import MAX_PIECES, Featuriser, Window, collate
from engine.taggers.runtime import CPU, OnnxSession

# A text is read twice.
_CELLS = 2 * (MAX_PIECES + 2)

Cancel = Callable[[], bool]


class Network(Protocol):
    """One ONNX network with what it needs to read. `outputs` are the names of what `run` gives."""

    outputs: tuple[str, ...]
    lost_gpu: bool

    @property
    def provider(self) -> str: ...

    def run(self, batch: Sequence[Window], cancelled: Cancel | None = None) -> dict[str, Floats]:
        """Each output for the batch, its first axes [windows, units]. One that takes long raises `Cancelled`."""
        ...

    def close(self) -> None:
        """Give back processes and memory."""
        ...


class EncoderNetwork:
    """A network that holds its own encoder."""

    def __init__(self, session: OnnxSession, pad: int) -> None:
        self._session = session
        self._pad = pad
        self.outputs, self.lost_gpu = session.outputs, session.lost_gpu

    @property
    def provider(self) -> str:
        return self._session.provider

    def run(self, batch: Sequence[Window], _cancelled: Cancel | None = None) -> dict[str, Floats]:
        return self._session.run(collate(batch, self._pad))

    def close(self) -> None:
        pass


class StatesNetwork:
    """A network over the states of a language model, which its own process computes."""

    def __init__(self, session: OnnxSession, worker: Worker, pad: int) -> None:
        self._session = session
        self._worker = worker
        self._pad = pad
        self.outputs, self.lost_gpu = session.outputs, session.lost_gpu

    @property
    def provider(self) -> str:
        return CPU

    def run(self, batch: Sequence[Window], cancelled: Cancel | None = None) -> dict[str, Floats]:
        inputs = collate(batch, self._pad)
        found = read_twice(self._worker, [window.pieces.tolist() for window in batch], cancelled=cancelled)
        states = np.zeros((*inputs.pop("pieces").shape, found[0].shape[-1]), dtype=np.float32)
        for row, of_window in zip(states, found, strict=True):
            row[: len(of_window)] = of_window
        return self._session.run({**inputs, "states": states})

    def close(self) -> None:
        self._worker.close()


def open_networks(pack: Pack, threads: int) -> tuple[Featuriser, list[tuple[Network, NetworkEntry]]]:
    """What makes windows for the networks of a pack, and the networks. Raises `PackError` and `ModelError`."""
    manifest = pack.manifest
    sessions = [(OnnxSession(pack.path / entry.file, threads=threads), entry) for entry in manifest.networks]
    if manifest.language_model is None:
        featuriser = Featuriser(pack.path / manifest.tokenizer)
        return featuriser, [(EncoderNetwork(session, featuriser.pad), entry) for session, entry in sessions]
    worker, pieces = _open_language_model(pack, manifest.language_model, threads)
    return Featuriser(pieces), [(StatesNetwork(session, worker, pieces.pad), entry) for session, entry in sessions]


def _open_language_model(pack: Pack, entry: LanguageModelEntry, threads: int) -> tuple[Worker, LlamaPieces]:
    """The installed model that the pack stands on, by its hash."""
    model = needed_model(entry.name, entry.sha256, pack.path)
    worker = Worker(Setup(model.weights, threads=threads, cells=_CELLS, blocks=entry.blocks))
    return worker, LlamaPieces(worker, (pack.path / entry.characters).read_text(encoding="utf-8"))
