"""What a tagger's network reads: sub-word pieces, and for every unit where it lies among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from engine.text.units import segment_units

Ints = npt.NDArray[np.int64]

MAX_UNITS = 160
OVERLAP_UNITS = 32
MAX_PIECES = 510
MAX_PIECE_OFFSET = 3
BOS, PAD, EOS = 0, 1, 2


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


class Featuriser:
    """Turns sentences into windows. The tokenizer is a `tokenizer.json` with a Unigram or WordPiece model."""

    def __init__(self, tokenizer_file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._unknown = int(self._tokenizer.token_to_id("<unk>") or 0)
        self._char_ids: dict[str, int] = {}

    def windows(self, sentences: Sequence[str]) -> list[Window]:
        """Every sentence as one window or, when longer than `MAX_UNITS` units or `MAX_PIECES` pieces, several."""
        pending = []
        for index, text in enumerate(sentences):
            units = segment_units(text)
            for low, high, core in _cuts(len(units)):
                pending.append((index, text, units[low:high], (core[0] - low, core[1] - low)))
        windows: list[Window] = []
        while pending:
            texts = [text[units[0][0] : units[-1][1]] for _, text, units, _ in pending]
            encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
            too_long = []
            for (index, text, units, core), encoding in zip(pending, encodings, strict=True):
                if len(encoding.ids) > MAX_PIECES and len(units) > 1:
                    too_long.extend(_halves(index, text, units, core))
                else:
                    windows.append(self._window(index, text, units, core, encoding.ids, encoding.offsets))
            pending = too_long
        return windows

    def _window(
        self,
        index: int,
        text: str,
        units: list[tuple[int, int]],
        core: tuple[int, int],
        ids: list[int],
        offsets: list[tuple[int, int]],
    ) -> Window:
        ids, offsets = ids[:MAX_PIECES], offsets[:MAX_PIECES]
        base = units[0][0]
        spans = np.array(units, dtype=np.int64) - base
        starts = np.array([start for start, _ in offsets] or [0], dtype=np.int64)
        first = np.searchsorted(starts, spans[:, 0], side="right") - 1
        last = np.searchsorted(starts, spans[:, 1] - 1, side="right") - 1
        first = np.maximum(first, 0)
        offset = np.clip(spans[:, 0] - starts[first], 0, MAX_PIECE_OFFSET)
        char = np.array([self._char_id(text[start]) for start, _ in units], dtype=np.int64)
        return Window(
            sentence=index,
            units=units,
            core=core,
            pieces=np.array([BOS, *ids, EOS], dtype=np.int64),
            first=first + 1,
            last=np.maximum(last, 0) + 1,
            char=char,
            offset=offset,
        )

    def _char_id(self, char: str) -> int:
        known = self._char_ids.get(char)
        if known is None:
            found = self._tokenizer.token_to_id(char)
            known = self._char_ids[char] = self._unknown if found is None else int(found)
        return known


def collate(windows: Sequence[Window]) -> dict[str, Ints]:
    """Windows as one padded batch: `pieces` [B, T] and `first`, `last`, `char`, `offset` [B, C].

    A padded unit has `first` 0, the position of the start piece, which no real unit has.
    """
    width = max(len(window.pieces) for window in windows)
    units = max(len(window.units) for window in windows)
    batch = {
        "pieces": np.full((len(windows), width), PAD, dtype=np.int64),
        **{name: np.zeros((len(windows), units), dtype=np.int64) for name in ("first", "last", "char", "offset")},
    }
    for row, window in enumerate(windows):
        batch["pieces"][row, : len(window.pieces)] = window.pieces
        for name in ("first", "last", "char", "offset"):
            batch[name][row, : len(window.units)] = getattr(window, name)
    return batch


def _cuts(count: int) -> list[tuple[int, int, tuple[int, int]]]:
    """Windows over `count` units: (low, high, core), cores adjoining and covering everything once."""
    if count == 0:
        return []
    if count <= MAX_UNITS:
        return [(0, count, (0, count))]
    step = MAX_UNITS - 2 * OVERLAP_UNITS
    cuts = []
    for start in range(0, count, step):
        end = min(start + step, count)
        cuts.append((max(0, start - OVERLAP_UNITS), min(count, end + OVERLAP_UNITS), (start, end)))
    return cuts


def _halves(
    index: int, text: str, units: list[tuple[int, int]], core: tuple[int, int]
) -> list[tuple[int, str, list[tuple[int, int]], tuple[int, int]]]:
    middle = len(units) // 2
    left = (index, text, units[:middle], (min(core[0], middle), min(core[1], middle)))
    right = (index, text, units[middle:], (max(core[0] - middle, 0), max(core[1] - middle, 0)))
    return [left, right]
