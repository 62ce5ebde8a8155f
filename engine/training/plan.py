"""What a training run is asked to do, and what follows from it and its data: split, recipe, widest span."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from engine.errors import BadInputError
from engine.llm.bases import installed_models
from engine.taggers.features import Featuriser
from engine.text.sentences import split_sentences
from engine.training.data import LEAST_RECORDS, Example, Part, parts_of, read_examples
from engine.training.fit import Recipe, prepare
from engine.training.losses import TrainingItem
from engine.training.network import TAGGERS
from engine.types import LabelSet

ALL = "all"
_MOST_UNITS, _LEAST_UNITS, _STEPS = 1400, 350, 480
_WIDEST = 64
# Overlaps rarer than this are slips of the annotators, not a way to annotate.
_NESTED_SHARE = 0.01
_AS_IN_RECORDS = LabelSet(())


@dataclass(frozen=True, slots=True)
class Plan:
    """A user's training run. `separate`: an encoder for each tagger instead of one for all.

    `labels` gives types their names, colours and definitions; those it does not know are called as in the records.
    """

    data: Path
    encoder: str
    taggers: tuple[str, ...]
    out: Path
    separate: bool = False
    lora: bool = False
    epochs: int | None = None
    limit: int | None = None
    threads: int = 0
    seed: int = 7
    labels: LabelSet = _AS_IN_RECORDS

    def networks(self) -> tuple[tuple[str, ...], ...]:
        """The taggers of each network."""
        return tuple((name,) for name in self.taggers) if self.separate else (self.taggers,)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Annotated records in three parts, with their labels (most frequent first)."""

    parts: dict[Part, list[Example]]
    labels: tuple[str, ...]
    nested: bool

    def items(self, part: Part, featuriser: Featuriser) -> list[TrainingItem]:
        """A part as network input, sentence by sentence, as a document is read later."""
        sentences = [sentence for example in self.parts[part] for sentence in in_sentences(example)]
        return prepare(sentences, featuriser, self.labels, ("",))


def chosen_taggers(names: str) -> tuple[str, ...]:
    """The taggers of a comma-separated list, or all. Raises `BadInputError`."""
    chosen = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    if chosen == (ALL,):
        return TAGGERS
    unknown = [name for name in chosen if name not in TAGGERS]
    if unknown or not chosen:
        wrong = unknown[0] if unknown else names
        raise BadInputError(f"There is no tagger {wrong!r} (there are {', '.join((*TAGGERS, ALL))}).")
    return chosen


def read_corpus(path: Path, limit: int | None = None) -> Corpus:
    """Annotated records split by a hash of their ids.

    A text of the test part is nowhere else. Raises `BadInputError`, also when there is too little to learn from.
    """
    examples = read_examples(path, limit=limit)
    parts = parts_of(examples)
    counts = Counter(label for example in examples for *_, label in example.entities)
    if len(examples) < LEAST_RECORDS:
        raise BadInputError(f"{path}: {len(examples)} records are too few to learn from; {LEAST_RECORDS} are needed.")
    for part in ("train", "validation", "test"):
        if not any(example.entities for example in parts[part]):
            raise BadInputError(f"{path}: the {part} part of the records holds no entities; more records are needed.")
    nested = sum(map(_overlaps, examples)) > _NESTED_SHARE * len(examples)
    return Corpus(parts, tuple(label for label, _ in counts.most_common()), nested)


def in_sentences(example: Example) -> list[Example]:
    """The example as its sentences; an entity that crosses a sentence's end is left out."""
    found = []
    for sentence in split_sentences(example.text):
        inside = tuple(
            (start - sentence.start, end - sentence.start, label)
            for start, end, label in example.entities
            if sentence.start <= start and end <= sentence.end
        )
        found.append(Example(example.id, sentence.text, inside, example.source, example.collection))
    return found


def widest_span(items: Sequence[TrainingItem]) -> int:
    """The widest span, in units, that the taggers need to see: all but one entity in a thousand fit."""
    widths = [last - first + 1 for item in items for first, last, _ in item.spans]
    return int(min(_WIDEST, max(8, math.ceil(np.quantile(widths, 0.999))))) if widths else 8


def recipe_for(items: Sequence[TrainingItem], plan: Plan) -> Recipe:
    """Batches small enough, and epochs enough, for about 480 steps on little data; 5 epochs on much."""
    units = sum(len(item.window.units) for item in items)
    batch = int(min(_MOST_UNITS, max(_LEAST_UNITS, units / 60)))
    epochs = plan.epochs or min(20, max(5, round(_STEPS * batch / units)))
    return Recipe(epochs=epochs, batch_units=batch, seed=plan.seed)


def fingerprint(plan: Plan, taggers: Sequence[str]) -> str:
    """What a network is trained from, so that a killed run goes on only with the same."""
    digest = hashlib.sha256(plan.data.read_bytes())
    model = [model.sha256 for model in installed_models() if model.name == plan.encoder]
    digest.update(repr((plan.encoder, model, tuple(taggers), plan.lora, plan.limit, plan.seed)).encode())
    return digest.hexdigest()


def _overlaps(example: Example) -> bool:
    in_order = sorted((start, end) for start, end, _ in example.entities)
    return any(left[1] > right[0] for left, right in pairwise(in_order))
