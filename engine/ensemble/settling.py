"""Candidates become entities that do not cross."""

from __future__ import annotations

from collections.abc import Iterable

from engine.ensemble.candidates import NO_ENTITY
from engine.types import Candidate


def best_label(candidate: Candidate) -> tuple[str, float]:
    """The likeliest label other than "O" and its probability."""
    labels = ((p, name) for name, p in candidate.distribution.items() if name != NO_ENTITY)
    probability, name = max(labels, default=(0.0, NO_ENTITY))
    return name, probability


def is_entity(candidate: Candidate, threshold: float | None) -> bool:
    """Whether the best label reaches `threshold`, or, without one, whether it is likelier than "O"."""
    probability = best_label(candidate)[1]
    if threshold is None:
        return probability > candidate.distribution.get(NO_ENTITY, 0.0)
    return probability >= threshold


def settle(candidates: Iterable[Candidate], threshold: float | None, *, nested: bool = False) -> list[Candidate]:
    """The candidates that are entities by `threshold` (see `is_entity`), in reading order.

    Where two overlap the likelier stays. With `nested` an entity may lie inside another one; they never cross, and none
    has exactly the span of another. The time grows with the characters of the candidates, not with their pairs.
    """
    entities = [(best_label(candidate)[1], candidate) for candidate in candidates if is_entity(candidate, threshold)]
    entities.sort(key=lambda item: (-item[0], item[1].start, -item[1].end))
    kept: _Flat | _Nested = _Nested() if nested else _Flat()
    chosen = [candidate for _, candidate in entities if kept.add(candidate.start, candidate.end)]
    return sorted(chosen, key=lambda candidate: (candidate.start, -candidate.end))


class _Flat:
    """Spans that do not overlap."""

    def __init__(self) -> None:
        self._places: set[int] = set()

    def add(self, start: int, end: int) -> bool:
        """Add the span if it may stand beside the others; returns whether it may."""
        places = range(start, end)
        if not self._places.isdisjoint(places):
            return False
        self._places.update(places)
        return True


class _Nested:
    """Spans that do not cross, each once. A crossing span begins or ends strictly inside the one that it crosses."""

    def __init__(self) -> None:
        self._spans: set[tuple[int, int]] = set()
        self._start_around: dict[int, int] = {}  # of the spans with this offset strictly inside, the last start
        self._end_around: dict[int, int] = {}  # and the first end

    def add(self, start: int, end: int) -> bool:
        """Add the span if it may stand beside the others; returns whether it may."""
        crosses = self._end_around.get(start, end) < end or self._start_around.get(end, start) > start
        if crosses or (start, end) in self._spans:
            return False
        self._spans.add((start, end))
        for offset in range(start + 1, end):
            self._start_around[offset] = max(start, self._start_around.get(offset, start))
            self._end_around[offset] = min(end, self._end_around.get(offset, end))
        return True
