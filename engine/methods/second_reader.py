"""A second pack as reader of doubtful sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from engine.methods.combining import make_method
from engine.packs import Pack
from engine.taggers.tagging import PackTaggers
from engine.types import Candidate, Sentence


class PackReader:
    """The taggers of `pack`, settled by its own method. Raises `PackError` and `ModelError`."""

    def __init__(self, pack: Pack, *, threads: int | None = None) -> None:
        self.name = pack.manifest.name
        self._pack = pack
        self._method = make_method(pack, pack.manifest.method)
        self._taggers = PackTaggers(pack, threads=threads)

    def read(
        self, sentences: Sequence[Sentence], *, cancelled: Callable[[], bool] | None = None
    ) -> list[list[Candidate]]:
        in_order = sorted(sentences, key=lambda sentence: sentence.start)
        starts = [sentence.start for sentence in in_order]
        found: dict[int, list[Candidate]] = {start: [] for start in starts}
        for candidate in self._method.candidates(self._taggers.tag(in_order, cancelled=cancelled).votes):
            found[starts[bisect_right(starts, candidate.start) - 1]].append(self._named(candidate))
        return [found[sentence.start] for sentence in sentences]

    def settings(self) -> dict[str, Any]:
        manifest = self._pack.manifest
        model = manifest.language_model
        return {
            "pack": manifest.name,
            "pack_version": manifest.version,
            "pack_fingerprint": self._pack.fingerprint,
            "model": model.name if model else None,
            "model_sha256": model.sha256 if model else None,
        }

    def close(self) -> None:
        self._taggers.close()

    def _named(self, candidate: Candidate) -> Candidate:
        """The votes with the reader's name, so that they are told from those of the first taggers."""
        votes = tuple(replace(vote, source=f"{self.name}:{vote.source}") for vote in candidate.votes)
        return replace(candidate, votes=votes)
