"""The span tagger as combiner of all taggers' answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from engine.ensemble.candidates import NO_ENTITY, VotedSpan, chosen_labels, group_votes, make_candidate
from engine.types import Candidate, Vote

_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Spanner:
    """SpanNER as system combiner (HybridNER, equations 4 to 7; Fu et al. 2021, section 5).

    P(label | span) is proportional to the sum, over the sources that chose the label, of score(span, label); a source
    that chose none says "O". The score exp(span · label) is, for one span, proportional to the softmax probability of
    the tagger `span_source`, which its votes carry; "O" has what they leave of 1. A label without a vote of that tagger
    counts with a floor of one millionth. A span that the tagger never looked at (too long for it) therefore is "O"
    unless all agree on a label.

    The sum lets one tagger rule alone: whatever it finds unlikely stays out, however many chose it.

    Raises `ValueError` when `span_source` is not among `sources`.
    """

    sources: tuple[str, ...]
    span_source: str

    def __post_init__(self) -> None:
        if self.span_source not in self.sources:
            raise ValueError(f"the span tagger {self.span_source} is not among the sources")

    def combine(self, votes: Iterable[Vote]) -> list[Candidate]:
        candidates = []
        for span in group_votes(votes, self.sources):
            probabilities = self._probabilities(span)
            weights: defaultdict[str, float] = defaultdict(float)
            for label in chosen_labels(span, self.sources):
                weights[label] += max(_FLOOR, probabilities.get(label, 0.0))
            candidates.append(make_candidate(span, weights))
        return candidates

    def _probabilities(self, span: VotedSpan) -> dict[str, float]:
        """The span tagger's softmax over labels and "O"."""
        labels = {vote.label: vote.score for vote in span.votes if vote.source == self.span_source}
        return {**labels, NO_ENTITY: max(0.0, 1.0 - sum(labels.values()))}
