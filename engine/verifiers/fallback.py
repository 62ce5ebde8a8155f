"""The local model first; what it declines goes to the one elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import Cancelled
from engine.llm.errors import ModelCrashError
from engine.verifiers.base import Answer, Question, Verifier
from engine.verifiers.cloud import CloudVerifier

log = logging.getLogger(__name__)

# A local answer with no label of this probability or more counts as declined: more speaks against each than for it.
LEAST = 0.5
_MOST_CRASHES = 3


class FallbackVerifier:
    """Asks `local`; where that gives no answer, an unsure one, or its process ends, asks `cloud`.

    Where the latter has no answer either, the local one stands, unsure as it is. After three crashes in a row the local
    model is not asked again.
    """

    def __init__(self, local: Verifier, cloud: CloudVerifier) -> None:
        self._local, self.cloud = local, cloud
        self._crashes = 0
        self.name = f"{local.name}+{cloud.name}"

    def classify(
        self,
        questions: Sequence[Question],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Answer | None]:
        """An answer to each question. Raises `Cancelled`, and `ModelCrashError` where nobody answered after one.

        What the local model said stays where the time ends while the endpoint is asked.
        """
        answers: list[Answer | None] = [None] * len(questions)
        crash: ModelCrashError | None = None
        if self._crashes < _MOST_CRASHES:
            try:
                answers = self._local.classify(questions, cancelled=cancelled)
                self._crashes = 0
            except ModelCrashError as error:
                log.warning("%s", error)
                crash, self._crashes = error, self._crashes + 1
        declined = [index for index, answer in enumerate(answers) if is_declined(answer)]
        said = self._elsewhere([questions[index] for index in declined], any(answers), cancelled)
        for index, answer in zip(declined, said, strict=True):
            answers[index] = answer or answers[index]
        if crash is not None and not any(said):
            raise crash
        if progress is not None:
            progress(len(questions), len(questions))
        return answers

    def _elsewhere(
        self, questions: Sequence[Question], known: bool, cancelled: Callable[[], bool] | None
    ) -> list[Answer | None]:
        """What the endpoint says. Raises `Cancelled` where nothing is `known` that would be lost with it."""
        try:
            return self.cloud.classify(questions, cancelled=cancelled)
        except Cancelled:
            if not known:
                raise
            return [None] * len(questions)

    def settings(self) -> dict[str, Any]:
        return {**self.cloud.settings(), **self._local.settings(), "verifier": self.name, "declined_below": LEAST}

    def close(self) -> None:
        self._local.close()
        self.cloud.close()


def is_declined(answer: Answer | None) -> bool:
    """Whether an answer of the local model is as good as none."""
    return answer is None or max(answer.distribution.values()) < LEAST
