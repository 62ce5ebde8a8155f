"""What becomes of a span when the taggers have said one thing and a verifier another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from engine.ensemble import NO_ENTITY

Distribution = Mapping[str, float]
RuleName = Literal["fuse", "replace", "drop"]
FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Fusion:
    """A rule that makes one distribution of the taggers' and the verifier's.

    - "replace": the verifier's label takes the place of the taggers' (HybridNER, section 2.4.5, step 3).
    - "drop": the verifier may only say that there is no entity; the label stays the taggers'.
    - "fuse": a logarithmic opinion pool (Genest and Zidek 1986): p(l) is proportional to local(l)^a · verifier(l)^b,
      p("O") also to exp(c). The three numbers `local`, `verifier` and `none` are fitted on validation spans.

    Raises `ValueError` for another rule or numbers that are none.
    """

    rule: RuleName = "replace"
    local: float = 1.0
    verifier: float = 1.0
    none: float = 0.0

    def __post_init__(self) -> None:
        if self.rule not in get_args(RuleName):
            raise ValueError(f"a rule {self.rule!r} does not exist")
        if not all(map(math.isfinite, (self.local, self.verifier, self.none))):
            raise ValueError("the weights of a rule are finite numbers")

    def apply(self, local: Distribution, verifier: Distribution) -> dict[str, float]:
        """The distribution that decides: over the labels of both, it sums to 1."""
        match self.rule:
            case "replace":
                return dict(verifier)
            case "drop":
                says_none = max(verifier, key=verifier.__getitem__) == NO_ENTITY
                return _with_none(local, verifier[NO_ENTITY]) if says_none else dict(local)
            case _:
                return self._pooled(local, verifier)

    def _pooled(self, local: Distribution, verifier: Distribution) -> dict[str, float]:
        logs = {
            label: self.local * math.log(max(FLOOR, local.get(label, 0.0)))
            + self.verifier * math.log(max(FLOOR, verifier.get(label, 0.0)))
            + (self.none if label == NO_ENTITY else 0.0)
            for label in {**local, **verifier}
        }
        highest = max(logs.values())
        weights = {label: math.exp(value - highest) for label, value in logs.items()}
        total = sum(weights.values())
        return {label: weight / total for label, weight in weights.items()}


def _with_none(local: Distribution, none: float) -> dict[str, float]:
    """`local` with that probability of "O" and the labels in the same proportions."""
    labels = {label: p for label, p in local.items() if label != NO_ENTITY}
    mass = sum(labels.values())
    scale = (1.0 - none) / mass if mass else 0.0
    return {**{label: p * scale for label, p in labels.items()}, NO_ENTITY: none}
