"""Methods: what a pack can do with its taggers' votes, and what decides."""

import json
import shutil

import pytest

from engine.errors import BadInputError, PackError
from engine.methods import make_method, method_names
from engine.packs import MANIFEST, find_pack, load_pack
from engine.types import Vote


def pack_with(tmp_path, taggers, *, fitted=None, nested=False):
    """The shipped pack with other taggers in its manifest; its networks are not run here."""
    folder = shutil.copytree(find_pack("zh-open").path, tmp_path / "pack")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    template = manifest["networks"][0]["taggers"][0]
    manifest["networks"][0]["taggers"] = [
        {**template, "name": name, "kind": "span" if name == "span" else "sequence"} for name in taggers
    ]
    manifest |= {"fitted": fitted or {}, "nested": nested}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return load_pack(folder)


def votes(*cast):
    """Each as (source, label, score, chosen) on one span, or with start and end before them."""
    return [Vote(*(vote if len(vote) == 6 else (0, 3, vote[1], vote[2], vote[0], vote[3]))) for vote in cast]


def decided(pack, method, cast, threshold=None):
    found = make_method(pack, method, threshold)
    return [
        (c.start, c.end, max((p, n) for n, p in c.distribution.items() if n != "O")[1], round(found.score(c), 3))
        for c in found.entities(cast)
    ]


THREE = ("a", "b", "span")


def test_what_a_pack_lacks_its_methods_lack(tmp_path):
    bare = pack_with(tmp_path / "1", ("a", "b"))
    assert method_names(bare) == ("average", "majority", "single:a", "single:b")
    with pytest.raises(BadInputError, match=r"spanner.*no span tagger.*single:b"):
        make_method(bare, "spanner")
    with pytest.raises(BadInputError, match=r"class-f1.*how good each tagger is"):
        make_method(bare, "class-f1")
    with pytest.raises(BadInputError, match=r"stacking.*no fitted coefficients"):
        make_method(bare, "stacking")
    full = pack_with(tmp_path / "2", THREE, fitted={"overall_f1": {"a": 0.5, "b": 0.6, "span": 0.7}})
    assert {"overall-f1", "class-f1", "spanner"} <= set(method_names(full))


def test_a_vote_counts_heads_and_the_threshold_looks_at_the_mean_probability(tmp_path):
    pack = pack_with(tmp_path, THREE)
    cast = votes(("a", "PER", 0.9, True), ("b", "PER", 0.6, True), ("span", "PER", 0.3, False))
    assert decided(pack, "majority", cast) == [(0, 3, "PER", 0.525)]
    assert decided(pack, "majority", cast, 0.7) == []
    assert decided(pack, "majority", cast, 0.0) == [(0, 3, "PER", 0.525)]
    lonely = votes(("a", "PER", 0.9, True), ("b", "PER", 0.9, False), ("span", "PER", 0.9, False))
    assert decided(pack, "majority", lonely, 0.0) == []
    assert decided(pack, "average", lonely) == [(0, 3, "PER", 0.9)]


def test_in_a_mean_the_span_tagger_weighs_as_much_as_all_sequence_taggers(tmp_path):
    cast = votes(("a", "PER", 0.8, True), ("b", "PER", 0.4, True), ("span", "PER", 0.2, False))
    assert decided(pack_with(tmp_path / "1", THREE), "average", cast, 0.1) == [(0, 3, "PER", 0.4)]
    assert decided(pack_with(tmp_path / "2", ("a", "b")), "average", cast, 0.1) == [(0, 3, "PER", 0.6)]
    assert decided(pack_with(tmp_path / "3", THREE), "single:a", cast, 0.1) == [(0, 3, "PER", 0.8)]


def test_a_single_tagger_keeps_its_own_answer_over_the_threshold(tmp_path):
    pack = pack_with(tmp_path, THREE)
    cast = votes(("a", "PER", 0.4, True), ("b", "PER", 0.9, True), ("span", "LOC", 0.8, True))
    assert decided(pack, "single:a", cast) == []
    assert decided(pack, "single:a", cast, 0.0) == [(0, 3, "PER", 0.4)]
    assert decided(pack, "single:span", cast) == [(0, 3, "LOC", 0.8)]


def test_the_better_taggers_outvote_the_more(tmp_path):
    fitted = {"overall_f1": {"a": 0.2, "b": 0.2, "span": 0.9}, "class_f1": {"a": {"PER": 0.9}, "b": {"PER": 0.9}}}
    pack = pack_with(tmp_path, THREE, fitted=fitted)
    cast = votes(("a", "PER", 0.9, True), ("b", "PER", 0.9, True), ("span", "LOC", 0.9, True))
    labels = {method: decided(pack, method, cast, 0.0)[0][2] for method in ("majority", "overall-f1", "class-f1")}
    assert labels == {"majority": "PER", "overall-f1": "LOC", "class-f1": "PER"}


def test_calibrated_scores_meet_the_threshold(tmp_path):
    table = {"kind": "isotonic", "table": [[0.0, 0.0], [0.9, 0.4], [1.0, 0.8]]}
    cast = votes(("a", "PER", 0.9, True), ("b", "PER", 0.9, True), ("span", "PER", 0.9, True))
    for method in ("majority", "average"):
        pack = pack_with(tmp_path / method, THREE, fitted={"calibration": {method: table}, "thresholds": {method: 0.3}})
        assert decided(pack, method, cast) == [(0, 3, "PER", 0.4)]
        assert decided(pack, method, cast, 0.5) == []


def test_only_packs_with_nested_labels_keep_an_entity_inside_another(tmp_path):
    cast = [Vote(0, 4, "ORG", 0.9, "span", True), Vote(0, 2, "LOC", 0.8, "span", True)]
    flat, nested = (pack_with(tmp_path / str(n), ("span",), nested=n) for n in (False, True))
    assert [span[:2] for span in decided(flat, "single:span", cast)] == [(0, 4)]
    assert [span[:2] for span in decided(nested, "single:span", cast)] == [(0, 4), (0, 2)]


@pytest.mark.parametrize(
    ("fitted", "method"),
    [({"stacking": {"sources": []}}, "stacking"), ({"calibration": {"average": {"kind": "magic"}}}, "average")],
)
def test_a_damaged_combiner_is_refused(tmp_path, fitted, method):
    pack = pack_with(tmp_path, THREE, fitted=fitted)
    with pytest.raises(PackError, match="combiner is not valid"):
        make_method(pack, method)
