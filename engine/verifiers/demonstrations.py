"""Reviewed spans that are shown to a language model before it is asked: those nearest to what it is asked about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from engine.taggers.embedding import Embedder
from engine.verifiers.base import Case, Question
from engine.verifiers.vectors import Vectors, kept_vectors

# More sentences than these take long to embed and seldom hold one that is nearer.
_MOST_SENTENCES = 2000


class Demonstrations:
    """Of `cases`, `shown` at a time. Near are sentences by their vectors, and spans by theirs (cosine).

    A case whose sentence is the asked one, or a part of it or the other way round, is never shown for it. Of more than
    2,000 sentences so many are taken, evenly. Their vectors are kept in the folder `kept`, where one is given.
    Embedding them raises `Cancelled`.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        embedder: Embedder,
        shown: int,
        *,
        kept: Path | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        texts = list(dict.fromkeys(case.question.sentence for case in cases))
        step = max(1.0, len(texts) / _MOST_SENTENCES)
        self._texts = [texts[int(place * step)] for place in range(min(len(texts), _MOST_SENTENCES))]
        rows = {text: row for row, text in enumerate(self._texts)}
        self._cases = [case for case in cases if case.question.sentence in rows]
        self._rows = np.array([rows[case.question.sentence] for case in self._cases])
        self._embedder = embedder
        self.shown = shown

        def make() -> Vectors:
            return self._embedded(cancelled)

        sizes = (len(self._texts), len(self._cases))
        self._sentences, self._spans = kept_vectors(kept, self._key(), sizes, make) if kept else make()

    def nearest(self, asked: Sequence[Sequence[Question]]) -> list[list[Case]]:
        """For the questions about each sentence the cases to show before it, the nearest last.

        By turns one that is near by its span, to any of the questions, and one that is near by its sentence; of a
        sentence only one.
        """
        embedded = self._embedder.embed([questions[0].sentence for questions in asked])
        found = []
        for questions, one in zip(asked, embedded, strict=True):
            spans = np.stack([one.span(question.start, question.end) for question in questions])
            by_span = (self._spans @ spans.T).max(axis=1)
            by_sentence = (self._sentences @ one.whole())[self._rows]
            chosen = self._chosen(by_span, by_sentence, questions[0].sentence)
            found.append([self._cases[index] for index in reversed(chosen)])
        return found

    def _embedded(self, cancelled: Callable[[], bool] | None) -> Vectors:
        """The vectors of the sentences [S, H] and of the cases' spans [C, H]."""
        embedded = self._embedder.embed(self._texts, cancelled=cancelled)
        spans = [
            embedded[row].span(case.question.start, case.question.end)
            for row, case in zip(self._rows.tolist(), self._cases, strict=True)
        ]
        return np.stack([one.whole() for one in embedded]), np.stack(spans)

    def _key(self) -> str:
        """What the vectors depend on: the encoder and the places of the spans in their sentences."""
        places = [
            [row, case.question.start, case.question.end]
            for row, case in zip(self._rows.tolist(), self._cases, strict=True)
        ]
        plain = json.dumps([self._embedder.fingerprint, self._texts, places])
        return hashlib.sha256(plain.encode()).hexdigest()[:32]

    def _chosen(self, by_span: np.ndarray, by_sentence: np.ndarray, asked: str) -> list[int]:
        rankings = (np.argsort(-by_span, kind="stable"), np.lexsort((-by_span, -by_sentence)))
        chosen: list[int] = []
        used = {row for row, text in enumerate(self._texts) if text in asked or asked in text}
        following = [iter(ranking.tolist()) for ranking in rankings]
        for turn in range(2 * len(self._cases)):
            if len(chosen) == self.shown:
                break
            index = next((i for i in following[turn % 2] if self._rows[i] not in used), None)
            if index is not None:
                chosen.append(index)
                used.add(int(self._rows[index]))
        return chosen
