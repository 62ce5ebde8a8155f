"""Vectors of units from the states of a language model that is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from engine.taggers.crf import Floats
from engine.taggers.features import MAX_PIECE_OFFSET

UNIT_SIZE = 384
States = Callable[[Sequence[Sequence[int]]], list[Floats]]


class RememberedStates:
    """The states [tokens, blocks · H] of texts in tokens, in half precision; each text is read once."""

    def __init__(self, states: States) -> None:
        self._states = states
        self._kept: dict[tuple[int, ...], Tensor] = {}

    def __call__(self, texts: Sequence[tuple[int, ...]]) -> list[Tensor]:
        if missing := [text for text in dict.fromkeys(texts) if text not in self._kept]:
            for text, states in zip(missing, self._states(missing), strict=True):
                self._kept[text] = torch.from_numpy(states).bfloat16()
        return [self._kept[text] for text in texts]


class StatesUnits(nn.Module):
    """As `UnitEncoder`, over the states of a language model.

    A unit's vector is a projection of the mean of its first and last token's states, plus one of the embedding of its
    first character's token where it has one (`known` [N, H] are those of the characters, the first row stands for all
    others), plus one of its place in its token.
    """

    def __init__(self, states: RememberedStates, known: Tensor, blocks: int, *, pad: int, dropout: float) -> None:
        super().__init__()
        self._states = states
        self.pad = pad
        self.size = UNIT_SIZE
        self.known = known
        size = known.shape[1]
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in range(blocks))
        self.project = nn.Linear(blocks * size, UNIT_SIZE)
        self.char = nn.Linear(size, UNIT_SIZE, bias=False)
        self.place = nn.Embedding(MAX_PIECE_OFFSET + 1, UNIT_SIZE)
        nn.init.normal_(self.place.weight, std=0.02)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, pieces: Tensor, first: Tensor, last: Tensor, char: Tensor, offset: Tensor, sources: Tensor | None
    ) -> Tensor:
        states = self._read(pieces)
        return self.of_states(states, first, last, self.char(self.known[char]), offset)

    def of_states(self, states: Tensor, first: Tensor, last: Tensor, characters: Tensor, offset: Tensor) -> Tensor:
        """Units [B, C, U] from states [B, T, blocks · H] and vectors of characters [B, C, U]."""
        size = states.shape[-1]
        at_first = states.gather(1, first.unsqueeze(-1).expand(-1, -1, size))
        at_last = states.gather(1, last.unsqueeze(-1).expand(-1, -1, size))
        parts = (0.5 * (at_first + at_last)).split(self.known.shape[1], -1)
        normed = torch.cat([norm(part) for norm, part in zip(self.norms, parts, strict=True)], -1)
        return self.dropout(self.project(self.dropout(normed)) + characters + self.place(offset))

    def _read(self, pieces: Tensor) -> Tensor:
        texts = [tuple(token for token in row if token != self.pad) for row in pieces.tolist()]
        found = torch.zeros(*pieces.shape, self.project.in_features)
        for row, states in zip(found, self._states(texts), strict=True):
            row[: len(states)] = states.float()
        return found
