"""Decoders of the Qwen family in torch, from a GGUF file: frozen weights, and LoRA on every linear layer.

Written out, because the libraries' modules take more than twice the time on a processor. Computes in bf16 or fp32,
whichever this machine is quicker in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader, dequantize
from torch import Tensor, nn
from torch.nn import functional

from engine.llm.errors import ModelError
from engine.training.precision import fits_half

FAMILY = ("qwen2", "qwen3")
# GGUF's names of a block's linear layers.
LINEAR = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers of a decoder, from its file."""

    architecture: str
    blocks: int
    size: int
    heads: int
    kv_heads: int
    head_size: int
    rope_base: float
    eps: float

    @classmethod
    def of(cls, reader: GGUFReader) -> Shape:
        fields = {name: field.contents() for name, field in reader.fields.items() if not name.startswith("tokenizer.")}
        kind = str(fields["general.architecture"])
        size, heads = int(fields[f"{kind}.embedding_length"]), int(fields[f"{kind}.attention.head_count"])
        return cls(
            kind,
            int(fields[f"{kind}.block_count"]),
            size,
            heads,
            int(fields[f"{kind}.attention.head_count_kv"]),
            int(fields.get(f"{kind}.attention.key_length", size // heads)),
            float(fields[f"{kind}.rope.freq_base"]),
            float(fields[f"{kind}.attention.layer_norm_rms_epsilon"]),
        )


@dataclass(frozen=True, slots=True)
class Lora:
    """Rank and scale (alpha) of the adapters (Hu et al. 2022)."""

    rank: int = 16
    alpha: float = 32.0


class LoraLinear(nn.Module):
    """A frozen linear layer with what is learned on top: y = W x + b + (alpha / rank) · B A x."""

    def __init__(self, weight: Tensor, bias: Tensor | None, lora: Lora | None) -> None:
        super().__init__()
        self.weight, self.bias = weight, bias
        self.scale = lora.alpha / lora.rank if lora else 0.0
        if lora:
            rows, columns = weight.shape
            self.a = nn.Parameter(torch.randn(lora.rank, columns) / columns**0.5)
            self.b = nn.Parameter(torch.zeros(rows, lora.rank))

    def forward(self, x: Tensor) -> Tensor:
        y = functional.linear(x, self.weight, self.bias)
        if self.scale:
            low = functional.linear(x, self.a.to(x.dtype))
            y = y + functional.linear(low, (self.b * self.scale).to(x.dtype))
        return y


class Block(nn.Module):
    """One layer: attention with grouped keys and rotary positions, then a gated feed-forward layer."""

    def __init__(self, shape: Shape, tensors: Mapping[str, Tensor], lora: Lora | None) -> None:
        super().__init__()
        self.shape = shape
        self.linear = nn.ModuleDict(
            {name: LoraLinear(tensors[f"{name}.weight"], tensors.get(f"{name}.bias"), lora) for name in LINEAR}
        )
        self.norms = {name: tensors[name] for name in tensors if name.endswith("_norm.weight")}

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        shape, linear = self.shape, self.linear
        rows, count, _ = x.shape
        h = _rms(x, self.norms["attn_norm.weight"], shape.eps)

        def heads(name: str, number: int) -> Tensor:
            return linear[name](h).view(rows, count, number, shape.head_size).transpose(1, 2)

        query, key = heads("attn_q", shape.heads), heads("attn_k", shape.kv_heads)
        if "attn_q_norm.weight" in self.norms:
            query = _rms(query, self.norms["attn_q_norm.weight"], shape.eps)
            key = _rms(key, self.norms["attn_k_norm.weight"], shape.eps)
        query, key = _rotated(query, rotation), _rotated(key, rotation)
        repeats = shape.heads // shape.kv_heads
        key = key.repeat_interleave(repeats, 1)
        value = heads("attn_v", shape.kv_heads).repeat_interleave(repeats, 1)
        read = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = x + linear["attn_output"](read.transpose(1, 2).reshape(rows, count, -1))
        h = _rms(x, self.norms["ffn_norm.weight"], shape.eps)
        wide = functional.silu(linear["ffn_gate"](h)) * linear["ffn_up"](h)
        return x + linear["ffn_down"](wide)


class Decoder(nn.Module):
    """A decoder that computes in `kind`, else in what this machine is quicker in.

    Raises `ModelError` for a file of another family.
    """

    def __init__(self, path: Path, *, lora: Lora | None = None, kind: torch.dtype | None = None) -> None:
        super().__init__()
        reader = _open(path)
        self.kind = kind or (torch.bfloat16 if fits_half() else torch.float32)
        self.shape = Shape.of(reader)
        if self.shape.architecture not in FAMILY:
            raise ModelError(
                f"{path}: only {' and '.join(FAMILY)} models can be trained, not {self.shape.architecture}."
            )
        tensors = {t.name: t for t in reader.tensors}
        self.embedding = _floats(tensors["token_embd.weight"], self.kind)
        self.norm = _floats(tensors["output_norm.weight"], self.kind)
        self.words = _floats(tensors["output.weight"], self.kind) if "output.weight" in tensors else self.embedding
        self.blocks = nn.ModuleList()
        for index in range(self.shape.blocks):
            prefix = f"blk.{index}."
            mine = {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
            own = {name: _floats(tensor, self.kind) for name, tensor in mine.items()}
            self.blocks.append(Block(self.shape, own, lora))
        steps = torch.arange(0, self.shape.head_size, 2).float() / self.shape.head_size
        self._frequencies = 1.0 / self.shape.rope_base**steps

    def forward(self, tokens: Tensor, positions: Tensor, sees: Tensor) -> Tensor:
        """States [B, T, H] after the last block, of tokens [B, T] at these positions [B, T].

        `sees` [B, T, T] says which token (row) sees which other (column).
        """
        mask = self._additive(sees)
        angles = positions[:, None, :, None].float() * torch.cat([self._frequencies, self._frequencies])
        rotation = angles.cos().to(self.kind), angles.sin().to(self.kind)
        with torch.no_grad():
            x = functional.embedding(tokens, self.embedding)
        for block in self.blocks:
            x = block(x, rotation, mask)
        return x

    def logits(self, states: Tensor, words: Tensor) -> Tensor:
        """The logits [..., N] of these N tokens of the vocabulary after states [..., H] of the last block."""
        return functional.linear(_rms(states, self.norm, self.shape.eps), self.words[words])

    def _additive(self, sees: Tensor) -> Tensor:
        """What sees what as it is added to attention, [B, 1, T, T]."""
        zero = torch.zeros(sees.shape, dtype=self.kind)
        return zero.masked_fill(~sees, torch.finfo(self.kind).min).unsqueeze(1)

    def adapter(self) -> dict[str, tuple[Tensor, Tensor]]:
        """The learned matrices (a, b) by the GGUF name of the weight that they belong to."""
        return {
            f"blk.{index}.{name}.weight": (layer.a.detach(), layer.b.detach())
            for index, block in enumerate(self.blocks)
            for name, layer in block.linear.items()
            if layer.scale
        }


def embeddings(path: Path, tokens: Sequence[int]) -> Tensor:
    """The embeddings [N, H] of tokens in fp32."""
    table = next(tensor for tensor in _open(path).tensors if tensor.name == "token_embd.weight")
    rows = np.array(dequantize(table.data[list(tokens)], table.tensor_type))
    return torch.from_numpy(rows.astype(np.float32))


def block_count(path: Path) -> int:
    """How many blocks the model has."""
    return Shape.of(_open(path)).blocks


def _open(path: Path) -> GGUFReader:
    try:
        return GGUFReader(path)
    except (OSError, ValueError):
        raise ModelError(f"{path}: the language model cannot be read.") from None


def _floats(tensor: Any, kind: torch.dtype) -> Tensor:
    return torch.from_numpy(np.array(dequantize(tensor.data, tensor.tensor_type))).to(kind)


def _rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    h = x.float()
    return (h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps)).to(x.dtype) * weight


def _rotated(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    half = x.shape[-1] // 2
    return x * rotation[0] + torch.cat([-x[..., half:], x[..., :half]], -1) * rotation[1]
