"""A language model's tokens as the pieces that taggers read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from engine.llm.errors import ModelError
from engine.llm.worker import Worker

# Around a text stand tokens that every model of the Qwen family has.
_START, _END, _PAD = "<|im_start|>", "<|im_end|>", "<|endoftext|>"


class LlamaPieces:
    """Pieces of the model of `worker`; `characters` are those that a network knows by themselves, from 1 on.

    Raises `ModelError` for a model without the control tokens that are needed.
    """

    def __init__(self, worker: Worker, characters: str = "") -> None:
        self._worker = worker
        found = worker.tokens([_START, _END, _PAD], special=True)
        if any(len(tokens) != 1 for tokens in found):
            raise ModelError("the language model is not of the Qwen family: it lacks its control tokens.")
        (self.start,), (self.end,), (self.pad,) = found
        self._characters = {char: index for index, char in enumerate(characters, 1)}

    def encode(self, texts: Sequence[str]) -> list[tuple[list[int], list[int]]]:
        pairs = self._worker.pieces(texts)
        return [(tokens, begins(text, pieces)) for text, (tokens, pieces) in zip(texts, pairs, strict=True)]

    def char_id(self, char: str) -> int:
        return self._characters.get(char, 0)


def begins(text: str, pieces: Sequence[bytes]) -> list[int]:
    """The character in which each piece's first byte lies; the pieces together are the text in UTF-8."""
    ends = list(accumulate(len(char.encode("utf-8", "replace")) for char in text))
    starts = accumulate((len(piece) for piece in pieces), initial=0)
    return [bisect_right(ends, start) for start, _ in zip(starts, pieces, strict=False)]
