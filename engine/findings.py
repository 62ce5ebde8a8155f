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
    Beside them stand the characters of the sentences, each with its most doubtful candidate.
    """

    def __init__(self) -> None:
        self._counts: dict[str, Counter[int]] = {}
        self._characters: dict[str, Counter[int]] = {}

    def add(self, label: str, doubt: float) -> None:
        self._counts.setdefault(label, Counter())[_bin(doubt)] += 1

    def add_sentence(self, label: str, doubt: float, characters: int) -> None:
        """A sentence of which the most doubtful candidate is such a one."""
        self._characters.setdefault(label, Counter())[_bin(doubt)] += characters

    def plain(self) -> dict[str, list[list[int]]]:
        """As JSON: for each label its bins that are not empty, with their candidates and characters."""
        return {
            label: [[bin_, count, self._characters.get(label, Counter())[bin_]] for bin_, count in sorted(bins.items())]
            for label, bins in sorted(self._counts.items())
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Sequence[Sequence[int]]]) -> Doubts:
        made = cls()
        for label, bins in plain.items():
            made._counts[label] = Counter({bin_: count for bin_, count, _ in bins})
            made._characters[label] = Counter({bin_: characters for bin_, _, characters in bins})
        return made

    def routed(self, skipped: Collection[str] = ()) -> list[int]:
        """For each threshold i / BINS, i from 0 to BINS, the candidates over it that are not of `skipped` labels."""
        return _over(self._counts, skipped)

    def characters(self, skipped: Collection[str] = ()) -> list[int]:
        """For each threshold the characters of the sentences to be read.

        One of which the most doubtful candidate has a skipped label is left out, as if it had no other.
        """
        return _over(self._characters, skipped)


@dataclass(frozen=True, slots=True)
class Cost:
    """Characters read and questions answered, and the seconds that each took."""

    characters: int = 0
    reading_seconds: float = 0.0
    questions: int = 0
    asking_seconds: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.characters + other.characters,
            self.reading_seconds + other.reading_seconds,
            self.questions + other.questions,
            self.asking_seconds + other.asking_seconds,
        )

    def __sub__(self, other: Cost) -> Cost:
        return Cost(
            self.characters - other.characters,
            self.reading_seconds - other.reading_seconds,
            self.questions - other.questions,
            self.asking_seconds - other.asking_seconds,
        )


@dataclass(frozen=True, slots=True)
class Pace:
    """Characters read in a second, and milliseconds for a question; None where there is no reading or no asking."""

    characters_a_second: float | None = None
    milliseconds_a_span: float | None = None

    def seconds(self, characters: float, spans: int) -> float:
        """What it takes to read so many characters and to ask about so many spans."""
        reading = characters / self.characters_a_second if self.characters_a_second else 0.0
        return reading + spans * (self.milliseconds_a_span or 0.0) / 1000


@dataclass(frozen=True, slots=True)
class Routed:
    """For each threshold i / BINS, i from 0 to BINS: spans over it, those for which there is time, and the seconds."""

    over: list[int]
    asked: list[int]
    seconds: list[float]


def routed_in_all(
    documents: Iterable[Doubts],
    pace: Pace,
    skipped: Collection[str] = (),
    *,
    spans: int | None = None,
    seconds: float | None = None,
) -> Routed:
    """What there is to do in all documents at that pace, when each has at most so many spans and seconds."""
    found = Routed([0] * (BINS + 1), [0] * (BINS + 1), [0.0] * (BINS + 1))
    for doubts in documents:
        for place, (over, characters) in enumerate(
            zip(doubts.routed(skipped), doubts.characters(skipped), strict=True)
        ):
            asked = over if spans is None else min(over, spans)
            took = pace.seconds(characters * asked / max(1, over), asked)
            if seconds is not None and took > seconds:
                asked, took = int(asked * seconds / took + 1e-9), seconds
            found.over[place] += over
            found.asked[place] += asked
            found.seconds[place] += took
    return found


def _bin(doubt: float) -> int:
    # A doubt of 0.3 may be a little more in binary.
    return min(BINS, max(1, math.ceil(doubt * BINS - 1e-6))) - 1


def _over(counts: Mapping[str, Counter[int]], skipped: Collection[str]) -> list[int]:
    """The sum of all bins over each threshold."""
    bins = [0] * BINS
    for label, of_label in counts.items():
        if label not in skipped:
            for bin_, count in of_label.items():
                bins[bin_] += count
    return [*reversed(list(accumulate(reversed(bins)))), 0]


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
