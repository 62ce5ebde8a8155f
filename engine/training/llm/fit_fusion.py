"""Fit how much the taggers' and the verifier's word weigh, on validation spans."""

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


def fit_fusion(judged: Sequence[Judged], *, alone: bool = False) -> Fusion:
    """The opinion pool of least negative log-likelihood. `alone`: with the taggers' word only, as a control.

    That control is what a threshold or a calibration on the same spans could do without any verifier.
    """
    if not judged:
        return Fusion("fuse", 1.0, 0.0, 0.0)
    labels = sorted({label for one in judged for label in (*one.local, *one.verifier, one.truth)})
    local, verifier = (_logs([getattr(one, side) for one in judged], labels) for side in ("local", "verifier"))
    none = np.array([label == NO_ENTITY for label in labels], dtype=float)
    truth = np.array([labels.index(one.truth) for one in judged])
    rows = np.arange(len(judged))

    def loss(weights: np.ndarray) -> float:
        a, b, c = weights if len(weights) == 3 else (weights[0], 0.0, weights[1])
        logits = a * local + b * verifier + c * none
        likelihood = (logits[rows, truth] - logsumexp(logits, axis=1)).sum()
        return float(-likelihood + _PULL * ((a - 1.0) ** 2 + b**2 + c**2))

    start = np.array([1.0, 0.0] if alone else [1.0, 0.3, 0.0])
    # No voice is turned into its opposite.
    bounds = [(0.0, None)] * (len(start) - 1) + [(None, None)]
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    a, b, c = found if not alone else (found[0], 0.0, found[1])
    return Fusion("fuse", round(float(a), 4), round(float(b), 4), round(float(c), 4))


def _logs(distributions: Sequence[Mapping[str, float]], labels: Sequence[str]) -> np.ndarray:
    rows = [[max(FLOOR, distribution.get(label, 0.0)) for label in labels] for distribution in distributions]
    return np.asarray(np.log(np.array(rows)))
