"""Turn scores into probabilities: of the spans that get 0.8, eight in ten should be right (Guo et al. 2017)."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Literal, get_args

from engine.ensemble import NO_ENTITY
from engine.types import Candidate

Kind = Literal["identity", "temperature", "beta", "isotonic"]
_X = itemgetter(0)
# Scores carry four decimals: one of 0 or 1 was rounded to it.
EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Calibration:
    """A map of distributions over labels, "O" included, fitted on validation data (`engine.training.calibrate`).

    - "identity" changes nothing.
    - "temperature": p^(1/T), renormalised. With p = softmax(z) that is softmax(z / T). The order of all labels stays,
      that of "O" too; so does a probability of 0.
    - "beta": the probability p of the best label other than "O" becomes q = sigmoid(a ln p - b ln(1 - p) + c), with
      `beta` = (a, b, c) and a, b >= 0 (Kull et al. 2017, equation 3).
    - "isotonic": it becomes the y of `table`, points (x, y), both in [0, 1], x rising and y never falling, in between
      by straight lines, outside as at the nearest point.

    With the last two, where q is larger than p, all others, "O" as well, give way in proportion. Where q is smaller,
    the other labels shrink with the best one and "O" takes what is set free: that the best label is doubtful makes no
    other one likelier. Labels therefore keep their order, while the best one and "O" may change places.

    Raises `ValueError` for a temperature, numbers or a table that are none of this.
    """

    kind: Kind = "identity"
    temperature: float = 1.0
    beta: tuple[float, float, float] = (1.0, 1.0, 0.0)
    table: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"a calibration of the kind {self.kind!r} does not exist")
        if not (math.isfinite(self.temperature) and self.temperature > 0.0):
            raise ValueError(f"a temperature is over 0, got {self.temperature}")
        if not (all(map(math.isfinite, self.beta)) and min(self.beta[:2]) >= 0.0):
            raise ValueError(f"a beta calibration has two numbers from 0 on and a third, got {self.beta}")
        if (self.kind == "isotonic") != bool(self.table):
            raise ValueError("a table of points belongs to the kind isotonic, and only to it")
        points = zip(self.table, self.table[1:], strict=False)
        if any(not (x0 < x1 and y0 <= y1) for (x0, y0), (x1, y1) in points) or any(
            not 0.0 <= value <= 1.0 for point in self.table for value in point
        ):
            raise ValueError("the points of a calibration lie in [0, 1], x rising and y never falling")

    def apply(self, distribution: Mapping[str, float]) -> dict[str, float]:
        """The calibrated distribution: the same labels, and it sums to 1 as `distribution` has to.

        A calibration of the best label adds "O" where mass is set free and leaves a distribution without any label as
        it is.
        """
        match self.kind:
            case "temperature":
                return _tempered(distribution, self.temperature)
            case "beta" | "isotonic":
                return self._raised_or_lowered(distribution)
            case _:
                return dict(distribution)

    def apply_score(self, probability: float) -> float:
        """The same for the probability of one label alone: what is left of 1 counts as "O"."""
        if self.kind in ("beta", "isotonic"):
            return self._best(probability)
        return self.apply({"": probability, NO_ENTITY: 1.0 - probability})[""]

    def _raised_or_lowered(self, distribution: Mapping[str, float]) -> dict[str, float]:
        labels = {name: p for name, p in distribution.items() if name != NO_ENTITY}
        best = max(labels, key=lambda name: (labels[name], name), default=None)
        if best is None or labels[best] <= 0.0:
            return dict(distribution)
        p = min(1.0, labels[best])
        q = self._best(p)
        if q > p:
            rest = (1.0 - q) / (1.0 - p)
            return {name: q if name == best else value * rest for name, value in distribution.items()}
        result = {name: value * (q / p) for name, value in labels.items()}
        return {**result, NO_ENTITY: max(0.0, 1.0 - sum(result.values()))}

    def _best(self, p: float) -> float:
        """What the best label's probability becomes."""
        if self.kind == "isotonic":
            return self._look_up(p)
        a, b, c = self.beta
        inside = min(max(p, EDGE), 1.0 - EDGE)
        logit = a * math.log(inside) - b * math.log1p(-inside) + c
        return 1.0 / (1.0 + math.exp(-min(max(logit, -500.0), 500.0)))

    def _look_up(self, x: float) -> float:
        after = bisect_right(self.table, x, key=_X)
        if after in (0, len(self.table)):
            return self.table[min(after, len(self.table) - 1)][1]
        (x0, y0), (x1, y1) = self.table[after - 1], self.table[after]
        return min(y1, y0 + (y1 - y0) * (x - x0) / (x1 - x0))

    def to_plain(self) -> dict[str, Any]:
        """The calibration as what JSON can hold."""
        match self.kind:
            case "temperature":
                return {"kind": self.kind, "temperature": self.temperature}
            case "beta":
                return {"kind": self.kind, "beta": list(self.beta)}
            case "isotonic":
                return {"kind": self.kind, "table": [list(point) for point in self.table]}
            case _:
                return {"kind": self.kind}

    @classmethod
    def from_plain(cls, raw: Any) -> Calibration:
        """The calibration that `to_plain` wrote. Raises `ValueError`, which says what is wrong with it."""
        try:
            table = tuple((float(x), float(y)) for x, y in raw.get("table", ()))
            a, b, c = map(float, raw.get("beta", (1.0, 1.0, 0.0)))
            return cls(raw["kind"], float(raw.get("temperature", 1.0)), (a, b, c), table)
        except (AttributeError, KeyError, TypeError):
            raise ValueError("a calibration needs a kind, and with it what that kind is made of") from None


def calibrated(candidate: Candidate, calibration: Calibration) -> Candidate:
    """The candidate with its distribution calibrated, and its uncertainty (1 - largest) with it."""
    distribution = calibration.apply(candidate.distribution)
    return replace(candidate, distribution=distribution, uncertainty=1.0 - max(distribution.values(), default=0.0))


def _tempered(distribution: Mapping[str, float], temperature: float) -> dict[str, float]:
    logs = {name: math.log(p) / temperature for name, p in distribution.items() if p > 0.0}
    if not logs:
        return dict(distribution)
    largest = max(logs.values())
    powers = {name: math.exp(value - largest) for name, value in logs.items()}
    total = sum(powers.values())
    return {name: powers.get(name, 0.0) / total for name in distribution}
