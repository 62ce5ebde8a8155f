"""Fit what settles the taggers' votes, on validation texts that no tagger learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.ensemble import NO_ENTITY, Combiner, best_label, group_votes, is_entity
from engine.ensemble.stacking import Stacking, StackingModel, features
from engine.evaluation.compare import score_found
from engine.evaluation.metrics import LabelledSpan, SpanScores, score_spans
from engine.evaluation.routing import decided, routing_thresholds
from engine.methods import UNCHANGED, Method, make_method, method_names
from engine.packs import Fitted, Pack
from engine.training.calibrate import LEAST_CANDIDATES, CalibrationChoice, choose_calibration
from engine.training.data import Example
from engine.training.stacking import fit as fit_stacking
from engine.types import Candidate, Vote

# Below this many gold entities a regression over all votes would learn the validation texts by heart.
LEAST_FOR_STACKING = 50
_FOLDS = 5
# Near enough to the threshold that is to be found: F1 is flat there.
_NEAR = 0.4


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
    et al. 2014); F on these texts stands for it. On too few spans nothing is fitted, and the usual threshold stays.
    """
    calibration, thresholds = {}, {}
    for name in method_names(pack):
        method = make_method(pack, name)
        said = _said(pack, method, votes, gold)
        choice = _calibration(method, said, gold)
        if choice.candidates < LEAST_CANDIDATES:
            continue
        if choice.calibration != UNCHANGED:
            calibration[name] = choice.calibration.to_plain()
        fitted = replace(method, calibration=choice.calibration, threshold=_NEAR)
        found = [fitted.settle(fitted.calibrate(of_text)) for of_text in said]
        if f1 := score_found(found, [example.entities for example in gold]).f1:
            thresholds[name] = round(f1 / 2, 3)
    return pack.manifest.fitted.model_copy(update={"calibration": calibration, "thresholds": thresholds})


def fit_routing(pack: Pack, votes: Sequence[Sequence[Vote]], gold: Sequence[Example]) -> Fitted:
    """The pack's fitted numbers with the thresholds of doubt for its own method."""
    method = make_method(pack, pack.manifest.method)
    found = decided(method, votes, [example.entities for example in gold])
    thresholds = {aim: round(tau, 4) for aim, tau in routing_thresholds(found).items()}
    return pack.manifest.fitted.model_copy(update={"routing": thresholds})


def _said(
    pack: Pack, method: Method, votes: Sequence[Sequence[Vote]], gold: Sequence[Example]
) -> list[list[Candidate]]:
    """What the method's combiner says of each text; the regression, when it was fitted without the text's fifth."""
    if method.name != "stacking":
        return [method.combiner.combine(of_text) for of_text in votes]
    fold = {name: place % _FOLDS for place, name in enumerate(sorted({example.id for example in gold}))}
    taggers, labels = pack.manifest.taggers(), [label.name for label in pack.manifest.labels]
    combiners: list[Combiner] = []
    for left_out in range(_FOLDS):
        others = [i for i, example in enumerate(gold) if fold[example.id] != left_out]
        plain = _stacking([votes[i] for i in others], [gold[i] for i in others], taggers, labels)
        combiners.append(method.combiner if plain is None else Stacking(StackingModel.from_plain(plain)))
    return [combiners[fold[example.id]].combine(of_text) for of_text, example in zip(votes, gold, strict=True)]


def _calibration(method: Method, said: Sequence[Sequence[Candidate]], gold: Sequence[Example]) -> CalibrationChoice:
    distributions, truths, groups = [], [], []
    for of_text, example in zip(said, gold, strict=True):
        known = {(start, end): label for start, end, label in example.entities}
        for candidate in of_text:
            if not method.probabilistic and not is_entity(candidate, None):
                continue
            distributions.append(_probabilities(method, candidate))
            truths.append(known.get((candidate.start, candidate.end), NO_ENTITY))
            groups.append(example.id)
    return choose_calibration(distributions, truths, groups=groups)


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
