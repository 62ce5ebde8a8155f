"""The measures on candidates of a document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.taggers.span_layers import SpanLayers
from engine.uncertainty.measures import SpanInputs, make_measure

MARGINAL = "marginal"


def doubts(
    measure: str,
    scores: npt.ArrayLike,
    vectors: Sequence[npt.NDArray[np.float32]],
    layers: SpanLayers | None,
) -> npt.NDArray[np.float64]:
    """How unsure each of N spans is [N]: "marginal" is 1 - its score, the others read its vector of the span tagger.

    Raises `BadInputError` for an unknown measure, and for one that reads vectors where a pack has no such layers.
    """
    if measure == MARGINAL:
        return np.asarray(1.0 - np.asarray(scores, dtype=np.float64))
    reader = make_measure(measure)
    hidden = np.stack(vectors) if len(vectors) else np.zeros((0, layers.label.shape[0] if layers else 0))
    return reader(SpanInputs(hidden=hidden, layers=layers)).uncertainty
