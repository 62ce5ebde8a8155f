"""The mean of the sources' own distributions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.ensemble.candidates import NO_ENTITY, group_votes, make_candidate
from engine.types import Candidate, Vote


@dataclass(frozen=True, slots=True)
class Average:
    """The weighted mean of the sources' distributions; a source that did not vote for a span calls it "O".

    `shares` are the sources' weights, which sum to 1.
    """

    shares: Mapping[str, float]

    def combine(self, votes: Iterable[Vote]) -> list[Candidate]:
        candidates = []
        for span in group_votes(votes, self.shares):
            weights: defaultdict[str, float] = defaultdict(float)
            for vote in span.votes:
                weights[vote.label] += vote.score * self.shares[vote.source]
            weights[NO_ENTITY] = max(0.0, 1.0 - sum(weights.values()))
            candidates.append(make_candidate(span, weights))
        return candidates
