from __future__ import annotations

import random

import pytest

pytest.importorskip("torch", reason="the train extra is not installed")

from engine.ensemble import NO_ENTITY
from engine.training.data import Example
from engine.training.llm.questions import MOST_OF_SENTENCE, cases
from engine.types import Candidate

TEXT = "张三昨天去了北京大学读书"
SENTENCE = Example("1", TEXT, ((0, 2, "PER"), (6, 10, "ORG")))


def candidate(start, end, label, score):
    return Candidate(start, end, {label: score, NO_ENTITY: 1.0 - score}, 0.0)


def asked(candidates, seed=1, sentence=SENTENCE):
    (found,) = cases([sentence], {sentence.text: candidates}, random.Random(seed))
    return {case.question.span: case.label for case in found}


def test_the_taggers_mistakes_are_asked_about_with_the_right_answer():
    found = asked([candidate(6, 8, "LOC", 0.6), candidate(0, 2, "PER", 0.5), candidate(6, 10, "PER", 0.4)])
    assert found["北京"] == NO_ENTITY
    assert found["张三"] == "PER"
    assert found["北京大学"] == "ORG"


def test_an_entity_that_the_taggers_missed_is_asked_about():
    assert asked([]) | {"张三": "PER", "北京大学": "ORG"} == asked([])


@pytest.mark.parametrize("seed", range(20))
def test_shifted_boundaries_are_no_entities(seed):
    found = asked([candidate(0, 2, "PER", 0.99), candidate(6, 10, "ORG", 0.99)], seed)
    assert all(label == NO_ENTITY for span, label in found.items() if span not in ("张三", "北京大学"))
    assert {"张三", "北京大学"} <= found.keys()


def test_a_sentence_has_so_many_questions_at_most_and_the_doubtful_ones_come_first():
    doubtful = [candidate(at, at + 1, "PER", 0.5) for at in range(2, 6)]
    sure = [candidate(0, 2, "PER", 0.99), candidate(6, 10, "ORG", 0.99)]
    many = [candidate(at, at + 2, "LOC", 0.3) for at in range(1, 10)]
    found = asked(doubtful + many + sure)
    assert len(found) == MOST_OF_SENTENCE
    assert "北京大学" not in found


def test_sentences_without_anything_to_ask_are_left_out():
    plain = Example("2", "没有实体", ())
    assert cases([plain], {}, random.Random(1)) == []


def test_the_same_seed_gives_the_same_cases():
    candidates = [candidate(6, 8, "LOC", 0.6)]
    assert asked(candidates, seed=5) == asked(candidates, seed=5)
