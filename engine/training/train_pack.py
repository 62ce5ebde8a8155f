"""Train the taggers on a user's records and make a pack of them."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from engine.errors import BadInputError
from engine.llm.bases import installed_models
from engine.packs import LabelEntry, Manifest, Source, find_pack
from engine.training import checkpoint
from engine.training.builtin import BUILT_IN, write_encoder
from engine.training.checkpoint import metadata, write_whole
from engine.training.encoders import TOKENIZER, check_encoder, ready_tokenizer
from engine.training.evidence import fit_evidence
from engine.training.fit import EpochReport, Recipe, train
from engine.training.llm.reading import ModelReading
from engine.training.network import TaggerNetwork
from engine.training.place import pack_name
from engine.training.plan import Corpus, Plan, fingerprint, read_corpus, recipe_for, widest_span
from engine.training.publish import Measured, PackFacts, card_parts, write_pack
from engine.training.reading import EncoderReading, Reading
from engine.training.validate import score_taggers
from engine.types import Label

BUILT_IN_PACK = "zh-open"
# Pairs of a light and a dark background that black and white text can be read on.
COLOURS = (
    ("#ffd6a5", "#7a4a12"),
    ("#bfe8c5", "#1f5c33"),
    ("#bcd9ff", "#1f4a80"),
    ("#ffc9e3", "#73284f"),
    ("#fff2a0", "#6e5f00"),
    ("#dcc8ff", "#4a2f80"),
    ("#a9ebe6", "#0f5753"),
    ("#ffb8b8", "#7a2222"),
    ("#c9dc6e", "#3d5a08"),
    ("#d8b58e", "#58361f"),
)
_WEIGHTS, _MINUTES, _ENCODER = "weights.safetensors", "minutes", "encoder"


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told: `network(taggers, index, count)` when one begins, then its steps and its epochs.

    `step(done, all)` may raise to stop; the run goes on from its last epoch when it is started again.
    """

    network: Callable[[Sequence[str], int, int], None]
    step: Callable[[int, int], None]
    epoch: Callable[[EpochReport], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished pack: its manifest, its figures on the test part, records a part, and minutes of training."""

    manifest: Manifest
    measured: tuple[Measured, ...]
    records: dict[str, int]
    minutes: float


def train_pack(plan: Plan, watch: Watch) -> Trained:
    """Train what `plan` asks for and write the pack. Raises `BadInputError`.

    Beside the pack a folder `<pack>.training` holds encoder, checkpoints and finished weights until the pack is there.
    """
    corpus = read_corpus(plan.data, plan.limit)
    work = plan.out.with_name(f"{plan.out.name}.training")
    reading = make_reading(plan, work / _ENCODER)
    trained = [
        train_network(plan, taggers, corpus, reading, work / "-".join(taggers), watch, place)
        for taggers, place in zip(plan.networks(), _places(plan), strict=True)
    ]
    minutes = sum(spent for _, spent in trained)
    for network, _ in trained:
        fit_evidence(network, corpus.items("train", reading.featuriser))
    kept: list[Measured] = []

    def card(manifest: Manifest, measured: Sequence[Measured]) -> str:
        kept.extend(measured)
        return _card(manifest, measured, plan, corpus, minutes)

    manifest = write_pack(
        [network for network, _ in trained],
        reading,
        plan.out,
        _facts(plan, corpus),
        corpus.parts["validation"],
        {plan.data.name: corpus.parts["test"]},
        licence_text=_LICENCE,
        card=card,
    )
    reading.close()
    _remove(work, [_ENCODER, *("-".join(taggers) for taggers in plan.networks())])
    return Trained(manifest, tuple(kept), {name: len(part) for name, part in corpus.parts.items()}, minutes)


def train_network(
    plan: Plan,
    taggers: Sequence[str],
    corpus: Corpus,
    reading: Reading,
    work: Path,
    watch: Watch,
    place: tuple[int, int],
) -> tuple[TaggerNetwork, float]:
    """One trained network, and its minutes of training.

    Weights that an earlier run of the same plan on the same data left in `work` are taken.
    """
    torch.set_num_threads(plan.threads or torch.get_num_threads())
    items, validation = corpus.items("train", reading.featuriser), corpus.items("validation", reading.featuriser)
    recipe = replace(reading.recipe(recipe_for(items, plan), epochs=plan.epochs), run=fingerprint(plan, taggers))
    torch.manual_seed(recipe.seed)
    network = reading.network(len(corpus.labels), taggers, widest_span(items))
    watch.network(taggers, *place)
    finished = work / _WEIGHTS
    known = metadata(finished) if finished.exists() else {}
    minutes = float(known.pop(_MINUTES, "0"))
    if known == _key(recipe):
        network.load_state_dict(load_file(finished))
        return network, minutes
    if plan.lora:
        network.units.encoder = _with_adapters(network.units.encoder)
    minutes = train(
        network,
        lambda _epoch, _rng: items,
        validation,
        recipe,
        work,
        nested=corpus.nested,
        progress=watch.step,
        report=watch.epoch,
    )
    if plan.lora:
        network.units.encoder = network.units.encoder.merge_and_unload()
    weights = {name: value.contiguous().clone() for name, value in network.state_dict().items()}
    write_whole(finished, lambda path: save_file(weights, path, metadata={**_key(recipe), _MINUTES: str(minutes)}))
    (work / checkpoint.FILE).unlink(missing_ok=True)
    return network, minutes


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """With this many training records: F1 of each tagger on the test part, and minutes of training."""

    records: int
    f1: dict[str, float]
    minutes: float


def learning_curve(plan: Plan, shares: Sequence[float], watch: Watch) -> list[CurvePoint]:
    """Train on growing shares of the training part and measure each tagger's own answers on the same test part."""
    corpus = read_corpus(plan.data, plan.limit)
    work = plan.out.with_name(f"{plan.out.name}.training")
    reading = make_reading(plan, work / _ENCODER)
    order = sorted(corpus.parts["train"], key=lambda example: random.Random(example.id).random())  # noqa: S311
    test = corpus.items("test", reading.featuriser)
    # More than the items have: what crosses a sentence's end or breaks a unit counts as missed.
    gold = sum(len(set(example.entities)) for example in corpus.parts["test"])
    points, folders = [], [_ENCODER]
    for share in shares:
        minutes = 0.0
        part = order[: max(1, round(share * len(order)))]
        smaller = replace(corpus, parts={**corpus.parts, "train": part})
        scores: dict[str, float] = {}
        for taggers, place in zip(plan.networks(), _places(plan), strict=True):
            folders.append(f"{'-'.join(taggers)}-{len(part)}")
            network, spent = train_network(
                replace(plan, limit=len(part)), taggers, smaller, reading, work / folders[-1], watch, place
            )
            minutes += spent
            found = score_taggers(network, test, nested=corpus.nested, half=False)
            scores |= {name: round(replace(score, gold=gold).f1, 4) for name, score in found.items()}
        points.append(CurvePoint(len(part), scores, round(minutes, 2)))
    reading.close()
    _remove(work, folders)
    return points


def _remove(work: Path, folders: Sequence[str]) -> None:
    """Remove these folders of `work`, and `work` when nothing else is in it: it may have been there before."""
    for folder in folders:
        shutil.rmtree(work / folder, ignore_errors=True)
    with suppress(OSError):
        work.rmdir()


def make_reading(plan: Plan, scratch: Path) -> Reading:
    """What the plan's networks read with; the built-in encoder is written into `scratch`. Raises `BadInputError`."""
    folder = Path(plan.encoder)
    if plan.encoder == BUILT_IN:
        folder = scratch
        if not (scratch / TOKENIZER).exists():
            write_encoder(find_pack(BUILT_IN_PACK), scratch)
    elif not folder.is_dir() and (models := [m for m in installed_models() if m.name == plan.encoder]):
        if plan.separate or plan.lora:
            raise BadInputError("A language model is shared by all taggers and stays as it is.")
        return ModelReading(models[0], threads=plan.threads or os.cpu_count() or 1)
    else:
        check_encoder(folder)
    return EncoderReading(folder, ready_tokenizer(folder, scratch))


def _places(plan: Plan) -> list[tuple[int, int]]:
    count = len(plan.networks())
    return [(index, count) for index in range(1, count + 1)]


def _with_adapters(encoder: Any) -> Any:
    """LoRA on queries and values (Hu et al. 2022), everything else of the encoder frozen."""
    from peft import LoraConfig, get_peft_model

    return get_peft_model(encoder, LoraConfig(r=8, lora_alpha=16, target_modules=["query", "value"]))


def _key(recipe: Recipe) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(recipe).items()}


def _facts(plan: Plan, corpus: Corpus) -> PackFacts:
    labels = tuple(
        LabelEntry(**asdict(plan.labels.get(name) or Label(name, name, name, light, dark)))
        for index, name in enumerate(corpus.labels)
        for light, dark in [COLOURS[index % len(COLOURS)]]
    )
    records = sum(map(len, corpus.parts.values()))
    return PackFacts(
        name=pack_name(plan.out),
        version="1.0.0",
        description=f"Trained on {plan.data.name}.",
        languages=("zh",),
        licence="as its training data",
        labels=labels,
        encoder=Source(name=Path(plan.encoder).name, licence="its own", attribution="see its own card"),
        training_data=(
            Source(name=plan.data.name, licence="not stated", attribution="the user's records", records=records),
        ),
        nested=corpus.nested,
    )


def _card(manifest: Manifest, measured: Sequence[Measured], plan: Plan, corpus: Corpus, minutes: float) -> str:
    template = (Path(__file__).parent / "pack_card.md").read_text(encoding="utf-8")
    ways = "one encoder for each tagger" if plan.separate else "one encoder that all taggers share"
    return template.format(
        name=manifest.name,
        data=plan.data.name,
        encoder=Path(plan.encoder).name,
        taggers=", ".join(plan.taggers),
        ways=ways,
        adapters=" Its encoder was adapted with LoRA." if plan.lora else "",
        nested=(
            "Entities may lie inside others: the span tagger learned all, the sequence taggers only the outermost."
            if corpus.nested
            else "Entities do not overlap."
        ),
        train=len(corpus.parts["train"]),
        validation=len(corpus.parts["validation"]),
        test=len(corpus.parts["test"]),
        labels=", ".join(corpus.labels),
        minutes=f"{minutes:.1f}",
        **card_parts(manifest, measured),
    )


_LICENCE = """This pack was trained by its user. Its weights come under the terms of the records and of the encoder
that it was trained from; the model card names both.
"""
