"""How far a measured F1 would move on other texts of the same kind."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def bootstrap_f1(
    counts: npt.ArrayLike, *, resamples: int = 1000, confidence: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Percentile bootstrap interval (low, high) of micro-F1 over records (Efron and Tibshirani 1993, section 13.3).

    `counts` [N, 3] holds each record's correct, found and gold spans. `resamples` times N records are drawn with
    replacement and F1 = 2 · correct / (found + gold) taken of their sums (0 where there are none). The same counts give
    the same interval, in whatever order. (0.0, 0.0) for no records; raises `ValueError` for another shape.
    """
    table = _table(counts, 3)
    if not len(table):
        return 0.0, 0.0
    f1 = _f1(_resampled(table, resamples, seed))
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(f1, [tail, 1.0 - tail])
    return float(low), float(high)


def bootstrap_gain(counts: npt.ArrayLike, *, resamples: int = 1000, seed: int = 0) -> tuple[float, float]:
    """What micro-F1 gains from a first to a second way of doing the same records, and the standard error of that.

    `counts` [N, 6] holds each record's correct, found and gold spans the first way, then the second; the error is the
    standard deviation of the difference over paired resamples (Efron and Tibshirani 1993, chapter 6). (0.0, 0.0) for no
    records; raises `ValueError` for another shape.
    """
    table = _table(counts, 6)
    if not len(table):
        return 0.0, 0.0
    drawn = _resampled(table, resamples, seed)
    first, second = _f1(table.sum(axis=0, keepdims=True)[:, :3]), _f1(table.sum(axis=0, keepdims=True)[:, 3:])
    return float(second[0] - first[0]), float(np.std(_f1(drawn[:, 3:]) - _f1(drawn[:, :3])))


def _table(counts: npt.ArrayLike, columns: int) -> npt.NDArray[np.int64]:
    table = np.asarray(counts, dtype=np.int64)
    if table.size == 0:
        return np.zeros((0, columns), dtype=np.int64)
    if table.ndim != 2 or table.shape[1] != columns:
        raise ValueError(f"counts have the shape [N, {columns}], got {table.shape}")
    return table


def _resampled(table: npt.NDArray[np.int64], resamples: int, seed: int) -> npt.NDArray[np.int64]:
    """Sums over records drawn with replacement, [resamples, columns].

    Records with equal counts are drawn together: a multinomial over the few kinds of record there are.
    """
    kinds, repeats = np.unique(table, axis=0, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(table), repeats / len(table), size=resamples)
    return np.asarray(drawn @ kinds)


def _f1(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    correct, found, gold = counts.T
    spans = found + gold
    return np.asarray(np.divide(2.0 * correct, spans, out=np.zeros(len(counts)), where=spans > 0))
