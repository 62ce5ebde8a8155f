"""Write a language model anew with other weights: llama.cpp's work, in a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from engine.errors import Cancelled
from engine.llm.errors import ModelError

FileType = Literal["q4_k_m", "q8_0"]
_POLL = 0.1


def quantise(
    source: Path, target: Path, kind: FileType, *, threads: int, cancelled: Callable[[], bool] | None = None
) -> None:
    """Write the GGUF file `source` as Q4_K_M, which needs full precision, or as Q8_0, which takes any weights.

    Raises `ModelError` and `Cancelled`.
    """
    process = multiprocessing.get_context("spawn").Process(
        target=_run, args=(source, target, kind, threads), daemon=True
    )
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


def _run(source: Path, target: Path, kind: FileType, threads: int) -> None:
    from engine.network import close_network

    close_network()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from engine.llm.llama import quantise_file

    raise SystemExit(quantise_file(source, target, kind, threads))
