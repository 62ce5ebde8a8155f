"""The second opinion that comes with the program."""

from __future__ import annotations

import re

import pytest

from engine.llm.bases import DEFAULT_BASE, KNOWN
from engine.llm.errors import ModelMissingError
from engine.methods.opinion import Budget
from engine.methods.opinions import open_opinion
from engine.packs import find_pack, load_pack
from engine.paths import resources_dir
from engine.verifiers.bundle import ModelEntry, find_bundle
from engine.verifiers.readiness import readiness

pytestmark = pytest.mark.shipped_verifier


MODELS = {"zh-open": "qwen2.5-coder-0.5b", "zh-open-1.5b": "qwen2.5-coder-1.5b"}


@pytest.fixture(params=MODELS)
def bundle(request, tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path))
    return find_bundle(find_pack("zh-open"), request.param)


def test_it_was_made_for_the_pack_that_comes_with_it(bundle):
    assert bundle.path.parent == resources_dir() / "verifiers"
    assert bundle.manifest.reads or bundle.manifest.asks
    assert set(bundle.manifest.meanings) == {"PER", "LOC", "ORG"}


def test_it_is_small_enough_and_says_whose_data_it_stands_on(bundle):
    files = [file for file in bundle.path.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 45_000_000
    known = {
        (source.name, source.licence, source.attribution) for source in find_pack("zh-open").manifest.training_data
    }
    manifests = [bundle.manifest]
    if bundle.manifest.reader is not None:
        manifests.append(load_pack(bundle.path / bundle.manifest.reader.folder).manifest)
    for manifest in manifests:
        assert manifest.licence == "CC-BY-SA-4.0"
        assert {(source.name, source.licence, source.attribution) for source in manifest.training_data} <= known
    assert "CC BY-SA 4.0" in (bundle.path / "LICENSE.txt").read_text(encoding="utf-8")


def test_what_is_used_is_no_worse_on_held_out_records_than_the_taggers_alone(bundle):
    rules = bundle.manifest.figures["test"]["rules"]
    assert rules["chosen"]["f1"] >= rules["local"]["f1"]


def test_without_its_language_model_it_says_what_is_missing(bundle):
    model = MODELS[bundle.path.name]
    assert bundle.manifest.model == next(ModelEntry(name=b.name, sha256=b.sha256) for b in KNOWN if b.name == model)
    with pytest.raises(ModelMissingError, match=f"needs the language model {re.escape(model)}, which is not"):
        open_opinion(find_pack("zh-open"), Budget(), bundle.path.name, threads=1)


def test_with_no_language_model_the_smallest_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path))
    ready = readiness(find_pack("zh-open"))
    assert [folder.name for folder in ready.folders] == list(MODELS)
    assert ready.manifest.model.name == DEFAULT_BASE


def test_it_reads_with_the_language_model_that_it_names(bundle):
    reader = load_pack(bundle.path / bundle.manifest.reader.folder).manifest
    assert reader.language_model.sha256 == bundle.manifest.model.sha256
