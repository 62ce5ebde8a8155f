"""Annotated sentences for training: reading JSON lines, a split that never changes, and labels as units."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from engine.evaluation.gold import read_gold

_CHINESE_NAME = re.compile("[\u4e00-\u9fff]{2,3}")

Part = Literal["train", "validation", "test"]

LEAST_RECORDS = 40
_MANY_RECORDS = 5000


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its gold spans (start, end, label).

    `source` names the annotation guideline it follows, `collection` the data set it came from.
    """

    id: str
    text: str
    entities: tuple[tuple[int, int, str], ...]
    source: str = ""
    collection: str = ""


def read_examples(
    path: Path, *, source: str = "", labels: Mapping[str, str] | None = None, limit: int | None = None
) -> list[Example]:
    """Read JSON lines of `{"id", "text", "entities": [{"start", "end", "label"}]}`, or the first `limit` of them.

    `labels` maps the file's labels to the pack's; spans with other labels are left out. Raises `BadInputError` with
    the line number for anything malformed.
    """
    examples = []
    for record in islice(read_gold(path), limit):
        spans = set(record.entities)
        if labels is not None:
            spans = {(start, end, labels[label]) for start, end, label in spans if label in labels}
        examples.append(Example(record.id, record.text, tuple(sorted(spans)), source, path.parent.name))
    return examples


def part_of(identity: str, *, test_percent: int = 10, validation_percent: int = 6) -> Part:
    """The part of the split an example belongs to, by a hash of its id: the same for ever, whatever else is read.

    The same sentence in simplified and traditional script ("zh_gsdsimp" and "zh_gsd") falls into the same part.
    """
    key = identity.replace("zh_gsdsimp", "zh_gsd").encode()
    place = int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % 100
    if place < test_percent:
        return "test"
    return "validation" if place < test_percent + validation_percent else "train"


def split(examples: Iterable[Example], *, validation_percent: int = 6) -> dict[Part, list[Example]]:
    """Examples by part. A text of the test part is in no other part, and one of the validation part not in training."""
    parts: dict[Part, list[Example]] = {"test": [], "validation": [], "train": []}
    for example in examples:
        parts[part_of(example.id, validation_percent=validation_percent)].append(example)
    taken: set[str] = set()
    for part, members in parts.items():
        parts[part] = [example for example in members if example.text not in taken]
        taken.update(example.text for example in members)
    return parts


def parts_of(examples: Sequence[Example]) -> dict[Part, list[Example]]:
    """Records as `veritag train` sets them apart: 10 % test, 10 % validation (6 % of many), the rest for training."""
    return split(examples, validation_percent=6 if len(examples) >= _MANY_RECORDS else 10)


def swap_mentions(
    examples: Sequence[Example], share: float, rng: random.Random, *, persons: str = "PER"
) -> list[Example]:
    """The examples with about `share` of their entities replaced by others of the same label and collection.

    Mention replacement (Dai and Adel 2020): the tagger meets known contexts with other names. Chinese names of two or
    three characters, of the label `persons`, get the surname of one person and the given name of another, so that most
    are names nobody has. Texts with overlapping entities stay as they are.
    """
    pools: dict[tuple[str, str], list[str]] = {}
    for example in examples:
        for start, end, label in example.entities:
            pools.setdefault((example.collection, label), []).append(example.text[start:end])
    names = {
        collection: [name for name in mentions if _CHINESE_NAME.fullmatch(name)]
        for (collection, label), mentions in pools.items()
        if label == persons
    }

    def other(example: Example, mention: str, label: str) -> str:
        if label == persons and _CHINESE_NAME.fullmatch(mention):
            known = names[example.collection]
            return rng.choice(known)[0] + rng.choice(known)[1:]
        return rng.choice(pools[example.collection, label])

    return [_swapped(example, share, other, rng) for example in examples]


def _swapped(example: Example, share: float, other: Callable[[Example, str, str], str], rng: random.Random) -> Example:
    pairs = zip(example.entities, example.entities[1:], strict=False)
    if not example.entities or any(left[1] > right[0] for left, right in pairs):
        return example
    text, entities, done = "", [], 0
    for start, end, label in example.entities:
        mention = example.text[start:end]
        if rng.random() < share:
            mention = other(example, mention, label)
        text += example.text[done:start]
        entities.append((len(text), len(text) + len(mention), label))
        text += mention
        done = end
    return replace(example, text=text + example.text[done:], entities=tuple(entities))


def unit_spans(
    units: Iterable[tuple[int, int]], entities: Iterable[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Entities as (first unit, last unit, label); those whose ends fall inside a unit are left out."""
    units = list(units)
    starts = {start: index for index, (start, _) in enumerate(units)}
    ends = {end: index for index, (_, end) in enumerate(units)}
    return [(starts[start], ends[end], label) for start, end, label in entities if start in starts and end in ends]
