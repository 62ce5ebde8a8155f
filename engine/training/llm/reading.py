"""Taggers over a language model that reads: LoRA on its blocks in training, llama.cpp and an adapter in the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.llm.bases import InstalledModel
from engine.llm.pieces import LlamaPieces
from engine.llm.worker import Setup, Worker
from engine.packs import LanguageModelEntry
from engine.taggers.features import Featuriser, collate
from engine.training.data import Example
from engine.training.export import EXAMPLES, write_onnx
from engine.training.fit import Recipe
from engine.training.llm.adapter import write_adapter
from engine.training.llm.qwen import Decoder, Lora, block_count
from engine.training.llm.units import LlmUnits
from engine.training.network import TaggerNetwork

ADAPTER, CHARACTERS = "adapter.gguf", "characters.txt"
DROPOUT = 0.1
ADAPTER_RATE, MOST_UNITS = 3e-4, 700


class ModelReading:
    """The first two thirds of a language model's blocks, the second half of them with adapters that are trained.

    What a word is and means is known best in the middle of a model; its last blocks work at the next word.
    """

    def __init__(self, model: InstalledModel, *, blocks: int | None = None, lora: Lora | None = None) -> None:
        self._model = model
        self._blocks = blocks or 2 * block_count(model.path) // 3
        self._lora = lora or Lora(first_block=self._blocks // 2)
        self._worker = Worker(Setup(model.path, cells=256, threads=1))
        self._characters, self._tokens = self._known_characters()
        self._pieces = LlamaPieces(self._worker, self._characters)
        self.featuriser = Featuriser(self._pieces)

    def network(self, labels: int, taggers: Sequence[str], max_width: int) -> TaggerNetwork:
        decoder = Decoder(self._model.path, lora=self._lora, blocks=self._blocks)
        units = LlmUnits(decoder, torch.tensor(self._tokens), pad=self._pieces.pad, dropout=DROPOUT)
        return TaggerNetwork(units, labels, taggers=taggers, max_width=max_width, pad=self._pieces.pad)

    def recipe(self, usual: Recipe) -> Recipe:
        return replace(usual, encoder_rate=ADAPTER_RATE, batch_units=min(usual.batch_units, MOST_UNITS))

    def write(self, network: TaggerNetwork, folder: Path) -> dict[str, Any]:
        write_adapter(network.units.decoder, self._lora, folder / ADAPTER)
        (folder / CHARACTERS).write_text(self._characters, encoding="utf-8")
        name, digest = self._model.name, self._model.sha256
        entry = LanguageModelEntry(
            name=name, sha256=digest, blocks=self._blocks, adapter=ADAPTER, characters=CHARACTERS
        )
        return {"language_model": entry}

    def export(self, network: TaggerNetwork, _usual: Sequence[Example], out: Path) -> None:
        batch = collate(list(self.featuriser.windows(EXAMPLES)), self._pieces.pad)
        pieces = torch.from_numpy(batch.pop("pieces"))
        states = torch.zeros(*pieces.shape, network.units.norm.normalized_shape[0])
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
