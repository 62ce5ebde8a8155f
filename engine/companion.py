"""A process beside this one that serves requests: when it ends by itself, one request is lost and told.

The parent's side is a `Companion`, the child's `answer_requests`; between them lie two pipes.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from engine.errors import Cancelled, VeritagError

_POLL = 0.05


class Companion:
    """Starts its process with the first request, and again with the next one after it has ended.

    `serve(*given, requests, replies, stop)` is what the process runs. What it refuses is raised as `refusal`, and its
    end as `loss`, with `name` before the reason. A process that does not stop within `grace` seconds of being told to
    is ended. Requests of several threads wait for each other.
    """

    def __init__(
        self,
        serve: Callable[..., None],
        given: tuple[Any, ...],
        *,
        name: str,
        refusal: type[VeritagError],
        loss: type[VeritagError],
        grace: float = 1.0,
    ) -> None:
        self._serve, self._given = serve, given
        self._name, self._refusal, self._loss, self._grace = name, refusal, loss, grace
        self._process: SpawnProcess | None = None
        self._lock = threading.Lock()
        self._requests: Connection
        self._replies: Connection
        self._stop = multiprocessing.get_context("spawn").RawValue("b", 0)

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process is not None else None

    def request(self, name: str, arguments: tuple[Any, ...] = (), cancelled: Callable[[], bool] | None = None) -> Any:
        """What the process answers. Raises `Cancelled`, and the errors that were given for refusal and loss."""
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self._start(cancelled)
            self._stop.value = 0
            with suppress(BrokenPipeError):
                self._requests.send((name, arguments))
            return self._reply(cancelled)

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        for end in (self._requests, self._replies):
            end.close()
        self._process.join(self._grace)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process = None

    def _start(self, cancelled: Callable[[], bool] | None) -> None:
        self.close()
        self._launch(cancelled)

    def _launch(self, cancelled: Callable[[], bool] | None) -> None:
        context = multiprocessing.get_context("spawn")
        theirs, self._requests = context.Pipe(duplex=False)
        self._replies, out = context.Pipe(duplex=False)
        process = context.Process(target=self._serve, args=(*self._given, theirs, out, self._stop), daemon=True)
        process.start()
        theirs.close()
        out.close()
        self._process = process
        self._reply(cancelled)

    def _reply(self, cancelled: Callable[[], bool] | None) -> Any:
        while not self._replies.poll(_POLL):
            if cancelled is not None and cancelled():
                self._stop.value = 1
                if not self._replies.poll(self._grace):
                    self._kill()
                    raise Cancelled
        try:
            kind, value = self._replies.recv()
        except EOFError:
            raise self._loss(f"{self._name} ended ({self._kill()}).") from None
        match kind:
            case "cancelled":
                raise Cancelled
            case "refused":
                raise self._refusal(value)
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


def answer_requests(
    make: Callable[[], Any], refusal: type[VeritagError], requests: Connection, replies: Connection
) -> None:
    """The child's side: make what serves, say so, then call its methods by name until the parent is gone.

    Errors of the type `refusal` are told, those of `make` too, with which it ends. Ctrl+C is the parent's to hear.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        serving = make()
    except refusal as error:
        replies.send(("refused", str(error)))
        return
    replies.send(("ready", None))
    with suppress(EOFError, OSError):
        while True:
            name, arguments = requests.recv()
            replies.send(_outcome(getattr(serving, name), arguments, refusal))


def _outcome(handle: Callable[..., Any], arguments: tuple[Any, ...], refusal: type[VeritagError]) -> tuple[str, Any]:
    try:
        return "done", handle(*arguments)
    except Cancelled:
        return "cancelled", None
    except refusal as error:
        return "refused", str(error)
