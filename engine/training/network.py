"""The network of a pack: one shared encoder, and on it a sequence tagger and a span tagger.

A unit's vector is the mean of its first and last piece's states, plus a projection of the encoder's own embedding of
its first character (so that the characters inside one piece differ), plus an embedding of its place in the piece.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from engine.taggers.features import MAX_PIECE_OFFSET, PAD

HIDDEN_SPAN = 160
IMPOSSIBLE = -1e4


class LocalContext(nn.Module):
    """Every unit reads its two neighbours: a residual layer over [left; self; right]."""

    def __init__(self, size: int, dropout: float) -> None:
        super().__init__()
        self.mix = nn.Linear(3 * size, size)
        self.norm = nn.LayerNorm(size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x * mask.unsqueeze(-1)
        edge = torch.zeros_like(x[:, :1])
        left, right = torch.cat([edge, x[:, :-1]], 1), torch.cat([x[:, 1:], edge], 1)
        return self.norm(x + self.dropout(torch.relu(self.mix(torch.cat([left, x, right], -1)))))


class SharedNetwork(nn.Module):
    """`forward` gives BIO emissions [B, C, 1 + 2L] and span logits [B, C, W, 1 + L] (class 0 is "no entity").

    Span [b, i, w] covers units i to i + w. `sources` [B] picks the annotation guideline during training; guideline 0
    is the one the pack is for and needs no index.
    """

    def __init__(
        self, encoder: Path | BertConfig, labels: int, *, max_width: int, sources: int = 1, dropout: float = 0.1
    ) -> None:
        """`encoder` is a local Hugging Face folder or, for random weights, a configuration."""
        super().__init__()
        config = BertConfig.from_pretrained(encoder) if isinstance(encoder, Path) else encoder
        # Eager attention without its own dropout: on CPUs in bf16 the fused kernel took a third of a training step.
        config._attn_implementation = "eager"
        config.attention_probs_dropout_prob = 0.0
        if isinstance(encoder, Path):
            self.encoder = BertModel.from_pretrained(encoder, config=config, add_pooling_layer=False)
        else:
            self.encoder = BertModel(config, add_pooling_layer=False)
        size = self.encoder.config.hidden_size
        self.labels, self.max_width = labels, max_width
        self.char = nn.Linear(size, size, bias=False)
        self.place = nn.Embedding(MAX_PIECE_OFFSET + 1, size)
        self.source = nn.Embedding(sources, size)
        nn.init.zeros_(self.source.weight)
        nn.init.normal_(self.place.weight, std=0.02)
        nn.init.normal_(self.char.weight, std=0.02)
        self.dropout = nn.Dropout(dropout)
        self.sequence_context = LocalContext(size, dropout)
        self.emissions = nn.Linear(size, 1 + 2 * labels)
        self.transitions = nn.Parameter(torch.zeros(1 + 2 * labels, 1 + 2 * labels))
        self.span_context = LocalContext(size, dropout)
        self.span_start = nn.Linear(size, HIDDEN_SPAN)
        self.span_end = nn.Linear(size, HIDDEN_SPAN, bias=False)
        self.span_width = nn.Embedding(max_width, HIDDEN_SPAN)
        self.span_label = nn.Linear(HIDDEN_SPAN, 1 + labels)

    def forward(
        self, pieces: Tensor, first: Tensor, last: Tensor, char: Tensor, offset: Tensor, sources: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        states = self.encoder(input_ids=pieces, attention_mask=(pieces != PAD).long()).last_hidden_state
        mask = (first > 0).to(states.dtype)
        size = states.shape[-1]
        at_first = states.gather(1, first.unsqueeze(-1).expand(-1, -1, size))
        at_last = states.gather(1, last.unsqueeze(-1).expand(-1, -1, size))
        word = self.encoder.embeddings.word_embeddings(char)
        guideline = self.source.weight[:1].unsqueeze(1) if sources is None else self.source(sources).unsqueeze(1)
        units = self.dropout(0.5 * (at_first + at_last) + self.char(word) + self.place(offset) + guideline)
        emissions = self.emissions(self.sequence_context(units, mask))
        return emissions, self.span_logits(self.span_context(units, mask))

    def span_logits(self, units: Tensor) -> Tensor:
        start, end = self.span_start(units), self.span_end(units)
        padded = nn.functional.pad(end, (0, 0, 0, self.max_width))
        count = end.shape[1]
        shifted = torch.stack([padded[:, w : w + count] for w in range(self.max_width)], 2)
        hidden = start.unsqueeze(2) + shifted + self.span_width.weight
        return self.span_label(torch.relu(hidden))

    def allowed_transitions(self) -> Tensor:
        """[K, K] from row to column: I-x only after B-x or I-x."""
        return self.transitions + bio_constraint(self.labels).to(self.transitions)


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
    """Negative log-likelihood of `tags` [B, C] under a linear-chain CRF, summed over the batch.

    Lafferty et al. 2001; the chain may not start inside an entity.
    """
    emissions = emissions.float()
    count = emissions.shape[-1]
    inside = torch.arange(count, device=emissions.device) % 2 == 0
    inside[0] = False
    start = torch.where(inside, IMPOSSIBLE, 0.0)
    alpha = emissions[:, 0] + start
    for step in range(1, emissions.shape[1]):
        spread = torch.logsumexp(alpha.unsqueeze(2) + transitions, 1) + emissions[:, step]
        alpha = torch.where(mask[:, step, None], spread, alpha)
    total = torch.logsumexp(alpha, 1)
    gold = emissions.gather(2, tags.unsqueeze(-1)).squeeze(-1)
    steps = transitions[tags[:, :-1], tags[:, 1:]]
    score = (gold * mask).sum(1) + (steps * mask[:, 1:]).sum(1)
    return (total - score).sum()
