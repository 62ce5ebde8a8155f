"""What a second opinion could reach: of the spans over a threshold of doubt, how many hold an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.ensemble import best_label
from engine.evaluation.compare import Entities
from engine.methods import Method
from engine.types import Candidate, Vote
from engine.uncertainty import ROUTE_NONE, threshold_for_accuracy, threshold_for_share

SHARES = (0.1, 0.2, 0.3)
ACCURACIES = (0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is routed at `tau`, all as shares: of the entities found, of the wrong ones among them, and of the gold
    entities that were missed, as spans that the taggers called "no entity"."""

    tau: float
    share: float
    wrong: float
    missed: float


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Candidates of texts with what was decided: the text, the doubt, whether each is kept and is right, all [N]."""

    candidates: tuple[Candidate, ...]
    text: npt.NDArray[np.int64]
    doubt: npt.NDArray[np.float64]
    kept: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]


def decided(method: Method, votes: Sequence[Sequence[Vote]], gold: Sequence[Entities]) -> Doubtful:
    """Every candidate of the texts; what is not kept is right where it is no gold entity with its best label."""
    rows = []
    for index, (of_text, entities) in enumerate(zip(votes, gold, strict=True)):
        candidates = method.candidates(of_text)
        kept = {(c.start, c.end) for c in method.settle(candidates)}
        known = set(entities)
        for candidate in candidates:
            is_kept = (candidate.start, candidate.end) in kept
            is_gold = (candidate.start, candidate.end, best_label(candidate)[0]) in known
            rows.append((candidate, index, method.doubt(candidate, kept=is_kept), is_kept, is_kept == is_gold))
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), (), ()]
    return Doubtful(
        tuple(columns[0]),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.float64),
        np.array(columns[3], dtype=bool),
        np.array(columns[4], dtype=bool),
    )


def routing_thresholds(found: Doubtful) -> dict[str, float]:
    """Thresholds of doubt by what they are for: "share 0.1" routes at most as many spans as a tenth of the entities
    found; "accuracy 0.95" leaves entities of which so many are right."""
    thresholds = {}
    entities = int(found.kept.sum())
    for share in SHARES:
        of_all = min(1.0, share * entities / len(found.doubt)) if len(found.doubt) else 0.0
        thresholds[f"share {share}"] = threshold_for_share(found.doubt, of_all)
    for accuracy in ACCURACIES:
        kept = found.kept
        thresholds[f"accuracy {accuracy}"] = threshold_for_accuracy(found.doubt[kept], found.right[kept], accuracy)
    return thresholds


def reach(found: Doubtful, gold: Sequence[Entities], tau: float) -> Reach:
    """What routing at `tau` would send on, and how much of what is wrong is in it."""
    routed = found.doubt > tau if tau < ROUTE_NONE else np.zeros(len(found.doubt), dtype=bool)
    wrong = found.kept & ~found.right
    hit = {(i, c.start, c.end, best_label(c)[0]) for i, c in _chosen(found, found.kept & found.right)}
    missed = {(i, *entity) for i, entities in enumerate(gold) for entity in entities} - hit
    places = {(i, c.start, c.end) for i, c in _chosen(found, routed & ~found.kept)}
    caught = sum((i, start, end) in places for i, start, end, _ in missed)
    return Reach(
        tau,
        _share(int(routed.sum()), int(found.kept.sum())),
        _share(int((routed & wrong).sum()), int(wrong.sum())),
        _share(caught, len(missed)),
    )


def _chosen(found: Doubtful, mask: npt.NDArray[np.bool_]) -> list[tuple[int, Candidate]]:
    return [(int(found.text[n]), found.candidates[n]) for n in np.flatnonzero(mask).tolist()]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
