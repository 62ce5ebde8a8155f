"""What comes of a document's analysis: its entities, how doubtful the decisions were, and what a second opinion did."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from engine.types import Mention

BINS = 100
"""Doubts lie in [0, 1]; thresholds that are a multiple of 1 / BINS are counted exactly."""

_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Repairs:
    """Spans of a label that were asked about, mistakes that the answer put right, and mistakes that it made."""

    asked: int = 0
    fixed: int = 0
    broken: int = 0

    def harms(self) -> bool:
        """Whether more was broken than fixed, seen on at least a few spans."""
        return self.asked >= _ENOUGH and self.broken > self.fixed


class Doubts:
    """How many candidates of each label there are for each bin of doubt; bin i holds those in (i / BINS, (i+1) / BINS].

    A candidate counts whether it was kept as an entity or left out; its doubt is the probability that this was wrong.
    """

    def __init__(self, counts: Mapping[str, Mapping[int, int]] | None = None) -> None:
        self._counts = {label: Counter(bins) for label, bins in (counts or {}).items()}

    def add(self, label: str, doubt: float) -> None:
        # A doubt of 0.3 may be a little more in binary.
        bin_ = min(BINS, max(1, math.ceil(doubt * BINS - 1e-6))) - 1
        self._counts.setdefault(label, Counter())[bin_] += 1

    def plain(self) -> dict[str, list[list[int]]]:
        """As JSON: for each label its bins that are not empty, with their counts."""
        return {label: [list(pair) for pair in sorted(bins.items())] for label, bins in sorted(self._counts.items())}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Sequence[Sequence[int]]]) -> Doubts:
        return cls({label: {pair[0]: pair[1] for pair in bins} for label, bins in plain.items()})

    def routed(self, skipped: Collection[str] = ()) -> list[int]:
        """For each threshold i / BINS, i from 0 to BINS, the candidates over it that are not of `skipped` labels."""
        bins = [0] * BINS
        for label, counts in self._counts.items():
            if label not in skipped:
                for bin_, count in counts.items():
                    bins[bin_] += count
        return [*reversed(list(accumulate(reversed(bins)))), 0]


def routed_in_all(
    documents: Iterable[Doubts], skipped: Collection[str] = (), most: int | None = None
) -> tuple[list[int], list[int]]:
    """For each threshold i / BINS the candidates over it in all documents, and those for which there is time.

    `most` is how many of one document are asked about at most; None for all.
    """
    over, asked = [0] * (BINS + 1), [0] * (BINS + 1)
    for doubts in documents:
        for place, count in enumerate(doubts.routed(skipped)):
            over[place] += count
            asked[place] += count if most is None else min(count, most)
    return over, asked


@dataclass(frozen=True, slots=True)
class Removal:
    """An entity by the taggers' word that is none after the second opinion. `verdict` is as in a mention's evidence."""

    start: int
    end: int
    label: str
    verdict: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """The entities of a document by (start, -end), the doubts of all candidates, and the entities taken out."""

    mentions: list[Mention]
    doubts: Doubts
    removals: tuple[Removal, ...] = ()
