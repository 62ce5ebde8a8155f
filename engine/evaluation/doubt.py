"""How well a pack knows when it is wrong: calibration of its scores, and each measure of uncertainty as a detector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.ensemble import best_label
from engine.evaluation.calibration import (
    ReliabilityBin,
    auroc,
    error_share,
    expected_calibration_error,
    reliability_bins,
)
from engine.evaluation.compare import Entities
from engine.methods import UNCHANGED, Method
from engine.taggers.span_layers import SpanLayers
from engine.taggers.tagging import Tagging
from engine.uncertainty import MARGINAL, MEASURES, doubts

UNSURE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class MeasureScores:
    """A measure on the spans that were found: AUROC of finding the wrong ones, and the share of these among the most
    uncertain `UNSURE_SHARE`; None where nothing was wrong, or nothing right."""

    measure: str
    auroc: float | None
    error_share: float | None


@dataclass(frozen=True, slots=True)
class DoubtScores:
    """What was found, how much of it was wrong, calibration before and after it was fitted, and each measure."""

    method: str
    found: int
    wrong: int
    ece_before: float
    ece: float
    bins: tuple[ReliabilityBin, ...]
    measures: tuple[MeasureScores, ...]


def score_doubt(
    method: Method, taggings: Sequence[Tagging], gold: Sequence[Entities], layers: SpanLayers | None
) -> DoubtScores:
    """Judge the entities that `method` finds. `taggings` are by text, with vectors where `layers` is given."""
    found = [(i, c) for i, tagging in enumerate(taggings) for c in method.entities(tagging.votes)]
    right = np.array([(c.start, c.end, best_label(c)[0]) in set(gold[i]) for i, c in found], dtype=bool)
    score = np.array([method.score(c) for _, c in found])
    bare = replace(method, calibration=UNCHANGED)
    raw = {(i, c.start, c.end): c for i, tagging in enumerate(taggings) for c in bare.candidates(tagging.votes)}
    before = np.array([bare.score(raw[i, c.start, c.end]) for i, c in found])
    vectors = [taggings[i].vectors[c.start, c.end] for i, c in found] if layers is not None else []
    measures = []
    for name in MEASURES if layers is not None else (MARGINAL,):
        doubt = doubts(name, score, vectors, layers)
        share = error_share(doubt, ~right, fraction=UNSURE_SHARE)
        measures.append(MeasureScores(name, auroc(doubt, ~right), share))
    return DoubtScores(
        method.name,
        len(found),
        int((~right).sum()),
        expected_calibration_error(before, right),
        expected_calibration_error(score, right),
        tuple(reliability_bins(score, right, bins=10)),
        tuple(measures),
    )
