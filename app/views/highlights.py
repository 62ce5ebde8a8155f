"""Mentions as they lie over the text: which are shown, and how deep each is nested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.views.text_flow import PlacedChunk

if TYPE_CHECKING:
    from engine.store import MentionRow


class MentionSource(Protocol):
    """Where the view gets the mentions of its document from."""

    def between(self, start: int, end: int) -> Sequence[MentionRow]:
        """All mentions that overlap start..end. Called for the visible part only, while painting."""
        ...


class NestedMention(NamedTuple):
    """A mention and its depth: 0 lies directly on the page, 1 inside another mention, and so on."""

    mention: MentionRow
    depth: int


ReadingPlace = tuple[int, int, int]
"""Start, minus the end, id: sorts mentions as they are read, outer before inner."""


def reading_place(mention: MentionRow) -> ReadingPlace:
    return (mention.start, -mention.end, mention.id)


def nest(mentions: Sequence[MentionRow]) -> list[NestedMention]:
    """Give overlapping mentions different depths, the outer the lower, in painting order (outer first)."""
    nested: list[NestedMention] = []
    open_until: list[int] = []
    for mention in sorted(mentions, key=reading_place):
        depth = next((d for d, end in enumerate(open_until) if end <= mention.start), len(open_until))
        open_until[depth : depth + 1] = [mention.end]
        nested.append(NestedMention(mention, depth))
    return sorted(nested, key=lambda n: n.depth)


class Highlights:
    """The shown mentions of the chunks in view, asked for once each."""

    _KEPT_CHUNKS = 512

    def __init__(self, source: MentionSource) -> None:
        self._source = source
        self._hidden: frozenset[str] = frozenset()
        self._chunks: dict[int, list[NestedMention]] = {}

    def set_hidden_labels(self, names: set[str]) -> None:
        self._hidden = frozenset(names)
        self.refresh()

    def refresh(self) -> None:
        self._chunks.clear()

    def load(self, chunks: Sequence[PlacedChunk]) -> None:
        """Ask for the mentions of those chunks that are not known yet, in one query."""
        unknown = [chunk for chunk in chunks if chunk.index not in self._chunks]
        if not unknown:
            return
        if len(self._chunks) > self._KEPT_CHUNKS:
            self._chunks.clear()
            unknown = list(chunks)
        mentions = self.between(unknown[0].layout.start, unknown[-1].layout.end)
        for chunk in unknown:
            start, end = chunk.layout.start, chunk.layout.end
            self._chunks[chunk.index] = nest([m for m in mentions if m.start < end and m.end > start])

    def of(self, chunk: PlacedChunk) -> list[NestedMention]:
        self.load([chunk])
        return self._chunks[chunk.index]

    def between(self, start: int, end: int) -> list[MentionRow]:
        """The shown mentions that overlap start..end."""
        if start >= end:
            return []
        return [m for m in self._source.between(start, end) if m.status != "rejected" and m.label not in self._hidden]

    def at(self, chunk: PlacedChunk, x: float, y: float) -> MentionRow | None:
        """The innermost mention under a point given from the chunk's top left."""
        for mention, _ in reversed(self.of(chunk)):
            if any(box.contains(x, y) for box in chunk.layout.boxes(mention.start, mention.end)):
                return mention
        return None

    def next_after(self, place: ReadingPlace, text_length: int) -> MentionRow | None:
        """The first shown mention after a place in reading order."""
        for start, end in _windows_down(place[0], text_length):
            found = [m for m in self.between(start, end) if m.start >= start and reading_place(m) > place]
            if found:
                return min(found, key=reading_place)
        return None

    def last_before(self, place: ReadingPlace, text_length: int) -> MentionRow | None:
        """The last shown mention before a place in reading order."""
        for start, end in _windows_up(min(place[0] + 1, text_length)):
            found = [m for m in self.between(start, end) if m.start >= start and reading_place(m) < place]
            if found:
                return max(found, key=reading_place)
        return None


_FIRST_WINDOW = 4_000
_LARGEST_WINDOW = 64_000


def _windows_down(start: int, text_length: int) -> Iterator[tuple[int, int]]:
    size = _FIRST_WINDOW
    while start < text_length:
        end = min(start + size, text_length)
        yield start, end
        start, size = end, min(2 * size, _LARGEST_WINDOW)


def _windows_up(end: int) -> Iterator[tuple[int, int]]:
    size = _FIRST_WINDOW
    while end > 0:
        start = max(0, end - size)
        yield start, end
        end, size = start, min(2 * size, _LARGEST_WINDOW)
