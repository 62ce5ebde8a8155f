"""The local language model as verifier: one token of a closed list, read as a distribution."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from engine.llm.errors import ModelError
from engine.llm.worker import Worker
from engine.paths import data_dir
from engine.verifiers.base import Answer, Case, Question
from engine.verifiers.demonstrations import Demonstrations
from engine.verifiers.prompts import Prompt

# Sentences a request: between two requests progress is told, and a crash loses no more than one.
_SENTENCES = 8
# What models that think aloud read before an answer without a thought.
_NO_THOUGHT = {"qwen3": "<think>\n\n</think>\n\n"}


class LlamaVerifier:
    """Asks the model of `worker` about spans with `prompt`.

    The answer is the softmax over the first tokens of the labels' words (that of "O" included), which no text of a
    document can widen. Words that begin with the same token get a letter each. `kept` is a folder for the state of the
    instructions; `identity` names model and adapter by their hashes. With `demonstrations`, reviewed spans stand before
    each sentence, once for all questions about it.
    """

    name = "llama"

    def __init__(
        self,
        worker: Worker,
        prompt: Prompt,
        identity: Mapping[str, str],
        kept: Path | None = None,
        demonstrations: Demonstrations | None = None,
    ) -> None:
        self._worker = worker
        self._demonstrations = demonstrations
        self._identity = dict(identity)
        self._prompt, self._options = adapt_prompt(worker, prompt)
        self._names = list(prompt.words)
        self._evidence = {"prompt_sha256": self._prompt.fingerprint}
        folder = data_dir() / "llm" / "states" if kept is None else kept
        self._kept = folder / f"{self._key()}.state"

    def classify(
        self,
        questions: Sequence[Question],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Answer | None]:
        """An answer to each question; those about one sentence that follow each other are read behind it at once.

        Of a very long sentence only what stands around the span is read. Raises `Cancelled` and `ModelCrashError`.
        """
        found: list[Answer | None] = []
        shown = [question.window() for question in questions]
        sentences = [list(same) for _, same in groupby(shown, key=lambda question: question.sentence)]
        for begin in range(0, len(sentences), _SENTENCES):
            found.extend(self._ask(sentences[begin : begin + _SENTENCES], cancelled))
            if progress is not None:
                progress(len(found), len(questions))
        return found

    def settings(self) -> dict[str, Any]:
        return {
            "verifier": self.name,
            **self._identity,
            "prompt": f"{self._prompt.language}/{self._prompt.version}",
            "prompt_sha256": self._prompt.fingerprint,
            **({"examples_shown": self._demonstrations.shown} if self._demonstrations else {}),
        }

    def close(self) -> None:
        self._worker.close()

    def _ask(self, sentences: Sequence[Sequence[Question]], cancelled: Callable[[], bool] | None) -> list[Answer]:
        prompt = self._prompt
        shown: Sequence[Sequence[Case]] = [()] * len(sentences)
        if self._demonstrations is not None:
            shown = self._demonstrations.nearest(sentences)
        asked = [
            (prompt.examples(cases) + prompt.sentence(of[0].sentence), [prompt.question(one) for one in of])
            for of, cases in zip(sentences, shown, strict=True)
        ]
        logits = self._worker.answers(
            (prompt.instructions, prompt.end), asked, self._options, kept=self._kept, cancelled=cancelled
        )
        return [self._answer(row) for of_sentence in logits for row in of_sentence]

    def _answer(self, logits: Any) -> Answer:
        weights = np.exp(logits - logits.max())
        shares = (weights / weights.sum()).tolist()
        return Answer(dict(zip(self._names, shares, strict=True)), self._evidence)

    def _key(self) -> str:
        """What the state of the instructions depends on."""
        parts = (*self._identity.values(), self._prompt.fingerprint)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def adapt_prompt(worker: Worker, prompt: Prompt) -> tuple[Prompt, list[int]]:
    """The prompt as the worker's model can answer it, and the token that stands for each of its words.

    Words that begin with the same token give way to letters; a model that thinks aloud is told that it has thought.
    Raises `ModelError` for a model whose vocabulary does not allow this.
    """
    prompt = replace(prompt, end=prompt.end + _NO_THOUGHT.get(worker.architecture(), ""))
    for one in (prompt, prompt.lettered()):
        words = list(one.words.values())
        *alone, end = worker.tokens([*words, one.end], special=True)
        together = worker.tokens([one.end + word for word in words], special=True)
        firsts = [tokens[0] for tokens in alone if tokens]
        stand_apart = all(line == [*end, *tokens] for line, tokens in zip(together, alone, strict=True))
        if stand_apart and len(set(firsts)) == len(words):
            return one, firsts
    raise ModelError("the language model's vocabulary cannot tell the labels apart by one token.")
