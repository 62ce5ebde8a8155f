from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ensemble import NO_ENTITY
from engine.errors import BadInputError
from engine.types import Label, LabelSet
from engine.verifiers.base import Question
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import Meaning, meanings

MEANINGS = {"PER": Meaning("人名", "人的姓名"), "LOC": Meaning("地点", "地理名称")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_instructions_hold_every_label_with_its_definition_and_a_way_to_say_none(language):
    prompt = make_prompt(MEANINGS, language, "军事")
    assert all(word in prompt.instructions for word in ("人名", "人的姓名", "地点", "地理名称", "军事"))
    assert prompt.words[NO_ENTITY] in prompt.instructions
    assert list(prompt.words) == ["PER", "LOC", NO_ENTITY]
    assert "{" not in prompt.instructions


def test_the_question_shows_the_span_between_its_neighbours():
    prompt = make_prompt(MEANINGS, "zh")
    assert "昨天去了【北京】大学" in prompt.question(Question("他昨天去了北京大学", 5, 7))
    assert "【他】昨天去了北京" in prompt.question(Question("他昨天去了北京大学", 0, 1))


@given(st.text(min_size=1, max_size=40), st.data())
def test_text_is_put_into_the_prompt_as_it_is_whatever_it_looks_like(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    prompt = make_prompt(MEANINGS, "zh")
    shown = prompt.question(Question(text, start, end))
    assert " ".join(text[start:end].splitlines()) in shown
    assert len(prompt.sentence(text).splitlines()) == 1


def test_slots_named_in_a_document_are_not_filled():
    prompt = make_prompt(MEANINGS, "zh")
    assert "【{left}{right}】" in prompt.question(Question("{left}{right}", 0, 13))


def test_the_fingerprint_changes_with_what_the_model_reads():
    one = make_prompt(MEANINGS, "zh")
    assert one.fingerprint == make_prompt(dict(MEANINGS), "zh").fingerprint
    others = [
        make_prompt(MEANINGS, "en"),
        make_prompt(MEANINGS, "zh", "医学"),
        make_prompt({**MEANINGS, "LOC": Meaning("地点", "国家")}, "zh"),
    ]
    assert len({one.fingerprint, *(other.fingerprint for other in others)}) == 4


def test_letters_take_the_place_of_words_that_cannot_be_told_apart():
    prompt = make_prompt(MEANINGS, "zh").lettered()
    assert dict(prompt.words) == {"PER": "a", "LOC": "b", NO_ENTITY: "c"}
    assert "a = 人名\n" in prompt.instructions
    with pytest.raises(BadInputError, match="52 labels"):
        make_prompt({str(i): Meaning(str(i)) for i in range(60)}, "zh").lettered()


def test_labels_of_a_known_taxonomy_bring_their_definitions():
    labels = LabelSet(tuple(Label(name, name, name, "#ffffff", "#000000") for name in ("company", "scene", "mine")))
    found = meanings(labels, "zh")
    assert found["company"].word == "公司"
    assert found["scene"].definition
    assert found["mine"] == Meaning("mine")


def test_ones_own_definitions_come_from_a_file(tmp_path):
    labels = LabelSet((Label("性能指标", "性能指标", "measure", "#ffffff", "#000000"),))
    file = tmp_path / "own.toml"
    file.write_text('["性能指标"]\nzh = "指标"\nzh_definition = "量和单位"\n', encoding="utf-8")
    assert meanings(labels, "zh", file)["性能指标"] == Meaning("指标", "量和单位")
    assert meanings(labels, "en", file)["性能指标"] == Meaning("measure")
    defined = LabelSet((Label("SHIP", "舰船", "ship", "#ffffff", "#000000", "有名称的舰船"),))
    assert meanings(defined, "zh")["SHIP"] == Meaning("舰船", "有名称的舰船")


@pytest.mark.parametrize(
    ("text", "why"), [("[x", "not valid TOML"), ('x = "y"', "the label x needs"), ("[x]\nzh = 3", "the label x needs")]
)
def test_a_file_that_is_no_taxonomy_is_refused_with_its_name(tmp_path, text, why):
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=f"own.toml: .*{why}"):
        meanings(LabelSet(()), "zh", file)
