"""A language model behind an OpenAI-compatible endpoint as verifier: it names one label of a closed list, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.cloud.courier import Courier
from engine.cloud.protocol import make_payload
from engine.errors import Cancelled
from engine.verifiers.base import Answer, Question
from engine.verifiers.fusion import Fusion
from engine.verifiers.masking import mask_others
from engine.verifiers.prompts import Prompt

# A word is no probability. What is named gets this much, the rest is shared evenly; it was fitted to nothing.
NAMED = 0.9
# The weights of a bundle belong to the local model: what is named here takes the place of the taggers' label, as in
# HybridNER, section 2.4.5, step 3.
REPLACE = Fusion("replace")
_AROUND_WORDS = " \t\r\n.,;:!?。，；：！？、\"'`“”‘’「」『』()（）[]【】［］<>《》*_#"


class CloudVerifier:
    """Asks through `courier` with `prompt`, as its settings allow: one request for each question."""

    name = "cloud"

    def __init__(self, courier: Courier, prompt: Prompt) -> None:
        self.courier, self._cloud = courier, courier.settings
        self._masks = prompt.words
        self._prompt = prompt if len(_by_word(prompt)) == len(prompt.words) else prompt.lettered()
        self._labels = _by_word(self._prompt)

    def classify(
        self,
        questions: Sequence[Question],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Answer | None]:
        """An answer to each question; None where nothing could be sent, or what came back is no word of the list.

        Raises `Cancelled` where that is before the first answer; later, what was answered stays.
        """
        found: list[Answer | None] = []
        for question in questions:
            try:
                said = self.courier.ask(question.document, self.payload(question), cancelled, understood=self._is_label)
            except Cancelled:
                if not any(found):
                    raise
                return [*found, *[None] * (len(questions) - len(found))]
            found.append(self._answer(*said) if said is not None else None)
            if progress is not None:
                progress(len(found), len(questions))
        return found

    def payload(self, question: Question) -> str:
        """All that leaves for a question: the sentence, or what stands around the span in a very long one."""
        shown = mask_others(question, self._masks) if self._cloud.masked else question
        return make_payload(self._cloud.model, self._prompt.messages(shown.window()))

    def settings(self) -> dict[str, Any]:
        return {
            "verifier": self.name,
            "cloud": {
                "endpoint": self._cloud.endpoint,
                "model": self._cloud.model,
                "masked": self._cloud.masked,
                "prompt": f"{self._prompt.language}/{self._prompt.version}",
                "prompt_sha256": self._prompt.fingerprint,
                "rule": REPLACE.rule,
            },
        }

    def close(self) -> None:
        self.courier.close()

    def _is_label(self, text: str) -> bool:
        return _folded(text) in self._labels

    def _answer(self, sent_id: int, text: str) -> Answer | None:
        label = self._labels.get(_folded(text))
        if label is None:
            return None
        rest = (1.0 - NAMED) / max(1, len(self._labels) - 1)
        distribution = {name: NAMED if name == label else rest for name in self._prompt.words}
        evidence = {
            "cloud": {"endpoint": self._cloud.endpoint, "model": self._cloud.model, "request": sent_id},
            "rule": REPLACE.rule,
        }
        return Answer(distribution, evidence, REPLACE)


def _by_word(prompt: Prompt) -> dict[str, str]:
    """Each label by its word, as answers are compared."""
    return {_folded(word): name for name, word in prompt.words.items()}


def _folded(text: str) -> str:
    return text.strip(_AROUND_WORDS).casefold()
