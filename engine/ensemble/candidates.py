"""From votes to candidates: what every combiner shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from engine.types import Candidate, Vote

NO_ENTITY = "O"


class Combiner(Protocol):
    """Makes one candidate of each span that the sources it knows voted for.

    Candidates are sorted by (start, -end); each distribution holds "O" and sums to 1, and `uncertainty` is 1 minus its
    largest probability. The order of the votes makes no difference; votes of other sources are not heard.
    """

    def combine(self, votes: Iterable[Vote]) -> list[Candidate]: ...


class VotedSpan(NamedTuple):
    """A span with all votes on it, in the order of their sources, then of their labels."""

    start: int
    end: int
    votes: tuple[Vote, ...]


def group_votes(votes: Iterable[Vote], sources: Iterable[str]) -> list[VotedSpan]:
    """The spans that any of `sources` voted for, sorted by (start, -end)."""
    rank = {source: index for index, source in enumerate(sources)}
    by_span: defaultdict[tuple[int, int], list[Vote]] = defaultdict(list)
    for vote in votes:
        if vote.source in rank:
            by_span[vote.start, vote.end].append(vote)
    for cast in by_span.values():
        cast.sort(key=lambda vote: (rank[vote.source], vote.label, vote.score, vote.chosen))
    in_order = sorted(by_span, key=lambda span: (span[0], -span[1]))
    return [VotedSpan(start, end, tuple(by_span[start, end])) for start, end in in_order]


def chosen_labels(span: VotedSpan, sources: Sequence[str]) -> list[str]:
    """Each source's own answer for the span, "O" where it chose no label."""
    chosen = {vote.source: vote.label for vote in span.votes if vote.chosen}
    return [chosen.get(source, NO_ENTITY) for source in sources]


def make_candidate(span: VotedSpan, weights: Mapping[str, float]) -> Candidate:
    """The candidate whose distribution is proportional to `weights`: labels to numbers >= 0, not all 0."""
    total = sum(weights.values())
    distribution = {label: weight / total for label, weight in weights.items()}
    distribution.setdefault(NO_ENTITY, 0.0)
    return Candidate(span.start, span.end, distribution, 1.0 - max(distribution.values()), span.votes)
