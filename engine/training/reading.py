"""How the networks of a pack read: from text to vectors of units, in training and in the finished pack."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from engine.taggers.features import Featuriser
from engine.training.data import Example
from engine.training.encoders import TOKENIZER
from engine.training.export import export_onnx
from engine.training.fit import Recipe
from engine.training.network import TaggerNetwork
from engine.training.smooth import smoothed

_USUAL_WINDOWS = 256


class Reading(Protocol):
    """What a pack's networks stand on."""

    featuriser: Featuriser

    def network(self, labels: int, taggers: Sequence[str], max_width: int) -> TaggerNetwork:
        """A network to be trained."""
        ...

    def recipe(self, usual: Recipe, *, epochs: int | None) -> Recipe:
        """How such a network is trained, from how an encoder would be; `epochs` where the user said how many."""
        ...

    def write(self, network: TaggerNetwork, folder: Path) -> dict[str, Any]:
        """Write what a pack needs to read besides its networks; returns what the manifest says of it."""
        ...

    def export(self, network: TaggerNetwork, usual: Sequence[Example], out: Path) -> None:
        """Write the fp32 network to ONNX; `usual` are texts as it will read them."""
        ...

    def close(self) -> None:
        """Give back processes and memory."""
        ...


class EncoderReading:
    """A BERT-family encoder of a local Hugging Face folder, trained with the taggers."""

    def __init__(self, encoder: Path, tokenizer: Path, *, sources: int = 1) -> None:
        self._encoder, self._tokenizer, self._sources = encoder, tokenizer, sources
        self.featuriser = Featuriser(tokenizer)

    def network(self, labels: int, taggers: Sequence[str], max_width: int) -> TaggerNetwork:
        pad = self.featuriser.pad
        return TaggerNetwork(
            self._encoder, labels, taggers=taggers, max_width=max_width, pad=pad, sources=self._sources
        )

    def recipe(self, usual: Recipe, *, epochs: int | None) -> Recipe:
        return usual

    def write(self, _network: TaggerNetwork, folder: Path) -> dict[str, Any]:
        shutil.copyfile(self._tokenizer, folder / TOKENIZER)
        return {"tokenizer": TOKENIZER}

    def export(self, network: TaggerNetwork, usual: Sequence[Example], out: Path) -> None:
        windows = list(islice(self.featuriser.windows(example.text for example in usual), _USUAL_WINDOWS))
        export_onnx(smoothed(network, windows), self.featuriser, out)

    def close(self) -> None:
        pass
