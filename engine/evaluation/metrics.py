"""Exact span-and-label precision, recall and F1, micro-averaged and per label."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

LabelledSpan = tuple[Hashable, int, int, Hashable]


@dataclass(frozen=True, slots=True)
class SpanScores:
    """Counts and what follows from them; all rates are in [0, 1] and 0.0 where undefined."""

    correct: int
    found: int
    gold: int
    per_label: dict[Hashable, SpanScores] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        return self.correct / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.correct / (self.found + self.gold) if self.found + self.gold else 0.0

    def plain(self, digits: int = 4) -> dict[str, float | int]:
        """Rates and counts as what JSON can hold."""
        rates = {name: round(getattr(self, name), digits) for name in ("precision", "recall", "f1")}
        return {**rates, "correct": self.correct, "found": self.found, "gold": self.gold}


def score_spans(gold: Iterable[LabelledSpan], found: Iterable[LabelledSpan]) -> SpanScores:
    """Compare spans given as (text id, start, end, label). A repeated span counts once."""
    gold_set, found_set = set(gold), set(found)
    labels = {span[3] for span in gold_set | found_set}
    per_label = {
        label: _count({s for s in gold_set if s[3] == label}, {s for s in found_set if s[3] == label})
        for label in sorted(labels, key=str)
    }
    total = _count(gold_set, found_set)
    return SpanScores(total.correct, total.found, total.gold, per_label)


def _count(gold: set[LabelledSpan], found: set[LabelledSpan]) -> SpanScores:
    return SpanScores(len(gold & found), len(found), len(gold))
