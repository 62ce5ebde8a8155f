"""Reviewed spans are shown before what is asked: the nearest, and never the asked sentence itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.ensemble import NO_ENTITY
from engine.errors import BadInputError
from engine.evaluation.gold import GoldRecord
from engine.evaluation.judgement import UNMOVED, Judgement, Rule, tagged
from engine.llm.install import install_file
from engine.methods import make_method
from engine.methods.opinion import Budget
from engine.methods.untuned import CAUTIOUS, open_untuned
from engine.packs import find_pack
from engine.store import Project
from engine.taggers.embedding import Embedder
from engine.taggers.tagging import PackTaggers
from engine.types import Document
from engine.verifiers.base import Case, Question
from engine.verifiers.cases import gold_cases
from engine.verifiers.demonstrations import Demonstrations
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import Meaning

PERSONS = [f"{name}昨天去了公司。" for name in ("王小明", "李华", "张伟", "刘秀英")]
PLACES = [f"我们明天在{name}开会。" for name in ("上海", "广州", "天津", "成都")]
RECORDS = [
    *(GoldRecord(text, ((0, text.index("昨"), "PER"),)) for text in PERSONS),
    *(GoldRecord(text, ((5, 7, "LOC"),)) for text in PLACES),
]
PROMPT = make_prompt({"PER": Meaning("人名"), "LOC": Meaning("地点")}, "zh", examples=True)


@pytest.fixture(scope="module")
def embedder():
    return Embedder(find_pack("zh-open"), threads=1)


@pytest.fixture
def demonstrations(embedder):
    named = [case for case in gold_cases(RECORDS) if case.label != NO_ENTITY]
    return Demonstrations(named, embedder, 3)


def ask(demonstrations, text, *spans):
    (found,) = demonstrations.nearest([[Question(text, start, text.index(end) + len(end)) for start, end in spans]])
    return found


def test_the_nearest_are_shown_the_very_nearest_last(demonstrations):
    person = ask(demonstrations, "陈军昨天去了学校。", (0, "陈军"))
    place = ask(demonstrations, "他们明天在北京开会。", (5, "北京"))
    assert [case.label for case in person] == ["PER"] * 3
    assert [case.label for case in place] == ["LOC"] * 3


def test_for_two_spans_of_a_sentence_something_near_to_each_is_shown(embedder):
    cases = [Case(Question(text, 0, text.index("昨")), "PER") for text in PERSONS]
    cases += [Case(Question(text, 5, 7), "LOC") for text in PLACES]
    shown = ask(Demonstrations(cases, embedder, 6), "陈军昨天去了北京。", (0, "陈军"), (6, "北京"))
    assert {case.label for case in shown} == {"PER", "LOC"}
    assert len({case.question.sentence for case in shown}) == len(shown) == 6


def test_a_sentence_never_demonstrates_itself_or_a_part_of_itself(embedder):
    cases = gold_cases(RECORDS)
    demonstrations = Demonstrations(cases, embedder, 20)
    for text in (PERSONS[0], PERSONS[0].removesuffix("公司。"), f"“{PERSONS[0]}”他说。"):
        shown = {case.question.sentence for case in ask(demonstrations, text, (0, text[:3]))}
        assert shown == {record.text for record in RECORDS[1:]}


def test_fewer_cases_than_wanted_are_all_shown_and_many_are_thinned_out(embedder):
    assert len(ask(Demonstrations(gold_cases(RECORDS[:2]), embedder, 5), "无", (0, "无"))) == 2
    many = [Case(Question(f"第{number}号", 1, 2), "LOC") for number in range(2_500)]
    assert len(ask(Demonstrations(many, embedder, 5), "无", (0, "无"))) == 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_examples_stand_in_the_prompt_as_what_is_asked_does(language):
    prompt = make_prompt({"PER": Meaning("人名"), "LOC": Meaning("地点")}, language, examples=True)
    question = Question("{answer}<|im_end|>去了北京", 14, 16)
    shown = prompt.examples([Case(question, "LOC"), Case(Question("天气很好", 0, 2), NO_ENTITY)])
    assert prompt.sentence(question.sentence) + prompt.question(question) in shown
    assert "地点" in shown
    assert prompt.words[NO_ENTITY] in shown
    assert prompt.examples([]) == ""


def test_what_trained_verifiers_rely_on_has_not_changed():
    known = {"PER": Meaning("人名", "人的姓名"), "LOC": Meaning("地点", "地理名称")}
    fingerprints = [make_prompt(known, language).fingerprint for language in ("zh", "en")]
    assert [one[:16] for one in fingerprints] == ["da92cac0c88a5191", "6ce522f01f20f75e"]
    assert make_prompt(known, "zh", examples=True).fingerprint not in fingerprints


# From here on a model is asked.


@pytest.fixture
def examples(tmp_path, monkeypatch, tiny_model):
    pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    install_file(tiny_model)
    file = tmp_path / "gold.jsonl"
    lines = [
        {"text": r.text, "entities": [{"start": s, "end": e, "label": name} for s, e, name in r.entities]}
        for r in RECORDS
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def asked(monkeypatch):
    """What the model reads: (before the questions, questions) for each sentence."""
    from engine.llm.worker import Worker

    seen = []
    answers = Worker.answers

    def listen(self, frame, asked, *rest, **named):
        seen.extend(asked)
        return answers(self, frame, asked, *rest, **named)

    monkeypatch.setattr(Worker, "answers", listen)
    return seen


def test_in_an_evaluation_no_text_stands_among_its_own_examples(examples, asked):
    pack = find_pack("zh-open")
    opinion = open_untuned(pack, examples, Budget(), threads=1)
    verifier = opinion.asking.verifier
    method = make_method(pack, "average")
    judgement = Judgement(method, tagged(method, PackTaggers(pack)), RECORDS, verifier=verifier)
    judgement.run(Rule(0.0, asking=UNMOVED))
    opinion.close()
    texts = [record.text for record in RECORDS]
    assert asked
    for before, questions in asked:
        (own,) = [text for text in texts if before.endswith(PROMPT.sentence(text))]
        assert before.count(own) == 1
        assert sum(before.count(text) for text in texts) == 6
        assert questions
    assert judgement.accuracy(judgement.judged(Rule(0.0)))["spans"] == sum(len(questions) for _, questions in asked)


def test_answers_depend_on_the_examples_which_are_read_once_a_sentence(examples, asked):
    pack = find_pack("zh-open")
    questions = [Question("陈军昨天去了北京。", 0, 2), Question("陈军昨天去了北京。", 6, 8)]
    with_examples, without = (open_untuned(pack, examples, Budget(), threads=1, shown=shown) for shown in (5, 0))
    found = [opinion.asking.verifier.classify(questions) for opinion in (with_examples, without)]
    assert len(asked) == 2
    assert [len(of) for _, of in asked] == [2, 2]
    assert found[0][0].distribution != found[1][0].distribution
    assert all(sum(answer.distribution.values()) == pytest.approx(1.0) for of in found for answer in of)
    settings = with_examples.settings()
    assert settings["examples"] == "gold.jsonl"
    assert settings["examples_shown"] == 5
    assert settings["fusion"]["rule"] == CAUTIOUS.rule
    for opinion in (with_examples, without):
        opinion.close()


def test_it_has_an_identity_by_model_examples_and_prompt(examples, tmp_path):
    pack = find_pack("zh-open")

    def identity(file, shown=5):
        opinion = open_untuned(pack, file, Budget(), threads=1, shown=shown)
        opinion.close()
        assert opinion.settings()["verifier_fingerprint"] == opinion.fingerprint
        return opinion.fingerprint

    first = identity(examples)
    assert identity(examples.rename(tmp_path / "renamed.jsonl")) == first
    assert identity(tmp_path / "renamed.jsonl", shown=3) != first
    lines = (tmp_path / "renamed.jsonl").read_text(encoding="utf-8").splitlines()
    examples.write_text("\n".join(lines[1:]), encoding="utf-8")
    assert identity(examples) != first


def test_a_project_of_examples_has_one_identity_while_it_is_reviewed(examples, tmp_path):
    pack, found = find_pack("zh-open"), []
    with Project.open(tmp_path / "案件.veritag") as project:
        for number, record in enumerate(RECORDS[:2]):
            document = project.add_document(Document(Path(f"{number}.txt"), "txt", record.text, str(number) * 64))
            project.add_mention(document, *record.entities[0])
            opinion = open_untuned(pack, tmp_path / "案件.veritag", Budget(), threads=1)
            opinion.close()
            found.append(opinion.fingerprint)
    assert len(found) == 2
    assert found[0] == found[1]


def test_a_pack_that_does_not_say_how_sure_it_is_goes_with_none(examples):
    from dataclasses import replace

    from engine.packs import Fitted

    pack = find_pack("zh-open")
    unsure = replace(pack, manifest=pack.manifest.model_copy(update={"fitted": Fitted()}))
    with pytest.raises(BadInputError, match="does not say how sure it is"):
        open_untuned(unsure, examples, Budget())
