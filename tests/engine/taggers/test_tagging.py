"""The taggers of a pack at work on sentences."""

import itertools
import json
import shutil

import numpy as np
import pytest

from engine.errors import PackError
from engine.packs import MANIFEST, find_pack, load_pack
from engine.taggers.span_layers import SpanLayers
from engine.taggers.tagging import CANDIDATE_FLOOR, PackTaggers
from engine.text.sentences import split_sentences

TEXT = "王小明在北京大学读书。李华去了上海的复旦大学，见到了Angela Merkel。"


@pytest.fixture(scope="module")
def pack():
    return find_pack("zh-open")


@pytest.fixture(scope="module")
def votes(pack):
    return PackTaggers(pack).tag(list(split_sentences(TEXT))).votes


def test_every_tagger_is_heard_on_every_candidate(pack, votes):
    for start, end in {(vote.start, vote.end) for vote in votes}:
        heard = [vote for vote in votes if (vote.start, vote.end) == (start, end)]
        assert max(vote.score for vote in heard) >= CANDIDATE_FLOOR or any(vote.chosen for vote in heard)
        for source in {vote.source for vote in heard}:
            own = [vote for vote in heard if vote.source == source]
            assert sum(vote.score for vote in own) <= 1.001
            assert sum(vote.chosen for vote in own) <= 1
    chosen = {TEXT[vote.start : vote.end] for vote in votes if vote.chosen}
    assert {"王小明", "北京大学", "李华", "Angela Merkel"} <= chosen
    assert {vote.source for vote in votes} == set(pack.manifest.taggers())


def test_a_tagger_s_own_answers_do_not_cross(pack, votes):
    for tagger in pack.manifest.taggers():
        own = sorted((vote.start, vote.end) for vote in votes if vote.source == tagger and vote.chosen)
        assert own
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(own))


def test_a_pack_that_names_an_output_its_network_lacks_is_refused(pack, tmp_path):
    folder = shutil.copytree(pack.path, tmp_path / "pack")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["networks"][0]["taggers"][0]["output"] = "nowhere"
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(PackError, match="nowhere"):
        PackTaggers(load_pack(folder))


def test_span_layers_come_back_as_they_were(tmp_path):
    rng = np.random.default_rng(1)
    shapes = {"width": (5, 4), "label": (4, 3), "label_bias": (3,), "evidence": (4, 3), "evidence_bias": (3,)}
    layers = SpanLayers(**{name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()})
    layers.save(tmp_path / "layers.npz")
    back = SpanLayers.load(tmp_path / "layers.npz")
    assert all((getattr(back, name) == getattr(layers, name)).all() for name in shapes)
    assert (back.vector(np.ones(4, np.float32), np.zeros(4, np.float32), 2) == 1 + layers.width[2]).all()


def test_span_layers_with_pickled_objects_are_refused(tmp_path):
    np.savez(tmp_path / "layers.npz", width=np.array([{}], dtype=object))
    with pytest.raises(PackError, match=r"layers\.npz"):
        SpanLayers.load(tmp_path / "layers.npz")
