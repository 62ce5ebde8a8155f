from __future__ import annotations

import numpy as np
import pytest
from tiny_model import write_tiny_model

pytest.importorskip("torch", reason="the train extra is not installed")
pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

import torch

from engine.errors import Cancelled
from engine.llm.llama import Asked, LlamaModel
from engine.training.llm.adapter import write_adapter
from engine.training.llm.qwen import Decoder, Lora
from engine.training.llm.tune import (
    TunedQuestion,
    TunedSentence,
    TuningRecipe,
    option_logits,
    pack_row,
    tune,
)

OPTIONS = (5, 40, 200)
LORA = Lora(rank=8, alpha=16.0)
PREFIX = "句子："
SENTENCES = {"他昨天去了北京": ("他", "北京", "昨天去了"), "机构在北京": ("机构",), "北京人名": ("北京", "人名")}


@pytest.fixture
def path(tmp_path):
    return write_tiny_model(tmp_path / "tiny.gguf")


def tuned(model, *, right):
    return [
        TunedSentence(model.tokens(text), [TunedQuestion(model.tokens(q), right(q)) for q in questions])
        for text, questions in SENTENCES.items()
    ]


def decoder_of(path, seed=3):
    torch.manual_seed(seed)
    return Decoder(path, lora=LORA)


def test_what_is_packed_is_what_is_asked(path):
    model = LlamaModel(path, extra_buffers=False)
    prefix = model.tokens(PREFIX)
    sentences = tuned(model, right=lambda _: 0)
    with torch.no_grad():
        packed = option_logits(decoder_of(path), pack_row(prefix, sentences), torch.tensor(OPTIONS)).numpy()
    context = model.context(cells=256, threads=1, stop=lambda: False)
    context.set_prefix(prefix)
    asked = [Asked(sentence.tokens, [q.tokens for q in sentence.questions]) for sentence in sentences]
    np.testing.assert_allclose(packed, np.concatenate(context.answers(asked, OPTIONS)), atol=0.08)


def right_answer(question):
    return {"北京": 1, "机构": 2}.get(question, 0)


RECIPE = TuningRecipe(epochs=60, rate=5e-3, row_tokens=64, rows_a_step=2)


def test_what_was_learnt_is_what_llama_cpp_answers(path, tmp_path):
    model = LlamaModel(path, extra_buffers=False)
    decoder = decoder_of(path)
    losses = []
    tune(
        decoder,
        model.tokens(PREFIX),
        tuned(model, right=right_answer),
        OPTIONS,
        RECIPE,
        tmp_path / "run",
        progress=lambda _step, _steps, loss: losses.append(loss),
    )
    assert losses[-1] < 0.1 < losses[0]
    write_adapter(decoder, LORA, tmp_path / "adapter.gguf")
    adapted = LlamaModel(path, adapter=tmp_path / "adapter.gguf", extra_buffers=False)
    context = adapted.context(cells=256, threads=1, stop=lambda: False)
    context.set_prefix(model.tokens(PREFIX))
    asked = [Asked(model.tokens(text), [model.tokens(q) for q in questions]) for text, questions in SENTENCES.items()]
    for logits, questions in zip(context.answers(asked, OPTIONS), SENTENCES.values(), strict=True):
        assert logits.argmax(-1).tolist() == [right_answer(question) for question in questions]


def test_a_run_that_was_stopped_goes_on_to_the_same_end(path, tmp_path):
    model = LlamaModel(path, extra_buffers=False)
    arguments = (model.tokens(PREFIX), tuned(model, right=right_answer), OPTIONS, RECIPE)

    def stop(step, _steps, _loss):
        if step == 25:
            raise Cancelled

    whole, stopped = decoder_of(path), decoder_of(path)
    tune(whole, *arguments, tmp_path / "whole")
    with pytest.raises(Cancelled):
        tune(stopped, *arguments, tmp_path / "stopped", progress=stop)
    again, steps = decoder_of(path, seed=4), []
    tune(again, *arguments, tmp_path / "stopped", progress=lambda step, *_: steps.append(step))
    assert 1 < steps[0] <= 26
    for name, parameter in again.named_parameters():
        torch.testing.assert_close(parameter, whole.get_parameter(name), rtol=1e-3, atol=1e-3)


def test_what_was_said_before_it_was_learnt_is_kept_also_over_a_stop(path, tmp_path):
    model = LlamaModel(path, extra_buffers=False)
    prefix, sentences = model.tokens(PREFIX), tuned(model, right=right_answer)
    recipe = TuningRecipe(epochs=30, rate=5e-3, row_tokens=len(prefix) + 1, rows_a_step=1)
    whole = tune(decoder_of(path), prefix, sentences, OPTIONS, recipe, tmp_path / "whole")
    # A row holds one sentence: of three, those of the last two rows were tested.
    assert len(whole.before) == 2
    for index, said in whole.before.items():
        assert said.shape == (len(sentences[index].questions), len(OPTIONS))
        torch.testing.assert_close(said.sum(-1), torch.ones(len(said)))
        untaught = option_logits(decoder_of(path), pack_row(prefix, [sentences[index]]), torch.tensor(OPTIONS))
        assert (said - untaught.detach().softmax(-1)).abs().max() < 0.2

    def stop(step, _steps, _loss):
        if step == 40:
            raise Cancelled

    arguments = (prefix, sentences, OPTIONS, recipe, tmp_path / "stopped")
    with pytest.raises(Cancelled):
        tune(decoder_of(path), *arguments, progress=stop)
    again = tune(decoder_of(path, seed=4), *arguments)
    assert again.before.keys() == whole.before.keys()
    for index, said in again.before.items():
        torch.testing.assert_close(said, whole.before[index], rtol=1e-3, atol=1e-3)
