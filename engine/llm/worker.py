"""A language model at work in a process of its own: a crash of native code loses one request, and is told."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from engine.errors import Cancelled
from engine.llm.errors import ModelCrashError, ModelError

_POLL = 0.05
_GRACE = 1.0


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


class Worker:
    """The parent's side. The process starts with the first request, and again with the next one after a crash.

    Where it does not survive its first computation, it is started without llama.cpp's rearranged weights, which crash
    on some processors. Requests of several threads wait for each other.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._process: SpawnProcess | None = None
        self._lock = threading.Lock()
        self._requests: Connection
        self._replies: Connection
        self._stop = multiprocessing.get_context("spawn").RawValue("b", 0)

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process is not None else None

    def network_closed(self) -> bool:
        """Whether the process refuses every socket."""
        return bool(self._request("network_closed", ()))

    def peak_memory(self) -> int:
        """The most bytes that the process held in memory at once, 0 where the system does not tell."""
        return int(self._request("peak_memory", ()))

    def architecture(self) -> str:
        """What the model's file calls its kind, such as "qwen2"."""
        return str(self._request("architecture", ()))

    def tokens(self, texts: Sequence[str], *, special: bool = False) -> list[list[int]]:
        """Each text as tokens; names of control tokens are read as such only where `special`."""
        found: list[list[int]] = self._request("tokens", (list(texts), special))
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
        return self._request("answers", (frame, list(asked), list(options), kept), cancelled)

    def pieces(self, texts: Sequence[str]) -> list[tuple[list[int], list[bytes]]]:
        """Each text as tokens, with the bytes that each stands for."""
        found: list[tuple[list[int], list[bytes]]] = self._request("pieces", (list(texts),))
        return found

    def states(self, tokens: Sequence[Sequence[int]], *, cancelled: Callable[[], bool] | None = None) -> Any:
        """The states [tokens, blocks · size] of each of these texts in tokens. Raises as `answers`."""
        return self._request("states", ([list(text) for text in tokens],), cancelled)

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        for end in (self._requests, self._replies):
            end.close()
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process = None

    def _request(self, name: str, arguments: tuple[Any, ...], cancelled: Callable[[], bool] | None = None) -> Any:
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self._start(cancelled)
            self._stop.value = 0
            with suppress(BrokenPipeError):
                self._requests.send((name, arguments))
            return self._reply(cancelled)

    def _start(self, cancelled: Callable[[], bool] | None) -> None:
        self.close()
        try:
            self._launch(cancelled)
        except ModelCrashError:
            if not self._setup.extra_buffers:
                raise
            self._setup = replace(self._setup, extra_buffers=False)
            self._launch(cancelled)

    def _launch(self, cancelled: Callable[[], bool] | None) -> None:
        context = multiprocessing.get_context("spawn")
        theirs, self._requests = context.Pipe(duplex=False)
        self._replies, out = context.Pipe(duplex=False)
        process = context.Process(target=serve, args=(self._setup, theirs, out, self._stop), daemon=True)
        process.start()
        theirs.close()
        out.close()
        self._process = process
        self._reply(cancelled)

    def _reply(self, cancelled: Callable[[], bool] | None) -> Any:
        """Wait for the reply. A process that does not stop within a second of being told to is ended."""
        while not self._replies.poll(_POLL):
            if cancelled is not None and cancelled():
                self._stop.value = 1
                if not self._replies.poll(_GRACE):
                    self._kill()
                    raise Cancelled
        try:
            kind, value = self._replies.recv()
        except EOFError:
            code = self._kill()
            raise ModelCrashError(f"{self._setup.model.name}: the language model's process ended ({code}).") from None
        match kind:
            case "cancelled":
                raise Cancelled
            case "refused":
                raise ModelError(value)
            case _:
                return value

    def _kill(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        process.join(_POLL)
        process.kill()
        process.join()
        for end in (self._requests, self._replies):
            end.close()
        return process.exitcode


def serve(setup: Setup, requests: Connection, replies: Connection, stop: Any) -> None:
    """The child's side: load, compute something once, then answer requests until the parent is gone."""
    from engine.network import close_network

    close_network()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        from engine.llm.serving import Serving

        serving = Serving(setup, lambda: bool(stop.value))
    except ModelError as error:
        replies.send(("refused", str(error)))
        return
    except ModuleNotFoundError as error:
        replies.send(("refused", f"{setup.model}: llama.cpp is not installed ({error.name})."))
        return
    except (ImportError, OSError, RuntimeError) as error:
        replies.send(("refused", f"{setup.model}: llama.cpp cannot be loaded ({type(error).__name__})."))
        return
    replies.send(("ready", None))
    with suppress(EOFError, OSError):
        while True:
            name, arguments = requests.recv()
            replies.send(_outcome(getattr(serving, name), arguments))


def _outcome(handle: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", handle(*arguments)
    except Cancelled:
        return "cancelled", None
    except ModelError as error:
        return "refused", str(error)
