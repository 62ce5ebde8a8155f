"""How good the taggers of a network in training are: exact spans and labels, through the decoders of the program."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from engine.evaluation.metrics import LabelledSpan, SpanScores, score_spans
from engine.taggers.decode import Decoder, SequenceDecoder, SpanDecoder
from engine.training.losses import TrainingItem, batch_inputs
from engine.training.network import SPAN, TaggerNetwork

_BATCH = 32


def decoders(network: TaggerNetwork, *, nested: bool) -> dict[str, Decoder]:
    """The taggers' decoders, in the order of their outputs."""
    found: dict[str, Decoder] = {
        name: SequenceDecoder(head.allowed_transitions().detach().numpy(), network.max_width)
        for name, head in zip(network.sequence_names, network.sequence, strict=True)
    }
    if network.span is not None:
        found[SPAN] = SpanDecoder(nested=nested)
    return found


def score_taggers(
    network: TaggerNetwork, items: Sequence[TrainingItem], *, nested: bool, half: bool
) -> dict[str, SpanScores]:
    """Scores of each tagger's own answers on `items`; labels are indices."""
    network.eval()
    readers = decoders(network, nested=nested)
    found: dict[str, list[LabelledSpan]] = {name: [] for name in readers}
    by_length = sorted(items, key=lambda item: len(item.window.units))
    for start in range(0, len(by_length), _BATCH):
        batch = by_length[start : start + _BATCH]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            outputs = network(**batch_inputs(batch, network.units.pad))
        lengths = np.array([len(item.window.units) for item in batch])
        for (name, decoder), output in zip(readers.items(), outputs, strict=False):
            for row, answer in enumerate(decoder.answers(output.float().numpy(), lengths)):
                found[name].extend((start + row, *span) for span in answer)
    gold = [(index, *span) for index, item in enumerate(by_length) for span in item.spans]
    return {name: score_spans(gold, spans) for name, spans in found.items()}
