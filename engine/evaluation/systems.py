"""Combine the recorded answers of several systems by voting and score the result: `veritag combine`.

The rules are those of the SpanNER authors' own combination script, from which their published numbers come:

- A vote counts only where start and end agree exactly. A system that does not name a span votes "O" on it.
- A vote weighs 1, the system's reported F1, or its F1 on the label; an "O" weighs 1 or the reported F1.
- Each span is settled by itself, and winners that overlap all stay. There are few: two of them cannot both win where
  no system overlaps itself and a system's vote weighs the same for every label.

It differs from that script in two places. In a tie the script takes the label whose first vote comes last in its list
of systems; here the class prior decides (HybridNER, section 3.2), with "O" first and then the label that these systems
choose more often. And what the script calls a system's class F1 is its precision on the class, because it counts the
predicted spans in place of the true ones; here it is the F1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from engine.ensemble import Combiner, best_label, class_f1, is_entity, majority, overall_f1
from engine.errors import BadInputError
from engine.evaluation.metrics import score_spans
from engine.types import Vote

METHODS = ("majority", "overall-f1", "class-f1")

SentenceSpan = tuple[int, int, int, str]
"""Number of the sentence, start, end (exclusive) and label."""


@dataclass(frozen=True, slots=True)
class System:
    """One system's recorded answer. `reported_f1` is in [0, 1]; no two predictions have the same span."""

    name: str
    reported_f1: float
    predictions: tuple[SentenceSpan, ...]


@dataclass(frozen=True, slots=True)
class RecordedSystems:
    """The answers of several systems to the same sentences, with the gold spans."""

    source: str
    sentences: int
    gold: tuple[SentenceSpan, ...]
    systems: tuple[System, ...]


def read_systems(path: Path) -> RecordedSystems:
    """Read `{"source", "sentences": count, "gold": spans, "systems": {name: {"reported_f1", "predictions": spans}}}`.

    A span is [sentence, start, end, label], sentences count from 0, and `reported_f1` is in percent. Where a system
    gives one span several labels, the last counts. Raises `BadInputError` with one sentence that names the file and
    what is wrong with it.
    """
    try:
        raw = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadInputError(f"{path}: the file cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise BadInputError(f"{path}: the file is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise BadInputError(f"{path}: the file is not valid JSON.") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("systems"), dict) or not raw["systems"]:
        raise BadInputError(f'{path}: the file has no "systems".')
    sentences = raw.get("sentences")
    if not _is_count(sentences):
        raise BadInputError(f'{path}: "sentences" is not the number of sentences.')
    gold = tuple(_spans(raw.get("gold"), sentences, f'{path}: "gold"'))
    systems = tuple(_system(name, system, sentences, path) for name, system in raw["systems"].items())
    return RecordedSystems(str(raw.get("source", "")), sentences, gold, systems)


def select(recorded: RecordedSystems, names: Sequence[str] | None) -> list[System]:
    """The systems of these names, or all, in the order of the file. Raises `BadInputError` for an unknown name."""
    if names is None:
        return list(recorded.systems)
    available = [system.name for system in recorded.systems]
    if unknown := [name for name in names if name not in available]:
        raise BadInputError(f"There is no system called {unknown[0]} (available: {', '.join(available)}).")
    if not names:
        raise BadInputError(f"No system is named (available: {', '.join(available)}).")
    return [system for system in recorded.systems if system.name in names]


def evaluate_combination(recorded: RecordedSystems, method: str, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Scores of the combination as plain JSON: micro-averaged and per label, rates in [0, 1].

    The weights by class are each system's F1 on the gold spans of the same file, for there is no other. Raises
    `BadInputError` for an unknown method or system.
    """
    systems = select(recorded, names)
    found = combine_systems(systems, _combiner(method, systems, recorded.gold))
    scores = score_spans(recorded.gold, found)
    return {
        **scores.plain(6),
        "per_label": {str(label): of_label.plain(6) for label, of_label in scores.per_label.items()},
        "method": method,
        "systems": [system.name for system in systems],
        "records": recorded.sentences,
        "source": recorded.source,
    }


def combine_systems(systems: Sequence[System], combiner: Combiner) -> list[SentenceSpan]:
    """The spans whose combined label is likelier than "O". `combiner` knows the systems by their names."""
    stride = max((end for system in systems for _, _, end, _ in system.predictions), default=0)
    votes = (
        Vote(sentence * stride + start, sentence * stride + end, label, 1.0, system.name, chosen=True)
        for system in systems
        for sentence, start, end, label in system.predictions
    )
    found = []
    for candidate in combiner.combine(votes):
        if is_entity(candidate, None):
            sentence, start = divmod(candidate.start, stride)
            found.append((sentence, start, candidate.end - sentence * stride, best_label(candidate)[0]))
    return found


def _combiner(method: str, systems: Sequence[System], gold: Sequence[SentenceSpan]) -> Combiner:
    prior = Counter(label for system in systems for *_, label in system.predictions)
    reported = {system.name: system.reported_f1 for system in systems}
    match method:
        case "majority":
            return majority(reported, prior)
        case "overall-f1":
            return overall_f1(reported, prior)
        case "class-f1":
            by_class = {
                system.name: {
                    str(label): scores.f1 for label, scores in score_spans(gold, system.predictions).per_label.items()
                }
                for system in systems
            }
            return class_f1(reported, by_class, prior)
        case _:
            raise BadInputError(f"There is no method {method} (available: {', '.join(METHODS)}).")


def _system(name: str, raw: Any, sentences: int, path: Path) -> System:
    reported = raw.get("reported_f1") if isinstance(raw, dict) else None
    if isinstance(reported, bool) or not isinstance(reported, int | float) or not 0 <= reported <= 100:
        raise BadInputError(f'{path}: the system {name} has no "reported_f1" from 0 to 100.')
    spans = _spans(raw.get("predictions"), sentences, f'{path}: "predictions" of {name}')
    labels = {span[:3]: span[3] for span in spans}
    return System(name, reported / 100, tuple((*span, label) for span, label in labels.items()))


def _spans(raw: Any, sentences: int, where: str) -> Iterator[SentenceSpan]:
    if not isinstance(raw, list):
        raise BadInputError(f"{where} is not a list.")
    for number, span in enumerate(raw, start=1):
        match span:
            case [sentence, start, end, str(label)] if (
                all(map(_is_count, span[:3])) and sentence < sentences and start < end and label not in ("", "O")
            ):
                yield sentence, start, end, label
            case _:
                raise BadInputError(
                    f"{where}: entry {number} is not [sentence, start, end, label] with a sentence below {sentences}, "
                    "start < end and the name of a label."
                )


def _is_count(raw: Any) -> TypeGuard[int]:
    return isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0
