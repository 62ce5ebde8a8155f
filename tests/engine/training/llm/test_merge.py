"""A verifier with an adapter becomes one without: if it answers as well, or not at all."""

from __future__ import annotations

import json

import pytest
from tiny_model import write_tiny_adapter, write_tiny_model

pytest.importorskip("gguf", reason="gguf is not installed (the extra llm)")
pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

from engine.errors import BadInputError, Cancelled, PackError
from engine.evaluation.gold import GoldRecord
from engine.llm.bases import find_model, installed_models, models_folder
from engine.llm.errors import ModelError
from engine.llm.install import install_file
from engine.methods.opinion import Budget
from engine.methods.opinions import open_opinion
from engine.packs import find_pack
from engine.sealed import hashes
from engine.training.llm import merge
from engine.training.llm.merge import MergePlan, MergeRefusedError, merge_verifier
from engine.verifiers.base import Question
from engine.verifiers.bundle import FORMAT, find_bundle, load_bundle
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import meanings

# Without gold spans: a verifier is right that says "none", as the tiny model with the tiny adapter does.
RECORDS = [GoldRecord("张三在北京大学读书，后来去了某某科技公司和东湖。李四与王五在上海见了面。", ())]


@pytest.fixture
def pack():
    return find_pack("zh-open")


@pytest.fixture
def verifiers(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    folder = tmp_path / "家" / "data" / "verifiers"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def tuned(tmp_path, pack, verifiers):
    """A verifier among the user's, with an adapter."""
    model = install_file(write_tiny_model(tmp_path / "tiny.gguf"))
    folder = verifiers / "tuned"
    folder.mkdir()
    write_tiny_adapter(folder / "adapter.gguf")
    known = meanings(pack.labels, "zh")
    manifest = {
        "format": FORMAT,
        "name": "tuned",
        "version": "1.0.0",
        "licence": "none",
        "pack": pack.manifest.name,
        "pack_fingerprint": pack.fingerprint,
        "model": {"name": model.name, "sha256": model.sha256},
        "adapter": "adapter.gguf",
        "language": "zh",
        "meanings": {name: {"word": m.word, "definition": m.definition} for name, m in known.items()},
        "prompt_sha256": make_prompt(known, "zh").fingerprint,
        "fusion": {"rule": "fuse", "local": 1.0, "verifier": 0.5, "none": 0.0},
        "tau": 0.02,
        "figures": {"cases": 12},
        "files": hashes(folder, ["adapter.gguf"]),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return load_bundle(folder)


@pytest.fixture
def plan(tuned, pack, verifiers):
    return lambda **changes: MergePlan(
        **{
            "bundle": tuned,
            "pack": pack,
            "records": RECORDS,
            "data": "held.jsonl",
            "out": verifiers / "merged",
            "threads": 1,
            "least": 4,
            **changes,
        }
    )


def run(plan, **callbacks):
    return merge_verifier(plan, **{"tell": lambda *_: None, "cancelled": lambda: False, **callbacks})


def answers(pack, name):
    opinion = open_opinion(pack, Budget(), name, threads=1)
    found = opinion.asking.verifier.classify([Question(RECORDS[0].text, 0, 2), Question(RECORDS[0].text, 3, 7)])
    opinion.close()
    return [answer.distribution for answer in found]


@pytest.mark.parametrize("kind", ["q8_0", "q4_k_m"])
def test_the_merged_verifier_answers_as_the_two_files_did(plan, pack, verifiers, kind):
    told = []
    manifest = run(plan(kind=kind), tell=lambda doing, share: told.append((doing, share)))
    bundle = load_bundle(verifiers / "merged")
    assert bundle.manifest == manifest
    assert (manifest.adapter, manifest.files) == ("", {})
    assert manifest.fusion == plan().bundle.manifest.fusion
    model = find_model(manifest.model.name)
    assert model.sha256 == manifest.model.sha256
    assert sorted(path.name for path in models_folder().iterdir()) == sorted(
        f"{one.name}{suffix}" for one in installed_models() for suffix in (".gguf", ".json")
    )
    for merged, tuned in zip(answers(pack, "merged"), answers(pack, "tuned"), strict=True):
        assert dict(merged) == pytest.approx(dict(tuned), abs=0.01 if kind == "q8_0" else 0.05)
    figures = manifest.figures["merge"]
    assert manifest.figures["cases"] == 12
    assert figures["type"] == kind
    assert figures["of"]["fingerprint"] == plan().bundle.fingerprint
    for side in ("base_and_adapter", "merged"):
        assert figures[side]["accuracy"] == 1.0
        assert figures[side]["spans"] >= 4
        assert figures[side]["brier"] > 0.0
        assert figures[side]["milliseconds_a_span"] > 0.0
    assert {doing for doing, _ in told} >= {"merging", "asking: base and adapter", "asking: merged"}


def test_a_merge_that_answers_worse_is_refused_with_both_figures_and_leaves_nothing(plan, verifiers, monkeypatch):
    before = sorted(path.name for path in models_folder().iterdir())
    monkeypatch.setattr(merge, "merge_weights", lambda _base, _adapter, out, *_, **__: write_tiny_model(out, seed=1))
    with pytest.raises(MergeRefusedError, match=r"right in 0\.0 % of \d+ held-out spans, base and adapter in 100\.0 %"):
        run(plan())
    assert sorted(path.name for path in models_folder().iterdir()) == before
    assert not (verifiers / "merged").exists()


@pytest.mark.parametrize("when", ["merging", "asking: base and adapter", "asking: merged"])
def test_stopping_leaves_nothing(plan, verifiers, when):
    before = sorted(path.name for path in models_folder().iterdir())
    told = []
    with pytest.raises(Cancelled):
        run(plan(records=RECORDS * 20), tell=lambda doing, _: told.append(doing), cancelled=lambda: when in told)
    assert sorted(path.name for path in models_folder().iterdir()) == before
    assert not (verifiers / "merged").exists()


def test_rounded_weights_are_not_rounded_again(plan, tuned, monkeypatch, tmp_path):
    monkeypatch.setattr(merge, "matrix_kinds", lambda _: {merge.Kind.Q5_0, merge.Kind.F16, merge.Kind.Q8_0})
    with pytest.raises(ModelError, match=r"rounded already \(Q5_0\)"):
        run(plan(kind="q4_k_m"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "q2"}, "There is no type 'q2'"),
        ({"records": []}, r"held\.jsonl: the file holds no records"),
        ({"records": [GoldRecord("。", ())]}, r"held\.jsonl: the pack doubts 0 span\(s\)"),
    ],
)
def test_what_cannot_be_merged_is_said(plan, change, why):
    with pytest.raises(BadInputError, match=why):
        run(plan(**change))


def test_few_spans_judge_no_merge(tuned, pack, verifiers):
    before = sorted(path.name for path in models_folder().iterdir())
    with pytest.raises(BadInputError, match=r"doubts \d+ span\(s\) .* give more records, with 30 such spans"):
        run(MergePlan(tuned, pack, RECORDS, "held.jsonl", verifiers / "merged", threads=1))
    assert sorted(path.name for path in models_folder().iterdir()) == before
    assert not (verifiers / "merged").exists()


def test_the_place_of_another_verifier_is_not_taken(plan, tuned, verifiers):
    with pytest.raises(BadInputError, match="something of this name already"):
        run(plan(out=tuned.path))
    with pytest.raises(BadInputError, match="does not exist"):
        run(plan(out=verifiers / "no" / "where"))
    run(plan())
    with pytest.raises(BadInputError, match="has no adapter"):
        run(plan(bundle=load_bundle(verifiers / "merged"), out=verifiers / "twice"))


def test_of_several_verifiers_for_a_pack_one_is_named(plan, pack, tuned, verifiers):
    assert find_bundle(pack).path == tuned.path
    run(plan())
    with pytest.raises(PackError, match=r"several verifiers were made for this pack \(merged, tuned\)"):
        find_bundle(pack)
    assert find_bundle(pack, "merged").path == verifiers / "merged"
    assert find_bundle(pack, str(tuned.path)).path == tuned.path
    with pytest.raises(PackError, match="nothing: there is no such verifier"):
        find_bundle(pack, "nothing")
