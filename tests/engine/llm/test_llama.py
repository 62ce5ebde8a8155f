from __future__ import annotations

import numpy as np
import pytest
from tiny_model import write_tiny_model

from engine.errors import Cancelled
from engine.llm.errors import ModelError

pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

from engine.llm.llama import Asked, LlamaModel

PREFIX = "<|im_start|>句子："
OPTIONS = [1, 5, 17, 200]
ASKED = (
    ("他昨天去了北京", ("他", "北京", "昨天去了")),
    ("张三在北京大学读书。", ("张三", "北京", "北京大学")),
    ("无", ()),
    ("机构：某某研究所", ("某某研究所",)),
)


@pytest.fixture(scope="module")
def model(tiny_model):
    return LlamaModel(tiny_model, extra_buffers=False)


def open_context(model, cells=512, **options):
    return model.context(cells=cells, threads=1, stop=options.pop("stop", lambda: False), **options)


def as_tokens(model, asked=ASKED):
    return [Asked(model.tokens(sentence), [model.tokens(q) for q in questions]) for sentence, questions in asked]


def read_alone(model, *parts):
    """The logits after the last token of everything in one sequence, from an empty cache."""
    context = open_context(model)
    *before, last = [token for part in parts for token in part]
    context.set_prefix(before)
    return context.answers([Asked([], [[last]])], OPTIONS)[0][0]


def test_what_is_read_once_for_many_questions_is_the_same_as_read_alone(model):
    prefix = model.tokens(PREFIX, special=True)
    context = open_context(model)
    context.set_prefix(prefix)
    asked = as_tokens(model)
    found = context.answers(asked, OPTIONS)
    assert [logits.shape for logits in found] == [(len(one.questions), len(OPTIONS)) for one in asked]
    for one, logits in zip(asked, found, strict=True):
        for question, row in zip(one.questions, logits, strict=True):
            np.testing.assert_allclose(row, read_alone(model, prefix, one.sentence, question), rtol=2e-3, atol=2e-3)


def test_answers_do_not_depend_on_what_else_is_asked(model):
    context = open_context(model)
    context.set_prefix(model.tokens(PREFIX, special=True))
    asked = as_tokens(model)
    together = context.answers(asked, OPTIONS)
    for one, expected in zip(asked, together, strict=True):
        np.testing.assert_allclose(context.answers([one], OPTIONS)[0], expected, rtol=2e-3, atol=2e-3)


def test_many_sentences_and_questions_go_through_a_small_cache(model):
    prefix = model.tokens(PREFIX, special=True)
    context = open_context(model, cells=256)
    context.set_prefix(prefix)
    asked = [Asked(model.tokens(f"第{i}句在北京"), [model.tokens("北京")] * (i % 9)) for i in range(80)]
    asked.append(Asked(model.tokens("句子"), [model.tokens(str(i)) for i in range(100)]))
    found = context.answers(asked, OPTIONS)
    assert [len(logits) for logits in found] == [len(one.questions) for one in asked]
    expected = read_alone(model, prefix, asked[-1].sentence, asked[-1].questions[70])
    np.testing.assert_allclose(found[-1][70], expected, rtol=2e-3, atol=2e-3)


def test_a_sentence_that_does_not_fit_is_refused_and_the_next_one_is_read(model):
    context = open_context(model, cells=256)
    context.set_prefix(model.tokens(PREFIX, special=True))
    with pytest.raises(ModelError, match="too long"):
        context.answers([Asked([3] * 300, [[4]])], OPTIONS)
    assert context.answers(as_tokens(model), OPTIONS)[0].any()


def test_the_prefix_is_taken_from_its_file_and_one_that_does_not_fit_is_read_again(model, tmp_path):
    prefix = model.tokens(PREFIX, special=True)
    kept = tmp_path / "深" / "prefix.state"
    expected = read_with(model, prefix, kept)
    written = kept.read_bytes()
    np.testing.assert_allclose(read_with(model, prefix, kept), expected, rtol=1e-5)
    assert kept.read_bytes() == written
    for damaged in (written[:100], b"", b"x" * len(written)):
        kept.write_bytes(damaged)
        np.testing.assert_allclose(read_with(model, prefix, kept), expected, rtol=1e-5)
    other = model.tokens("片段", special=True)
    np.testing.assert_allclose(read_with(model, other, kept), read_with(model, other, None), rtol=1e-5)


def read_with(model, prefix, kept):
    context = open_context(model)
    context.set_prefix(prefix, kept)
    return context.answers(as_tokens(model), OPTIONS)[0]


def test_control_tokens_are_read_only_where_they_may_be(model):
    name = "<|im_end|>"
    assert len(model.tokens(name, special=True)) == 1
    plain = model.tokens(name)
    assert len(plain) > 1
    assert b"".join(model.pieces(plain)) == name.encode()


@pytest.mark.parametrize("text", ["", "北京", "a𠮷b", "龘\n\t"])
def test_tokens_stand_for_the_bytes_of_the_text(model, text):
    assert b"".join(model.pieces(model.tokens(text))) == text.encode()


def test_states_of_texts_do_not_see_each_other(model):
    texts = [model.tokens(text) for text in ("他昨天去了北京", "他昨天去了", "张三")]
    context = open_context(model, blocks=[2])
    together = context.states(texts)
    assert [state.shape for state in together] == [(len(text), 64) for text in texts]
    for text, expected in zip(texts, together, strict=True):
        np.testing.assert_allclose(context.states([text])[0], expected, rtol=2e-3, atol=2e-3)


def test_states_of_several_blocks_come_side_by_side(model):
    texts = [model.tokens("他昨天去了北京"), model.tokens("张三")]
    both = open_context(model, blocks=[2, 1]).states(texts)
    for place, block in enumerate((1, 2)):
        alone = open_context(model, blocks=[block]).states(texts)
        for state, expected in zip(both, alone, strict=True):
            np.testing.assert_allclose(state[:, 64 * place : 64 * (place + 1)], expected, rtol=1e-4, atol=1e-4)


def test_the_last_block_cannot_be_read(model):
    with pytest.raises(ModelError, match="has 3 blocks, of which 3 cannot be read"):
        open_context(model, blocks=[1, 3])


def test_a_computation_stops_when_it_is_told_to(model):
    asked = iter([False] * 3 + [True] * 10_000)
    context = open_context(model)
    context.set_prefix(model.tokens(PREFIX, special=True))
    context.stop = lambda: next(asked)
    with pytest.raises(Cancelled):
        context.answers(as_tokens(model), OPTIONS)
    context.stop = lambda: False
    assert context.answers(as_tokens(model), OPTIONS)[0].any()


def test_what_was_stopped_halfway_is_no_part_of_the_next_states(model):
    context = open_context(model, blocks=[1, 2])
    expected = context.states([model.tokens("李四去了上海。")])[0]
    context.stop = lambda: bool(context._tap._values)
    with pytest.raises(Cancelled):
        context.states([model.tokens("张三在北京大学读书。")])
    context.stop = lambda: False
    np.testing.assert_allclose(context.states([model.tokens("李四去了上海。")])[0], expected, rtol=2e-3, atol=2e-3)


def test_what_llama_cannot_load_is_refused_with_its_name(tmp_path, tiny_model):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(tiny_model.read_bytes()[:5_000])
    with pytest.raises(ModelError, match=r"broken\.gguf: llama\.cpp cannot load"):
        LlamaModel(broken)
    with pytest.raises(ModelError, match=r"broken\.gguf: this adapter does not fit"):
        LlamaModel(tiny_model, adapter=broken)


def test_the_kind_of_model_is_read_from_its_file(model, tmp_path):
    assert model.architecture == "qwen2"
    assert LlamaModel(write_tiny_model(tmp_path / "other.gguf", seed=1)).architecture == "qwen2"
