"""A second file of the same weights, kept only where it is quicker."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

from engine.errors import Cancelled
from engine.llm import quickening
from engine.llm.bases import find_model, models_folder, needed_model, verify_model
from engine.llm.errors import ModelError
from engine.llm.install import install_file
from engine.llm.quickening import quicken, seconds
from engine.llm.worker import Setup, Worker


@pytest.fixture
def model(tmp_path, monkeypatch, tiny_model):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    return install_file(tiny_model)


def measured(monkeypatch, own, second):
    monkeypatch.setattr(quickening, "seconds", lambda _files, _threads, _cancelled: [own, second])


def logits(path):
    worker = Worker(Setup(path, threads=1, cells=512))
    try:
        return np.array(worker.answers(("前", "后"), [("张三在北京。", ["张三", "北京"])], [5, 6, 7])[0])
    finally:
        worker.close()


def test_a_quicker_file_is_kept_and_used_and_says_the_same(model, monkeypatch):
    measured(monkeypatch, 3.0, 1.5)
    quick, times = quicken(model, threads=1)
    assert times == 2.0
    assert find_model(model.name) == quick
    used = needed_model(model.name, model.sha256, models_folder())
    assert used.weights == quick.quick_path
    assert used.weights != used.path
    apart = np.abs(logits(used.weights) - logits(used.path)).max()
    assert apart < 0.1 * np.abs(logits(used.path)).max()


def test_a_file_that_is_not_quicker_is_not_kept(model, monkeypatch):
    measured(monkeypatch, 1.0, 1.0)
    quick, _ = quicken(model, threads=1)
    assert quick == find_model(model.name) == model
    assert quick.weights == model.path
    assert sorted(file.name for file in models_folder().iterdir()) == ["tiny.gguf", "tiny.json"]


def test_a_quick_file_that_was_changed_is_refused_and_one_that_is_gone_is_not_missed(model, monkeypatch):
    measured(monkeypatch, 3.0, 1.0)
    quick, _ = quicken(model, threads=1)
    with quick.quick_path.open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(ModelError, match=r"quick\.gguf: the language model is damaged"):
        needed_model(model.name, model.sha256, models_folder())
    with pytest.raises(ModelError, match=r"quick\.gguf: the language model is damaged"):
        verify_model(quick)
    quick.quick_path.unlink()
    assert needed_model(model.name, model.sha256, models_folder()).weights == model.path


def test_a_stop_leaves_nothing(model):
    with pytest.raises(Cancelled):
        quicken(model, threads=1, cancelled=lambda: True)
    assert sorted(file.name for file in models_folder().iterdir()) == ["tiny.gguf", "tiny.json"]


def test_both_files_are_really_timed(model):
    assert all(0.0 < each < 60.0 for each in seconds([model.path, model.path], 1))
