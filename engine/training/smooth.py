"""Move the width of activations into weights, so that a network can be quantised to int8 with one scale a product.

In BERT encoders a few channels that enter the feed-forward layers, or leave their activation, are ten times as wide as
all others, and a scale that fits them leaves the others a handful of steps.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from engine.taggers.features import Window, collate
from engine.training.network import TaggerNetwork

NARROW = "narrow"
# Of 0.5 to 1, what changed a network's outputs least was 0.75 to 0.85.
_ALPHA = 0.8
_BATCH = 32
_LEAST = 1e-5
_FEED_FORWARD = re.compile(r"\.layer\.\d+\.(intermediate|output)\.dense$")


class SmoothedLinear(nn.Linear):
    """The same function as `linear`: inputs are multiplied by `narrow` [in], columns of the weights divided by it."""

    def __init__(self, linear: nn.Linear, narrow: Tensor) -> None:
        super().__init__(linear.in_features, linear.out_features)
        with torch.no_grad():
            self.weight.copy_(linear.weight / narrow)
            self.bias.copy_(linear.bias)
        self.register_buffer(NARROW, narrow)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x * self.get_buffer(NARROW))


def smoothed(network: TaggerNetwork, windows: Sequence[Window]) -> TaggerNetwork:
    """A copy that computes the same, but whose encoder's feed-forward inputs are alike in width over `windows`.

    SmoothQuant (Xiao et al. 2023, equation 4): s = max|x|^a / max|w|^(1 - a) for each channel. An encoder whose layers
    are not called as BERT's comes back unchanged.
    """
    found: TaggerNetwork = copy.deepcopy(network)
    found.eval()
    layers = {name: module for name, module in found.named_modules() if _FEED_FORWARD.search(name)}
    widths = _widths(found, layers, windows)
    for name, linear in layers.items():
        assert isinstance(linear, nn.Linear)  # noqa: S101
        weights = linear.weight.detach().abs().amax(0).clamp_min(_LEAST)
        wide = widths[name].clamp_min(_LEAST) ** _ALPHA / weights ** (1 - _ALPHA)
        parent, _, child = name.rpartition(".")
        setattr(found.get_submodule(parent), child, SmoothedLinear(linear, wide.median() / wide))
    return found


def _widths(network: TaggerNetwork, layers: dict[str, nn.Module], windows: Sequence[Window]) -> dict[str, Tensor]:
    """The greatest absolute input of each channel of `layers`."""
    found: dict[str, Tensor] = {}

    def watch(name: str) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def look(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            widest = inputs[0].detach().abs().flatten(0, -2).amax(0)
            found[name] = torch.maximum(found[name], widest) if name in found else widest

        return look

    hooks = [layer.register_forward_pre_hook(watch(name)) for name, layer in layers.items()]
    with torch.no_grad():
        for start in range(0, len(windows), _BATCH):
            batch = collate(windows[start : start + _BATCH], network.units.pad)
            network(**{name: torch.from_numpy(array) for name, array in batch.items()})
    for hook in hooks:
        hook.remove()
    return found
