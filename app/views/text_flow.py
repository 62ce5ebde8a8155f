"""Which part of a long text is in view, and where its chunks stand. Only what is in view is laid out."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from app.views.chunks import Chunks, Heights
from app.views.text_layout import ChunkLayout, TextStyle

_KEPT_CHUNKS = 512
_KEPT_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class PlacedChunk:
    """A chunk in view; `y` is its top, in pixels below the top of the view."""

    index: int
    y: float
    layout: ChunkLayout


class TextFlow:
    """A text as one tall column seen through a view of some height.

    The place is held as a chunk and an offset into it, never as a distance from the top of the text: heights
    above the view are estimates until they are needed, and correcting one moves nothing that the reader sees.
    """

    def __init__(self, text: str, style: TextStyle, margin: float) -> None:
        self.text = text
        self.style = style
        self.chunks = Chunks(text)
        self.view_height = 0.0
        self._margin = margin
        self._layouts: OrderedDict[int, ChunkLayout] = OrderedDict()
        self._kept_characters = 0
        self._heights = self._estimate()
        self._first = 0
        self._offset = -margin
        self._kept: tuple[tuple[int, float], tuple[int, float]] | None = None

    @property
    def total_height(self) -> float:
        """The height of the whole column with its margins, as far as known."""
        return self._heights.total + 2 * self._margin

    @property
    def scrolled(self) -> float:
        """How far the view is below the top of the column, as far as known."""
        return self._margin + self._heights.top(self._first) + self._offset

    def visible(self) -> list[PlacedChunk]:
        """The chunks in view, from the top, with no empty space below them while there is text above."""
        placed = self._place()
        gap = self.view_height - self._margin - (placed[-1].y + placed[-1].layout.height)
        if placed[-1].index == len(self.chunks) - 1 and gap > 0 and self.scroll_by(-gap):
            placed = self._place()
        return placed

    def layout(self, index: int) -> ChunkLayout:
        """The lines of a chunk; from then on its height is exact."""
        kept = self._layouts.get(index)
        if kept is not None:
            self._layouts.move_to_end(index)
            return kept
        start, end = int(self.chunks.starts[index]), int(self.chunks.ends[index])
        layout = ChunkLayout(self.text[start:end], start, self.style, closes=bool(self.chunks.closes[index]))
        self._heights[index] = layout.height
        self._layouts[index] = layout
        self._kept_characters += end - start
        while len(self._layouts) > _KEPT_CHUNKS or (
            self._kept_characters > _KEPT_CHARACTERS and len(self._layouts) > 1
        ):
            _, dropped = self._layouts.popitem(last=False)
            self._kept_characters -= dropped.end - dropped.start
        return layout

    def scroll_by(self, distance: float) -> bool:
        """Move the view down (up if negative) by exact pixels, stopping at the top. False if it did not move.

        Every chunk passed is laid out, so keep to a few views; for more, `scroll_to`.
        """
        before = (self._first, self._offset)
        self._offset += distance
        while self._offset < 0 and self._first > 0:
            self._first -= 1
            self._offset += self.layout(self._first).height
        while self._first < len(self.chunks) - 1 and self._offset >= (height := self.layout(self._first).height):
            self._offset -= height
            self._first += 1
        if self._first == 0:
            self._offset = max(self._offset, -self._margin)
        return before != (self._first, self._offset)

    def scroll_to(self, distance: float) -> None:
        """Move the view to a distance from the top of the column, as far as known."""
        y = distance - self._margin
        first = self._heights.at(y)
        offset, estimate = y - self._heights.top(first), self._heights[first]
        exact = self.layout(first).height
        self._first, self._offset = first, offset * exact / estimate if offset > 0 else offset
        self.scroll_by(0)

    def scroll_to_end(self) -> None:
        self._first = len(self.chunks) - 1
        self._offset = self.layout(self._first).height + self._margin - self.view_height
        self.scroll_by(0)

    def show(self, start: int, end: int) -> bool:
        """Bring a span into view, a third from the top, unless it is well in view. True if the view moved."""
        index = self.chunks.at(start)
        top, bottom = self._lines_in_view(index, start, end)
        if self.style.pitch <= top and bottom <= self.view_height - self.style.pitch:
            return False
        before = (self._first, self._offset)
        self._first, self._offset = index, self.layout(index).line_top(start) - round(self.view_height / 3)
        self.scroll_by(0)
        self.visible()
        return before != (self._first, self._offset)

    def restyle(self, style: TextStyle) -> None:
        """Set the text anew; the line that was at the top of the view stays there."""
        place = (self._first, self._offset)
        if self._kept is None or self._kept[0] != place:
            layout = self.layout(self._first)
            position, line_top = layout.line_start(max(0.0, self._offset))
            self._kept = place, (position, (line_top - self._offset) / self.style.pitch)
        position, lines_below = self._kept[1]
        self.style = style
        self._layouts.clear()
        self._kept_characters = 0
        self._heights = self._estimate()
        self._first = self.chunks.at(position)
        self._offset = self.layout(self._first).line_top(position) - lines_below * style.pitch
        self.scroll_by(0)
        self._kept = (self._first, self._offset), self._kept[1]

    def position_at(self, x: float, y: float) -> int:
        """The document position nearest to a point of the view; x is from the left of the column."""
        chunk = self._chunk_at(y)
        return chunk.layout.position_at(x, y - chunk.y)

    def word_at(self, x: float, y: float) -> tuple[int, int]:
        """The word under a point of the view; x is from the left of the column."""
        chunk = self._chunk_at(y)
        return chunk.layout.word_at(x, y - chunk.y)

    def _chunk_at(self, y: float) -> PlacedChunk:
        placed = self.visible()
        return next((chunk for chunk in reversed(placed) if chunk.y <= y), placed[0])

    def _place(self) -> list[PlacedChunk]:
        placed: list[PlacedChunk] = []
        y, index = -self._offset, self._first
        while index < len(self.chunks) and (y < self.view_height or not placed):
            layout = self.layout(index)
            placed.append(PlacedChunk(index, y, layout))
            y += layout.height
            index += 1
        return placed

    def _lines_in_view(self, index: int, start: int, end: int) -> tuple[float, float]:
        """Top and bottom of a span below the top of the view; infinite if it does not start in view."""
        for chunk in self.visible():
            if chunk.index == index:
                boxes = chunk.layout.boxes(start, end)
                if boxes:
                    return chunk.y + boxes[0].top(), chunk.y + boxes[-1].bottom()
        return float("inf"), float("inf")

    def _estimate(self) -> Heights:
        lengths = self.chunks.ends - self.chunks.starts
        widths = self.chunks.wide * self.style.em + (lengths - self.chunks.wide) * self.style.narrow
        lines = np.maximum(1.0, np.ceil(widths / self.style.width))
        heights = lines * self.style.pitch + np.where(self.chunks.closes, self.style.paragraph_gap, 0.0)
        heights[(lengths == 0) & self.chunks.closes] = self.style.blank_height
        return Heights(heights)
