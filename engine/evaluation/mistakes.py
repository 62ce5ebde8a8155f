"""Mistakes by their kind: entities that were found against those that are annotated."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Mapping

Span = tuple[int, int]


def mistakes(gold: Mapping[Span, str], found: Mapping[Span, str]) -> dict[str, int]:
    """How many found entities have the wrong "type" for their place, how many a wrong "boundary" (they overlap an
    annotated one), are "spurious" (they overlap none), and how many annotated ones were "missed" (overlapped by none).
    """
    apart = [span for span in found if span not in gold]
    spurious = sum(not overlapped for overlapped in _overlap(apart, gold))
    return {
        "type": sum(gold[span] != label for span, label in found.items() if span in gold),
        "boundary": len(apart) - spurious,
        "spurious": spurious,
        "missed": sum(not overlapped for overlapped in _overlap(gold, found)),
    }


def _overlap(spans: Collection[Span], others: Collection[Span]) -> list[bool]:
    """For each span whether one of the others shares a character with it."""
    ends: list[int] = []  # of the others that begin before the span at hand ends
    following = iter(sorted(others))
    other = next(following, None)
    found = {}
    for start, end in sorted(spans, key=lambda span: span[1]):
        while other is not None and other[0] < end:
            insort(ends, other[1])
            other = next(following, None)
        found[start, end] = bisect_left(ends, start + 1) < len(ends)
    return [found[span] for span in spans]
