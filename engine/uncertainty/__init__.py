"""How unsure the taggers are of a span, scores that are probabilities, and which spans need a second opinion."""

from engine.uncertainty.calibration import Calibration, calibrated
from engine.uncertainty.candidates import MARGINAL, doubts
from engine.uncertainty.measures import (
    MEASURES,
    Confidence,
    Entropy,
    Estimate,
    Evidential,
    Marginal,
    McDropout,
    Measure,
    SpanInputs,
    make_measure,
)
from engine.uncertainty.routing import (
    ROUTE_ALL,
    ROUTE_NONE,
    threshold_for_accuracy,
    threshold_for_share,
)

__all__ = [
    "MARGINAL",
    "MEASURES",
    "ROUTE_ALL",
    "ROUTE_NONE",
    "Calibration",
    "Confidence",
    "Entropy",
    "Estimate",
    "Evidential",
    "Marginal",
    "McDropout",
    "Measure",
    "SpanInputs",
    "calibrated",
    "doubts",
    "make_measure",
    "threshold_for_accuracy",
    "threshold_for_share",
]
