"""Whether scores are probabilities, and whether uncertainty points at what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
DEFAULT_BINS = 15


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The spans with a confidence in (low, high]; the first bin holds `low` itself too.

    `confidence` and `accuracy` are means over the `count` spans, in [0, 1]. In a reliability diagram a calibrated
    tagger's bins lie on the diagonal.
    """

    low: float
    high: float
    confidence: float
    accuracy: float
    count: int


def reliability_bins(
    confidence: npt.ArrayLike, correct: npt.ArrayLike, *, bins: int = DEFAULT_BINS
) -> list[ReliabilityBin]:
    """The bins that hold any span, by rising confidence (Guo et al. 2017, section 2).

    `confidence` [N] in [0, 1] is the probability given to the predicted label, `correct` [N] whether that is right.
    `bins` parts of [0, 1] are of equal width. Raises `ValueError` for lengths that differ or fewer than 1 bin.
    """
    scores, right = _pair(confidence, correct)
    if bins < 1:
        raise ValueError(f"at least one bin is needed, got {bins}")
    if not len(scores):
        return []
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.searchsorted(edges[1:-1], scores, side="left")
    counts = np.bincount(place, minlength=len(edges) - 1)
    confidences = np.bincount(place, weights=scores, minlength=len(counts))
    rights = np.bincount(place, weights=right, minlength=len(counts))
    return [
        ReliabilityBin(
            float(edges[i]),
            float(edges[i + 1]),
            float(confidences[i] / counts[i]),
            float(rights[i] / counts[i]),
            int(counts[i]),
        )
        for i in np.flatnonzero(counts)
    ]


def expected_calibration_error(confidence: npt.ArrayLike, correct: npt.ArrayLike, *, bins: int = DEFAULT_BINS) -> float:
    """ECE = sum_b n_b / N · |accuracy_b - confidence_b|, in [0, 1]; 0 for no spans.

    Arguments as of `reliability_bins` (Guo et al. 2017, equation 3).
    """
    held = reliability_bins(confidence, correct, bins=bins)
    total = sum(each.count for each in held)
    return sum(each.count / total * abs(each.accuracy - each.confidence) for each in held)


def auroc(uncertainty: npt.ArrayLike, wrong: npt.ArrayLike) -> float | None:
    """P(a wrong span is more unsure than a right one), ties counting half; None unless there are both.

    `uncertainty` [N], any monotone scale; `wrong` [N]. By ranks (Mann and Whitney 1947): with n wrong and m right
    spans and R the sum of the wrong ones' ranks (ties share the mean rank), (R - n (n + 1) / 2) / (n m).
    """
    doubts, mistaken = _pair(uncertainty, wrong)
    mistakes = int(mistaken.sum())
    others = len(doubts) - mistakes
    if not mistakes or not others:
        return None
    _, group, counts = np.unique(doubts, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2.0
    return float((ranks[group][mistaken].sum() - mistakes * (mistakes + 1) / 2.0) / (mistakes * others))


def error_share(uncertainty: npt.ArrayLike, wrong: npt.ArrayLike, *, fraction: float = 0.3) -> float | None:
    """The share of all wrong spans that lie among the most uncertain `fraction` of the spans; None without any wrong.

    `uncertainty` [N], `wrong` [N], `fraction` in [0, 1]. With chance alone it is `fraction`. Where spans of one
    uncertainty are only partly within the fraction, their errors count by that part, the mean over all their orders.
    Raises `ValueError` for another fraction or lengths that differ.
    """
    doubts, mistaken = _pair(uncertainty, wrong)
    if not 0.0 <= fraction <= 1.0:
        raise ValueError(f"a fraction lies between 0 and 1, got {fraction}")
    if not mistaken.any():
        return None
    _, group, counts = np.unique(-doubts, return_inverse=True, return_counts=True)
    before = np.cumsum(counts) - counts
    within = np.clip((fraction * len(doubts) - before) / counts, 0.0, 1.0)
    return float(within[group][mistaken].mean())


def _pair(numbers: npt.ArrayLike, truths: npt.ArrayLike) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    values, flags = np.asarray(numbers, dtype=np.float64), np.asarray(truths, dtype=bool)
    if values.ndim != 1 or values.shape != flags.shape:
        raise ValueError(f"two lists of one length are needed, got {values.shape} and {flags.shape}")
    return values, flags
