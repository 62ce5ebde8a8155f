from __future__ import annotations

import numpy as np
import pytest
from tiny_model import write_tiny_model

pytest.importorskip("torch", reason="the train extra is not installed")
pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

import torch

from engine.llm.errors import ModelError
from engine.llm.llama import Asked, LlamaModel
from engine.training.llm.adapter import write_adapter
from engine.training.llm.qwen import Decoder, Lora

TEXTS = ("他昨天去了北京大学读书", "张三", "机构：某某研究所 abc")


def run(decoder, tokens, *, blocks=None):
    count = len(tokens)
    sees = torch.ones(1, count, count, dtype=torch.bool).tril()
    whole, decoder.blocks = decoder.blocks, decoder.blocks[:blocks]
    with torch.no_grad():
        states = decoder(torch.tensor([tokens]), torch.arange(count)[None], sees)
    decoder.blocks = whole
    return states[0].float()


def cosine(found, expected):
    found, expected = np.asarray(found), np.asarray(expected)
    return (found * expected).sum(-1) / np.linalg.norm(found, axis=-1) / np.linalg.norm(expected, axis=-1)


@pytest.mark.parametrize("architecture", ["qwen2", "qwen3"])
@pytest.mark.parametrize("with_adapter", [False, True])
@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float32])
def test_torch_and_llama_cpp_compute_the_same(tmp_path, architecture, with_adapter, kind):
    torch.manual_seed(1)
    path = write_tiny_model(tmp_path / "tiny.gguf", architecture=architecture)
    lora = Lora(rank=4, alpha=8.0)
    decoder = Decoder(path, lora=lora, kind=kind)
    adapter = None
    if with_adapter:
        for name, parameter in decoder.named_parameters():
            if name.endswith(".b"):
                torch.nn.init.normal_(parameter, std=0.1)
        adapter = tmp_path / "adapter.gguf"
        write_adapter(decoder, lora, adapter)
    model = LlamaModel(path, adapter=adapter, extra_buffers=False)
    reading = model.context(cells=256, threads=1, stop=lambda: False, blocks=[2])
    asking = model.context(cells=256, threads=1, stop=lambda: False)
    asking.set_prefix([])
    for text in TEXTS:
        tokens = model.tokens(text)
        assert cosine(reading.states([tokens])[0], run(decoder, tokens, blocks=2)).min() > 0.997
        words = torch.arange(len(decoder.words))
        logits = decoder.logits(run(decoder, tokens)[-1].to(decoder.kind), words).float()
        found = asking.answers([Asked(tokens[:-1], [tokens[-1:]])], words.tolist())[0][0]
        assert cosine(found, logits) > 0.997


def test_an_adapter_changes_what_is_computed(tmp_path):
    path = write_tiny_model(tmp_path / "tiny.gguf")
    torch.manual_seed(1)
    decoder = Decoder(path, lora=Lora(rank=4, alpha=8.0))
    before = run(decoder, [1, 2, 3])
    for name, parameter in decoder.named_parameters():
        if name.endswith(".b"):
            torch.nn.init.normal_(parameter, std=0.1)
    assert cosine(run(decoder, [1, 2, 3]), before).min() < 0.9


def test_only_the_adapter_learns(tmp_path):
    decoder = Decoder(write_tiny_model(tmp_path / "tiny.gguf"), lora=Lora(rank=4))
    learned = sum(a.numel() + b.numel() for a, b in decoder.adapter().values())
    assert sum(p.numel() for p in decoder.parameters()) == learned
    assert len(decoder.adapter()) == 7 * len(decoder.blocks)


def test_a_file_of_another_family_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"other\.gguf: only qwen2 and qwen3"):
        Decoder(write_tiny_model(tmp_path / "other.gguf", architecture="llama"))
    with pytest.raises(ModelError, match=r"none\.gguf"):
        Decoder(tmp_path / "none.gguf")
