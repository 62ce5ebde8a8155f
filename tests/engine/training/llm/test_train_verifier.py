"""From records and a pack to a verifier that the analyzer asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the train extra is not installed")
pytest.importorskip("sklearn", reason="the train extra is not installed")
pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

from gguf import GGUFReader
from tiny import records, tiny_encoder, write_records
from tiny_model import write_tiny_model

from engine.ensemble import NO_ENTITY
from engine.errors import BadInputError, Cancelled, PackError
from engine.llm.install import install_file
from engine.methods.opinion import Budget
from engine.methods.opinions import open_opinion, opinion_of
from engine.packs import Fitted, LanguageModelEntry, Source, load_pack
from engine.pipeline import Analyzer
from engine.training import zh_open_opinion
from engine.training.llm.plan_verifier import VerifierWish, plan_verifier
from engine.training.llm.train_verifier import train_verifier
from engine.training.llm.tune import TuningRecipe
from engine.training.plan import Plan
from engine.training.train_pack import Watch, train_pack
from engine.types import Document
from engine.verifiers.base import Question
from engine.verifiers.bundle import find_bundle, load_bundle
from engine.verifiers.cases import load_cases

QUIET = Watch(lambda *_: None, lambda *_: None, lambda _: None)


@pytest.fixture
def wish(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "home"))
    model = install_file(write_tiny_model(tmp_path / "tiny.gguf"))
    data = write_records(tmp_path / "data.jsonl", records(160))
    (tmp_path / "encoder").mkdir()
    encoder = str(tiny_encoder(tmp_path / "encoder"))
    train_pack(Plan(data, encoder, ("span",), tmp_path / "pack", epochs=6, threads=1), QUIET)
    out = tmp_path / "home" / "data" / "verifiers" / "mine"
    out.parent.mkdir(parents=True)
    recipe = TuningRecipe(epochs=2, rate=3e-3)
    return VerifierWish(data, load_pack(tmp_path / "pack"), model, out, encoder=encoder, threads=1, recipe=recipe)


def test_a_verifier_is_made_and_asked(wish):
    folds = []
    plan = plan_verifier(
        replace(wish, rank=4),
        Watch(lambda _taggers, index, count: folds.append((index, count)), *[lambda *_: None] * 2),
    )
    assert folds == [(1, 2), (2, 2), (1, 2), (2, 2), (1, 1)]
    labels = {case.label for of_sentence in plan.cases for case in of_sentence}
    assert labels == {*wish.pack.labels.names(), NO_ENTITY}

    def stop(what, step, steps):
        if what == "tuning" and step > steps / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        train_verifier(plan, progress=stop)
    steps = []

    def told(what, step, all_):
        if what == "tuning":
            steps.append((step, all_))

    manifest = train_verifier(plan, progress=told)
    assert steps[0][0] > steps[0][1] / 4
    assert steps[-1][0] == steps[-1][1]
    assert manifest.pack_fingerprint == wish.pack.fingerprint
    rules = manifest.figures["test"]["rules"]
    asking = {"replace", "drop", "spans refitted", "asking"}
    reading = {"sentences refitted", "reading", "reader alone"}
    assert {"local", "chosen", "fitted on validation alone", *asking, *reading} <= set(rules)
    assert rules["local"]["routed"] == 0.0
    assert all(0.0 <= scores["f1"] <= 1.0 for scores in rules.values())
    for label, each in manifest.worth.items():
        assert (label in manifest.skipped) == (each.broken - each.fixed > (each.broken + each.fixed) ** 0.5)
    tensors = GGUFReader(wish.out / manifest.adapter).tensors
    assert {min(tensor.shape) for tensor in tensors} == {4}
    assert manifest.reader is not None
    read = {label: each.model_dump() for label, each in manifest.reader.worth.items()}
    validated = manifest.figures["validation"]["reading_worth"]
    assert all(read[label]["asked"] >= each["asked"] for label, each in validated.items())
    assert {label for label, each in read.items() if each["fixed"] >= each["broken"]}.isdisjoint(
        manifest.reader.skipped
    )
    assert not wish.out.with_name("mine.training").exists()
    opinion = open_opinion(wish.pack, Budget(), threads=1)
    mentions = Analyzer(wish.pack, opinion=opinion).analyze(Document(Path("a.txt"), "txt", "昨天张小明去了广州。", ""))
    assert {mention.decided_by for mention in mentions} <= {"ensemble", "hybridner"}
    opinion.close()
    every = opinion_of(find_bundle(wish.pack), wish.pack, Budget(), threads=1, every_voice=True)
    assert every.reading is not None
    assert every.asking is not None
    mentions = Analyzer(wish.pack, opinion=every).analyze(Document(Path("a.txt"), "txt", "昨天张小明去了广州。", ""))
    every.close()
    assert all(0.0 <= mention.score <= 1.0 for mention in mentions)


def test_what_folds_said_is_taken_again_only_for_the_same_records(wish):
    def trained():
        folds = []
        watch = Watch(lambda _taggers, index, count: folds.append((index, count)), *[lambda *_: None] * 2)
        plan_verifier(replace(wish, reading=False), watch)
        return folds

    assert trained() == [(1, 2), (2, 2)]
    assert trained() == []
    write_records(wish.data, records(150))
    assert trained() == [(1, 2), (2, 2)]


def test_a_reader_that_was_left_behind_is_taken_only_for_the_same_records_and_model(wish, tmp_path):
    asked = replace(wish, asking=False)

    def trained():
        networks = []
        plan = plan_verifier(asked, Watch(lambda taggers, *_: networks.append(taggers), *[lambda *_: None] * 2))
        assert plan.reader is not None
        return len(networks), plan.reader.fingerprint

    count, fingerprint = trained()
    assert count == 5
    assert trained() == (0, fingerprint)
    write_records(wish.data, records(150))
    count, other = trained()
    assert count == 5
    assert other != fingerprint
    asked = replace(asked, model=install_file(write_tiny_model(tmp_path / "wider.gguf", size=96)))
    count, wider = trained()
    assert count >= 1
    assert wider != other


def test_where_few_records_validate_a_reading_is_weighed_by_halves_without_any_question(wish, monkeypatch):
    plan = plan_verifier(replace(wish, asking=False), QUIET)
    assert not plan.cases
    assert plan.unseen is not None
    assert plan.unseen.reader is not None
    monkeypatch.setattr("engine.training.llm.plan_verifier._FEW", 1)
    assert plan_verifier(replace(wish, asking=False), QUIET).unseen is None


def test_without_tuning_a_model_is_shown_examples_of_the_training_part(wish):
    plan = plan_verifier(replace(wish, tuned=False, reading=False), QUIET)

    def stop(*_):
        raise Cancelled

    with pytest.raises(Cancelled):
        train_verifier(plan, progress=stop)
    assert not wish.out.exists()
    manifest = train_verifier(plan)
    assert load_bundle(wish.out).manifest == manifest
    assert (manifest.adapter, manifest.examples_shown) == ("", 5)
    examples = {case.question.sentence for case in load_cases(wish.out / manifest.examples)}
    assert examples
    apart = {example.text for example in (*plan.validation, *plan.tests["test"])}
    assert not {example for example in examples for text in apart if example in text}
    assert {"local", "replace", "drop", "spans refitted", "asking"} <= set(manifest.figures["test"]["rules"])
    opinion = opinion_of(find_bundle(wish.pack), wish.pack, Budget(), threads=1, every_voice=True)
    assert opinion.settings()["examples_shown"] == 5
    (answer,) = opinion.asking.verifier.classify([Question("昨天张小明去了广州。", 2, 5)])
    assert set(answer.distribution) == {*wish.pack.labels.names(), NO_ENTITY}
    opinion.close()


@pytest.mark.parametrize("change", [{"method": "single:span"}, {"fitted": Fitted()}])
def test_a_pack_that_does_not_say_how_sure_it_is_is_refused_before_any_training(wish, change):
    unsure = replace(wish.pack, manifest=wish.pack.manifest.model_copy(update=change))
    with pytest.raises(BadInputError, match="does not say how sure it is"):
        plan_verifier(replace(wish, pack=unsure), QUIET)


def test_records_with_labels_that_the_pack_lacks_are_refused(wish, tmp_path):
    record = records(60)
    record[0]["entities"] = [{"start": 0, "end": 1, "label": "WEAPON"}]
    data = write_records(tmp_path / "other.jsonl", record)
    with pytest.raises(BadInputError, match="has no label 'WEAPON'"):
        plan_verifier(replace(wish, data=data), QUIET)


def test_a_reader_over_another_language_model_is_refused_and_that_model_named(wish):
    manifest = wish.pack.manifest
    other = LanguageModelEntry(name="larger", sha256="1" * 64, blocks=(1,), characters="characters.txt")
    reader = replace(wish.pack, manifest=manifest.model_copy(update={"language_model": other}))
    with pytest.raises(BadInputError, match=r"reads with the language model larger, .* name that one with --base"):
        plan_verifier(replace(wish, reader=reader, asking=False), QUIET)


def test_a_verifier_may_only_read_with_a_pack_that_is_there_already(wish):
    plan = plan_verifier(replace(wish, asking=False, reader=wish.pack), QUIET)
    assert not plan.cases
    manifest = train_verifier(plan)
    assert not manifest.answers
    assert not manifest.adapter
    assert manifest.reader is not None
    assert manifest.reader.fingerprint == wish.pack.fingerprint
    compared = {"local", "sentences refitted", "reading", "fitted on validation alone", "chosen", "reader alone"}
    assert compared == set(manifest.figures["test"]["rules"])
    opinion = opinion_of(load_bundle(wish.out), wish.pack, Budget(), threads=1, every_voice=True)
    assert opinion.asking is None
    assert opinion.settings()["reader"]["pack_fingerprint"] == wish.pack.fingerprint
    opinion.close()


def test_what_is_published_says_whose_data_and_model_it_stands_on(wish, tmp_path, monkeypatch):
    published = Source(name="Tiny-Instruct", licence="Apache-2.0", attribution="Copyright Somebody")
    monkeypatch.setattr(zh_open_opinion, "MODELS", {wish.model.name: published})
    train_verifier(plan_verifier(replace(wish, asking=False, reader=wish.pack), QUIET))
    zh_open_opinion.publish(wish.out, tmp_path / "published")
    manifest = load_bundle(tmp_path / "published").manifest
    assert manifest.name == "published"
    assert manifest.licence == "CC-BY-SA-4.0"
    assert [source.attribution.split()[0] for source in manifest.training_data] == ["Mayhew", "Chen"]
    assert [source.records for source in manifest.training_data] == [2400, 1000]
    reader = load_pack(tmp_path / "published" / "reader").manifest
    assert (reader.name, reader.encoder) == ("published-reader", published)
    assert reader.training_data == manifest.training_data
    card = (tmp_path / "published" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| chosen | " in card
    assert "Tiny-Instruct" in card
    assert "Tiny-Instruct" in (tmp_path / "published" / "LICENSE.txt").read_text(encoding="utf-8")
    assert "- reading: " in card
    assert "MODEL_CARD.md" in manifest.files


def test_an_adapter_that_is_there_is_taken_and_its_word_weighed_anew(wish):
    made = train_verifier(plan_verifier(replace(wish, reading=False), QUIET))
    bundle = load_bundle(wish.out)
    again = replace(wish, reading=False, adapter=bundle, out=wish.out.with_name("again"))
    networks = []
    plan = plan_verifier(again, Watch(lambda taggers, *_: networks.append(taggers), *[lambda *_: None] * 2))
    assert not networks
    manifest = train_verifier(plan)
    assert manifest.files[manifest.adapter] == made.files[made.adapter]
    assert manifest.answers
    assert manifest.figures["gains"].keys() == {"asking"}
    with pytest.raises(BadInputError, match="another language model, or for another prompt"):
        plan_verifier(replace(again, domain="医学"), QUIET)


def test_a_reader_that_was_changed_afterwards_is_refused(wish):
    train_verifier(plan_verifier(replace(wish, asking=False, reader=wish.pack), QUIET))
    card = wish.out / "reader" / "MODEL_CARD.md"
    card.write_text(card.read_text(encoding="utf-8") + "x", encoding="utf-8")
    with pytest.raises(PackError, match=r"MODEL_CARD\.md is damaged"):
        load_bundle(wish.out)


def test_a_verifier_that_neither_reads_nor_asks_is_refused(wish):
    with pytest.raises(BadInputError, match="reads doubtful sentences, asks"):
        plan_verifier(replace(wish, asking=False, reading=False), QUIET)
