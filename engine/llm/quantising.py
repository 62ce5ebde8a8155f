"""Write a language model anew with smaller weights: llama.cpp's work, in a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from pathlib import Path

from engine.errors import Cancelled
from engine.llm.errors import ModelError

_POLL = 0.1


def quantise(source: Path, target: Path, *, threads: int, cancelled: Callable[[], bool] | None = None) -> None:
    """Write the GGUF file `source`, of full precision, as Q4_K_M. Raises `ModelError` and `Cancelled`."""
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(source, target, threads), daemon=True)
    process.start()
    try:
        while process.is_alive():
            process.join(_POLL)
            if cancelled is not None and cancelled():
                raise Cancelled
    finally:
        process.kill()
        process.join()
    if process.exitcode:
        raise ModelError(f"{target}: llama.cpp cannot write this model (code {process.exitcode}).")


def _run(source: Path, target: Path, threads: int) -> None:
    from engine.network import close_network

    close_network()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from engine.llm.llama import quantise_file

    raise SystemExit(quantise_file(source, target, threads))
