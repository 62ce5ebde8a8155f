"""Every method of a pack on the same votes: the taggers read once, and what settles their votes is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.ensemble import best_label
from engine.evaluation.metrics import LabelledSpan, SpanScores, score_spans
from engine.methods import Method, make_method, method_names
from engine.packs import Pack
from engine.types import Candidate, Vote

Entities = Sequence[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class MethodScores:
    """How a method did with its threshold, and without one (0)."""

    method: str
    threshold: float
    scores: SpanScores
    without_threshold: SpanScores


def compare_methods(pack: Pack, votes: Sequence[Sequence[Vote]], gold: Sequence[Entities]) -> list[MethodScores]:
    """Exact span-and-label scores of each method of the pack; `votes` and `gold` are by text."""
    result = []
    for name in method_names(pack):
        method = make_method(pack, name)
        bare = make_method(pack, name, 0.0)
        result.append(MethodScores(name, method.threshold, score(method, votes, gold), score(bare, votes, gold)))
    return result


def score(method: Method, votes: Sequence[Sequence[Vote]], gold: Sequence[Entities]) -> SpanScores:
    """Scores of one method on texts with these votes and gold entities."""
    return score_found([method.entities(of_text) for of_text in votes], gold)


def score_found(found: Sequence[Sequence[Candidate]], gold: Sequence[Entities]) -> SpanScores:
    """Scores of the entities found in each text."""
    spans: list[LabelledSpan] = [
        (index, candidate.start, candidate.end, best_label(candidate)[0])
        for index, entities in enumerate(found)
        for candidate in entities
    ]
    return score_spans([(index, *entity) for index, entities in enumerate(gold) for entity in entities], spans)
