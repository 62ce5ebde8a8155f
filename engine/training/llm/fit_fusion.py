"""Fit how much the taggers' and the verifier's word weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-not-found, import-untyped, unused-ignore]
from scipy.special import logsumexp  # type: ignore[import-not-found, import-untyped, unused-ignore]

from engine.ensemble import NO_ENTITY
from engine.evaluation.judgement import Judged
from engine.verifiers.fusion import FLOOR, Fusion

# Towards the taggers' word alone: with few spans the weights stay near it.
_PULL = 2.0
_FOLDS = 5


def fit_fusion(judged: Sequence[Judged], *, alone: bool = False) -> Fusion:
    """The opinion pool of least negative log-likelihood. `alone`: with the taggers' word only, as a control.

    That control is what a threshold or a calibration on the same spans could do without any verifier.
    """
    if not judged:
        return Fusion("fuse", 1.0, 0.0, 0.0)
    spans = _Spans(judged)

    def loss(weights: np.ndarray) -> float:
        a, b, c = weights if len(weights) == 3 else (weights[0], 0.0, weights[1])
        return float(spans.loss(a, b, c) + _PULL * ((a - 1.0) ** 2 + b**2 + c**2))

    start = np.array([1.0, 0.0] if alone else [1.0, 0.3, 0.0])
    # No voice is turned into its opposite.
    bounds = [(0.0, None)] * (len(start) - 1) + [(None, None)]
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    a, b, c = found if not alone else (found[0], 0.0, found[1])
    return Fusion("fuse", round(float(a), 4), round(float(b), 4), round(float(c), 4))


def agrees(judged: Sequence[Judged], more: Sequence[Judged]) -> bool:
    """Whether `more` spans foretell those that were `judged`: a fit on them and some of these does better on the others
    of these than a fit without them, in `_FOLDS` parts.

    Taggers that were trained on much else say other things than those that are trained on parts of these records.
    """
    if not more:
        return False
    folds = [list(map(int, fold)) for fold in np.array_split(np.arange(len(judged)), _FOLDS) if len(fold)]
    with_more = without = 0.0
    for fold in folds:
        apart = _Spans([judged[index] for index in fold])
        others = [one for index, one in enumerate(judged) if index not in fold]
        for known in (others, [*others, *more]):
            fusion = fit_fusion(known)
            loss = apart.loss(fusion.local, fusion.verifier, fusion.none)
            with_more, without = (with_more, without + loss) if known is others else (with_more + loss, without)
    return with_more <= without


class _Spans:
    """Spans as arrays over all labels."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        labels = sorted({label for one in judged for label in (*one.local, *one.verifier, one.truth)})
        self._local, self._verifier = (
            _logs([getattr(one, side) for one in judged], labels) for side in ("local", "verifier")
        )
        self._none = np.array([label == NO_ENTITY for label in labels], dtype=float)
        self._truth = np.array([labels.index(one.truth) for one in judged])
        self._rows = np.arange(len(judged))

    def loss(self, local: float, verifier: float, none: float) -> float:
        """The negative log-likelihood of the truth."""
        logits = local * self._local + verifier * self._verifier + none * self._none
        return -float((logits[self._rows, self._truth] - logsumexp(logits, axis=1)).sum())


def _logs(distributions: Sequence[Mapping[str, float]], labels: Sequence[str]) -> np.ndarray:
    rows = [[max(FLOOR, distribution.get(label, 0.0)) for label in labels] for distribution in distributions]
    return np.asarray(np.log(np.array(rows)))
