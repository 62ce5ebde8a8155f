"""How far taggers disagree about an entity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

_NONE = "O"
_PATTERN = "pattern:"


def voters(votes: Iterable[Mapping[str, Any]]) -> set[str]:
    """The taggers among those who voted; a pattern is not one."""
    sources = (str(vote.get("source", _PATTERN)) for vote in votes)
    return {source for source in sources if not source.startswith(_PATTERN)}


def disagreement(label: str, votes: Iterable[Mapping[str, Any]], taggers: Collection[str]) -> float:
    """The share of `taggers` whose own choice for a span is another label, or none; 0 where there are no taggers.

    `votes` are those of `Mention.evidence`. A tagger's choice is its likeliest label, "none" having what its labels
    leave of 1. Disagreement of a committee as in Dagan and Engelson (1995), counted in votes.
    """
    if not taggers:
        return 0.0
    return sum(choice != label for choice in choices(votes, taggers).values()) / len(taggers)


def choices(votes: Iterable[Mapping[str, Any]], taggers: Collection[str]) -> dict[str, str]:
    """Each tagger's own choice for a span, "O" for none."""
    told: dict[str, dict[str, float]] = {tagger: {} for tagger in taggers}
    for vote in votes:
        if vote.get("source") in told:
            told[vote["source"]][str(vote.get("label", ""))] = float(vote.get("score", 1.0))
    return {tagger: _choice(scores) for tagger, scores in told.items()}


def _choice(scores: Mapping[str, float]) -> str:
    every = {_NONE: 1.0 - sum(scores.values()), **scores}
    return max(every, key=lambda name: every[name])
