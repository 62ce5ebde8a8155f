"""The taggers of a pack at work: sentences in, every tagger's votes out."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from engine.errors import Cancelled, PackError
from engine.packs import Pack, TaggerEntry
from engine.taggers.crf import Floats
from engine.taggers.decode import Decoder, SequenceDecoder, SpanDecoder
from engine.taggers.features import Window
from engine.taggers.networks import open_networks
from engine.taggers.runtime import CPU
from engine.taggers.span_layers import SpanLayers
from engine.types import Sentence, Vote

# A span is a candidate when some tagger gives it this much; of a candidate, every score over the second is told.
CANDIDATE_FLOOR, VOTE_FLOOR = 0.05, 0.001
_BATCH_PIECES = 1024
# A language model reads so much in about a second.
_MODEL_PIECES = 128
_BATCH_ROWS = 64
_HELD = 2048
# Batches that are read at once on a processor: cores that share each product wait for each other at each.
_MOST_READERS = 4


@dataclass(slots=True)
class Tagging:
    """Votes in document offsets; `vectors` are the span tagger's, [S] before the last relu, for each candidate span
    by (start, end), where they were asked for."""

    votes: list[Vote] = field(default_factory=list)
    vectors: dict[tuple[int, int], Floats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one tagger says of a batch: P [B, C, W, L] and its own answers as (row, first unit, width, label)."""

    name: str
    probabilities: Floats
    chosen: frozenset[tuple[int, int, int, int]]


class PackTaggers:
    """Tags sentences with the networks of `pack`. Not thread safe; one instance a thread."""

    def __init__(self, pack: Pack, *, threads: int | None = None) -> None:
        manifest = pack.manifest
        cores = threads or os.cpu_count() or 1
        self._readers = min(cores, _MOST_READERS)
        self._batch_pieces = _BATCH_PIECES
        if manifest.language_model is not None:
            self._readers, self._batch_pieces = 1, _MODEL_PIECES
        own = cores // self._readers
        self._featuriser, self._networks = open_networks(pack, own)
        if self.provider != CPU:
            self._readers = 1
        self._labels = pack.labels.names()
        self._max_width = manifest.max_width
        self._decoders = {
            tagger.name: self._decoder(tagger, nested=manifest.nested)
            for network in manifest.networks
            for tagger in network.taggers
        }
        self.span_layers = SpanLayers.load(pack.path / manifest.span_layers) if manifest.span_layers else None
        for network, entry in self._networks:
            if missing := {tagger.output for tagger in entry.taggers} - set(network.outputs):
                raise PackError(f"{pack.path / entry.file}: the network has no output {sorted(missing)[0]}.")

    def _decoder(self, tagger: TaggerEntry, *, nested: bool) -> Decoder:
        if tagger.kind == "span":
            return SpanDecoder(nested=nested)
        return SequenceDecoder(np.array(tagger.transitions, dtype=np.float32), self._max_width)

    @property
    def provider(self) -> str:
        """The ONNX Runtime provider that runs all networks, or the slower one where they differ."""
        return min(network.provider for network, _ in self._networks)

    @property
    def lost_gpu(self) -> bool:
        """Whether a GPU runtime is installed but did not start, so that the processor does its work."""
        return any(network.lost_gpu for network, _ in self._networks)

    def tag(
        self,
        sentences: Sequence[Sentence],
        *,
        vectors: bool = False,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Tagging:
        """All taggers' votes for every span that one of them finds likely or chooses.

        `progress` receives the number of characters just finished. Raises `Cancelled`: between two batches, or within
        one of a language model.
        """
        windows = self._featuriser.windows(sentence.text for sentence in sentences)
        result = Tagging()
        with closing(self._read_ahead(_batches(windows, self._batch_pieces), cancelled)) as read:
            for batch, outputs in read:
                if cancelled is not None and cancelled():
                    raise Cancelled
                self._tag_batch(batch, outputs, sentences, result, vectors=vectors)
                if progress is not None:
                    progress(sum(_core_length(window) for window in batch))
        return result

    def close(self) -> None:
        """Give back processes and memory."""
        for network, _ in self._networks:
            network.close()

    def outputs(self, batch: Sequence[Window], cancelled: Callable[[], bool] | None = None) -> dict[str, Floats]:
        """The raw outputs of all networks for a batch."""
        found: dict[str, Floats] = {}
        for network, _ in self._networks:
            found |= network.run(batch, cancelled)
        return found

    def _read_ahead(
        self, batches: Iterator[list[Window]], cancelled: Callable[[], bool] | None
    ) -> Generator[tuple[list[Window], dict[str, Floats]]]:
        """Each batch with its outputs, in order, while the networks read the next ones."""
        with ThreadPoolExecutor(self._readers, thread_name_prefix="networks") as pool:
            ahead: deque[tuple[list[Window], Future[dict[str, Floats]]]] = deque()
            for batch in batches:
                ahead.append((batch, pool.submit(self.outputs, batch, cancelled)))
                if len(ahead) > self._readers:
                    done, coming = ahead.popleft()
                    yield done, coming.result()
            while ahead:
                done, coming = ahead.popleft()
                yield done, coming.result()

    def _tag_batch(
        self,
        batch: Sequence[Window],
        outputs: Mapping[str, Floats],
        sentences: Sequence[Sentence],
        result: Tagging,
        *,
        vectors: bool,
    ) -> None:
        lengths = np.array([len(window.units) for window in batch], dtype=np.int64)
        readings = [
            self._read(tagger, outputs[tagger.output], lengths) for _, n in self._networks for tagger in n.taggers
        ]
        rows, firsts, widths = self._candidates(readings, batch)
        scores = [reading.probabilities[rows, firsts, widths] for reading in readings]
        heard = [np.round(score, 4).tolist() for score in scores]
        for index, (row, first, width) in enumerate(zip(rows.tolist(), firsts.tolist(), widths.tolist(), strict=True)):
            window = batch[row]
            base = sentences[window.sentence].start
            start, end = base + window.units[first][0], base + window.units[first + width][1]
            for reading, of_tagger in zip(readings, heard, strict=True):
                for label, score in enumerate(of_tagger[index]):
                    chosen = (row, first, width, label) in reading.chosen
                    if score >= VOTE_FLOOR or chosen:
                        result.votes.append(Vote(start, end, self._labels[label], score, reading.name, chosen))
            if vectors and self.span_layers is not None:
                result.vectors[start, end] = self.span_layers.vector(
                    outputs["span.start"][row, first], outputs["span.end"][row, first + width], width
                )

    def _read(self, tagger: TaggerEntry, output: Floats, lengths: npt.NDArray[np.int64]) -> _Reading:
        decoder = self._decoders[tagger.name]
        chosen = frozenset(
            (row, first, last - first, label)
            for row, answer in enumerate(decoder.answers(output, lengths))
            for first, last, label in answer
        )
        return _Reading(tagger.name, decoder.probabilities(output, lengths), chosen)

    def _candidates(
        self, readings: Sequence[_Reading], batch: Sequence[Window]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        likely = np.zeros(readings[0].probabilities.shape[:3], dtype=bool)
        for reading in readings:
            likely |= reading.probabilities.max(-1) >= CANDIDATE_FLOOR
            for row, first, width, _ in reading.chosen:
                if width < self._max_width:
                    likely[row, first, width] = True
        for row, window in enumerate(batch):
            low, high = window.core
            likely[row, :low] = False
            likely[row, high:] = False
        rows, firsts, widths = np.nonzero(likely)
        return rows, firsts, widths


def _core_length(window: Window) -> int:
    low, high = window.core
    return window.units[high - 1][1] - window.units[low][0] if high > low else 0


def _batches(windows: Iterator[Window], most: int) -> Iterator[list[Window]]:
    """Windows alike in length together, so that little of a batch is padding; a bounded number is held at a time."""
    while held := sorted(islice(windows, _HELD), key=lambda window: (len(window.pieces), len(window.units))):
        batch: list[Window] = []
        for window in held:
            if batch and (len(batch) >= _BATCH_ROWS or (len(batch) + 1) * len(window.pieces) > most):
                yield batch
                batch = []
            batch.append(window)
        yield batch
