"""A language model at work in a process of its own: a crash of native code loses one request, and is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.companion import Companion, answer_requests
from engine.llm.errors import ModelCrashError, ModelError

if TYPE_CHECKING:
    from engine.llm.serving import Serving


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker loads: a GGUF file, an adapter for it, threads, and the tokens its cache holds.

    With `blocks` it gives states of texts after so many blocks of the model each, else it answers questions.
    """

    model: Path
    adapter: Path | None = None
    threads: int = 2
    cells: int = 4096
    blocks: tuple[int, ...] = ()
    extra_buffers: bool = True


class Worker(Companion):
    """The parent's side. Where the process does not survive its first computation, it is started without llama.cpp's
    rearranged weights, which crash on some processors.
    """

    def __init__(self, setup: Setup) -> None:
        name = f"{setup.model.name}: the language model's process"
        super().__init__(serve, (setup,), name=name, refusal=ModelError, loss=ModelCrashError)
        self._setup = setup

    def network_closed(self) -> bool:
        """Whether the process refuses every socket."""
        return bool(self.request("network_closed"))

    def peak_memory(self) -> int:
        """The most bytes that the process held in memory at once, 0 where the system does not tell."""
        return int(self.request("peak_memory"))

    def architecture(self) -> str:
        """What the model's file calls its kind, such as "qwen2"."""
        return str(self.request("architecture"))

    def tokens(self, texts: Sequence[str], *, special: bool = False) -> list[list[int]]:
        """Each text as tokens; names of control tokens are read as such only where `special`."""
        found: list[list[int]] = self.request("tokens", (list(texts), special))
        return found

    def answers(
        self,
        frame: tuple[str, str],
        asked: Sequence[tuple[str, Sequence[str]]],
        options: Sequence[int],
        *,
        kept: Path | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Any:
        """Logits [questions, options] for each (sentence, questions) in `asked`.

        `frame` is what stands before every sentence and behind every question; only there control tokens are read by
        their names. `kept` is a file for the state of the former. Raises `Cancelled`, `ModelError`, `ModelCrashError`.
        """
        return self.request("answers", (frame, list(asked), list(options), kept), cancelled)

    def pieces(self, texts: Sequence[str]) -> list[tuple[list[int], list[bytes]]]:
        """Each text as tokens, with the bytes that each stands for."""
        found: list[tuple[list[int], list[bytes]]] = self.request("pieces", (list(texts),))
        return found

    def states(self, tokens: Sequence[Sequence[int]], *, cancelled: Callable[[], bool] | None = None) -> Any:
        """The states [tokens, blocks · size] of each of these texts in tokens. Raises as `answers`."""
        return self.request("states", ([list(text) for text in tokens],), cancelled)

    def _start(self, cancelled: Callable[[], bool] | None) -> None:
        try:
            super()._start(cancelled)
        except ModelCrashError:
            if not self._setup.extra_buffers:
                raise
            self._setup = replace(self._setup, extra_buffers=False)
            self._given = (self._setup,)
            super()._start(cancelled)


def serve(setup: Setup, requests: Connection, replies: Connection, stop: Any) -> None:
    """The child's side: load, compute something once, then answer requests until the parent is gone."""
    from engine.network import close_network

    close_network()
    answer_requests(lambda: _load(setup, lambda: bool(stop.value)), ModelError, requests, replies)


def _load(setup: Setup, stop: Callable[[], bool]) -> Serving:
    try:
        from engine.llm.serving import Serving

        return Serving(setup, stop)
    except ModuleNotFoundError as error:
        raise ModelError(f"{setup.model}: llama.cpp is not installed ({error.name}).") from None
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(f"{setup.model}: llama.cpp cannot be loaded ({type(error).__name__}).") from None
