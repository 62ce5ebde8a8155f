"""A GPU that does not start is never passed over in silence."""

import pytest

from engine.packs import find_pack
from engine.pipeline import Analyzer
from engine.taggers import runtime
from engine.types import Document


@pytest.fixture
def broken_gpu(monkeypatch):
    """ONNX Runtime lists CUDA, but it does not start: as with a missing CUDA library."""
    preloaded = []
    monkeypatch.setattr(runtime.ort, "get_available_providers", lambda: [runtime.CUDA, runtime.CPU])
    monkeypatch.setattr(runtime.ort, "preload_dlls", lambda: preloaded.append(1), raising=False)
    return preloaded


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_the_processor_takes_over(broken_gpu, tmp_path):
    analyzer = Analyzer(find_pack("zh-open"))
    assert broken_gpu
    assert analyzer.lost_gpu
    assert analyzer.settings()["provider"] == runtime.CPU
    found = analyzer.analyze(Document(tmp_path / "a.txt", "txt", "王小明在北京。", ""))
    assert {mention.text for mention in found} == {"王小明", "北京"}


def test_without_a_gpu_runtime_nothing_is_lost():
    analyzer = Analyzer(find_pack("zh-open"))
    assert not analyzer.lost_gpu
    assert analyzer.provider == runtime.CPU
