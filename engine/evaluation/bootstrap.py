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
    table = np.asarray(counts, dtype=np.int64)
    if table.size == 0:
        return 0.0, 0.0
    if table.ndim != 2 or table.shape[1] != 3:
        raise ValueError(f"counts have the shape [N, 3], got {table.shape}")
    # Records with equal counts are drawn together: a multinomial over the few kinds of record there are.
    kinds, repeats = np.unique(table, axis=0, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(table), repeats / len(table), size=resamples)
    correct, found, gold = (drawn @ kinds).T
    spans = found + gold
    f1 = np.divide(2.0 * correct, spans, out=np.zeros(resamples), where=spans > 0)
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(f1, [tail, 1.0 - tail])
    return float(low), float(high)
