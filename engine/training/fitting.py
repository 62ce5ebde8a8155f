"""Fit what settles the taggers' votes, on validation texts that no tagger learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.ensemble import NO_ENTITY, best_label, group_votes
from engine.ensemble.stacking import features
from engine.evaluation.compare import score
from engine.evaluation.metrics import LabelledSpan, SpanScores, score_spans
from engine.evaluation.routing import decided, routing_thresholds
from engine.methods import UNCHANGED, Method, make_method, method_names
from engine.packs import Fitted, Pack
from engine.training.calibrate import choose_calibration
from engine.training.data import Example
from engine.training.stacking import fit as fit_stacking
from engine.types import Candidate, Vote
from engine.uncertainty import Calibration

# Below this many gold entities a regression over all votes would learn the validation texts by heart.
LEAST_FOR_STACKING = 50


def fit_votes(
    votes: Sequence[Sequence[Vote]], gold: Sequence[Example], taggers: Sequence[str], labels: Sequence[str]
) -> Fitted:
    """Weights of votes, prior and stacking from each text's votes and gold entities.

    A tagger's F1 is that of its own answers with the usual threshold off.
    """
    scores = {tagger: _score(votes, gold, tagger) for tagger in taggers}
    counts = Counter(label for example in gold for *_, label in example.entities)
    total = sum(counts.values()) or 1
    return Fitted(
        overall_f1={tagger: round(score.f1, 4) for tagger, score in scores.items()},
        class_f1={tagger: _by_label(score) for tagger, score in scores.items()},
        prior={label: round(counts[label] / total, 4) for label in labels},
        stacking=_stacking(votes, gold, taggers, labels) if total >= LEAST_FOR_STACKING else None,
    )


def fit_scores(pack: Pack, votes: Sequence[Sequence[Vote]], gold: Sequence[Example]) -> Fitted:
    """The pack's fitted numbers with calibration and threshold of each method.

    Calibrated scores are probabilities p, and an entity is worth keeping for F1 from p = F/2 on, F the best F1 (Lipton
    et al. 2014); F on these texts stands for it. Scores that are left as they are keep the usual threshold.
    """
    calibration, thresholds = {}, {}
    entities = [example.entities for example in gold]
    for name in method_names(pack):
        method = make_method(pack, name)
        # The regression has seen these spans: what it says of them is no measure of it.
        found = None if name == "stacking" else _calibration(method, votes, gold)
        if found is not None and found != UNCHANGED:
            calibration[name] = found.to_plain()
            thresholds[name] = round(
                score(replace(method, calibration=found, threshold=0.4), votes, entities).f1 / 2, 3
            )
    return pack.manifest.fitted.model_copy(update={"calibration": calibration, "thresholds": thresholds})


def fit_routing(pack: Pack, votes: Sequence[Sequence[Vote]], gold: Sequence[Example]) -> Fitted:
    """The pack's fitted numbers with the thresholds of doubt for its own method."""
    method = make_method(pack, pack.manifest.method)
    found = decided(method, votes, [example.entities for example in gold])
    thresholds = {aim: round(tau, 4) for aim, tau in routing_thresholds(found).items()}
    return pack.manifest.fitted.model_copy(update={"routing": thresholds})


def _calibration(method: Method, votes: Sequence[Sequence[Vote]], gold: Sequence[Example]) -> Calibration:
    distributions, truths, groups = [], [], []
    for index, (of_text, example) in enumerate(zip(votes, gold, strict=True)):
        known = {(start, end): label for start, end, label in example.entities}
        for candidate in method.candidates(of_text):
            distributions.append(_probabilities(method, candidate))
            truths.append(known.get((candidate.start, candidate.end), NO_ENTITY))
            groups.append(index)
    return choose_calibration(distributions, truths, groups=groups).calibration


def _probabilities(method: Method, candidate: Candidate) -> Mapping[str, float]:
    if method.probabilistic:
        return candidate.distribution
    label = best_label(candidate)[0]
    mean = method.mean(candidate, label)
    return {label: mean, NO_ENTITY: 1.0 - mean}


def _score(votes: Sequence[Sequence[Vote]], gold: Sequence[Example], tagger: str) -> SpanScores:
    found: list[LabelledSpan] = [
        (index, vote.start, vote.end, vote.label)
        for index, of_text in enumerate(votes)
        for vote in of_text
        if vote.chosen and vote.source == tagger
    ]
    return score_spans([(i, *entity) for i, example in enumerate(gold) for entity in example.entities], found)


def _by_label(score: SpanScores) -> dict[str, float]:
    parts: Mapping[object, SpanScores] = score.per_label
    return {str(label): round(part.f1, 4) for label, part in parts.items()}


def _stacking(
    votes: Sequence[Sequence[Vote]], gold: Sequence[Example], taggers: Sequence[str], labels: Sequence[str]
) -> dict[str, object] | None:
    spans, targets = [], []
    for of_text, example in zip(votes, gold, strict=True):
        known = {(start, end): label for start, end, label in example.entities}
        for span in group_votes(of_text, taggers):
            spans.append(span)
            targets.append(known.get((span.start, span.end), NO_ENTITY))
    if len(set(targets)) < 2:
        return None
    matrix = features(spans, taggers, labels)
    return fit_stacking(matrix, targets, sources=taggers, labels=labels).to_plain()
