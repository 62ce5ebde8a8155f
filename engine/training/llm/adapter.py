"""Write a trained adapter as a GGUF file that llama.cpp puts on the model it was trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from engine.training.llm.qwen import Decoder, Lora


def write_adapter(decoder: Decoder, lora: Lora, path: Path) -> None:
    """The adapter in half precision, with the names that llama.cpp's own converter gives."""
    writer = GGUFWriter(path, decoder.shape.architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", lora.alpha)
    for name, (a, b) in decoder.adapter().items():
        writer.add_tensor(f"{name}.lora_a", a.numpy().astype(np.float16))
        writer.add_tensor(f"{name}.lora_b", b.numpy().astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
