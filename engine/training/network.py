"""The networks of a pack: an encoder over units of text, and taggers on it as heads.

One network may carry all four taggers over one encoder, or a single one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel, PretrainedConfig

from engine.taggers.features import MAX_PIECE_OFFSET
from engine.training.crf import bio_constraint
from engine.training.encoders import encoder_config, load_encoder

BILSTM, BIGRU, ATTENTION, SPAN = "bilstm-crf", "bigru-crf", "attn-bilstm-crf", "span"
TAGGERS = (BILSTM, BIGRU, ATTENTION, SPAN)
RNN_SIZE = 128
SPAN_SIZE = 160
ATTENTION_HEADS = 4


class UnitEncoder(nn.Module):
    """Vectors of units [B, C, H] from sub-word pieces.

    A unit's vector is the mean of its first and last piece's states, plus a projection of the encoder's own embedding
    of its first character (so that the characters inside one piece differ), plus an embedding of its place in the
    piece, plus one of the annotation guideline it was labelled by (guideline 0 when none is given).
    """

    def __init__(self, encoder: Path | PretrainedConfig, *, pad: int, sources: int, dropout: float) -> None:
        super().__init__()
        self.pad = pad
        self.encoder = load_encoder(encoder) if isinstance(encoder, Path) else AutoModel.from_config(encoder)
        size = self.encoder.config.hidden_size
        self.size = size
        self.char = nn.Linear(self.encoder.get_input_embeddings().embedding_dim, size, bias=False)
        self.place = nn.Embedding(MAX_PIECE_OFFSET + 1, size)
        self.source = nn.Embedding(sources, size)
        nn.init.zeros_(self.source.weight)
        nn.init.normal_(self.place.weight, std=0.02)
        nn.init.normal_(self.char.weight, std=0.02)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, pieces: Tensor, first: Tensor, last: Tensor, char: Tensor, offset: Tensor, sources: Tensor | None
    ) -> Tensor:
        # One lookup for pieces and characters: each lookup has a gradient as large as the vocabulary.
        embedded = self.encoder.get_input_embeddings()(torch.cat([pieces, char], 1))
        count = pieces.shape[1]
        states = self.encoder(
            inputs_embeds=embedded[:, :count], attention_mask=(pieces != self.pad).long()
        ).last_hidden_state
        at_first = states.gather(1, first.unsqueeze(-1).expand(-1, -1, self.size))
        at_last = states.gather(1, last.unsqueeze(-1).expand(-1, -1, self.size))
        guideline = self.source.weight[:1].unsqueeze(1) if sources is None else self.source(sources).unsqueeze(1)
        units = 0.5 * (at_first + at_last) + self.char(embedded[:, count:]) + self.place(offset) + guideline
        return self.dropout(units)


class BothWays(nn.Module):
    """A recurrent layer from each end of the sentence, [B, C, H] to [B, C, 2R]; padding is never read first."""

    def __init__(self, layer: type[nn.LSTM] | type[nn.GRU], size: int, hidden: int) -> None:
        super().__init__()
        self.ahead = layer(size, hidden, batch_first=True)
        self.back = layer(size, hidden, batch_first=True)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        steps = torch.arange(x.shape[1], device=x.device).unsqueeze(0)
        turned = torch.where(steps < lengths.unsqueeze(1), lengths.unsqueeze(1) - 1 - steps, steps).unsqueeze(-1)
        ahead, _ = self.ahead(x)
        back, _ = self.back(x.gather(1, turned.expand(-1, -1, x.shape[2])))
        return torch.cat([ahead, back.gather(1, turned.expand(-1, -1, back.shape[2]))], -1)


class SelfAttention(nn.Module):
    """Units read the whole sentence (Vaswani et al. 2017), as a residual layer; padding is not looked at."""

    def __init__(self, size: int, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(size, size) for _ in range(3))
        self.out = nn.Linear(size, size)
        self.norm = nn.LayerNorm(size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        heads = [self._split(layer(x)) for layer in (self.query, self.key, self.value)]
        query, key, value = heads
        scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        scores = scores.masked_fill(~mask[:, None, None], -1e4)
        read = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
        return self.norm(x + self.dropout(self.out(read)))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (ATTENTION_HEADS, -1)).transpose(1, 2)


class SequenceHead(nn.Module):
    """A tagger by BIO tags: recurrent layer, emissions [B, C, 1 + 2L], CRF transitions (Lafferty et al. 2001).

    The three of HybridNER (section 2.3.1): "bilstm-crf", "bigru-crf", and "attn-bilstm-crf", which has self-attention
    before the recurrent layer.
    """

    def __init__(self, tagger: str, size: int, labels: int, dropout: float) -> None:
        super().__init__()
        self.attention = SelfAttention(size, dropout) if tagger == ATTENTION else None
        self.context = BothWays(nn.GRU if tagger == BIGRU else nn.LSTM, size, RNN_SIZE)
        self.dropout = nn.Dropout(dropout)
        self.emissions = nn.Linear(2 * RNN_SIZE, 1 + 2 * labels)
        self.transitions = nn.Parameter(torch.zeros(1 + 2 * labels, 1 + 2 * labels))
        self.labels = labels

    def forward(self, units: Tensor, mask: Tensor) -> Tensor:
        x = units if self.attention is None else self.attention(units, mask)
        return self.emissions(self.dropout(self.context(x, mask.sum(1))))

    def allowed_transitions(self) -> Tensor:
        """[K, K] from row to column: I-x only after B-x or I-x."""
        return self.transitions + bio_constraint(self.labels).to(self.transitions)


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


class SpanHead(nn.Module):
    """SpanNER (Fu et al. 2021; HybridNER equations 1 to 3): softmax over labels for every span up to a width.

    A span [b, i, w] covers units i to i + w. Its vector is relu(start_i + end_(i+w) + width_w), a linear layer over
    [h_i; h_(i+w); length embedding]; its score for a label is the inner product with the label's embedding. Class 0 is
    "no entity". `evidence` is the evidential layer on the same vector (LinkNER), which `fit_evidence` fits afterwards.
    """

    def __init__(self, size: int, labels: int, max_width: int, dropout: float) -> None:
        super().__init__()
        self.max_width = max_width
        self.context = LocalContext(size, dropout)
        self.start = nn.Linear(size, SPAN_SIZE)
        self.end = nn.Linear(size, SPAN_SIZE, bias=False)
        self.width = nn.Embedding(max_width, SPAN_SIZE)
        self.dropout = nn.Dropout(dropout)
        self.label = nn.Linear(SPAN_SIZE, 1 + labels)
        self.evidence = nn.Linear(SPAN_SIZE, 1 + labels)

    def forward(self, units: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [B, C, W, 1 + L], and what `spans` needs again: start and end parts [B, C, S]."""
        x = self.context(units, mask.to(units.dtype))
        start, end = self.start(x), self.end(x)
        return self.label(self.dropout(self.spans(start, end))), start, end

    def spans(self, start: Tensor, end: Tensor) -> Tensor:
        """Span vectors [B, C, W, S]; a span that ends outside the sentence has a vector too and must be masked."""
        count = end.shape[1]
        padded = nn.functional.pad(end, (0, 0, 0, self.max_width))
        shifted = torch.stack([padded[:, w : w + count] for w in range(self.max_width)], 2)
        return torch.relu(start.unsqueeze(2) + shifted + self.width.weight)


class TaggerNetwork(nn.Module):
    """An encoder with the heads of `taggers`. `forward` gives the outputs that `output_names` lists, in that order."""

    def __init__(
        self,
        encoder: Path | PretrainedConfig | nn.Module,
        labels: int,
        *,
        taggers: Sequence[str] = TAGGERS,
        max_width: int,
        pad: int,
        sources: int = 1,
        dropout: float = 0.1,
    ) -> None:
        """`encoder` is a local Hugging Face folder or, for random weights, a configuration.

        Another module in its place gives vectors of units as `UnitEncoder` does.
        """
        super().__init__()
        if isinstance(encoder, nn.Module):
            self.units = encoder
        else:
            encoder = encoder if isinstance(encoder, Path) else encoder_config(encoder)
            self.units = UnitEncoder(encoder, pad=pad, sources=sources, dropout=dropout)
        self.sequence_names = tuple(name for name in taggers if name != SPAN)
        size = self.units.size
        self.sequence = nn.ModuleList(SequenceHead(name, size, labels, dropout) for name in self.sequence_names)
        self.span = SpanHead(size, labels, max_width, dropout) if SPAN in taggers else None
        self.max_width = max_width

    @property
    def output_names(self) -> tuple[str, ...]:
        spans = ("span.logits", "span.start", "span.end") if self.span is not None else ()
        return (*(f"{name}.emissions" for name in self.sequence_names), *spans)

    def forward(
        self, pieces: Tensor, first: Tensor, last: Tensor, char: Tensor, offset: Tensor, sources: Tensor | None = None
    ) -> tuple[Tensor, ...]:
        return self.read(self.units(pieces, first, last, char, offset, sources), first > 0)

    def read(self, units: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """What the heads make of units [B, C, U]."""
        outputs = [head(units, mask) for head in self.sequence]
        if self.span is not None:
            outputs.extend(self.span(units, mask))
        return tuple(outputs)
