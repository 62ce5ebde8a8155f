"""The built-in small encoder, taken back out of the shipped pack's int8 network, so that training needs no download."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file
from transformers import BertConfig

from engine.errors import BadInputError
from engine.packs import Pack
from engine.training.checkpoint import write_whole
from engine.training.encoders import TOKENIZER
from engine.training.export import ROW_SCALES, ROWS
from engine.training.smooth import NARROW

Arrays = dict[str, npt.NDArray[Any]]

BUILT_IN = "e5-small"
_HEADS = 12
_ENDS = ("weight", "bias")
_PART = re.compile(r"(embeddings/\w+|encoder/layer\.\d+/[\w/]+?)/(?:MatMul|Gather)")
_PLAIN = re.compile(r"(?:^|\.)((?:embeddings|encoder\.layer\.\d+)\.[\w.]+)$")


def write_encoder(pack: Pack, out: Path) -> None:
    """Write the encoder of `pack` (multilingual-e5-small, as that pack trained it) as a Hugging Face folder.

    Weights are what int8 kept of them; the tokenizer is written last. Raises `BadInputError` when the pack's network is
    not of that shape.
    """
    network = onnx.load(str(pack.path / pack.manifest.networks[0].file))
    held = {item.name: numpy_helper.to_array(item) for item in network.graph.initializer}
    weights = _plain(held) | _tables(held) | _products(network.graph.node, held)
    word = weights.get("embeddings.word_embeddings.weight")
    layers = {name.split(".")[2] for name in weights if name.startswith("encoder.layer.")}
    if word is None or len(weights) != 5 + 16 * len(layers):
        raise BadInputError(f"{pack.path}: the encoder of this pack cannot be taken out of its network.")
    size = word.shape[1]
    config = BertConfig(
        vocab_size=word.shape[0],
        hidden_size=size,
        num_hidden_layers=len(layers),
        num_attention_heads=_HEADS,
        intermediate_size=weights["encoder.layer.0.intermediate.dense.bias"].shape[0],
        max_position_embeddings=weights["embeddings.position_embeddings.weight"].shape[0],
        type_vocab_size=weights["embeddings.token_type_embeddings.weight"].shape[0],
        pad_token_id=1,
    )
    out.mkdir(parents=True, exist_ok=True)
    config.save_pretrained(out)
    save_file({name: np.ascontiguousarray(value) for name, value in weights.items()}, out / "model.safetensors")
    write_whole(out / TOKENIZER, lambda path: shutil.copyfile(pack.path / pack.manifest.tokenizer, path))


def _plain(held: Mapping[str, npt.NDArray[Any]]) -> Arrays:
    """Biases and layer norms, which were never quantised."""
    found = ((match, value) for name, value in held.items() if (match := _PLAIN.search(name)) is not None)
    return {match[1]: value for match, value in found if value.dtype == np.float32 and match[1].split(".")[-1] in _ENDS}


def _tables(held: Mapping[str, npt.NDArray[Any]]) -> Arrays:
    """Embedding tables, from int8 with a scale for each row or one in all."""
    found: Arrays = {}
    for name, value in held.items():
        if name.endswith(ROWS):
            base = name.removesuffix(ROWS)
            scale, zero = held[f"{base}{ROW_SCALES}"], np.zeros(1, np.int8)
        elif name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            scale, zero = held[f"{base}_scale"], held[f"{base}_zero_point"]
        else:
            continue
        match = _PLAIN.search(base)
        if match is not None:
            found[match[1]] = _floats(value, scale, zero)
    return found


def _products(nodes: Any, held: Mapping[str, npt.NDArray[Any]]) -> Arrays:
    """Weight matrices [out, in] of the linear layers, from int8 by channel, their smoothing undone."""
    found: Arrays = {}
    for node in nodes:
        match = _PART.search(node.output[0]) if node.op_type == "MatMulInteger" else None
        if match is None:
            continue
        base = node.input[1].removesuffix("_quantized")
        weight = _floats(held[node.input[1]], held[f"{base}_scale"], held[f"{base}_zero_point"])
        found[match[1].replace("/", ".") + ".weight"] = weight.T
    for name in found:
        narrow = next((v for key, v in held.items() if key.endswith(name.removesuffix("weight") + NARROW)), None)
        if narrow is not None:
            found[name] = found[name] * narrow
    return found


def _floats(value: npt.NDArray[Any], scale: npt.NDArray[Any], zero: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.asarray((value.astype(np.float32) - zero.astype(np.float32)) * scale, dtype=np.float32)
