"""An adapter put into the weights of the model that it was trained on: one GGUF file of both, without torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from gguf import GGMLQuantizationType as Kind
from gguf import GGUFReader, GGUFValueType, GGUFWriter, LlamaFileType, dequantize, quantize
from gguf.quants import quant_shape_to_byte_shape

from engine.errors import Cancelled
from engine.llm.errors import ModelError

Floats = npt.NDArray[np.float32]

FULL = (Kind.F32, Kind.F16, Kind.BF16)
_ARCHITECTURE, _FILE_TYPE = "general.architecture", "general.file_type"
# The writer sets these itself: what the file holds, and how its tensors lie in it.
_OWN = (_ARCHITECTURE, _FILE_TYPE, "general.alignment", "general.quantization_version")
_FILE_TYPES = {Kind.Q8_0: LlamaFileType.MOSTLY_Q8_0, Kind.F16: LlamaFileType.MOSTLY_F16}
_QUANTIZATION_VERSION = 2


@dataclass(frozen=True, slots=True)
class Adapter:
    """What is added to weights, by their names: alpha / rank · b · a, with a [rank, columns] and b [rows, rank]."""

    matrices: dict[str, tuple[Floats, Floats]]
    alpha: float

    def change(self, name: str) -> Floats:
        """What is added to that weight, [rows, columns]."""
        a, b = self.matrices[name]
        return np.float32(self.alpha / len(a)) * (b @ a)


def read_adapter(path: Path) -> Adapter:
    """The LoRA of a GGUF file. Raises `ModelError` for a file that holds none."""
    reader = open_gguf(path)
    parts = {tensor.name: np.asarray(tensor.data, dtype=np.float32) for tensor in reader.tensors}
    names = [name.removesuffix(".lora_a") for name in parts if name.endswith(".lora_a")]
    alpha = reader.get_field("adapter.lora.alpha")
    if alpha is None or parts.keys() != {f"{name}.lora_{side}" for name in names for side in "ab"}:
        raise ModelError(f"{path}: this is not an adapter.")
    matrices = {name: (parts[f"{name}.lora_a"], parts[f"{name}.lora_b"]) for name in names}
    return Adapter(matrices, float(alpha.contents()))


def merge_weights(
    base: Path,
    adapter: Path,
    out: Path,
    kind: Kind,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write base and adapter as one model, a tensor at a time.

    With `kind` Q8_0 the matrices that the adapter changes and those of full precision are written so, and all else
    stays as it is, byte by byte; with F16 every matrix is. Raises `ModelError` and `Cancelled`.
    """
    reader, learned = open_gguf(base), read_adapter(adapter)
    shapes = {tensor.name: _shape(tensor) for tensor in reader.tensors}
    for name, (a, b) in learned.matrices.items():
        if shapes.get(name) != (b.shape[0], a.shape[1]):
            raise ModelError(f"{adapter}: this adapter does not fit the model {base.name}.")
    kinds = {tensor.name: _kind(tensor, tensor.name in learned.matrices, kind) for tensor in reader.tensors}
    try:
        writer = _begin(reader, kinds, out, kind)
        try:
            for done, tensor in enumerate(reader.tensors):
                if cancelled is not None and cancelled():
                    raise Cancelled
                writer.write_tensor_data(_written(tensor, kinds[tensor.name], learned))
                if progress is not None:
                    progress(done + 1, len(reader.tensors))
        finally:
            writer.close()
    except OSError as error:
        raise ModelError(f"{out}: the language model cannot be written ({error.strerror}).") from None


def matrix_kinds(model: Path) -> set[Kind]:
    """How the matrices of a model are written."""
    return {Kind(tensor.tensor_type) for tensor in open_gguf(model).tensors if len(tensor.shape) > 1}


def open_gguf(path: Path) -> GGUFReader:
    """The file, of which a tensor is read when it is needed. Raises `ModelError`."""
    try:
        return GGUFReader(path)
    except (OSError, ValueError):
        raise ModelError(f"{path}: the language model cannot be read.") from None


def _begin(reader: GGUFReader, kinds: dict[str, Kind], out: Path, kind: Kind) -> GGUFWriter:
    """A writer behind whose head the tensors may follow in their order."""
    architecture = reader.get_field(_ARCHITECTURE)
    if architecture is None:
        raise ModelError("the language model does not say of what kind it is.")
    writer = GGUFWriter(out, architecture.contents())
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name in _OWN:
            continue
        of_items = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), field.types[0], of_items)
    writer.add_file_type(_FILE_TYPES[kind])
    writer.add_quantization_version(_QUANTIZATION_VERSION)
    for tensor in reader.tensors:
        of_tensor, shape = kinds[tensor.name], _shape(tensor)
        size = prod(quant_shape_to_byte_shape(shape, of_tensor))
        writer.add_tensor_info(tensor.name, shape, np.dtype(np.float32), size, of_tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    return writer


def _kind(tensor: Any, changed: bool, kind: Kind) -> Kind:
    if len(tensor.shape) > 1 and (changed or kind is Kind.F16 or tensor.tensor_type in FULL):
        return kind
    return Kind(tensor.tensor_type)


def _written(tensor: Any, kind: Kind, learned: Adapter) -> npt.NDArray[Any]:
    if kind == tensor.tensor_type and tensor.name not in learned.matrices:
        return np.asarray(tensor.data)
    weights = dequantize(tensor.data, tensor.tensor_type)
    if tensor.name in learned.matrices:
        weights = weights + learned.change(tensor.name)
    return quantize(weights, kind)


def _shape(tensor: Any) -> tuple[int, ...]:
    """Rows first, as numpy has it; GGUF names columns first."""
    return tuple(int(size) for size in reversed(tensor.shape))
