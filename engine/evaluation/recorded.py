"""Voices that are heard once: what they say is kept, so that any rule and threshold can be tried on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.methods.opinion import Reader
from engine.types import Candidate, Sentence
from engine.verifiers.base import Answer, Question, Verifier


def in_document(known: Mapping[str, Sequence[Candidate]], sentence: Sentence) -> list[Candidate]:
    """What is known of a sentence by its text, in document offsets."""
    base = sentence.start
    return [replace(c, start=c.start + base, end=c.end + base) for c in known.get(sentence.text, ())]


class KnownVerifier:
    """Its answers are there already; it declines every other question."""

    name = "known"

    def __init__(self, answers: Mapping[Question, Answer]) -> None:
        self._answers = answers

    def classify(
        self,
        questions: Sequence[Question],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Answer | None]:
        return [self._answers.get(question) for question in questions]

    def settings(self) -> dict[str, Any]:
        return {}

    def close(self) -> None:
        pass


class KnownReader:
    """Its word on each sentence, by the sentence's text, is there already."""

    name = "known"

    def __init__(self, words: Mapping[str, Sequence[Candidate]]) -> None:
        self._words = words

    def read(
        self, sentences: Sequence[Sentence], *, cancelled: Callable[[], bool] | None = None
    ) -> list[list[Candidate]]:
        return [in_document(self._words, sentence) for sentence in sentences]

    def settings(self) -> dict[str, Any]:
        return {}

    def close(self) -> None:
        pass


class RecordedVerifier:
    """A verifier that asks `verifier` only what it was not asked before; `seconds` and `asked` say what that took."""

    def __init__(self, verifier: Verifier) -> None:
        self.name = verifier.name
        self.seconds, self.asked = 0.0, 0
        self._verifier = verifier
        self._known: dict[Question, Answer | None] = {}

    def classify(
        self,
        questions: Sequence[Question],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Answer | None]:
        new = [question for question in dict.fromkeys(questions) if question not in self._known]
        if new:
            begun = time.monotonic()
            answers = self._verifier.classify(new, progress=progress, cancelled=cancelled)
            self.seconds += time.monotonic() - begun
            self.asked += len(new)
            self._known.update(zip(new, answers, strict=True))
        return [self._known[question] for question in questions]

    def settings(self) -> dict[str, Any]:
        return self._verifier.settings()

    def close(self) -> None:
        self._verifier.close()


class RecordedReader:
    """A reader that reads each sentence once; `seconds` and `characters` say what that took."""

    def __init__(self, reader: Reader) -> None:
        self.name = reader.name
        self.seconds, self.characters = 0.0, 0
        self._reader = reader
        self._known: dict[Sentence, list[Candidate]] = {}

    def read(
        self, sentences: Sequence[Sentence], *, cancelled: Callable[[], bool] | None = None
    ) -> list[list[Candidate]]:
        new = [sentence for sentence in sentences if sentence not in self._known]
        if new:
            begun = time.monotonic()
            found = self._reader.read(new, cancelled=cancelled)
            self.seconds += time.monotonic() - begun
            self.characters += sum(len(sentence.text) for sentence in new)
            self._known.update(zip(new, found, strict=True))
        return [self._known[sentence] for sentence in sentences]

    def settings(self) -> dict[str, Any]:
        return self._reader.settings()

    def close(self) -> None:
        self._reader.close()
