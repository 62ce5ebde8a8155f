"""Fit the combiner of `engine.ensemble.stacking` on spans whose labels are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found, import-untyped, unused-ignore]

from engine.ensemble.stacking import StackingModel


def fit(
    features: NDArray[np.float64],
    targets: Sequence[str],
    *,
    sources: Sequence[str],
    labels: Sequence[str],
    strength: float = 1.0,
) -> StackingModel:
    """Multinomial logistic regression with an L2 penalty of 1 / `strength`.

    `features` is what `engine.ensemble.stacking.features` gives, of shape (spans, 2 · sources · labels); `targets` is
    the true label of each span, "O" where it is no entity. The votes must come from taggers that did not learn from
    these spans, or the fit trusts them too much. Raises `ValueError` when all targets are the same.
    """
    model = LogisticRegression(C=strength, max_iter=2000).fit(features, np.asarray(targets))
    coefficients, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row stands for the second class
        coefficients = np.vstack([np.zeros_like(coefficients), coefficients])
        intercepts = np.append(np.zeros(1), intercepts)
    return StackingModel(
        tuple(sources),
        tuple(labels),
        tuple(str(name) for name in model.classes_),
        tuple(tuple(map(float, row)) for row in coefficients),
        tuple(map(float, intercepts)),
    )
