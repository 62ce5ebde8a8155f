"""Fit what turns scores into probabilities, on validation spans that no tagger learned from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar  # type: ignore[import-not-found, import-untyped, unused-ignore]
from scipy.special import logsumexp  # type: ignore[import-not-found, import-untyped, unused-ignore]
from sklearn.isotonic import IsotonicRegression  # type: ignore[import-not-found, import-untyped, unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found, import-untyped, unused-ignore]

from engine.ensemble import NO_ENTITY
from engine.evaluation.calibration import expected_calibration_error
from engine.uncertainty import Calibration
from engine.uncertainty.calibration import EDGE

# With fewer spans a fit follows chance: nothing is changed then.
LEAST_CANDIDATES = 100
_TEMPERATURES = (0.1, 10.0)

Distribution = Mapping[str, float]
Fit = Callable[[Sequence[Distribution], Sequence[str]], Calibration]


@dataclass(frozen=True, slots=True)
class CalibrationChoice:
    """`calibration`, fitted on all spans; `ece` of every kind that was tried, each on the half it was not fitted on."""

    calibration: Calibration
    ece: Mapping[str, float]
    candidates: int


def fit_temperature(distributions: Sequence[Distribution], truths: Sequence[str]) -> Calibration:
    """The temperature in [0.1, 10] of least negative log-likelihood (Guo et al. 2017, section 4.2).

    `distributions` are N candidates' over labels and "O", `truths` their true labels, "O" for no entity. A label of no
    probability counts with one ten-thousandth, or a single surprise would decide everything.
    """
    logs, truth = _log_matrix(distributions, truths)
    if not len(truth):
        return Calibration()

    def loss(log_temperature: float) -> float:
        scaled = logs / np.exp(log_temperature)
        return float((logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]).mean())

    found = minimize_scalar(loss, bounds=tuple(np.log(_TEMPERATURES)), method="bounded", options={"xatol": 1e-4})
    return Calibration("temperature", temperature=round(float(np.exp(found.x)), 4))


def fit_beta(distributions: Sequence[Distribution], truths: Sequence[str]) -> Calibration:
    """The curve of three numbers from the best label's probability to how often it is right (Kull et al. 2017).

    A logistic regression on ln p and -ln(1 - p); where one of them comes out negative it is left out, as the paper
    does. Nothing is changed where every best label is right or none is.
    """
    scores, right = best_labels(distributions, truths)
    if len(set(right.tolist())) < 2:
        return Calibration()
    inside = np.clip(scores, EDGE, 1.0 - EDGE)
    sides = np.stack([np.log(inside), -np.log1p(-inside)], axis=1)
    used = [0, 1]
    while True:
        model = LogisticRegression(C=np.inf, max_iter=1000).fit(sides[:, used], right)
        slopes = model.coef_[0]
        if slopes.min() >= 0.0:
            break
        if len(used) == 1:
            return Calibration()
        del used[int(slopes.argmin())]
    slope = dict(zip(used, slopes.tolist(), strict=True))
    numbers = (slope.get(0, 0.0), slope.get(1, 0.0), float(model.intercept_[0]))
    return Calibration("beta", beta=(round(numbers[0], 4), round(numbers[1], 4), round(numbers[2], 4)))


def fit_isotonic(distributions: Sequence[Distribution], truths: Sequence[str]) -> Calibration:
    """The monotone table from the best label's probability to how often it is right (Zadrozny and Elkan 2002).

    "O" is no label here. The table keeps 1 / (N + 2) away from 0 and 1: N spans prove neither.
    """
    scores, right = best_labels(distributions, truths)
    if not len(scores):
        return Calibration()
    margin = 1.0 / (len(scores) + 2)
    model = IsotonicRegression(y_min=margin, y_max=1.0 - margin, out_of_bounds="clip").fit(scores, right)
    pairs = zip(model.X_thresholds_.tolist(), model.y_thresholds_.tolist(), strict=True)
    return Calibration("isotonic", table=tuple((x, round(y, 6)) for x, y in pairs))


# The simpler first: it wins a tie.
FITS: Mapping[str, Fit] = {
    "identity": lambda distributions, truths: Calibration(),
    "temperature": fit_temperature,
    "beta": fit_beta,
    "isotonic": fit_isotonic,
}


def choose_calibration(
    distributions: Sequence[Distribution],
    truths: Sequence[str],
    *,
    groups: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> CalibrationChoice:
    """The kind of calibration with the least expected calibration error of the best label, fitted on all spans.

    The error is cross-fitted: each half of the spans is judged by the fit on the other. `groups` names the text of each
    span, so that spans of one text stay in one half. Below `LEAST_CANDIDATES` spans, or with one group only, nothing is
    fitted. Raises `ValueError` for lengths that differ.
    """
    if len(distributions) != len(truths) or (groups is not None and len(groups) != len(truths)):
        raise ValueError("as many distributions, true labels and groups are needed")
    halves = _halves(range(len(truths)) if groups is None else groups, seed)
    small = len(truths) < LEAST_CANDIDATES or not all(len(half) for half in halves)
    errors = {
        kind: expected_calibration_error(*_cross_fitted(fit, distributions, truths, halves))
        for kind, fit in FITS.items()
        if kind == "identity" or not small
    }
    best = min(errors, key=errors.__getitem__)
    return CalibrationChoice(FITS[best](distributions, truths), errors, len(truths))


def best_labels(
    distributions: Sequence[Distribution], truths: Sequence[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The probability [N] of each candidate's best label other than "O", and whether that label is right [N]."""
    best = [
        max(((p, name) for name, p in each.items() if name != NO_ENTITY), default=(0.0, "")) for each in distributions
    ]
    scores = np.array([p for p, _ in best], dtype=np.float64)
    return scores, np.array([name == truth for (_, name), truth in zip(best, truths, strict=True)], dtype=bool)


def _cross_fitted(
    fit: Fit, distributions: Sequence[Distribution], truths: Sequence[str], halves: Sequence[Sequence[int]]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """What `best_labels` gives, each half calibrated by the fit on the other one."""
    parts = []
    for own, other in (halves, halves[::-1]):
        calibration = fit([distributions[i] for i in other], [truths[i] for i in other])
        parts.append(best_labels([calibration.apply(distributions[i]) for i in own], [truths[i] for i in own]))
    scores, right = zip(*parts, strict=True)
    return np.concatenate(scores), np.concatenate(right)


def _halves(groups: Sequence[Hashable], seed: int) -> tuple[list[int], list[int]]:
    names = list(dict.fromkeys(groups))
    order = np.random.default_rng(seed).permutation(len(names))
    first = {names[i] for i in order[: len(names) // 2].tolist()}
    halves: tuple[list[int], list[int]] = ([], [])
    for index, group in enumerate(groups):
        halves[group not in first].append(index)
    return halves


def _log_matrix(
    distributions: Sequence[Distribution], truths: Sequence[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """log P [N, K] over all labels there are (the floor where it is nothing), and the true label's column [N]."""
    names = sorted({NO_ENTITY, *truths, *(name for each in distributions for name in each)})
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(distributions), len(names)))
    for row, each in zip(matrix, distributions, strict=True):
        for name, p in each.items():
            row[column[name]] = p
    return np.log(np.where(matrix > 0.0, matrix, EDGE)), np.array([column[truth] for truth in truths], dtype=np.int64)
