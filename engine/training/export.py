"""Export a trained network to ONNX and quantise it to int8."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from engine.taggers.features import Featuriser, collate
from engine.training.network import TaggerNetwork

log = logging.getLogger(__name__)

INPUTS = ("pieces", "first", "last", "char", "offset")
# What the parts of a table quantised by row are called after its own name.
ROWS, ROW_SCALES = "_rows", "_row_scales"
_LARGE_TABLE = 1000
EXAMPLES = ("北京大学位于海淀区，校长是王小明。", "Tokyo University opened an office in 高雄市 .", "短句")


def export_onnx(network: TaggerNetwork, featuriser: Featuriser, out: Path) -> None:
    """Write the fp32 network with dynamic batch and lengths; its outputs are called `network.output_names`."""
    batch = collate(list(featuriser.windows(EXAMPLES)), featuriser.pad)
    write_onnx(network, {name: torch.from_numpy(batch[name]) for name in INPUTS}, network.output_names, out)


def write_onnx(module: nn.Module, inputs: Mapping[str, Tensor], outputs: Sequence[str], out: Path) -> None:
    """Write a module with dynamic batch and lengths. The first input's second axis are pieces, of all others units."""
    module.eval()
    names = list(inputs)
    axes = {name: {0: "batch", 1: "pieces" if name == names[0] else "units"} for name in names}
    axes |= {name: {0: "batch", 1: "units"} for name in outputs}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(out),
            input_names=names,
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def quantise(source: Path, out: Path) -> None:
    """int8: word embeddings by row, weights of products by channel; activations by one scale each as they come.

    For a table of embeddings ONNX Runtime has one scale in all, which cost up to half a point of F1.
    """
    prepared = source.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        str(prepared),
        str(out),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )
    network = onnx.load(str(out))
    _quantise_tables(network.graph)
    onnx.save(network, str(out))
    prepared.unlink()
    log.info("%s: %.1f MB", out.name, out.stat().st_size / 1e6)


def _quantise_tables(graph: Any) -> None:
    """Replace a look-up in a large table of floats by one in int8 rows, each with its own scale."""
    tables = {item.name: item for item in graph.initializer}
    nodes = []
    for node in graph.node:
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or len(table.dims) != 2 or table.dims[0] < _LARGE_TABLE:
            nodes.append(node)
            continue
        values = numpy_helper.to_array(table)
        scales = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127.0, 1e-12).astype(np.float32)
        rows = np.round(values / scales).astype(np.int8)
        names = {part: f"{table.name}{part}" for part in (ROWS, ROW_SCALES)}
        graph.initializer.extend(
            [numpy_helper.from_array(rows, names[ROWS]), numpy_helper.from_array(scales, names[ROW_SCALES])]
        )
        graph.initializer.remove(table)
        ids, result = node.input[1], node.output[0]
        nodes += [
            helper.make_node("Gather", [names[ROWS], ids], [f"{result}_rows"]),
            helper.make_node("Cast", [f"{result}_rows"], [f"{result}_floats"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [names[ROW_SCALES], ids], [f"{result}_scales"]),
            helper.make_node("Mul", [f"{result}_floats", f"{result}_scales"], [result]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)
