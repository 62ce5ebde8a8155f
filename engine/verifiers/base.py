"""What every verifier is asked and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.verifiers.fusion import Fusion

_MOST_CHARACTERS, _AROUND = 400, 150


@dataclass(frozen=True, slots=True)
class Other:
    """Another entity of a sentence; offsets are code points into it."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Which label has the span [start, end) of `sentence`, or none? Offsets are code points into the sentence.

    `others` are what else in it is taken for an entity; `document` names where it stands.
    """

    sentence: str
    start: int
    end: int
    others: tuple[Other, ...] = ()
    document: str = ""

    @property
    def span(self) -> str:
        return self.sentence[self.start : self.end]

    def window(self) -> Question:
        """The question about what stands around its span, where the sentence is longer than a model should read."""
        if len(self.sentence) <= _MOST_CHARACTERS:
            return self
        begin = max(0, self.start - _AROUND)
        end = min(self.end, self.start + _MOST_CHARACTERS - 2 * _AROUND)
        return Question(self.sentence[begin : end + _AROUND], self.start - begin, end - begin)


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the right answer: a label or "O"."""

    question: Question
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The verifier's probabilities of all labels and "O", which sum to 1, and what it was asked with.

    `rule` says what becomes of it, where that is not the rule that was fitted for the verifier.
    """

    distribution: Mapping[str, float]
    evidence: Mapping[str, Any] = field(default_factory=dict)
    rule: Fusion | None = None


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
        """An answer to each question, None where the verifier could give none.

        Stopped by `cancelled` it raises `Cancelled`, or gives None to what was left: answers that cost something stay.
        """
        ...

    def settings(self) -> dict[str, Any]:
        """What decides its answers, for the record of the run: model and adapter by their hashes, prompt."""
        ...

    def close(self) -> None:
        """Give back processes and memory."""
        ...
