"""Taggers over a language model: trained in torch, run by llama.cpp."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the train extra is not installed")
pytest.importorskip("sklearn", reason="the train extra is not installed")
pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

from tiny import records, write_records
from tiny_model import write_tiny_model

from engine.errors import BadInputError
from engine.llm.errors import ModelError
from engine.llm.install import install_file
from engine.packs import load_pack
from engine.pipeline import Analyzer
from engine.training.plan import Plan
from engine.training.train_pack import Watch, train_pack
from engine.types import Document

QUIET = Watch(lambda *_: None, lambda *_: None, lambda _: None)


@pytest.fixture
def plan(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "home"))
    install_file(write_tiny_model(tmp_path / "tiny.gguf"))
    data = write_records(tmp_path / "data.jsonl", records(400))
    return Plan(data, "tiny", ("bilstm-crf", "span"), tmp_path / "reader", epochs=25, threads=1)


def found(pack, text):
    return {(m.text, m.label) for m in Analyzer(pack).analyze(Document(Path("a.txt"), "txt", text, ""))}


def test_a_pack_over_a_language_model_finds_what_it_was_taught(plan, tmp_path):
    trained = train_pack(plan, QUIET)
    entry = trained.manifest.language_model
    assert (entry.name, entry.blocks) == ("tiny", (1, 2))
    f1 = {line.method: line.scores.f1 for line in trained.measured[0].methods}
    assert f1["average"] > 0.8
    pack = load_pack(plan.out)
    assert ("张小明", "PER") in found(pack, "昨天张小明去了广州。")
    (tmp_path / "home" / "data" / "llm" / "models" / "tiny.json").unlink()
    with pytest.raises(ModelError, match="needs the language model tiny, which is not installed"):
        Analyzer(pack)


def test_what_a_language_model_cannot_do_is_refused(plan):
    for impossible in ({"separate": True}, {"lora": True}):
        with pytest.raises(BadInputError, match="shared by all taggers"):
            train_pack(Plan(plan.data, "tiny", plan.taggers, plan.out, **impossible), QUIET)
