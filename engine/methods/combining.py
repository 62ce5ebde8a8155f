"""The ways to settle the taggers' votes, by the names that users give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.ensemble import Average, Combiner, Spanner, best_label, class_f1, majority, overall_f1, settle
from engine.errors import BadInputError, PackError
from engine.packs import Pack
from engine.types import Candidate, Vote
from engine.uncertainty.calibration import Calibration, calibrated

SINGLE = "single:"
COMBINERS = ("average", "majority", "overall-f1", "class-f1", "stacking", "spanner")
DEFAULT_THRESHOLD = 0.5
UNCHANGED = Calibration()


@dataclass(frozen=True, slots=True)
class Method:
    """A combiner of a pack's taggers with the least score of an entity.

    A method is `probabilistic` when its distribution is one of probabilities, which the threshold then looks at. A
    vote's shares are not: there a label has to beat "O" first, and the threshold looks at the mean probability that
    the taggers give the winner (for the sequence taggers, its marginal). A threshold of 0 leaves only the first rule.
    `shares` are the taggers' weights in every mean.
    """

    name: str
    combiner: Combiner
    shares: Mapping[str, float]
    threshold: float
    probabilistic: bool
    nested: bool = False
    calibration: Calibration = UNCHANGED

    def entities(self, votes: Iterable[Vote]) -> list[Candidate]:
        """What these votes come to, in reading order; only with nested labels do entities overlap."""
        return self.settle(self.candidates(votes))

    def candidates(self, votes: Iterable[Vote]) -> list[Candidate]:
        """Every span that was voted for, whether entity or not; the label "O" is in each distribution."""
        return self.calibrate(self.combiner.combine(votes))

    def calibrate(self, candidates: list[Candidate]) -> list[Candidate]:
        """The combiner's candidates with the calibrated distributions of a probabilistic method."""
        if not self.probabilistic or self.calibration == UNCHANGED:
            return candidates
        return [calibrated(candidate, self.calibration) for candidate in candidates]

    def settle(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates that are entities."""
        if self.probabilistic:
            return settle(candidates, self.threshold or None, nested=self.nested)
        likely = (c for c in candidates if self.threshold == 0.0 or self.score(c) >= self.threshold)
        return settle(likely, None, nested=self.nested)

    def score(self, candidate: Candidate) -> float:
        """The calibrated probability that the candidate's best label is right."""
        label, probability = best_label(candidate)
        if self.probabilistic:
            return probability
        return self.calibration.apply_score(self.mean(candidate, label))

    def doubt(self, candidate: Candidate, *, kept: bool) -> float:
        """The probability that the decision to keep the candidate as an entity, or not to, is wrong, in [0, 1]."""
        score = self.score(candidate)
        return 1.0 - score if kept else score

    def mean(self, candidate: Candidate, label: str) -> float:
        """The mean probability that the method's taggers give the span with this label."""
        return sum(v.score * self.shares.get(v.source, 0.0) for v in candidate.votes if v.label == label)


def method_names(pack: Pack) -> tuple[str, ...]:
    """The methods that `pack` can be used with, the combiners first."""
    taggers = pack.manifest.taggers()
    singles = tuple(f"{SINGLE}{name}" for name in taggers)
    return (*(name for name in COMBINERS if _lack(pack, name) is None), *singles)


def make_method(pack: Pack, name: str, threshold: float | None = None) -> Method:
    """The method of that name over the taggers of `pack`. Raises `BadInputError` where the pack lacks what it needs.

    `threshold` replaces the pack's own.
    """
    known = method_names(pack)
    if name not in known:
        why = _lack(pack, name) if name in COMBINERS else None
        raise BadInputError(
            f"The method {name} is not available with the pack {pack.manifest.name}"
            f"{f': {why}' if why else ''} (available: {', '.join(known)})."
        )
    fitted = pack.manifest.fitted
    carried = fitted.thresholds.get(name, DEFAULT_THRESHOLD)
    combiner = _combiner(pack, name)
    shares = {name.removeprefix(SINGLE): 1.0} if name.startswith(SINGLE) else _shares(pack)
    try:
        calibration = Calibration.from_plain(fitted.calibration.get(name, UNCHANGED.to_plain()))
    except ValueError as error:
        raise PackError(f"{pack.path}: the pack's combiner is not valid ({error}).") from None
    return Method(
        name,
        combiner,
        shares,
        carried if threshold is None else threshold,
        probabilistic=name in ("average", "stacking"),
        nested=pack.manifest.nested,
        calibration=calibration,
    )


def _lack(pack: Pack, name: str) -> str | None:
    """What the pack lacks for a combiner, as part of a sentence, or None."""
    fitted, taggers = pack.manifest.fitted, pack.manifest.taggers()
    match name:
        case "overall-f1" | "class-f1" if not set(taggers) <= set(fitted.overall_f1):
            return "it does not say how good each tagger is"
        case "stacking" if fitted.stacking is None:
            return "it has no fitted coefficients"
        case "spanner" if _span_tagger(pack) is None:
            return "it has no span tagger"
        case _:
            return None


def _combiner(pack: Pack, name: str) -> Combiner:
    fitted, taggers = pack.manifest.fitted, pack.manifest.taggers()
    match name:
        case "average":
            return Average(_shares(pack))
        case "overall-f1":
            return overall_f1({tagger: fitted.overall_f1[tagger] for tagger in taggers}, fitted.prior)
        case "class-f1":
            weights = {tagger: fitted.overall_f1[tagger] for tagger in taggers}
            return class_f1(weights, fitted.class_f1, fitted.prior)
        case "spanner":
            span_tagger = _span_tagger(pack)
            assert span_tagger is not None  # noqa: S101
            return Spanner(taggers, span_tagger)
        case "stacking":
            from engine.ensemble.stacking import Stacking, StackingModel

            try:
                return Stacking(StackingModel.from_plain(fitted.stacking))
            except ValueError as error:
                raise PackError(f"{pack.path}: the pack's combiner is not valid ({error}).") from None
        case "majority":
            return majority(taggers, fitted.prior)
        case _:
            return majority((name.removeprefix(SINGLE),))


def _shares(pack: Pack) -> dict[str, float]:
    """Sequence taggers and the span tagger weigh the same together: those of one kind err together."""
    kinds = {tagger.name: tagger.kind for network in pack.manifest.networks for tagger in network.taggers}
    count = Counter(kinds.values())
    return {name: 1.0 / (len(count) * count[kind]) for name, kind in kinds.items()}


def _span_tagger(pack: Pack) -> str | None:
    taggers = (tagger for network in pack.manifest.networks for tagger in network.taggers)
    return next((tagger.name for tagger in taggers if tagger.kind == "span"), None)
