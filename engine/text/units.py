"""Units: the smallest stretches a tagger may label.

A Chinese character is a unit, and so is a run of Latin letters or of digits, and every other visible character alone.
White space belongs to no unit. Runs longer than `MAX_RUN` are cut, so that a unit always fits a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_RUN = 24

_LATIN = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f\u1e00-\u1fff"
_UNIT = re.compile(rf"[{_LATIN}]{{1,{MAX_RUN}}}|[0-9]{{1,{MAX_RUN}}}|\S")


def iter_units(text: str) -> Iterator[tuple[int, int]]:
    """The units of `text` as (start, end) code points, in order, lazily."""
    return (match.span() for match in _UNIT.finditer(text))
