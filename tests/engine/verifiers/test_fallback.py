"""The local model first, the endpoint only for what it declines."""

from __future__ import annotations

import pytest

from engine.ensemble import NO_ENTITY
from engine.errors import Cancelled
from engine.llm.errors import ModelCrashError
from engine.verifiers.base import Answer, Question
from engine.verifiers.cloud import REPLACE
from engine.verifiers.fallback import FallbackVerifier, is_declined

SURE = Answer({"PER": 0.8, "LOC": 0.1, NO_ENTITY: 0.1})
UNSURE = Answer({"PER": 0.4, "LOC": 0.3, NO_ENTITY: 0.3})
ELSEWHERE = Answer({"PER": 0.05, "LOC": 0.9, NO_ENTITY: 0.05}, {"cloud": {}}, REPLACE)
QUESTIONS = [Question(text, 0, 1) for text in "甲乙丙"]


class Scripted:
    """Answers with what it was given, and remembers what it was asked."""

    def __init__(self, name, answers, error=None):
        self.name, self.answers, self.error = name, answers, error
        self.asked, self.closed = [], False

    def classify(self, questions, *, progress=None, cancelled=None):
        self.asked.append([question.sentence for question in questions])
        if self.error is not None:
            raise self.error
        return [self.answers[question.sentence] for question in questions]

    def settings(self):
        return {"verifier": self.name, self.name: "settings"}

    def close(self):
        self.closed = True


def pair(local, cloud, error=None):
    one = Scripted("llama", dict(zip("甲乙丙", local, strict=True)), error)
    other = Scripted("cloud", dict(zip("甲乙丙", cloud, strict=True)))
    return FallbackVerifier(one, other), one, other


def test_only_what_the_local_model_declines_goes_elsewhere():
    verifier, _, cloud = pair([SURE, UNSURE, None], [ELSEWHERE] * 3)
    assert verifier.classify(QUESTIONS) == [SURE, ELSEWHERE, ELSEWHERE]
    assert cloud.asked == [["乙", "丙"]]


def test_where_nobody_else_answers_the_local_answer_stands():
    verifier, _, _ = pair([SURE, UNSURE, None], [None] * 3)
    assert verifier.classify(QUESTIONS) == [SURE, UNSURE, None]


def test_what_was_lost_with_the_local_process_goes_elsewhere():
    verifier, _, cloud = pair([SURE] * 3, [ELSEWHERE, None, ELSEWHERE], ModelCrashError("ended"))
    assert verifier.classify(QUESTIONS) == [ELSEWHERE, None, ELSEWHERE]
    assert cloud.asked == [["甲", "乙", "丙"]]


def test_a_loss_that_nobody_made_good_is_told():
    verifier, _, _ = pair([SURE] * 3, [None] * 3, ModelCrashError("ended"))
    with pytest.raises(ModelCrashError):
        verifier.classify(QUESTIONS)


def test_a_local_model_that_always_crashes_is_given_up():
    verifier, local, cloud = pair([SURE] * 3, [ELSEWHERE] * 3, ModelCrashError("ended"))
    for _ in range(5):
        verifier.classify(QUESTIONS)
    assert (len(local.asked), len(cloud.asked)) == (3, 5)


def test_cancelling_is_passed_on():
    verifier, _, cloud = pair([SURE] * 3, [ELSEWHERE] * 3, Cancelled())
    with pytest.raises(Cancelled):
        verifier.classify(QUESTIONS)
    assert cloud.asked == []


def test_what_the_local_model_said_stays_where_the_time_ends_elsewhere():
    verifier, _, cloud = pair([SURE, UNSURE, None], [ELSEWHERE] * 3)
    cloud.error = Cancelled()
    assert verifier.classify(QUESTIONS) == [SURE, UNSURE, None]
    nothing, _, cloud = pair([None] * 3, [ELSEWHERE] * 3)
    cloud.error = Cancelled()
    with pytest.raises(Cancelled):
        nothing.classify(QUESTIONS)


@pytest.mark.parametrize(("highest", "declined"), [(0.49, True), (0.5, False), (0.9, False)])
def test_unsure_means_that_no_label_has_half_of_the_probability(highest, declined):
    rest = (1.0 - highest) / 2
    assert is_declined(Answer({"PER": highest, "LOC": rest, NO_ENTITY: rest})) == declined


def test_the_settings_are_those_of_both():
    verifier, local, cloud = pair([SURE] * 3, [None] * 3)
    assert verifier.settings() == {
        "verifier": "llama+cloud",
        "llama": "settings",
        "cloud": "settings",
        "declined_below": 0.5,
    }
    verifier.close()
    assert local.closed
    assert cloud.closed
