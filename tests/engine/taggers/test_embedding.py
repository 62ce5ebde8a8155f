"""Sentences and spans as vectors, out of a network that declares no such output."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from engine.errors import Cancelled, PackError
from engine.packs import find_pack, load_pack
from engine.paths import resources_dir
from engine.taggers.embedding import Embedder
from engine.taggers.onnx_graph import unit_states, with_output
from engine.taggers.runtime import OnnxSession
from engine.text.units import iter_units

SHIPPED = resources_dir() / "packs" / "zh-open"
NETWORK = "network.int8.onnx"


@pytest.fixture(scope="module")
def embedder():
    return Embedder(find_pack("zh-open"), threads=1)


def test_an_inner_value_becomes_the_last_output_and_the_others_stay():
    network = (SHIPPED / NETWORK).read_bytes()
    name = unit_states(network)
    declared = OnnxSession(SHIPPED / NETWORK, threads=1, network=with_output(network, name)).outputs
    assert declared == (*OnnxSession(SHIPPED / NETWORK, threads=1).outputs, name)


@pytest.mark.parametrize("network", [b"", b"\x0a\x00", with_output(b"", "x")])
def test_a_network_without_units_has_no_states_of_them(network):
    assert unit_states(network) == ""


def test_vectors_have_one_row_for_each_unit_and_length_one(embedder):
    long = "北京大学的校长在上海讲话，" * 40
    for text, one in zip(("张三去了 Tokyo 2024", long), embedder.embed(("张三去了 Tokyo 2024", long)), strict=True):
        assert list(one.units) == list(iter_units(text))
        assert one.vectors.shape == (len(one.units), 384)
        assert np.linalg.norm(one.whole()) == pytest.approx(1.0, abs=1e-5)
        assert np.linalg.norm(one.span(0, 2)) == pytest.approx(1.0, abs=1e-5)


def test_what_is_alike_is_near(embedder):
    asked, near, far = embedder.embed(["王明昨天去了上海。", "李华明天到广州。", "The stock fell by 3 percent ."])
    assert asked.whole() @ near.whole() > asked.whole() @ far.whole()
    assert asked.span(0, 2) @ near.span(0, 2) > asked.span(0, 2) @ near.span(5, 7)
    assert asked.span(6, 8) @ near.span(5, 7) > asked.span(6, 8) @ near.span(0, 2)


def test_vectors_hardly_depend_on_what_else_is_embedded(embedder):
    texts = ["王明昨天去了上海。", "短", "他们在复旦大学见到了李华，后来又去了北京。" * 5]
    together = embedder.embed(texts)
    for text, one in zip(texts, together, strict=True):
        (alone,) = embedder.embed([text])
        assert alone.whole() @ one.whole() > 0.99


def test_progress_is_told_and_it_can_be_stopped(embedder):
    told = []
    embedder.embed(["北京"] * 40, progress=lambda done, size: told.append((done, size)))
    assert told[-1] == (40, 40)
    with pytest.raises(Cancelled):
        embedder.embed(["北京"], cancelled=lambda: True)


def test_a_network_that_was_changed_since_the_pack_was_checked_is_not_loaded(tmp_path):
    pack = load_pack(shutil.copytree(SHIPPED, tmp_path / "pack"))
    with (tmp_path / "pack" / NETWORK).open("ab") as stream:
        stream.write(b"\x00")
    with pytest.raises(PackError, match="damaged or was changed"):
        Embedder(pack)
