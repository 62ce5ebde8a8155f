"""From a network's raw outputs to the probabilities and answers of its taggers, in units.

`probabilities` are P(units i … i+w are one entity of label l), shape [B, C, W, L]; an answer is a list of
(first unit, last unit, label index) for each sentence.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.taggers.crf import Floats, decode_bio, span_marginals, viterbi

Ints = npt.NDArray[np.int64]
Answer = list[tuple[int, int, int]]


class Decoder(Protocol):
    """Reads one tagger's output for a batch. `lengths` [B] counts units."""

    def probabilities(self, output: Floats, lengths: Ints) -> Floats: ...

    def answers(self, output: Floats, lengths: Ints) -> list[Answer]: ...


class SequenceDecoder:
    """A CRF over BIO tags: emissions [B, C, K], transitions [K, K] (from, to); the answer is the Viterbi path."""

    def __init__(self, transitions: Floats, max_width: int) -> None:
        self._transitions = transitions
        self._max_width = max_width

    def probabilities(self, output: Floats, lengths: Ints) -> Floats:
        return span_marginals(output, lengths, self._transitions, self._max_width)

    def answers(self, output: Floats, lengths: Ints) -> list[Answer]:
        return [decode_bio(tags) for tags in viterbi(output, lengths, self._transitions)]


class SpanDecoder:
    """SpanNER: logits [B, C, W, 1 + L], class 0 "no entity".

    The answer holds the spans whose best class is a label, the likeliest first where two cross (or, unless `nested`,
    where one holds the other).
    """

    def __init__(self, *, nested: bool = False) -> None:
        self._nested = nested

    def probabilities(self, output: Floats, lengths: Ints) -> Floats:
        shifted = np.exp(output - output.max(axis=-1, keepdims=True))
        result = shifted[..., 1:] / shifted.sum(axis=-1, keepdims=True)
        result[~_inside(output.shape[1], output.shape[2], lengths)] = 0.0
        return np.asarray(result, dtype=np.float32)

    def answers(self, output: Floats, lengths: Ints) -> list[Answer]:
        best = output.argmax(-1)
        found = (best > 0) & _inside(output.shape[1], output.shape[2], lengths)
        result: list[Answer] = []
        for row in range(len(output)):
            places = np.argwhere(found[row])
            labels = best[row][found[row]] - 1
            logits = output[row][found[row]]
            sure = 1.0 / np.exp(logits - logits.max(-1, keepdims=True)).sum(-1)
            kept: Answer = []
            for index in np.argsort(-sure, kind="stable").tolist():
                first, width = places[index].tolist()
                span = (first, first + width, int(labels[index]))
                if all(self._may_stand_beside(span, other) for other in kept):
                    kept.append(span)
            result.append(sorted(kept))
        return result

    def _may_stand_beside(self, span: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
        if span[1] < other[0] or other[1] < span[0]:
            return True
        inside = span[0] >= other[0] and span[1] <= other[1]
        holds = span[0] <= other[0] and span[1] >= other[1]
        return self._nested and (inside or holds)


def _inside(count: int, max_width: int, lengths: Ints) -> npt.NDArray[np.bool_]:
    """[B, C, W]: whether units i … i+w all lie in the sentence."""
    ends = np.arange(count)[:, None] + np.arange(max_width)
    return np.asarray(ends[None] < lengths[:, None, None])
