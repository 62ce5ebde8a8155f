"""The threshold of doubt over which a span needs a second opinion (HybridNER, section 2.4.5), from validation data."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

# Thresholds that route every span and no span: an uncertainty lies in [0, 1] and is routed where it exceeds tau.
ROUTE_ALL, ROUTE_NONE = -1.0, 1.0


def threshold_for_share(uncertainties: npt.ArrayLike, share: float) -> float:
    """The least tau that routes at most `share` (in [0, 1]) of the spans with these uncertainties [N].

    It is one of the uncertainties, so spans as unsure as the first that stays are not routed either, and with many
    ties fewer than `share` are. `ROUTE_NONE` for a share of 0 or no spans at all, `ROUTE_ALL` for a share of 1.
    Raises `ValueError` for another share.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"a share lies between 0 and 1, got {share}")
    falling = np.sort(_numbers(uncertainties))[::-1]
    if share == 0.0 or not len(falling):
        return ROUTE_NONE
    allowed = math.floor(share * len(falling) + 1e-9)
    return ROUTE_ALL if allowed == len(falling) else float(falling[allowed])


def threshold_for_accuracy(uncertainties: npt.ArrayLike, correct: npt.ArrayLike, accuracy: float) -> float:
    """The largest tau that keeps spans of at least `accuracy` (in [0, 1]): of those with u <= tau, so many are right.

    `uncertainties` [N] and `correct` [N] (true where the span's best label is right). It is one of the uncertainties:
    what is more unsure than anything seen here stays routed. Spans of one uncertainty are kept together or not at all.
    `ROUTE_ALL` where no tau does, or for no spans. Raises `ValueError` for lengths that differ.
    """
    doubts, right = _numbers(uncertainties), np.asarray(correct, dtype=bool)
    if doubts.shape != right.shape:
        raise ValueError(f"as many uncertainties as answers are needed, got {doubts.shape} and {right.shape}")
    values, group = np.unique(doubts, return_inverse=True)
    kept = np.cumsum(np.bincount(group, minlength=len(values)))
    kept_right = np.cumsum(np.bincount(group[right], minlength=len(values)))
    reached = np.flatnonzero(kept_right >= accuracy * kept - 1e-9)
    return float(values[reached[-1]]) if len(reached) else ROUTE_ALL


def _numbers(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64).reshape(-1)
