"""What a tagger's network reads: sub-word pieces, and for every unit where it lies among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.taggers.pieces import BertPieces, Pieces
from engine.text.units import iter_units

Ints = npt.NDArray[np.int64]

MAX_UNITS = 160
OVERLAP_UNITS = 32
MAX_PIECES = 510
MAX_PIECE_OFFSET = 3
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence, or a part of a long one, as network input.

    `units` are (start, end) in the sentence; `core` is the range of unit indices whose spans this window answers for
    (neighbouring windows overlap, and each start belongs to the core of exactly one). `pieces` has shape [T],
    `first`, `last`, `char` and `offset` have shape [C]: the unit's first and last piece, the piece id of its first
    character, and its place inside the first piece.
    """

    sentence: int
    units: Sequence[tuple[int, int]]
    core: tuple[int, int]
    pieces: Ints
    first: Ints
    last: Ints
    char: Ints
    offset: Ints


@dataclass(frozen=True, slots=True)
class _Part:
    """Units of one sentence that go through the network together."""

    sentence: int
    text: str
    units: list[tuple[int, int]]
    core: tuple[int, int]

    def halves(self) -> list[_Part]:
        middle = len(self.units) // 2
        low, high = self.core
        return [
            _Part(self.sentence, self.text, self.units[:middle], (min(low, middle), min(high, middle))),
            _Part(self.sentence, self.text, self.units[middle:], (max(low - middle, 0), max(high - middle, 0))),
        ]


class Featuriser:
    """Turns sentences into windows, with the pieces of a tokenizer or those of a `tokenizer.json` (`BertPieces`)."""

    def __init__(self, tokenizer: Path | Pieces) -> None:
        self._pieces: Pieces = BertPieces(tokenizer) if isinstance(tokenizer, Path) else tokenizer

    @property
    def pad(self) -> int:
        """The piece that fills up a batch."""
        return self._pieces.pad

    def windows(self, sentences: Iterable[str]) -> Iterator[Window]:
        """Every sentence as one window or, when longer than `MAX_UNITS` units or `MAX_PIECES` pieces, several.

        Lazy, and in order of the sentences, so that a sentence of any length costs little memory.
        """
        parts = (part for index, text in enumerate(sentences) for part in _parts(index, text))
        while block := list(islice(parts, _BLOCK)):
            yield from self._encode(block)

    def _encode(self, parts: list[_Part]) -> Iterator[Window]:
        texts = [part.text[part.units[0][0] : part.units[-1][1]] for part in parts]
        for part, (ids, begins) in zip(parts, self._pieces.encode(texts), strict=True):
            if len(ids) > MAX_PIECES and len(part.units) > 1:
                yield from self._encode(part.halves())
            else:
                yield self._window(part, ids[:MAX_PIECES], begins[:MAX_PIECES])

    def _window(self, part: _Part, ids: list[int], begins: list[int]) -> Window:
        units = part.units
        base = units[0][0]
        spans = np.array(units, dtype=np.int64) - base
        starts = np.array(begins or [0], dtype=np.int64)
        first = np.searchsorted(starts, spans[:, 0], side="right") - 1
        last = np.searchsorted(starts, spans[:, 1] - 1, side="right") - 1
        first = np.maximum(first, 0)
        offset = np.clip(spans[:, 0] - starts[first], 0, MAX_PIECE_OFFSET)
        char = np.array([self._pieces.char_id(part.text[start]) for start, _ in units], dtype=np.int64)
        return Window(
            sentence=part.sentence,
            units=units,
            core=part.core,
            pieces=np.array([self._pieces.start, *ids, self._pieces.end], dtype=np.int64),
            first=first + 1,
            last=np.maximum(last, 0) + 1,
            char=char,
            offset=offset,
        )


def collate(windows: Sequence[Window], pad: int) -> dict[str, Ints]:
    """Windows as one padded batch: `pieces` [B, T], padded with `pad`, and `first`, `last`, `char`, `offset` [B, C].

    A padded unit has `first` 0, the position of the start piece, which no real unit has.
    """
    width = max(len(window.pieces) for window in windows)
    units = max(len(window.units) for window in windows)
    batch = {
        "pieces": np.full((len(windows), width), pad, dtype=np.int64),
        **{name: np.zeros((len(windows), units), dtype=np.int64) for name in ("first", "last", "char", "offset")},
    }
    for row, window in enumerate(windows):
        batch["pieces"][row, : len(window.pieces)] = window.pieces
        for name in ("first", "last", "char", "offset"):
            batch[name][row, : len(window.units)] = getattr(window, name)
    return batch


def _parts(sentence: int, text: str) -> Iterator[_Part]:
    """The sentence's units in overlapping parts whose cores adjoin and cover every unit once."""
    units = iter_units(text)
    held = list(islice(units, MAX_UNITS))
    if not held:
        return
    ahead = next(units, None)
    if ahead is None:
        yield _Part(sentence, text, held, (0, len(held)))
        return
    units = chain([ahead], units)
    begin = 0
    while True:
        held.extend(islice(units, MAX_UNITS - len(held)))
        is_last = len(held) < MAX_UNITS
        end = len(held) if is_last else MAX_UNITS - OVERLAP_UNITS
        yield _Part(sentence, text, list(held), (begin, end))
        if is_last:
            return
        del held[: end - OVERLAP_UNITS]
        begin = OVERLAP_UNITS
