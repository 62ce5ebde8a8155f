"""Voting: each source gives the label it chose for a span a weight, and "O" where it chose none.

The three baselines of HybridNER, section 3.2 (VM, VOF1, VCF1), as in the voting of SpanNER (Fu et al. 2021, section 5):

- A vote counts only for exactly its span. "O" is a label like any other: a source that chose no label for a span that
  others named votes against it with its whole weight.
- Every span is settled by itself. What to do with winners that cross is left to `settle`.
- Ties go to the label with the higher class prior, also where "O" takes part. "O" comes first unless a prior is given
  for it, since most spans hold no entity; so one label against "O" needs more than half of the weight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.ensemble.candidates import NO_ENTITY, chosen_labels, group_votes, make_candidate
from engine.types import Candidate, Vote

_TIE_WEIGHT = 1e-9


@dataclass(frozen=True, slots=True)
class Voting:
    """Weighted voting of the sources that `overall` names; the distribution is the labels' share of all weight.

    `overall` is each source's weight, of which its "O" votes have all. `by_class`, where it names the source and label,
    replaces that weight. `prior` is how common labels are, on any scale. Ties are settled inside the distribution, by
    a billionth of the weight.
    """

    overall: Mapping[str, float]
    by_class: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    prior: Mapping[str, float] = field(default_factory=dict)

    def combine(self, votes: Iterable[Vote]) -> list[Candidate]:
        sources = tuple(self.overall)
        own = [self.by_class.get(source, {}) for source in sources]
        overall = list(self.overall.values())
        shares = _shares(self.prior)
        nudge = _TIE_WEIGHT * (sum(overall) or 1.0)
        candidates = []
        for span in group_votes(votes, sources):
            weights: defaultdict[str, float] = defaultdict(float)
            for label, of_source, otherwise in zip(chosen_labels(span, sources), own, overall, strict=True):
                weights[label] += of_source.get(label, otherwise)
            if len(weights) > 1:
                for label in weights:
                    weights[label] += nudge * shares.get(label, 0.0)
            candidates.append(make_candidate(span, weights if any(weights.values()) else dict.fromkeys(weights, 1.0)))
        return candidates


def majority(sources: Iterable[str], prior: Mapping[str, float] | None = None) -> Voting:
    """Majority voting (VM): every source weighs the same."""
    return Voting(dict.fromkeys(sources, 1.0), prior=prior or {})


def overall_f1(f1: Mapping[str, float], prior: Mapping[str, float] | None = None) -> Voting:
    """Voting weighted by overall F1 (VOF1): `f1` is each source's on validation data, all on one scale."""
    return Voting(f1, prior=prior or {})


def class_f1(
    overall: Mapping[str, float],
    by_class: Mapping[str, Mapping[str, float]],
    prior: Mapping[str, float] | None = None,
) -> Voting:
    """Voting weighted by class F1 (VCF1): `by_class` is {source: {label: F1 on validation data}}.

    "O" has no F1 of its own and weighs the source's overall F1, on the same scale; so does a label that the validation
    data do not show ("fall back to global weights", HybridNER, section 3.2).
    """
    return Voting(overall, by_class, prior or {})


def _shares(prior: Mapping[str, float]) -> dict[str, float]:
    """The prior as shares of its largest value, at most 1; "O" stands above them when the prior leaves it out."""
    largest = max(prior.values(), default=0.0) or 1.0
    return {NO_ENTITY: 2.0, **{label: value / largest for label, value in prior.items()}}
