"""The type in which this machine computes quickest."""

from __future__ import annotations

import time
from functools import cache

import torch

_ROWS, _SIZE, _WIDE, _TIMES = 512, 896, 4864, 5


@cache
def fits_half() -> bool:
    """Whether this machine multiplies quicker in bf16 than in fp32, by trying both.

    Processors that know bf16 may need twice the time for it where their matrix unit (AMX) is not to be had.
    """
    if not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        return False
    return _seconds(torch.bfloat16) < _seconds(torch.float32)


def _seconds(kind: torch.dtype) -> float:
    """The least time of a product as wide as those of a small language model."""
    states, weights = torch.ones(_ROWS, _SIZE, dtype=kind), torch.ones(_WIDE, _SIZE, dtype=kind)
    found = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        torch.nn.functional.linear(states, weights)
        found.append(time.perf_counter() - begun)
    return min(found)
