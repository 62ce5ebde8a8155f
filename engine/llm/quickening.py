"""The same weights in a type that this machine computes faster with, beside the model's own file.

llama.cpp has no quick kernels for every type of weights on every processor: Q5_0, of which small models consist that
are called Q4_K_M, is one without on most. Q8_0 holds such weights almost unchanged.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.llm.bases import InstalledModel, file_hash, record_model
from engine.llm.errors import ModelError
from engine.llm.quantising import quantise
from engine.llm.worker import Setup, Worker

# A second file is only worth its room when it is so much quicker.
_WORTH = 1.15
_ROUNDS, _TEXTS = 3, 8
_TEXT = "国务院关于无线电管理的规定自发布之日起施行，各省、自治区、直辖市的管理机构负责本行政区域内的工作。"


def quicken(
    model: InstalledModel, *, threads: int | None = None, cancelled: Callable[[], bool] | None = None
) -> tuple[InstalledModel, float]:
    """Write the weights as Q8_0, let both files compute, and keep the second where it is clearly quicker.

    Returns the model and how many times as fast the second file was. Raises `ModelError` and `Cancelled`.
    """
    cores = threads or os.cpu_count() or 1
    scratch = model.path.with_name(f".{model.name}.quick.part")
    try:
        quantise(model.path, scratch, "q8_0", threads=cores, cancelled=cancelled)
        own, second = seconds([model.path, scratch], cores, cancelled)
        if own < _WORTH * second:
            return model, own / second
        quick = replace(model, quick_sha256=file_hash(scratch, cancelled=cancelled))
        scratch.replace(quick.quick_path)
        record_model(quick)
    except OSError as error:
        raise ModelError(f"{scratch.parent}: the language model cannot be written ({error.strerror}).") from None
    finally:
        scratch.unlink(missing_ok=True)
    return quick, own / second


def seconds(files: list[Path], threads: int, cancelled: Callable[[], bool] | None = None) -> list[float]:
    """What each file takes to read some sentences, in turn, the best of some rounds."""
    workers = [Worker(Setup(file, threads=threads, cells=1024)) for file in files]
    asked = [(f"{number}. {_TEXT}", ["？"]) for number in range(_TEXTS)]
    best = [float("inf")] * len(files)
    try:
        for round_ in range(_ROUNDS + 1):
            for place, worker in enumerate(workers):
                begun = time.monotonic()
                worker.answers((_TEXT, "\n"), asked, [0, 1], cancelled=cancelled)
                if round_:
                    best[place] = min(best[place], time.monotonic() - begun)
    finally:
        for worker in workers:
            worker.close()
    return best
