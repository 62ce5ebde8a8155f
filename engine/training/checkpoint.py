"""A training run that was killed goes on after its last finished epoch."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

FILE, _NOTE = "checkpoint.safetensors", "note"
Weights = dict[str, Tensor]


@dataclass(slots=True)
class Progress:
    """Where a run stands: epochs, steps and minutes done, the best validation F1 so far, and the weights it keeps."""

    epoch: int = 0
    step: int = 0
    best_f1: float = -1.0
    since_best: int = 0
    minutes: float = 0.0
    weights: dict[str, Weights] = field(default_factory=dict)


def save(progress: Progress, network: nn.Module, optimiser: torch.optim.Optimizer, recipe: Any, out: Path) -> None:
    """Write the checkpoint of a run with `recipe` (plain data) into `out`, whole or not at all."""
    tensors = {f"live.{name}": value.contiguous() for name, value in network.state_dict().items()}
    for kind, weights in progress.weights.items():
        tensors |= {f"{kind}.{name}": value.contiguous().clone() for name, value in weights.items()}
    for index, state in optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{name}": torch.as_tensor(value).contiguous() for name, value in state.items()}
    note = {
        "recipe": recipe,
        "epoch": progress.epoch,
        "step": progress.step,
        "best_f1": progress.best_f1,
        "since_best": progress.since_best,
        "minutes": progress.minutes,
    }
    write_whole(out / FILE, lambda path: save_file(tensors, path, metadata={_NOTE: json.dumps(note)}))


def load(network: nn.Module, optimiser: torch.optim.Optimizer, recipe: Any, out: Path) -> Progress | None:
    """The progress of a run of the same recipe in `out`, with network and optimiser as they were; None without one."""
    if not (out / FILE).exists():
        return None
    note = json.loads(metadata(out / FILE).get(_NOTE, "{}"))
    if note.get("recipe") != json.loads(json.dumps(recipe)):
        return None
    kinds: dict[str, Weights] = {}
    state = optimiser.state_dict()
    for name, value in load_file(out / FILE).items():
        kind, rest = name.split(".", 1)
        if kind == "adam":
            index, key = rest.split(".")
            state["state"].setdefault(int(index), {})[key] = value
        else:
            kinds.setdefault(kind, {})[rest] = value
    network.load_state_dict(kinds.pop("live"))
    optimiser.load_state_dict(state)
    return Progress(note["epoch"], note["step"], note["best_f1"], note["since_best"], note["minutes"], kinds)


def write_whole(file: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make the file beside its place and put it there when it is whole."""
    beside = file.with_name(f"{file.name}.part")
    write(beside)
    beside.replace(file)


def metadata(file: Path) -> dict[str, str]:
    """What is noted in a file of weights."""
    with safe_open(file, framework="pt") as weights:
        return dict(weights.metadata() or {})
