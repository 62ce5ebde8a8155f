"""Stacking: a multinomial logistic regression over all taggers' scores and answers.

The features of a span are the same for the fit (`engine.training.stacking`) and here. A fitted model is plain numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.ensemble.candidates import VotedSpan, group_votes, make_candidate
from engine.types import Candidate, Vote


def features(spans: Sequence[VotedSpan], sources: Sequence[str], labels: Sequence[str]) -> NDArray[np.float64]:
    """A matrix of shape (spans, 2 · sources · labels), all values in [0, 1].

    For source i and label j of n, column 2 (i n + j) is the source's probability of that label for the span (0.0
    without a vote) and the next column is 1.0 where it chose it. Other sources and labels are left out.
    """
    column = {(s, label): 2 * (i * len(labels) + j) for i, s in enumerate(sources) for j, label in enumerate(labels)}
    matrix = np.zeros((len(spans), 2 * len(column)))
    for row, span in zip(matrix, spans, strict=True):
        for vote in span.votes:
            at = column.get((vote.source, vote.label))
            if at is not None:
                row[at] = vote.score
                row[at + 1] = vote.chosen
    return matrix


@dataclass(frozen=True, slots=True)
class StackingModel:
    """The coefficients: one row a class ("O" among the classes), one column a feature, and an intercept a class."""

    sources: tuple[str, ...]
    labels: tuple[str, ...]
    classes: tuple[str, ...]
    coefficients: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]

    def __post_init__(self) -> None:
        width = 2 * len(self.sources) * len(self.labels)
        if not self.classes or not len(self.classes) == len(self.coefficients) == len(self.intercepts):
            raise ValueError("a stacking model needs coefficients and an intercept for each of its classes")
        if any(len(row) != width for row in self.coefficients):
            raise ValueError(f"a stacking model with these sources and labels needs {width} coefficients a class")
        if not all(math.isfinite(number) for row in (*self.coefficients, self.intercepts) for number in row):
            raise ValueError("a stacking model needs finite numbers")

    def to_plain(self) -> dict[str, Any]:
        """The model as what JSON can hold."""
        return asdict(self)

    @classmethod
    def from_plain(cls, raw: Any) -> StackingModel:
        """The model that `to_plain` wrote. Raises `ValueError`, which says what is wrong with it."""
        try:
            sources, labels, classes = (_names(raw[key]) for key in ("sources", "labels", "classes"))
            coefficients = tuple(tuple(map(float, row)) for row in raw["coefficients"])
            intercepts = tuple(map(float, raw["intercepts"]))
        except (KeyError, TypeError, ValueError):
            raise ValueError(
                "a stacking model needs sources, labels, classes, coefficients and intercepts, as lists"
            ) from None
        return cls(sources, labels, classes, coefficients, intercepts)


def _names(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(name, str) for name in raw):
        raise TypeError
    return tuple(raw)


class Stacking:
    """A fitted logistic regression (the stacking baseline of HybridNER, section 2.3.2) as combiner."""

    def __init__(self, model: StackingModel) -> None:
        self.model = model
        self._coefficients = np.array(model.coefficients)
        self._intercepts = np.array(model.intercepts)

    def combine(self, votes: Iterable[Vote]) -> list[Candidate]:
        model = self.model
        spans = group_votes(votes, model.sources)
        logits = features(spans, model.sources, model.labels) @ self._coefficients.T + self._intercepts
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [
            make_candidate(span, dict(zip(model.classes, row, strict=True)))
            for span, row in zip(spans, weights.tolist(), strict=True)
        ]
