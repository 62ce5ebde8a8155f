"""The evidential layer of the span tagger, fitted when everything below it is finished."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import Tensor

from engine.training.losses import TrainingItem, batch_inputs, evidential_risk, span_classes
from engine.training.network import SpanHead, TaggerNetwork
from engine.training.precision import fits_half

_SENTENCES, _BATCH = 4000, 32
_SURELY_NONE, _OTHERS = 0.95, 0.03
_STEPS, _SPANS, _RATE = 1000, 512, 1e-3


def fit_evidence(network: TaggerNetwork, items: Sequence[TrainingItem], *, seed: int = 7) -> None:
    """Fit `network.span.evidence` on the span vectors of up to 4,000 of `items`; nothing else of the network changes.

    It learns from the entities, from the spans that the span tagger does not surely call "no entity", and from 3 % of
    the others: of all spans, not one in a hundred is an entity, and evidence fitted on all of them says how unlike a
    "no entity" a span is rather than how well it is known.
    """
    head = network.span
    if head is None:
        return
    generator = torch.Generator().manual_seed(seed)
    chosen = random.Random(seed).sample(items, min(len(items), _SENTENCES))  # noqa: S311
    vectors, classes = _telling_spans(network, head, chosen, generator)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        head.evidence.reset_parameters()
    head.evidence.requires_grad_(True)
    optimiser = torch.optim.AdamW(head.evidence.parameters(), lr=_RATE)
    for _ in range(_STEPS):
        some = torch.randint(len(vectors), (_SPANS,), generator=generator)
        optimiser.zero_grad()
        evidential_risk(head.evidence(vectors[some]), classes[some]).backward()
        optimiser.step()


def _telling_spans(
    network: TaggerNetwork, head: SpanHead, items: Sequence[TrainingItem], generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Vectors after their relu [N, S] and classes [N] of the spans to learn from."""
    network.eval()
    half = fits_half()
    vectors, truths = [], []
    by_length = sorted(items, key=lambda item: len(item.window.units))
    for at in range(0, len(by_length), _BATCH):
        batch = by_length[at : at + _BATCH]
        inputs = batch_inputs(batch, network.units.pad)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            logits, start, end = network(**inputs)[len(network.sequence) :]
            spans = head.spans(start.float(), end.float())
        classes, inside = span_classes(batch, inputs["first"] > 0, head.max_width)
        none = logits.float().softmax(-1)[..., 0]
        drawn = torch.rand(none.shape, generator=generator) < _OTHERS
        telling = inside & ((classes > 0) | (none < _SURELY_NONE) | drawn)
        vectors.append(spans.float()[telling])
        truths.append(classes[telling])
    return torch.cat(vectors), torch.cat(truths)
