"""What training minimises: the CRFs' likelihood, the span tagger's cross-entropy, what its evidential layer risks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.taggers.features import Window, collate
from engine.taggers.span_layers import MOST_EVIDENCE
from engine.training.crf import crf_loss
from engine.training.network import TaggerNetwork

EVIDENCE_REGULAR = 0.05


@dataclass(frozen=True, slots=True)
class TrainingItem:
    """A window with its gold spans in units and the number of its guideline."""

    window: Window
    spans: tuple[tuple[int, int, int], ...]
    source: int


def batch_inputs(batch: Sequence[TrainingItem], pad: int) -> dict[str, Tensor]:
    return {name: torch.from_numpy(array) for name, array in collate([item.window for item in batch], pad).items()}


def network_loss(network: TaggerNetwork, batch: Sequence[TrainingItem], *, half: bool) -> Tensor:
    """The sum of the heads' losses a unit. `half`: the network computes in bf16 where that is safe."""
    inputs = batch_inputs(batch, network.units.pad)
    mask = inputs["first"] > 0
    sources = torch.tensor([item.source for item in batch])
    units = mask.sum()
    total = torch.zeros(())
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        outputs = network(**inputs, sources=sources)
    heads = len(network.sequence)
    if heads:
        tags = _bio_tags(batch, mask.shape).repeat(heads, 1)
        transitions = torch.stack([head.allowed_transitions() for head in network.sequence])
        each = transitions.repeat_interleave(len(batch), 0)
        total = total + crf_loss(torch.cat(outputs[:heads]), tags, mask.repeat(heads, 1), each) / units
    if network.span is not None:
        logits = outputs[heads]
        classes, inside = span_classes(batch, mask, network.span.max_width)
        total = total + nn.functional.cross_entropy(logits.float()[inside], classes[inside], reduction="sum") / units
    return total


def flat(spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """What a sequence tagger can be taught: the outermost of nested spans, the longest of crossing ones."""
    kept: list[tuple[int, int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(span[1] < other[0] or other[1] < span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def _bio_tags(batch: Sequence[TrainingItem], shape: tuple[int, ...]) -> Tensor:
    tags = torch.zeros(shape, dtype=torch.long)
    for row, item in enumerate(batch):
        for first, last, label in flat(item.spans):
            tags[row, first] = 1 + 2 * label
            tags[row, first + 1 : last + 1] = 2 + 2 * label
    return tags


def span_classes(batch: Sequence[TrainingItem], mask: Tensor, max_width: int) -> tuple[Tensor, Tensor]:
    """[B, C, W]: the class of every span (0 "no entity"), and whether it lies in its sentence."""
    rows, count = mask.shape
    classes = torch.zeros(rows, count, max_width, dtype=torch.long)
    for row, item in enumerate(batch):
        for first, last, label in item.spans:
            if last - first < max_width:
                classes[row, first, last - first] = 1 + label
    ends = torch.arange(count)[:, None] + torch.arange(max_width)
    return classes, (ends[None] < mask.sum(1)[:, None, None]) & mask[:, :, None]


def evidential_risk(logits: Tensor, classes: Tensor) -> Tensor:
    """Bayes risk of the cross-entropy under a Dirichlet (Sensoy et al. 2018, equations 4 and 5), mean over N spans.

    `logits` [N, K] are logarithms of evidence, `classes` [N]; alpha = exp(logits) + 1. A term towards the uniform
    Dirichlet takes evidence from the wrong classes.
    """
    alpha = logits.clamp(max=MOST_EVIDENCE).exp() + 1.0
    truth = nn.functional.one_hot(classes, alpha.shape[-1]).to(alpha.dtype)
    total = alpha.sum(-1, keepdim=True)
    risk = (truth * (torch.digamma(total) - torch.digamma(alpha))).sum(-1)
    wrong = truth + (1 - truth) * alpha
    mass = wrong.sum(-1, keepdim=True)
    count = torch.tensor(float(alpha.shape[-1]))
    divergence = (
        torch.lgamma(mass).squeeze(-1)
        - torch.lgamma(count)
        - torch.lgamma(wrong).sum(-1)
        + ((wrong - 1) * (torch.digamma(wrong) - torch.digamma(mass))).sum(-1)
    )
    return (risk + EVIDENCE_REGULAR * divergence).mean()
