"""Combine the taggers' votes into candidates, and candidates into entities that do not cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from engine.types import Candidate, Vote

NO_ENTITY = "O"


def average(votes: Iterable[Vote], sources: Sequence[str]) -> list[Candidate]:
    """One candidate a span: the mean over `sources` of their distributions, the rest being "O".

    A source that did not vote for a span gives it nothing. Candidates are sorted by (start, -end).
    """
    by_span: defaultdict[tuple[int, int], list[Vote]] = defaultdict(list)
    for vote in votes:
        if vote.source in sources:
            by_span[vote.start, vote.end].append(vote)
    candidates = []
    for (start, end), cast in sorted(by_span.items(), key=lambda item: (item[0][0], -item[0][1])):
        distribution: dict[str, float] = defaultdict(float)
        for vote in cast:
            distribution[vote.label] += vote.score / len(sources)
        distribution[NO_ENTITY] = max(0.0, 1.0 - sum(distribution.values()))
        candidates.append(Candidate(start, end, dict(distribution), 1.0 - max(distribution.values()), tuple(cast)))
    return candidates


def best_label(candidate: Candidate) -> tuple[str, float]:
    """The likeliest label other than "O" and its probability."""
    labels = ((p, name) for name, p in candidate.distribution.items() if name != NO_ENTITY)
    probability, name = max(labels, default=(0.0, NO_ENTITY))
    return name, probability


def settle(candidates: Iterable[Candidate], threshold: float) -> list[Candidate]:
    """The candidates with a label at or over `threshold`, the likeliest first where two overlap, in reading order."""
    likely = [(best_label(candidate)[1], candidate) for candidate in candidates]
    ranked = sorted(
        ((p, c) for p, c in likely if p >= threshold), key=lambda item: (-item[0], item[1].start, -item[1].end)
    )
    kept: list[Candidate] = []
    taken: set[int] = set()
    for _, candidate in ranked:
        places = range(candidate.start, candidate.end)
        if taken.isdisjoint(places):
            kept.append(candidate)
            taken.update(places)
    return sorted(kept, key=lambda candidate: (candidate.start, -candidate.end))
