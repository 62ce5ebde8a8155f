"""Texts as a language model reads them: twice in a row, so that every token has seen both sides of itself.

Only the states of the second copy count (Springer et al. 2024, "Repetition improves language model embeddings").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.llm.worker import Worker
from engine.taggers.crf import Floats


def read_twice(
    worker: Worker, texts: Sequence[Sequence[int]], *, cancelled: Callable[[], bool] | None = None
) -> list[Floats]:
    """For each text in tokens the states [tokens, blocks · size] of its second copy. Raises as `Worker.states`."""
    found = worker.states([[*text, *text] for text in texts], cancelled=cancelled)
    return [states[len(text) :] for states, text in zip(found, texts, strict=True)]
