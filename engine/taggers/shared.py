"""The taggers of a pack: one pass of the shared network gives a sequence tagger's and a span tagger's votes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from engine.errors import Cancelled
from engine.packs import Pack
from engine.taggers.crf import span_marginals
from engine.taggers.features import Featuriser, Window, collate
from engine.taggers.runtime import OnnxSession
from engine.types import Sentence, Vote

SEQUENCE, SPAN = "sequence", "span"
TAGGERS = (SEQUENCE, SPAN)
VOTE_FLOOR = 0.05
_BATCH_PIECES = 1024
_BATCH_ROWS = 64
_HELD = 2048

Probabilities = npt.NDArray[np.float32]


class SharedTagger:
    """Tags sentences with the network of `pack`. Not thread safe; one instance a thread."""

    def __init__(self, pack: Pack, *, threads: int | None = None) -> None:
        entry = pack.manifest.network
        self._session = OnnxSession(pack.path / entry.file, threads=threads)
        self._featuriser = Featuriser(pack.path / entry.tokenizer)
        self._labels = pack.labels.names()
        self._max_width = entry.max_width
        self._transitions = np.array(entry.transitions, dtype=np.float32)

    @property
    def provider(self) -> str:
        return self._session.provider

    def tag(
        self,
        sentences: Sequence[Sentence],
        *,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Vote]:
        """Every span that a tagger gives at least `VOTE_FLOOR`, in document offsets, one vote a tagger and label.

        `progress` receives the number of characters just finished. Raises `Cancelled` between two batches.
        """
        windows = self._featuriser.windows(sentence.text for sentence in sentences)
        votes: list[Vote] = []
        for batch in _batches(windows):
            if cancelled is not None and cancelled():
                raise Cancelled
            sequence, span = self.probabilities(batch)
            for row, window in enumerate(batch):
                base = sentences[window.sentence].start
                votes.extend(self._votes(SEQUENCE, sequence[row], window, base))
                votes.extend(self._votes(SPAN, span[row], window, base))
            if progress is not None:
                progress(sum(_core_length(window) for window in batch))
        return votes

    def probabilities(self, batch: Sequence[Window]) -> tuple[Probabilities, Probabilities]:
        """P(label l of units i … i+w) by the sequence and by the span tagger, both [B, C, W, L]."""
        outputs = self._session.run(collate(batch))
        lengths = np.array([len(window.units) for window in batch], dtype=np.int64)
        sequence = span_marginals(outputs["emissions"], lengths, self._transitions, self._max_width)
        logits = outputs["spans"]
        logits -= logits.max(axis=-1, keepdims=True)
        np.exp(logits, out=logits)
        span = logits[..., 1:] / logits.sum(axis=-1, keepdims=True)
        ends = np.arange(span.shape[1])[:, None] + np.arange(self._max_width)
        span[ends[None] >= lengths[:, None, None]] = 0.0
        return sequence, span

    def _votes(self, source: str, probabilities: Probabilities, window: Window, base: int) -> Iterator[Vote]:
        low, high = window.core
        for first, width, label in np.argwhere(probabilities[low:high] >= VOTE_FLOOR).tolist():
            unit = low + first
            score = float(probabilities[unit, width, label])
            start, end = window.units[unit][0], window.units[unit + width][1]
            yield Vote(base + start, base + end, self._labels[label], round(score, 4), source)


def _core_length(window: Window) -> int:
    low, high = window.core
    return window.units[high - 1][1] - window.units[low][0] if high > low else 0


def _batches(windows: Iterator[Window]) -> Iterator[list[Window]]:
    """Windows alike in length together, so that little of a batch is padding; a bounded number is held at a time."""
    while held := sorted(islice(windows, _HELD), key=lambda window: (len(window.pieces), len(window.units))):
        batch: list[Window] = []
        for window in held:
            if batch and (len(batch) >= _BATCH_ROWS or (len(batch) + 1) * len(window.pieces) > _BATCH_PIECES):
                yield batch
                batch = []
            batch.append(window)
        yield batch
