"""From annotated records to a pack that finds what the records taught it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch comes with the extra train")
pytest.importorskip("transformers", reason="transformers comes with the extra train")
pytest.importorskip("sklearn", reason="scikit-learn comes with the extra train")

from tiny import records, tiny_encoder, write_records

from engine.errors import BadInputError, Cancelled
from engine.methods import method_names
from engine.packs import load_pack
from engine.pipeline import Analyzer
from engine.training.builtin import write_encoder
from engine.training.data import Example
from engine.training.encoders import load_encoder
from engine.training.place import check_place
from engine.training.plan import Plan, chosen_taggers, in_sentences, read_corpus
from engine.training.reading import EncoderReading
from engine.training.train_pack import Watch, learning_curve, train_network, train_pack
from engine.types import Document

QUIET = Watch(lambda *_: None, lambda *_: None, lambda _: None)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture
def plan(tmp_path, encoder):
    data = write_records(tmp_path / "data.jsonl", records(240))
    return Plan(data, str(encoder), chosen_taggers("all"), tmp_path / "new-pack", epochs=40, threads=1)


def found(pack, text, **options):
    analyzer = Analyzer(pack, **options)
    return {(m.text, m.label) for m in analyzer.analyze(Document(Path("a.txt"), "txt", text, ""))}


def test_a_trained_pack_finds_what_it_was_taught_by_every_method(plan):
    epochs = []
    write_records(plan.data, records(600))
    trained = train_pack(plan, Watch(lambda *_: None, lambda *_: None, epochs.append))
    pack = load_pack(plan.out)
    assert pack.manifest.model_dump(mode="json") == trained.manifest.model_dump(mode="json")
    assert set(pack.manifest.taggers()) == {"bilstm-crf", "bigru-crf", "attn-bilstm-crf", "span"}
    assert epochs[0].loss > epochs[-1].loss
    by_method = {line.method: line.scores.f1 for line in trained.measured[0].methods}
    assert set(by_method) == set(method_names(pack)) >= {"majority", "overall-f1", "class-f1", "spanner", "stacking"}
    assert by_method[trained.manifest.method] > 0.9
    assert min(by_method.values()) > 0.7
    assert ("张小明", "PER") in found(pack, "昨天张小明去了广州。")
    assert ("广州", "LOC") in found(pack, "昨天张小明去了广州。", method="spanner")
    before = {line.method: line.scores.f1 for line in trained.measured[0].before}
    assert before.keys() == by_method.keys()
    card = pack.card
    assert "data.jsonl" in card
    assert all(method in card for method in by_method)


def test_one_encoder_for_each_tagger(plan):
    write_records(plan.data, records(600))
    trained = train_pack(replace(plan, taggers=("bigru-crf", "span"), separate=True), QUIET)
    assert [[t.name for t in n.taggers] for n in trained.manifest.networks] == [["bigru-crf"], ["span"]]
    pack = load_pack(plan.out)
    for method in ("single:bigru-crf", "single:span"):
        assert {("张小明", "PER"), ("广州", "LOC")} <= found(pack, "昨天张小明去了广州。", method=method)


def test_adapters_change_queries_and_values_and_nothing_else_of_the_encoder(plan, encoder, tmp_path):
    corpus = read_corpus(plan.data)
    plan = replace(plan, taggers=("bilstm-crf",), lora=True, epochs=2)
    reading = EncoderReading(encoder, encoder / "tokenizer.json")
    network, _ = train_network(plan, plan.taggers, corpus, reading, tmp_path, QUIET, (1, 1))
    before, after = load_encoder(encoder).state_dict(), network.units.encoder.state_dict()
    assert before.keys() == after.keys()
    moved = {".".join(name.split(".")[3:]) for name, value in before.items() if not value.equal(after[name])}
    assert moved == {"attention.self.query.weight", "attention.self.value.weight"}


def test_a_stopped_run_goes_on_from_its_last_epoch(plan):
    plan = replace(plan, taggers=("bigru-crf",), epochs=4)

    def stop_late(done, all_):
        if done > all_ * 0.6:
            raise Cancelled

    first = []
    with pytest.raises(Cancelled):
        train_pack(plan, Watch(lambda *_: None, stop_late, first.append))
    assert [report.epoch for report in first] == [1, 2]
    assert not plan.out.exists()
    second = []
    train_pack(plan, Watch(lambda *_: None, lambda *_: None, second.append))
    assert [report.epoch for report in second] == [3, 4]
    assert [path.name for path in plan.out.parent.glob("new-pack*")] == ["new-pack"]


def test_a_folder_that_was_there_before_keeps_what_else_it_holds(plan):
    own = plan.out.with_name("new-pack.training") / "notes.txt"
    own.parent.mkdir()
    own.write_text("mine", encoding="utf-8")
    train_pack(replace(plan, taggers=("bigru-crf",), epochs=1), QUIET)
    assert [path.name for path in own.parent.iterdir()] == ["notes.txt"]


def test_a_stopped_run_does_not_go_on_with_other_records(plan):
    plan = replace(plan, taggers=("bigru-crf",), epochs=2)

    def stop_in_the_second(done, all_):
        if done > all_ / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        train_pack(plan, Watch(lambda *_: None, stop_in_the_second, lambda _: None))
    write_records(plan.data, records(240, seed=1))
    epochs = []
    train_pack(plan, Watch(lambda *_: None, lambda *_: None, epochs.append))
    assert [report.epoch for report in epochs] == [1, 2]


def test_finished_networks_are_not_trained_again_when_a_later_one_was_stopped(plan):
    plan = replace(plan, taggers=("bigru-crf", "bilstm-crf"), separate=True, epochs=2)
    begun = []

    def stop_in_the_second_network(done, all_):
        if len(begun) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        train_pack(plan, Watch(lambda taggers, *_: begun.append(taggers), stop_in_the_second_network, lambda _: None))
    epochs = []
    trained = train_pack(plan, Watch(lambda *_: None, lambda *_: None, epochs.append))
    assert [set(report.f1) for report in epochs] == [{"bilstm-crf"}] * 2
    assert trained.minutes > 0


def test_nested_entities_are_kept_by_the_span_tagger(plan):
    nested = []
    for record in records(240):
        person = next((e for e in record["entities"] if e["label"] == "PER"), None)
        if person is not None:
            record["entities"].append({"start": person["start"], "end": person["start"] + 1, "label": "SURNAME"})
        nested.append(record)
    write_records(plan.data, nested)
    trained = train_pack(replace(plan, taggers=("bigru-crf", "span")), QUIET)
    assert trained.manifest.nested
    pack = load_pack(plan.out)
    assert {("张小明", "PER"), ("张", "SURNAME")} <= found(pack, "昨天张小明去了广州。", method="single:span")
    assert ("张", "SURNAME") not in found(pack, "昨天张小明去了广州。", method="single:bigru-crf")


def test_the_learning_curve_grows_and_leaves_no_pack(plan):
    points = learning_curve(replace(plan, taggers=("bigru-crf",), epochs=30), (0.1, 1.0), QUIET)
    assert points[0].records < points[1].records
    assert points[0].f1["bigru-crf"] < points[1].f1["bigru-crf"]
    assert [path.name for path in plan.out.parent.glob("new-pack*")] == []


def test_a_write_that_was_killed_does_not_hinder_the_next_run(plan):
    plan = replace(plan, taggers=("bigru-crf",), epochs=2)
    work = plan.out.with_name("new-pack.training") / "bigru-crf"
    work.mkdir(parents=True)
    for name in ("checkpoint.safetensors.part", "weights.safetensors.part"):
        (work / name).write_bytes(b"half")
    epochs = []
    train_pack(plan, Watch(lambda *_: None, lambda *_: None, epochs.append))
    assert [report.epoch for report in epochs] == [1, 2]


def test_a_pack_is_there_only_when_it_is_whole(plan, monkeypatch):
    from engine.training import publish

    plan = replace(plan, taggers=("bigru-crf",), epochs=2)
    with monkeypatch.context() as broken:
        broken.setattr(publish, "_best_method", None)
        with pytest.raises(TypeError):
            train_pack(plan, QUIET)
    assert not plan.out.exists()
    epochs = []
    train_pack(plan, Watch(lambda *_: None, lambda *_: None, epochs.append))
    assert epochs == []
    assert load_pack(plan.out).manifest.taggers() == ("bigru-crf",)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("军事包", "begins with a Latin letter or a digit"), ("taken", "holds other files"), ("a/b", "does not exist")],
)
def test_a_place_where_no_pack_can_be_is_refused_before_the_training(tmp_path, name, sentence):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "LICENSE.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInputError, match=sentence):
        check_place(tmp_path / name)


def test_entities_follow_their_sentences_and_never_cross_them():
    example = Example("1", "王明来了。李华走了。", ((0, 2, "PER"), (5, 7, "PER"), (3, 7, "ODD")))
    first, second = in_sentences(example)
    assert (first.text, first.entities) == ("王明来了。", ((0, 2, "PER"),))
    assert (second.text, second.entities) == ("李华走了。", ((0, 2, "PER"),))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda found: found[:20], "20 records are too few"),
        (lambda found: [{**record, "entities": []} for record in found], "holds no entities"),
    ],
)
def test_too_little_to_learn_from_is_said(tmp_path, change, sentence):
    data = write_records(tmp_path / "data.jsonl", change(records(100)))
    with pytest.raises(BadInputError, match=sentence):
        read_corpus(data)


def test_unknown_taggers_are_named():
    assert chosen_taggers("span, bigru-crf") == ("span", "bigru-crf")
    with pytest.raises(BadInputError, match="tagger 'magic'"):
        chosen_taggers("span,magic")
    with pytest.raises(BadInputError):
        chosen_taggers(" , ")


def test_the_built_in_encoder_comes_out_of_the_shipped_pack(tmp_path):
    from engine.packs import find_pack

    write_encoder(find_pack("zh-open"), tmp_path / "encoder")
    encoder = load_encoder(tmp_path / "encoder")
    assert (encoder.config.num_hidden_layers, encoder.config.hidden_size) == (12, 384)
    assert json.loads((tmp_path / "encoder" / "config.json").read_text(encoding="utf-8"))["model_type"] == "bert"
    weights = encoder.encoder.layer[3].attention.self.query.weight
    assert 0.01 < weights.std().item() < 0.5


def test_a_type_that_only_the_held_out_records_have_is_a_type(tmp_path):
    found = records(200)
    parts = read_corpus(write_records(tmp_path / "a.jsonl", found)).parts
    held_out = {example.id for example in (*parts["validation"], *parts["test"])}
    for record in found:
        if record["id"] in held_out:
            record["entities"] = [{**entity, "label": "RARE"} for entity in record["entities"]]
    corpus = read_corpus(write_records(tmp_path / "b.jsonl", found))
    assert set(corpus.labels) == {"PER", "LOC", "RARE"}
