"""A verifier on disk: found by its pack, refused when it was changed, and asked by the analyzer."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from chat_server import chat_server

from engine.cloud.settings import CloudSettings, turn_on
from engine.errors import BadInputError, PackError
from engine.llm.errors import ModelError
from engine.llm.install import install_file
from engine.methods.opinion import Asking, Budget, SecondOpinion
from engine.methods.opinions import open_opinion, open_opinion_with_cloud
from engine.packs import find_pack
from engine.pipeline import Analyzer
from engine.recognisers import all_recognisers
from engine.sealed import hashes
from engine.store import Project
from engine.types import Document
from engine.verifiers.base import Answer, Question
from engine.verifiers.bundle import FORMAT, find_bundle, list_bundles, load_bundle
from engine.verifiers.fusion import Fusion
from engine.verifiers.prompts import make_prompt
from engine.verifiers.readiness import readiness
from engine.verifiers.taxonomy import meanings

pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

TEXT = "张三在北京大学读书，后来去了某某科技公司和东湖。李四与王五在上海见了面。"


@pytest.fixture
def pack():
    return find_pack("zh-open")


@pytest.fixture
def model(tmp_path, monkeypatch, tiny_model):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    return install_file(tiny_model)


@pytest.fixture
def folder(tmp_path, pack, model):
    """A verifier among the user's, without an adapter."""
    made = tmp_path / "家" / "data" / "verifiers" / "mine"
    made.mkdir(parents=True)
    known = meanings(pack.labels, "zh")
    (made / "notes.txt").write_text("made by hand", encoding="utf-8")
    manifest = {
        "format": FORMAT,
        "name": "mine",
        "version": "1.0.0",
        "licence": "none",
        "pack": pack.manifest.name,
        "pack_fingerprint": pack.fingerprint,
        "model": {"name": model.name, "sha256": model.sha256},
        "language": "zh",
        "meanings": {name: {"word": m.word, "definition": m.definition} for name, m in known.items()},
        "prompt_sha256": make_prompt(known, "zh").fingerprint,
        "fusion": {"rule": "fuse", "local": 1.0, "verifier": 0.5, "none": 0.0},
        "tau": 0.02,
        "files": hashes(made, ["notes.txt"]),
    }
    (made / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return made


def edit(folder, **changes):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | changes), encoding="utf-8")


def test_it_is_found_by_the_pack_that_it_was_made_for(folder, pack):
    assert find_bundle(pack).path == folder
    edit(folder, pack_fingerprint="0" * 64)
    with pytest.raises(PackError, match="no verifier was made for this pack"):
        find_bundle(pack)


def test_a_changed_file_is_refused(folder):
    (folder / "notes.txt").write_text("changed", encoding="utf-8")
    with pytest.raises(PackError, match=r"notes\.txt is damaged or was changed"):
        load_bundle(folder)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": "veritag-verifier/9"}, "reads veritag-verifier/1"),
        ({"tau": "high"}, "not valid at tau"),
        ({"surprise": 1}, "not valid at surprise"),
        ({"adapter": "adapter.gguf"}, r"gives no hash for adapter\.gguf"),
        ({"domain": "医学"}, "another version of the prompt"),
        ({"files": {"../evil": "0" * 64}}, "outside its folder"),
    ],
)
def test_a_wrong_manifest_is_refused(folder, change, reason):
    edit(folder, **change)
    with pytest.raises(PackError, match=reason):
        load_bundle(folder)


def test_without_its_language_model_it_says_which_one_it_needs(folder, pack, model):
    model.path.unlink()
    with pytest.raises(ModelError, match="needs the language model tiny, which is not installed"):
        open_opinion(pack, Budget())


def test_a_language_model_that_was_changed_is_not_asked(folder, pack, model):
    raw = bytearray(model.path.read_bytes())
    raw[-1] ^= 1
    model.path.write_bytes(raw)
    with pytest.raises(ModelError, match="damaged or was changed"):
        open_opinion(pack, Budget())


def test_the_analyzer_asks_it_about_doubtful_spans_and_keeps_what_was_said(folder, pack):
    opinion = open_opinion(pack, Budget(), threads=1)
    analyzer = Analyzer(pack, opinion=opinion)
    told = []
    document = Document(Path("a.txt"), "txt", TEXT, "")
    mentions = analyzer.analyze(document, progress=lambda done, size: told.append((done, size)))
    asked = [mention for mention in mentions if mention.decided_by == "hybridner"]
    assert asked
    for mention in asked:
        verdict = mention.evidence["verdict"]
        assert sum(verdict["verifier"].values()) == pytest.approx(1.0, abs=0.01)
        assert set(verdict["verifier"]) == {"PER", "LOC", "ORG", "O"}
        assert mention.uncertainty == pytest.approx(1.0 - mention.score, abs=1e-3)
    assert told[-1][0] == told[-1][1]
    assert [done / size for done, size in told] == sorted(done / size for done, size in told)
    settings = analyzer.settings()
    assert settings["verifier"] == "llama"
    assert settings["model"] == "tiny"
    assert settings["tau"] == 0.02
    opinion.close()


def test_a_voice_that_was_switched_off_is_heard_where_every_voice_is_asked_for(folder, pack):
    edit(folder, asks=False)
    with closing(open_opinion(pack, Budget(), threads=1)) as opinion:
        assert opinion.asking is None
    with closing(open_opinion(pack, Budget(), threads=1, every_voice=True)) as opinion:
        assert opinion.asking is not None


def test_without_a_budget_nothing_changes(folder, pack):
    opinion = open_opinion(pack, Budget(spans=0), threads=1)
    document = Document(Path("a.txt"), "txt", TEXT, "")
    with_budget = Analyzer(pack, opinion=opinion).analyze(document)
    alone = Analyzer(pack).analyze(document)
    assert [(m.start, m.end, m.label, m.decided_by) for m in with_budget] == [
        (m.start, m.end, m.label, m.decided_by) for m in alone
    ]
    opinion.close()


def test_a_method_that_only_votes_goes_with_no_verifier(folder, pack):
    opinion = open_opinion(pack, Budget(), threads=1)
    with pytest.raises(BadInputError, match="majority gives no probabilities"):
        Analyzer(pack, method="majority", opinion=opinion)
    opinion.close()


@pytest.fixture
def cloud(tmp_path, monkeypatch):
    """A server, and what opens a second opinion that may go there."""
    pytest.importorskip("httpx", reason="the extra cloud is not installed")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    opened = []
    with chat_server() as server:
        server.say("地点")

        def open_it(pack):
            with Project.open(tmp_path / "a.veritag") as project:
                turn_on(project, CloudSettings(endpoint=server.url, model="tiny"))
            opened.append(open_opinion_with_cloud(pack, Budget(), tmp_path / "a.veritag", threads=1))
            return opened[-1]

        yield server, open_it
        for opinion in opened:
            opinion.close()


def test_only_what_the_local_model_declines_leaves(folder, pack, cloud, tmp_path):
    server, open_it = cloud
    opinion = open_it(pack)
    assert opinion.asking.tau == 0.02
    assert opinion.settings()["verifier"] == "llama+cloud"
    questions = [Question(text + TEXT, 0, 2) for text in ("甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑")]
    alone = open_opinion(pack, Budget(), threads=1)
    said = alone.asking.verifier.classify(questions)
    alone.close()
    declined = [max(answer.distribution.values()) < 0.5 for answer in said]
    answers = opinion.asking.verifier.classify(questions)
    assert [answer.rule is not None for answer in answers] == declined
    assert len(server.requests) == sum(declined) > 0


def test_a_model_that_is_not_installed_leaves_the_endpoint(folder, pack, model, cloud):
    server, open_it = cloud
    model.path.unlink()
    opinion = open_it(pack)
    assert opinion.settings()["verifier"] == "cloud"
    assert opinion.asking.tau == 0.02
    Analyzer(pack, opinion=opinion).analyze(Document(Path("a.txt"), "txt", TEXT, ""))
    assert server.requests


def test_a_verifier_that_was_changed_is_no_reason_to_send_anything(folder, pack, model, cloud):
    server, open_it = cloud
    raw = bytearray(model.path.read_bytes())
    raw[-1] ^= 1
    model.path.write_bytes(raw)
    with pytest.raises(ModelError, match="damaged or was changed"):
        open_it(pack)
    (folder / "notes.txt").write_text("changed", encoding="utf-8")
    with pytest.raises(PackError, match="damaged or was changed"):
        open_it(pack)
    assert server.requests == []


def test_without_a_verifier_the_packs_own_threshold_of_doubt_holds(pack, cloud, tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "无"))
    _, open_it = cloud
    assert open_it(pack).asking.tau == pack.manifest.fitted.routing["share 0.3"]


def test_what_was_masked_is_what_taggers_and_patterns_found(pack, cloud, tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "无"))
    server, open_it = cloud
    opinion = open_it(pack)
    text = "舟山海上搜救中心的欧阳清让到了舟山医院，电话13800138000，邮箱a@b.cn。"
    found = Analyzer(pack, opinion=opinion, recognisers=all_recognisers()).analyze(Document(Path("a"), "txt", text, ""))
    assert server.requests
    with Project.open(tmp_path / "a.veritag") as project:
        payloads = [row.payload for row in project.iterate_sent()]
    assert payloads == server.texts
    for hidden in ("欧阳清", "13800138000", "a@b.cn"):
        assert hidden in {mention.text for mention in found}
        assert not [payload for payload in payloads if hidden in payload]


def test_a_damaged_verifier_of_another_pack_is_in_nobodys_way(folder, pack):
    other = shutil.copytree(folder, folder.with_name("another"))
    edit(other, pack_fingerprint="0" * 64)
    (other / "notes.txt").unlink()
    assert find_bundle(pack).path == folder
    with pytest.raises(PackError, match=r"another: the file notes\.txt cannot be read"):
        find_bundle(pack, "another")


class Contrary:
    """Stands in for the model: what the taggers keep is none, what they left out is a person."""

    name = "contrary"

    def classify(self, questions, *, progress=None, cancelled=None):
        return [Answer({"PER": 0.01, "LOC": 0.01, "ORG": 0.01, "O": 0.97}) for _ in questions]

    def settings(self):
        return {"verifier": self.name}

    def close(self):
        pass


def test_what_was_taken_out_and_how_doubtful_everything_was_is_told(pack):
    document = Document(Path("a.txt"), "txt", TEXT, "")
    alone = Analyzer(pack).examine(document)
    opinion = SecondOpinion(Asking(Contrary(), Fusion("replace"), 0.05))
    analyzer = Analyzer(pack, opinion=opinion)
    steps = []
    found = analyzer.examine(document, asking=lambda done, size: steps.append((done, size)))
    kept = {(m.start, m.end) for m in found.mentions}
    gone = {(r.start, r.end): r for r in found.removals}
    before = {(m.start, m.end): m.label for m in alone.mentions}
    assert gone
    assert kept | gone.keys() == before.keys()
    assert all(r.label == r.verdict["before"] == before[span] for span, r in gone.items())
    assert all(r.verdict["after"] == "O" for r in gone.values())
    assert found.doubts.plain() == alone.doubts.plain()
    assert steps[0] == (0, steps[-1][1])
    assert found.doubts.routed()[5] == steps[-1][1] == analyzer.asked
    assert analyzer.cost.asking_seconds > 0
    assert analyzer.cost.questions == analyzer.asked
    assert analyzer.cost.characters == 0
    analyzer.ask(None)
    assert analyzer.examine(document).mentions == alone.mentions


def test_what_is_missing_for_a_second_opinion_is_named(folder, pack, model, monkeypatch):
    ready = readiness(pack)
    assert (ready.lack, ready.detail, ready.manifest.name) == ("", "tiny", "mine")
    assert ready.fingerprint == find_bundle(pack).fingerprint
    monkeypatch.setattr("engine.verifiers.readiness.find_spec", lambda _name: None)
    assert readiness(pack).lack == "runtime"


def test_each_other_thing_that_may_be_missing(folder, pack, model):
    assert readiness(None).lack == "pack"
    model.path.unlink()
    assert (readiness(pack).lack, readiness(pack).detail) == ("model", "tiny")
    edit(folder, pack_fingerprint="0" * 64)
    assert (readiness(pack).lack, readiness(pack).detail) == ("verifier", "zh-open")
    edit(folder, pack_fingerprint=pack.fingerprint, tau="high")
    assert readiness(pack).lack == "damaged"
    assert "not valid at tau" in readiness(pack).detail


def test_of_several_one_is_named_and_all_are_listed(folder, pack, monkeypatch, tmp_path):
    other = shutil.copytree(folder, folder.with_name("another"))
    ready = readiness(pack)
    assert (ready.lack, ready.manifest, ready.folders) == ("several", None, (other, folder))
    assert "several verifiers were made for this pack (another, mine); name one of them." in ready.detail
    named = readiness(pack, "mine")
    assert (named.lack, named.folder, named.folders) == ("", folder, (other, folder))
    assert readiness(pack, "gone").lack == "several"
    (other / "notes.txt").unlink()
    damaged = readiness(pack, "another")
    assert (damaged.lack, damaged.folder, damaged.folders) == ("damaged", other, (other, folder))
    assert readiness(pack, "mine").lack == ""
    (other / "manifest.json").unlink()
    # Those that came with the program can be chosen, but are not in the way of the user's only one.
    shipped = tmp_path / "resources" / "verifiers"
    for name in ("shipped", "mine"):
        shutil.copytree(folder, shipped / name)
    monkeypatch.setattr("engine.verifiers.bundle.resources_dir", lambda: shipped.parent)
    for name, found in (("", folder), ("mine", folder), ("gone", folder), ("shipped", shipped / "shipped")):
        ready = readiness(pack, name)
        assert (ready.folder, ready.folders) == (found, (folder, shipped / "shipped"))


def test_of_the_shipped_ones_the_best_whose_model_is_installed_is_taken(folder, pack, monkeypatch, tmp_path):
    shipped = tmp_path / "resources" / "verifiers"
    small, good, best = (shutil.copytree(folder, shipped / name) for name in ("a-small", "b-good", "c-best"))
    for made, f1 in ((small, 0.8), (good, 0.82), (best, 0.85)):
        edit(made, figures={"validation": {"rules": {"chosen": {"f1": f1}}}})
    edit(best, model={"name": "large", "sha256": "1" * 64})
    shutil.rmtree(folder)
    monkeypatch.setattr("engine.verifiers.bundle.resources_dir", lambda: shipped.parent)
    assert find_bundle(pack).path == good
    assert find_bundle(pack, "a-small").path == small
    assert (readiness(pack).folder, readiness(pack).folders) == (good, (small, good, best))
    for made in (small, good):
        edit(made, model={"name": "lost", "sha256": "2" * 64})
    assert (readiness(pack).folder, readiness(pack).lack, readiness(pack).detail) == (small, "model", "lost")
    assert readiness(pack, "c-best").detail == "large"
    (small / "manifest.json").write_text(f'{{"pack_fingerprint": "{pack.fingerprint}"', encoding="utf-8")
    assert readiness(pack).folder == good
    assert readiness(pack, "a-small").lack == "damaged"


def test_a_verifier_that_reads_with_this_pack_was_not_made_for_it(folder, pack):
    reader = {"folder": "reader", "fingerprint": pack.fingerprint, "fusion": {"rule": "fuse"}}
    edit(folder, pack_fingerprint="0" * 64, reader=reader)
    assert readiness(pack).lack == "verifier"


def test_every_verifier_is_listed_with_what_is_wrong_with_it(folder):
    other = shutil.copytree(folder, folder.with_name("another"))
    (other / "notes.txt").unlink()
    mine = {info.path.name: info for info in list_bundles() if info.path.parent == folder.parent}
    assert mine["mine"].manifest.name == "mine"
    assert mine["mine"].error == ""
    assert mine["another"].manifest is None
    assert "notes.txt cannot be read" in mine["another"].error
