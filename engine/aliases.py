"""Which names may mean the same: equal in their normal form, alike, or one a part of the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz, process

from engine.store.search import fold

Why = Literal["form", "part", "alike"]
_LEAST_ALIKE = 60.0
_LEAST_PART, _LEAST_SHARE = 2, 0.3


class Likeness(NamedTuple):
    """A name that may mean the same as another, and why; `share` is in [0, 1], 1 for the same normal form."""

    name: str
    why: Why
    share: float


def normal_form(name: str) -> str:
    """A name without differences of writing: traditional and simplified characters, width, case, accents, spaces and
    punctuation."""
    simplified: str = _converter().convert(fold(name))
    return "".join(char for char in simplified if unicodedata.category(char)[0] in "LNM")


def alike(name: str, others: Sequence[str], most: int = 12) -> list[Likeness]:
    """The names among `others` that may mean the same as `name`, the likeliest first.

    Alike is the share of characters kept by the shortest way of insertions and deletions from one normal form to the
    other (Indel similarity).
    """
    form = normal_form(name)
    if not form:
        return []
    forms = [normal_form(other) for other in others]
    found: dict[int, Likeness] = {}
    for index, other in enumerate(forms):
        if other == form:
            found[index] = Likeness(others[index], "form", 1.0)
        elif min(len(other), len(form)) >= _LEAST_PART and (other in form or form in other):
            share = min(len(other), len(form)) / max(len(other), len(form))
            if share >= _LEAST_SHARE:
                found[index] = Likeness(others[index], "part", share)
    matches = process.extract(form, forms, scorer=fuzz.ratio, limit=4 * most, score_cutoff=_LEAST_ALIKE)
    for _, score, index in matches:
        found.setdefault(index, Likeness(others[index], "alike", score / 100))
    order = {"form": 0, "part": 1, "alike": 1}
    return sorted(found.values(), key=lambda each: (order[each.why], -each.share, each.name))[:most]


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
