"""An adapter in the weights of its model computes what both files compute."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_model import write_tiny_adapter, write_tiny_model

pytest.importorskip("gguf", reason="gguf is not installed (the extra llm)")
pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

from gguf import GGMLQuantizationType as Kind
from gguf import GGUFWriter

from engine.errors import Cancelled
from engine.llm.errors import ModelError
from engine.llm.llama import Asked, LlamaModel
from engine.llm.quantising import quantise
from engine.training.llm.weights import matrix_kinds, merge_weights, open_gguf

TEXTS = ("他昨天去了北京大学读书", "张三", "机构：某某研究所 abc")


@pytest.fixture(params=["qwen2", "qwen3"])
def architecture(request):
    return request.param


@pytest.fixture
def base(tmp_path, architecture):
    return write_tiny_model(tmp_path / "base.gguf", architecture=architecture)


@pytest.fixture
def adapter(tmp_path, architecture):
    return write_tiny_adapter(tmp_path / "adapter.gguf", architecture=architecture)


def logits(path, adapter=None):
    """[texts, words] after each text."""
    model = LlamaModel(path, adapter=adapter, extra_buffers=False)
    context = model.context(cells=256, threads=1, stop=lambda: False)
    context.set_prefix([])
    tokens = [model.tokens(text) for text in TEXTS]
    asked = [Asked(of_text[:-1], [of_text[-1:]]) for of_text in tokens]
    return np.concatenate(context.answers(asked, range(256)))


def difference(found, expected):
    """The root mean square of what differs, as a share of how far the logits spread."""
    return np.sqrt(np.square(found - expected).mean()) / expected.std()


def test_the_merged_model_computes_what_base_and_adapter_do(base, adapter, tmp_path):
    expected = logits(base, adapter)
    assert difference(logits(base), expected) > 0.5
    for kind, most in ((Kind.F16, 0.005), (Kind.Q8_0, 0.05)):
        merged = tmp_path / f"{kind.name}.gguf"
        merge_weights(base, adapter, merged, kind)
        assert matrix_kinds(merged) == {kind}
        assert difference(logits(merged), expected) < most


def test_four_bits_come_from_a_precise_model_and_stay_near_it(base, adapter, tmp_path):
    merge_weights(base, adapter, tmp_path / "precise.gguf", Kind.F16)
    quantise(tmp_path / "precise.gguf", tmp_path / "small.gguf", "q4_k_m", threads=1)
    # Rows of 64 numbers are too short for Q4_K: llama.cpp takes what comes next.
    assert Kind.F16 not in matrix_kinds(tmp_path / "small.gguf")
    assert (tmp_path / "small.gguf").stat().st_size < 0.7 * (tmp_path / "precise.gguf").stat().st_size
    assert difference(logits(tmp_path / "small.gguf"), logits(base, adapter)) < 0.3


def test_what_the_adapter_leaves_alone_and_what_the_file_says_stay_as_they_were(base, tmp_path):
    merge_weights(base, write_tiny_adapter(tmp_path / "one.gguf"), tmp_path / "first.gguf", Kind.Q8_0)
    few = write_few(tmp_path / "few.gguf")
    merge_weights(tmp_path / "first.gguf", few, tmp_path / "second.gguf", Kind.Q8_0)
    first, second = open_gguf(tmp_path / "first.gguf"), open_gguf(tmp_path / "second.gguf")
    changed = {
        one.name
        for one, other in zip(first.tensors, second.tensors, strict=True)
        if one.data.tobytes() != other.data.tobytes()
    }
    assert changed == {"blk.1.attn_q.weight"}
    plain = [{name: field.contents() for name, field in reader.fields.items()} for reader in (first, second)]
    assert plain[0] == plain[1]
    before = open_gguf(base)
    kept = [name for name in before.fields if name.startswith(("tokenizer.", "qwen"))]
    assert all(plain[0][name] == before.fields[name].contents() for name in kept)


def write_few(path, name="blk.1.attn_q.weight", size=64):
    writer = GGUFWriter(path, "qwen2")
    writer.add_float32("adapter.lora.alpha", 2.0)
    random = np.random.default_rng(3)
    for side, shape in (("a", (2, size)), ("b", (size, 2))):
        writer.add_tensor(f"{name}.lora_{side}", random.normal(0, 0.3, shape).astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_an_adapter_of_another_model_is_refused(base, tmp_path):
    for other in (write_few(tmp_path / "a.gguf", size=32), write_few(tmp_path / "b.gguf", name="blk.9.attn_q.weight")):
        with pytest.raises(ModelError, match=rf"{other.name}: this adapter does not fit the model base\.gguf"):
            merge_weights(base, other, tmp_path / "out.gguf", Kind.Q8_0)
    with pytest.raises(ModelError, match=r"base\.gguf: this is not an adapter"):
        merge_weights(base, base, tmp_path / "out.gguf", Kind.Q8_0)
    with pytest.raises(ModelError, match=r"none\.gguf: the language model cannot be read"):
        merge_weights(tmp_path / "none.gguf", base, tmp_path / "out.gguf", Kind.Q8_0)


def test_merging_and_quantising_can_be_stopped(base, adapter, tmp_path):
    told = []
    with pytest.raises(Cancelled):
        merge_weights(
            base,
            adapter,
            tmp_path / "out.gguf",
            Kind.F16,
            progress=lambda done, size: told.append((done, size)),
            cancelled=lambda: len(told) == 3,
        )
    assert [done for done, _ in told] == [1, 2, 3]
    with pytest.raises(Cancelled):
        quantise(base, tmp_path / "small.gguf", "q4_k_m", threads=1, cancelled=lambda: True)


def test_what_llama_cannot_quantise_is_told(tmp_path):
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match=r"small\.gguf: llama\.cpp cannot write this model"):
        quantise(tmp_path / "broken.gguf", tmp_path / "small.gguf", "q4_k_m", threads=1)
