"""Vectors of units from a language model that reads a whole sentence at once."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.taggers.features import MAX_PIECE_OFFSET
from engine.training.llm.qwen import Decoder, additive

UNIT_SIZE = 384


class LlmUnits(nn.Module):
    """As `UnitEncoder`, with a decoder in which every token sees both sides (BehnamGhader et al. 2024, LLM2Vec).

    A unit's vector is a projection of the mean of its first and last token's states, plus one of the embedding of its
    first character's token where it has one (`characters` [N] are the tokens of the known ones, from 1 on), plus one of
    its place in its token.
    """

    def __init__(self, decoder: Decoder, characters: Tensor, *, pad: int, dropout: float) -> None:
        super().__init__()
        self.decoder = decoder
        self.pad = pad
        self.size = UNIT_SIZE
        self.norm = nn.LayerNorm(decoder.shape.size)
        # A few components of the states are hundreds of times larger than all others; the model's own scale evens them.
        self.norm.weight.data.copy_(decoder.norm.float() / decoder.norm.float().mean())
        self.project = nn.Linear(decoder.shape.size, UNIT_SIZE)
        known = decoder.embedding[characters].float()
        self.known = torch.cat([torch.zeros_like(known[:1]), known / known.norm(dim=-1, keepdim=True)])
        self.char = nn.Linear(decoder.shape.size, UNIT_SIZE, bias=False)
        self.place = nn.Embedding(MAX_PIECE_OFFSET + 1, UNIT_SIZE)
        nn.init.normal_(self.place.weight, std=0.02)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, pieces: Tensor, first: Tensor, last: Tensor, char: Tensor, offset: Tensor, sources: Tensor | None
    ) -> Tensor:
        real = pieces != self.pad
        count = pieces.shape[1]
        sees = real[:, None] | torch.eye(count, dtype=torch.bool)
        positions = torch.arange(count).expand(len(pieces), -1)
        states = self.decoder(pieces, positions, additive(sees)).float()
        return self.of_states(states, first, last, self.char(self.known[char]), offset)

    def of_states(self, states: Tensor, first: Tensor, last: Tensor, characters: Tensor, offset: Tensor) -> Tensor:
        """Units [B, C, U] from states [B, T, H] and vectors of characters [B, C, U]."""
        size = states.shape[-1]
        at_first = states.gather(1, first.unsqueeze(-1).expand(-1, -1, size))
        at_last = states.gather(1, last.unsqueeze(-1).expand(-1, -1, size))
        read = self.project(self.dropout(self.norm(0.5 * (at_first + at_last))))
        return self.dropout(read + characters + self.place(offset))
