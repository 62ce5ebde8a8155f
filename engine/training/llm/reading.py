"""Taggers over a language model that reads and is left as it is; llama.cpp computes its states in training, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.llm.bases import InstalledModel
from engine.llm.pieces import LlamaPieces
from engine.llm.reading import read_twice
from engine.llm.worker import Setup, Worker
from engine.packs import LanguageModelEntry
from engine.taggers.features import MAX_PIECES, Featuriser, collate
from engine.training.data import Example
from engine.training.export import EXAMPLES, write_onnx
from engine.training.fit import Recipe
from engine.training.llm.qwen import block_count, embeddings
from engine.training.llm.units import RememberedStates, StatesUnits
from engine.training.network import TaggerNetwork

CHARACTERS = "characters.txt"
DROPOUT = 0.3
MOST_UNITS, LEAST_EPOCHS = 350, 14


class ModelReading:
    """A language model's states after its middle block and after five sixths of them; only the taggers are trained.

    What a word is and means is known best in the middle of a model; its last blocks work at the next word.
    """

    def __init__(self, model: InstalledModel, *, threads: int) -> None:
        self._model = model
        count = block_count(model.path)
        self._blocks = tuple(sorted({count // 2, 5 * count // 6}))
        cells = 2 * (MAX_PIECES + 2)
        self._worker = Worker(Setup(model.weights, cells=cells, threads=threads, blocks=self._blocks))
        self._characters, self._tokens = self._known_characters()
        self._pieces = LlamaPieces(self._worker, self._characters)
        self.featuriser = Featuriser(self._pieces)
        self._states = RememberedStates(lambda texts: read_twice(self._worker, texts))

    def network(self, labels: int, taggers: Sequence[str], max_width: int) -> TaggerNetwork:
        known = embeddings(self._model.path, self._tokens)
        units = StatesUnits(
            self._states,
            torch.cat([torch.zeros_like(known[:1]), known / known.norm(dim=-1, keepdim=True)]),
            len(self._blocks),
            pad=self._pieces.pad,
            dropout=DROPOUT,
        )
        return TaggerNetwork(units, labels, taggers=taggers, max_width=max_width, pad=self._pieces.pad, dropout=DROPOUT)

    def recipe(self, usual: Recipe, *, epochs: int | None) -> Recipe:
        return replace(
            usual,
            epochs=epochs or max(usual.epochs, LEAST_EPOCHS),
            batch_units=min(usual.batch_units, MOST_UNITS),
            averaging=0.98,
        )

    def write(self, _network: TaggerNetwork, folder: Path) -> dict[str, Any]:
        (folder / CHARACTERS).write_text(self._characters, encoding="utf-8")
        name, digest = self._model.name, self._model.sha256
        return {
            "language_model": LanguageModelEntry(name=name, sha256=digest, blocks=self._blocks, characters=CHARACTERS)
        }

    def export(self, network: TaggerNetwork, _usual: Sequence[Example], out: Path) -> None:
        batch = collate(list(self.featuriser.windows(EXAMPLES)), self._pieces.pad)
        pieces = torch.from_numpy(batch.pop("pieces"))
        states = torch.zeros(*pieces.shape, network.units.project.in_features)
        inputs = {"states": states, **{name: torch.from_numpy(array) for name, array in batch.items()}}
        write_onnx(_OverStates(network), inputs, network.output_names, out)

    def close(self) -> None:
        self._worker.close()

    def _known_characters(self) -> tuple[str, list[int]]:
        """The characters that are one token of the model, and these tokens."""
        every = [chr(code) for low, high in _CHARACTERS for code in range(low, high)]
        tokens = self._worker.tokens(every)
        known = [(char, of_char[0]) for char, of_char in zip(every, tokens, strict=True) if len(of_char) == 1]
        return "".join(char for char, _ in known), [token for _, token in known]


# ASCII without control characters, punctuation, kana, Chinese, full-width forms.
_CHARACTERS = ((0x21, 0x7F), (0x2010, 0x2050), (0x3001, 0x3100), (0x3400, 0x9FFF), (0xFF01, 0xFF60))


class _OverStates(nn.Module):
    """The network without its language model: states in, the heads' outputs out."""

    def __init__(self, network: TaggerNetwork) -> None:
        super().__init__()
        self.network = network
        units = network.units
        with torch.no_grad():
            self.register_buffer("table", units.char(units.known))

    def forward(self, states: Tensor, first: Tensor, last: Tensor, char: Tensor, offset: Tensor) -> tuple[Tensor, ...]:
        units = self.network.units.of_states(states, first, last, self.get_buffer("table")[char], offset)
        return self.network.read(units, first > 0)
