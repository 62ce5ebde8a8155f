"""What the worker process does with a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from engine import network
from engine.llm.llama import Asked, Floats, LlamaModel
from engine.llm.worker import Setup


class Serving:
    """A loaded model with a context. Loading ends with a computation, so that what cannot compute fails at once."""

    def __init__(self, setup: Setup, stop: Callable[[], bool]) -> None:
        self._model = LlamaModel(setup.model, adapter=setup.adapter, extra_buffers=setup.extra_buffers)
        self._context = self._model.context(
            cells=setup.cells, threads=setup.threads, stop=lambda: False, blocks=setup.blocks
        )
        self._prefix: str | None = None
        word = self._model.tokens("1")
        if setup.blocks:
            self._context.states([word])
        else:
            self._context.set_prefix(word)
        self._context.stop = stop

    def network_closed(self) -> bool:
        return network.is_closed()

    def tokens(self, texts: Sequence[str], special: bool) -> list[list[int]]:
        return [self._model.tokens(text, special=special) for text in texts]

    def peak_memory(self) -> int:
        """The most bytes that this process held in memory at once, 0 where the system does not tell (all but Linux)."""
        status = Path("/proc/self/status")
        lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
        return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)

    def architecture(self) -> str:
        return self._model.architecture

    def answers(
        self,
        frame: tuple[str, str],
        asked: Sequence[tuple[str, Sequence[str]]],
        options: Sequence[int],
        kept: Path | None,
    ) -> list[Floats]:
        before, behind = frame
        if before != self._prefix:
            self._prefix = None
            self._context.set_prefix(self._model.tokens(before, special=True), kept)
            self._prefix = before
        end = self._model.tokens(behind, special=True)
        read = self._model.tokens
        return self._context.answers(
            [Asked(read(sentence), [[*read(one), *end] for one in questions]) for sentence, questions in asked], options
        )

    def pieces(self, texts: Sequence[str]) -> list[tuple[list[int], list[bytes]]]:
        tokens = [self._model.tokens(text) for text in texts]
        return [(of_text, self._model.pieces(of_text)) for of_text in tokens]

    def states(self, tokens: Sequence[Sequence[int]]) -> list[Floats]:
        return self._context.states(tokens)
