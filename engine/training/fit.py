"""Train a network: AdamW, linear warm-up and decay, averaged weights, early stopping, resumable."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from engine.taggers.features import Featuriser
from engine.training import checkpoint
from engine.training.checkpoint import Progress, Weights
from engine.training.data import Example, unit_spans
from engine.training.losses import TrainingItem, network_loss
from engine.training.network import TaggerNetwork
from engine.training.precision import fits_half
from engine.training.validate import score_taggers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides a training run besides its data and its network, which `run` may identify."""

    epochs: int = 5
    batch_units: int = 1400
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    warm_up: float = 0.1
    averaging: float = 0.995
    mean_from_epoch: int = 1
    patience: int = 3
    seed: int = 7
    run: str = ""


@dataclass(frozen=True, slots=True)
class EpochReport:
    """An epoch that is done (from 1): its loss, and the taggers' F1 on the validation part."""

    epoch: int
    epochs: int
    loss: float
    f1: Mapping[str, float]
    minutes: float


def prepare(
    examples: Sequence[Example], featuriser: Featuriser, labels: Sequence[str], sources: Sequence[str]
) -> list[TrainingItem]:
    """Windows with their gold spans as (first unit, last unit, label index)."""
    items = []
    for window in featuriser.windows([example.text for example in examples]):
        example = examples[window.sentence]
        spans = unit_spans(window.units, example.entities)
        indexed = tuple((first, last, labels.index(label)) for first, last, label in spans)
        items.append(TrainingItem(window, indexed, sources.index(example.source)))
    return items


def train(
    network: TaggerNetwork,
    items_of: Callable[[int, random.Random], Sequence[TrainingItem]],
    validation: Sequence[TrainingItem],
    recipe: Recipe,
    out: Path,
    *,
    nested: bool = False,
    progress: Callable[[int, int], None] | None = None,
    report: Callable[[EpochReport], None] | None = None,
) -> float:
    """Fit `network`, and leave it with the weights that were best on `validation` (mean F1 of its taggers).

    Returns the minutes of training, those before a kill included.

    Candidates after every epoch are the weights averaged exponentially over steps, and the mean of these over the ends
    of the epochs from `mean_from_epoch` (from 0) on (Izmailov et al. 2018). `items_of(epoch, rng)` gives what an epoch
    (from 0) reads; `progress(step, steps)` may raise to stop. `out` receives a checkpoint after every epoch, and a run
    that was killed goes on from it.
    """
    out.mkdir(parents=True, exist_ok=True)
    half = fits_half()
    first = _epoch_rng(recipe, 0)
    total = len(list(_batches(items_of(0, first), recipe, first))) * recipe.epochs
    optimiser = _optimiser(network, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total, recipe.warm_up))
    done = checkpoint.load(network, optimiser, asdict(recipe), out)
    if done is None:
        done = Progress(weights={kind: _copy(network) for kind in ("average", "mean", "best")})
    else:
        _continue_schedule(optimiser, schedule, done.step)
    while done.epoch < recipe.epochs and not _is_stuck(done, recipe):
        started = time.monotonic()
        losses: list[float] = []
        network.train()
        rng = _epoch_rng(recipe, done.epoch)
        for batch in _batches(items_of(done.epoch, rng), recipe, rng):
            loss = network_loss(network, batch, half=half)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            done.step += 1
            keep = min(recipe.averaging, (1 + done.step) / (10 + done.step))
            _blend(done.weights["average"], network.state_dict(), keep)
            losses.append(loss.item())
            if progress is not None:
                progress(done.step, total)
            if done.step % 50 == 0:
                log.info("epoch %d step %d/%d loss %.4f", done.epoch + 1, done.step, total, np.mean(losses[-50:]))
        f1 = _close_epoch(network, done, validation, recipe, nested=nested, half=half)
        done.epoch += 1
        minutes = (time.monotonic() - started) / 60
        done.minutes += minutes
        log.info("epoch %d: loss %.4f, validation %s, %.1f min", done.epoch, np.mean(losses), f1, minutes)
        checkpoint.save(done, network, optimiser, asdict(recipe), out)
        if report is not None:
            report(EpochReport(done.epoch, recipe.epochs, float(np.mean(losses)), f1, minutes))
    network.load_state_dict(done.weights["best"])
    return done.minutes


def _close_epoch(
    network: TaggerNetwork,
    done: Progress,
    validation: Sequence[TrainingItem],
    recipe: Recipe,
    *,
    nested: bool,
    half: bool,
) -> dict[str, float]:
    """Average over epochs, measure both averages, and keep the better if it is the best so far."""
    seen = max(0, done.epoch - recipe.mean_from_epoch)
    _blend(done.weights["mean"], done.weights["average"], seen / (seen + 1))
    live = _copy(network)
    shown: dict[str, float] = {}
    done.since_best += 1
    for kind in ("average", "mean"):
        if kind == "mean" and seen == 0:
            continue
        network.load_state_dict(done.weights[kind])
        f1 = {n: round(s.f1, 4) for n, s in score_taggers(network, validation, nested=nested, half=half).items()}
        mean_f1 = float(np.mean(list(f1.values())))
        if not shown or mean_f1 > np.mean(list(shown.values())):
            shown = f1
        if mean_f1 > done.best_f1:
            done.best_f1, done.since_best = mean_f1, 0
            done.weights["best"] = _copy(network)
    network.load_state_dict(live)
    return shown


def _is_stuck(done: Progress, recipe: Recipe) -> bool:
    """Whether to stop early; not in the first half, where a network may still be finding out what an entity is."""
    return done.since_best >= recipe.patience and 2 * done.epoch >= recipe.epochs


def _epoch_rng(recipe: Recipe, epoch: int) -> random.Random:
    return random.Random(f"{recipe.seed}/{epoch}")  # noqa: S311


def _batches(items: Sequence[TrainingItem], recipe: Recipe, rng: random.Random) -> Iterator[list[TrainingItem]]:
    """Batches of about `batch_units` units, alike in length, in random order."""
    order = sorted(items, key=lambda item: len(item.window.units) + rng.uniform(-4, 4))
    batches: list[list[TrainingItem]] = [[]]
    for item in order:
        if batches[-1] and (len(batches[-1]) + 1) * len(item.window.units) > recipe.batch_units:
            batches.append([])
        batches[-1].append(item)
    rng.shuffle(batches)
    yield from batches


def _optimiser(network: TaggerNetwork, recipe: Recipe) -> torch.optim.Optimizer:
    groups = []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = recipe.head_rate
        if name.startswith("units.encoder.") and ".lora_" not in name:
            layers = network.units.encoder.config.num_hidden_layers
            depth = int(name.split(".layer.")[1].split(".")[0]) + 1 if ".layer." in name else 0
            rate = recipe.encoder_rate * recipe.layer_decay ** (layers - depth)
        decay = recipe.weight_decay if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)


def _rate(step: int, total: int, warm_up: float) -> float:
    rising = step / max(1.0, total * warm_up)
    falling = max(0.0, (total - step) / max(1.0, total * (1 - warm_up)))
    return min(rising, falling, 1.0) if math.isfinite(rising) else falling


def _continue_schedule(
    optimiser: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR, step: int
) -> None:
    schedule.load_state_dict({**schedule.state_dict(), "last_epoch": step})
    for group, base in zip(optimiser.param_groups, schedule.base_lrs, strict=True):
        group["lr"] = base * schedule.lr_lambdas[0](step)


def _copy(network: nn.Module) -> Weights:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def _blend(average: Weights, weights: Mapping[str, Tensor], keep: float) -> None:
    """Move `average` towards `weights`: `keep` is the share of it that stays."""
    with torch.no_grad():
        for name, value in weights.items():
            if value.is_floating_point():
                average[name].lerp_(value, 1 - keep)
            else:
                average[name].copy_(value)
