"""What every verifier is asked and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Question:
    """Which label has the span [start, end) of `sentence`, or none? Offsets are code points into the sentence."""

    sentence: str
    start: int
    end: int

    @property
    def span(self) -> str:
        return self.sentence[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the right answer: a label or "O"."""

    question: Question
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The verifier's probabilities of all labels and "O", which sum to 1, and what it was asked with."""

    distribution: Mapping[str, float]
    evidence: Mapping[str, Any] = field(default_factory=dict)


class Verifier(Protocol):
    """Answers questions, those of one sentence best one after the other. Not thread safe."""

    name: str

    def classify(
        self,
        questions: Sequence[Question],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Answer | None]:
        """An answer to each question, None where the verifier could give none. Raises `Cancelled`."""
        ...

    def settings(self) -> dict[str, Any]:
        """What decides its answers, for the record of the run: model and adapter by their hashes, prompt."""
        ...

    def close(self) -> None:
        """Give back processes and memory."""
        ...
