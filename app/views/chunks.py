"""A text cut into chunks small enough to lay out one at a time, and how high they stand on one another."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

MAX_CHUNK = 1000
"""Code points; a longer line is cut, at a sentence end or space where there is one in the last quarter."""

_FIRST_WIDE = 0x2E80
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}
_SENTENCE_ENDS = "。！？；…!?;"
_CLOSING = "”’」』》）)\"'"


class Chunks:
    """Where each chunk of a text starts and ends (code points; the end leaves out the line break).

    `starts`, `ends`: int64[n]; `wide`: int64[n], how many of its characters are a whole em wide;
    `closes`: bool[n], whether the chunk is the last of its line. A text has at least one chunk.
    """

    def __init__(self, text: str) -> None:
        codes = _codes(text)
        breaks = np.flatnonzero(codes == 0x0A)
        starts = np.concatenate(([0], breaks + 1))
        ends = np.concatenate((breaks, [len(text)]))
        closes = np.ones(len(starts), dtype=np.bool_)
        long_lines = np.flatnonzero(ends - starts > MAX_CHUNK)
        if len(long_lines):
            cuts = [_cuts(text, int(starts[i]), int(ends[i])) for i in long_lines]
            where = np.repeat(long_lines, [len(line) for line in cuts])
            inner = np.concatenate(cuts)
            starts = np.insert(starts, where + 1, inner)
            ends = np.insert(ends, where, inner)
            closes = np.insert(closes, where, False)
        self.starts: npt.NDArray[np.int64] = starts.astype(np.int64)
        self.ends: npt.NDArray[np.int64] = ends.astype(np.int64)
        self.closes: npt.NDArray[np.bool_] = closes
        self.wide: npt.NDArray[np.int64] = _count_wide(codes, self.starts)

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, position: int) -> int:
        """The index of the chunk that holds a position; the end of a line belongs to that line."""
        return max(0, int(np.searchsorted(self.starts, position, side="right")) - 1)


class Heights:
    """The heights of all chunks, each of which may be corrected, with quick sums.

    Sums are kept for blocks of chunks, so that one correction costs little even among millions.
    """

    _BLOCK = 1024

    def __init__(self, heights: npt.NDArray[np.float64]) -> None:
        self._heights = heights
        blocks = np.arange(0, len(heights), self._BLOCK)
        self._block_heights = np.add.reduceat(heights, blocks)
        self._sum_blocks()

    @property
    def total(self) -> float:
        return float(self._block_tops[-1])

    def __getitem__(self, index: int) -> float:
        return float(self._heights[index])

    def __setitem__(self, index: int, height: float) -> None:
        change = height - self._heights[index]
        if change:
            self._heights[index] = height
            self._block_heights[index // self._BLOCK] += change
            self._sum_blocks()

    def top(self, index: int) -> float:
        """The distance from the top of the first chunk to the top of this one."""
        block = index // self._BLOCK
        return float(self._block_tops[block] + self._heights[block * self._BLOCK : index].sum())

    def at(self, y: float) -> int:
        """The index of the chunk at this distance from the top; the first or last one beyond either end."""
        block = int(np.searchsorted(self._block_tops, y, side="right")) - 1
        block = min(max(block, 0), len(self._block_heights) - 1)
        first = block * self._BLOCK
        bottoms = self._block_tops[block] + np.cumsum(self._heights[first : first + self._BLOCK])
        return min(first + int(np.searchsorted(bottoms, y, side="right")), first + len(bottoms) - 1)

    def _sum_blocks(self) -> None:
        self._block_tops = np.concatenate(([0.0], np.cumsum(self._block_heights)))


def _codes(text: str) -> npt.NDArray[np.uint8] | npt.NDArray[np.uint32]:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _count_wide(
    codes: npt.NDArray[np.uint8] | npt.NDArray[np.uint32], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    if codes.dtype == np.uint8:
        return np.zeros(len(starts), dtype=np.int64)
    wide = np.append(codes >= _FIRST_WIDE, False)
    return np.add.reduceat(wide, starts, dtype=np.int64)


def _cuts(text: str, start: int, end: int) -> list[int]:
    """Where to cut a line that is too long, so that every piece but the last is nearly as long as allowed."""
    cuts = []
    while end - start > MAX_CHUNK:
        start = _cut(text, start + MAX_CHUNK * 3 // 4, start + MAX_CHUNK)
        cuts.append(start)
    return cuts


def _cut(text: str, low: int, high: int) -> int:
    best = max(text.rfind(mark, low, high) for mark in _SENTENCE_ENDS)
    if best < 0:
        best = text.rfind(" ", low, high)
    if best >= 0:
        cut = best + 1
        while cut < high and text[cut] in _CLOSING:
            cut += 1
        return cut
    cut = high
    while cut > low and (unicodedata.combining(text[cut]) or {text[cut], text[cut - 1]} & _JOINERS):
        cut -= 1
    return cut
