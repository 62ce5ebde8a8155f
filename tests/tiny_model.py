"""A language model of a few hundred kilobytes in a GGUF file: random weights, the tokenizer of the Qwen family."""

from __future__ import annotations

from pathlib import Path

import numpy as np

WORDS = ("人名", "地点", "机构", "其他", "句子", "片段", "北京")
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>")
SIZE, LAYERS, HEADS, WIDE = 64, 3, 4, 128


def _byte_letters() -> list[str]:
    """The letter that byte-level BPE writes for each byte (Radford et al. 2019)."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [byte for byte in range(256) if byte not in plain]
    letters = {**{byte: chr(byte) for byte in plain}, **{byte: chr(256 + i) for i, byte in enumerate(rest)}}
    return [letters[byte] for byte in range(256)]


def _vocabulary() -> tuple[list[str], list[str]]:
    """Tokens and merges: bytes, then each of `WORDS` as one token."""
    letters = _byte_letters()
    tokens, merges = list(letters), []
    for word in WORDS:
        left = ""
        for byte in word.encode():
            right = letters[byte]
            if left and (merge := f"{left} {right}") not in merges:
                merges.append(merge)
                tokens.append(left + right)
            left += right
    return list(dict.fromkeys(tokens)), merges


def write_tiny_model(path: Path, *, seed: int = 0, architecture: str = "qwen2", size: int = SIZE) -> Path:
    """Write the model to `path`; `architecture` is qwen2 or qwen3, `size` that of its states."""
    import gguf

    tokens, merges = _vocabulary()
    tokens = [*tokens, *SPECIAL]
    random = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_block_count(LAYERS)
    writer.add_context_length(4096)
    writer.add_embedding_length(size)
    writer.add_feed_forward_length(WIDE)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(2)
    writer.add_key_length(size // HEADS)
    writer.add_value_length(size // HEADS)
    writer.add_rope_freq_base(1e6)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_token_types([control if token in SPECIAL else normal for token in tokens])
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokens.index("<|im_end|>"))

    def add(name: str, *shape: int, near: float = 0.0) -> None:
        spread = 0.02 if near else shape[-1] ** -0.5
        writer.add_tensor(name, (near + random.normal(0, spread, shape)).astype(np.float32))

    add("token_embd.weight", len(tokens), size)
    add("output.weight", len(tokens), size)
    add("output_norm.weight", size, near=1.0)
    head = size // HEADS
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        for name, rows in (("attn_q", size), ("attn_k", 2 * head), ("attn_v", 2 * head)):
            add(f"{block}.{name}.weight", rows, size)
            if architecture == "qwen2":
                add(f"{block}.{name}.bias", rows)
        if architecture == "qwen3":
            add(f"{block}.attn_q_norm.weight", head, near=1.0)
            add(f"{block}.attn_k_norm.weight", head, near=1.0)
        add(f"{block}.attn_output.weight", size, size)
        add(f"{block}.ffn_gate.weight", WIDE, size)
        add(f"{block}.ffn_up.weight", WIDE, size)
        add(f"{block}.ffn_down.weight", size, WIDE)
        for name in ("attn_norm", "ffn_norm"):
            add(f"{block}.{name}.weight", size, near=1.0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_tiny_adapter(path: Path, *, rank: int = 4, alpha: float = 8.0, architecture: str = "qwen2") -> Path:
    """Write an adapter for the tiny model to `path`: random, and far enough from nothing to change answers."""
    import gguf

    random = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    narrow = 2 * SIZE // HEADS
    shapes = {"attn_q": (SIZE, SIZE), "attn_k": (narrow, SIZE), "attn_v": (narrow, SIZE), "attn_output": (SIZE, SIZE)}
    shapes |= {"ffn_gate": (WIDE, SIZE), "ffn_up": (WIDE, SIZE), "ffn_down": (SIZE, WIDE)}
    for layer in range(LAYERS):
        for name, (rows, columns) in shapes.items():
            matrices = {"lora_a": (columns**-0.5, (rank, columns)), "lora_b": (0.05, (rows, rank))}
            for side, (near, shape) in matrices.items():
                values = random.normal(0, near, shape).astype(np.float16)
                writer.add_tensor(f"blk.{layer}.{name}.weight.{side}", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
