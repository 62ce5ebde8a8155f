"""Train the shared network: AdamW, linear warm-up and decay, bf16 autocast, averaged weights, resumable."""

from __future__ import annotations

import json
import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from engine.evaluation.metrics import LabelledSpan, SpanScores, score_spans
from engine.taggers.crf import decode_bio, viterbi
from engine.taggers.features import Featuriser, Window, collate
from engine.training.data import Example, unit_spans
from engine.training.network import SharedNetwork, crf_loss

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides a training run besides its data."""

    epochs: int = 5
    batch_units: int = 1400
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    warm_up: float = 0.1
    dropout: float = 0.1
    span_weight: float = 1.0
    averaging: float = 0.995
    max_width: int = 24
    swap_share: float = 0.15
    whole_from_epoch: int = 1
    seed: int = 7


@dataclass(frozen=True, slots=True)
class TrainingItem:
    """A window with its gold spans in units and the number of its guideline."""

    window: Window
    spans: tuple[tuple[int, int, int], ...]
    source: int


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
    network: SharedNetwork,
    items_of: Callable[[int, random.Random], Sequence[TrainingItem]],
    validation: Sequence[TrainingItem],
    recipe: Recipe,
    out: Path,
) -> None:
    """Fit `network`; `out` receives a checkpoint after every epoch, and at the end the averaged weights.

    Weights are averaged twice: exponentially over steps, and these averages over the ends of the epochs from
    `whole_from_epoch` (from 0) on, as in stochastic weight averaging (Izmailov et al. 2018).
    `items_of(epoch, rng)` gives what an epoch (from 0) reads. Continues from `out` when it holds a checkpoint of the
    same recipe.
    """
    out.mkdir(parents=True, exist_ok=True)
    first = _epoch_rng(recipe, 0)
    total = len(list(_batches(items_of(0, first), recipe, first))) * recipe.epochs
    optimiser = _optimiser(network, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total, recipe.warm_up))
    average, mean = _copy(network), _copy(network)
    begin, step = _resume(network, optimiser, schedule, average, mean, recipe, out)
    for epoch in range(begin, recipe.epochs):
        started = time.monotonic()
        losses: list[float] = []
        network.train()
        rng = _epoch_rng(recipe, epoch)
        for batch in _batches(items_of(epoch, rng), recipe, rng):
            loss = _loss(network, batch, recipe)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            _blend(average, network.state_dict(), min(recipe.averaging, (1 + step) / (10 + step)))
            losses.append(loss.item())
            if step % 50 == 0:
                log.info("epoch %d step %d/%d loss %.4f", epoch + 1, step, total, np.mean(losses[-50:]))
        seen = max(0, epoch - recipe.whole_from_epoch)
        _blend(mean, average, seen / (seen + 1))
        live = _copy(network)
        network.load_state_dict(average)
        now = evaluate_sequence(network, validation).f1
        network.load_state_dict(mean)
        whole = evaluate_sequence(network, validation).f1
        network.load_state_dict(live)
        log.info(
            "epoch %d: loss %.4f, validation F1 (sequence) %.4f, of the epochs' mean %.4f, %.1f min",
            *(epoch + 1, np.mean(losses), now, whole, (time.monotonic() - started) / 60),
        )
        _checkpoint(network, optimiser, average, mean, recipe, out, epoch + 1, step)
    network.load_state_dict(mean)
    save_file({name: value.contiguous() for name, value in mean.items()}, out / "weights.safetensors")


def evaluate_sequence(network: SharedNetwork, items: Sequence[TrainingItem]) -> SpanScores:
    """Exact span-and-label scores of the sequence head's Viterbi path."""
    network.eval()
    gold: list[LabelledSpan] = []
    found: list[LabelledSpan] = []
    transitions = network.allowed_transitions().detach().numpy()
    for start in range(0, len(items), 32):
        batch = items[start : start + 32]
        inputs = {name: torch.from_numpy(array) for name, array in collate([item.window for item in batch]).items()}
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            emissions, _ = network(**inputs)
        lengths = np.array([len(item.window.units) for item in batch])
        for offset, tags in enumerate(viterbi(emissions.float().numpy(), lengths, transitions)):
            found.extend((start + offset, *span) for span in decode_bio(tags))
    for index, item in enumerate(items):
        gold.extend((index, *span) for span in item.spans)
    return score_spans(gold, found)


def _loss(network: SharedNetwork, batch: Sequence[TrainingItem], recipe: Recipe) -> Tensor:
    inputs = {name: torch.from_numpy(array) for name, array in collate([item.window for item in batch]).items()}
    rows, count = inputs["first"].shape
    mask = inputs["first"] > 0
    tags = torch.zeros(rows, count, dtype=torch.long)
    classes = torch.zeros(rows, count, recipe.max_width, dtype=torch.long)
    for row, item in enumerate(batch):
        for first, last, label in item.spans:
            tags[row, first] = 1 + 2 * label
            tags[row, first + 1 : last + 1] = 2 + 2 * label
            if last - first < recipe.max_width:
                classes[row, first, last - first] = 1 + label
    with torch.autocast("cpu", torch.bfloat16):
        emissions, spans = network(**inputs, sources=torch.tensor([item.source for item in batch]))
    ends = torch.arange(count)[:, None] + torch.arange(recipe.max_width)
    lengths = mask.sum(1)
    inside = (ends[None] < lengths[:, None, None]) & mask[:, :, None]
    units = mask.sum()
    sequence = crf_loss(emissions, tags, mask, network.allowed_transitions()) / units
    span = nn.functional.cross_entropy(spans.float()[inside], classes[inside], reduction="sum") / units
    return sequence + recipe.span_weight * span


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


def _optimiser(network: SharedNetwork, recipe: Recipe) -> torch.optim.Optimizer:
    layers = network.encoder.config.num_hidden_layers
    groups = []
    for name, parameter in network.named_parameters():
        rate = recipe.head_rate
        if name.startswith("encoder."):
            depth = int(name.split(".")[3]) + 1 if ".layer." in name else 0
            rate = recipe.encoder_rate * recipe.layer_decay ** (layers - depth)
        decay = recipe.weight_decay if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)


def _rate(step: int, total: int, warm_up: float) -> float:
    rising = step / max(1.0, total * warm_up)
    falling = max(0.0, (total - step) / max(1.0, total * (1 - warm_up)))
    return min(rising, falling, 1.0) if math.isfinite(rising) else falling


def _copy(network: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def _blend(average: dict[str, Tensor], weights: Mapping[str, Tensor], keep: float) -> None:
    """Move `average` towards `weights`: `keep` is the share of it that stays."""
    with torch.no_grad():
        for name, value in weights.items():
            if value.is_floating_point():
                average[name].lerp_(value, 1 - keep)
            else:
                average[name].copy_(value)


def _checkpoint(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    average: dict[str, Tensor],
    mean: dict[str, Tensor],
    recipe: Recipe,
    out: Path,
    epoch: int,
    step: int,
) -> None:
    tensors = {f"live.{name}": value.contiguous() for name, value in network.state_dict().items()}
    tensors |= {f"average.{name}": value.contiguous() for name, value in average.items()}
    tensors |= {f"mean.{name}": value.contiguous() for name, value in mean.items()}
    for index, state in optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{name}": torch.as_tensor(value).contiguous() for name, value in state.items()}
    save_file(tensors, out / "checkpoint.tmp")
    (out / "checkpoint.tmp").replace(out / "checkpoint.safetensors")
    note = {"recipe": asdict(recipe), "epoch": epoch, "step": step}
    (out / "checkpoint.json").write_text(json.dumps(note), encoding="utf-8")


def _resume(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    average: dict[str, Tensor],
    mean: dict[str, Tensor],
    recipe: Recipe,
    out: Path,
) -> tuple[int, int]:
    """Load a checkpoint of the same recipe, if there is one: (epochs done, steps done)."""
    note_file = out / "checkpoint.json"
    if not note_file.exists():
        return 0, 0
    note = json.loads(note_file.read_text(encoding="utf-8"))
    if note["recipe"] != asdict(recipe):
        return 0, 0
    tensors = load_file(out / "checkpoint.safetensors")
    network.load_state_dict({name[5:]: value for name, value in tensors.items() if name.startswith("live.")})
    average.update({name[8:]: value for name, value in tensors.items() if name.startswith("average.")})
    mean.update({name[5:]: value for name, value in tensors.items() if name.startswith("mean.")})
    state = optimiser.state_dict()
    for name, value in tensors.items():
        if name.startswith("adam."):
            _, index, key = name.split(".")
            state["state"].setdefault(int(index), {})[key] = value
    optimiser.load_state_dict(state)
    schedule.load_state_dict({**schedule.state_dict(), "last_epoch": note["step"]})
    for group, base in zip(optimiser.param_groups, schedule.base_lrs, strict=True):
        group["lr"] = base * schedule.lr_lambdas[0](note["step"])
    return int(note["epoch"]), int(note["step"])
