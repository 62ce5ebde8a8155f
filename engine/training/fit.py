"""Train the shared network: AdamW, linear warm-up and decay, bf16 autocast, averaged weights, resumable."""

from __future__ import annotations

import json
import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
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

    epochs: int = 6
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
    swap_share: float = 0.3
    swap_from_epoch: int = 2
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
    """Fit `network`; `out` receives a checkpoint after every epoch and the averaged weights at the end.

    `items_of(epoch, rng)` gives what an epoch (from 0) reads. Continues from `out` when it holds a checkpoint of the
    same recipe.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    first = _epoch_rng(recipe, 0)
    total = len(list(_batches(items_of(0, first), recipe, first))) * recipe.epochs
    optimiser = _optimiser(network, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total, recipe.warm_up))
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    begin, step = _resume(network, optimiser, schedule, average, recipe, out)
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
            _update(average, network, min(recipe.averaging, (1 + step) / (10 + step)))
            losses.append(loss.item())
            if step % 50 == 0:
                log.info("epoch %d step %d/%d loss %.4f", epoch + 1, step, total, np.mean(losses[-50:]))
        live = {name: value.clone() for name, value in network.state_dict().items()}
        network.load_state_dict(average)
        scores = evaluate_sequence(network, validation)
        minutes = (time.monotonic() - started) / 60
        log.info(
            "epoch %d: loss %.4f, validation F1 %.4f (sequence), %.1f min",
            epoch + 1,
            np.mean(losses),
            scores.f1,
            minutes,
        )
        network.load_state_dict(live)
        _checkpoint(network, optimiser, schedule, average, recipe, out, epoch + 1, step)
    network.load_state_dict(average)
    save_file({name: value.contiguous() for name, value in average.items()}, out / "weights.safetensors")


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
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)


def _rate(step: int, total: int, warm_up: float) -> float:
    rising = step / max(1.0, total * warm_up)
    falling = max(0.0, (total - step) / max(1.0, total * (1 - warm_up)))
    return min(rising, falling, 1.0) if math.isfinite(rising) else falling


def _update(average: dict[str, Tensor], network: nn.Module, keep: float) -> None:
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                average[name].lerp_(value, 1 - keep)
            else:
                average[name].copy_(value)


def _checkpoint(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    average: dict[str, Tensor],
    recipe: Recipe,
    out: Path,
    epoch: int,
    step: int,
) -> None:
    tensors = {f"live.{name}": value.contiguous() for name, value in network.state_dict().items()}
    tensors |= {f"average.{name}": value.contiguous() for name, value in average.items()}
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
    state = optimiser.state_dict()
    for name, value in tensors.items():
        if name.startswith("adam."):
            _, index, key = name.split(".")
            state["state"].setdefault(int(index), {})[key] = value
    optimiser.load_state_dict(state)
    for _ in range(note["step"]):
        schedule.step()
    return int(note["epoch"]), int(note["step"])
