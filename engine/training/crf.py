"""Training of linear-chain CRFs in torch; inference is in `engine.taggers.crf`."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.taggers.crf import IMPOSSIBLE


def bio_constraint(labels: int) -> Tensor:
    """Additive [K, K] mask over tags O, B-0, I-0, B-1, I-1, …: `IMPOSSIBLE` where BIO forbids the step."""
    size = 1 + 2 * labels
    mask = torch.zeros(size, size)
    for label in range(labels):
        inside = 2 + 2 * label
        mask[:, inside] = IMPOSSIBLE
        mask[inside - 1, inside] = mask[inside, inside] = 0.0
    return mask


def crf_loss(emissions: Tensor, tags: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """Negative log-likelihood of `tags` [B, C] under linear-chain CRFs, summed over the batch.

    `emissions` [B, C, K]; `transitions` [B, K, K], each row's own (from, to). Lafferty et al. 2001; a chain may not
    start inside an entity.
    """
    emissions = emissions.float()
    count = emissions.shape[-1]
    inside = torch.arange(count, device=emissions.device) % 2 == 0
    inside[0] = False
    alpha = emissions[:, 0] + torch.where(inside, IMPOSSIBLE, 0.0)
    for step in range(1, emissions.shape[1]):
        spread = torch.logsumexp(alpha.unsqueeze(2) + transitions, 1) + emissions[:, step]
        alpha = torch.where(mask[:, step, None], spread, alpha)
    total = torch.logsumexp(alpha, 1)
    gold = emissions.gather(2, tags.unsqueeze(-1)).squeeze(-1)
    rows = torch.arange(tags.shape[0], device=tags.device).unsqueeze(1)
    steps = transitions[rows, tags[:, :-1], tags[:, 1:]]
    score = (gold * mask).sum(1) + (steps * mask[:, 1:]).sum(1)
    return (total - score).sum()
