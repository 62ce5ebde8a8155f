from __future__ import annotations

import pytest

from engine.ensemble import NO_ENTITY
from engine.evaluation.gold import GoldRecord
from engine.evaluation.judgement import ask_all
from engine.methods import make_method
from engine.packs import find_pack
from engine.taggers.tagging import PackTaggers
from engine.uncertainty import ROUTE_ALL, ROUTE_NONE
from engine.verifiers.base import Answer
from engine.verifiers.fusion import Fusion

RECORDS = [
    GoldRecord("张三昨天去了北京大学。", ((0, 2, "PER"), (6, 10, "ORG"))),
    GoldRecord("某某科技在东湖边开会，李四来了。", ((5, 7, "LOC"), (11, 13, "PER"))),
    GoldRecord("天气很好。", ()),
    GoldRecord("王五与赵六在上海见了面，谈到了长江。", ((0, 2, "PER"), (3, 5, "PER"), (6, 8, "LOC"), (15, 17, "LOC"))),
]
GOLD = {(record.text, start, end): label for record in RECORDS for start, end, label in record.entities}


class Oracle:
    """Says what is true, or the opposite of it."""

    name = "oracle"

    def __init__(self, *, lies=False):
        self._lies = lies

    def classify(self, questions, *, progress=None, cancelled=None):
        return [self._answer(question) for question in questions]

    def _answer(self, question):
        truth = GOLD.get((question.sentence, question.start, question.end), NO_ENTITY)
        said = ("ORG" if truth == NO_ENTITY else NO_ENTITY) if self._lies else truth
        return Answer({label: 0.97 if label == said else 0.01 for label in ("PER", "LOC", "ORG", NO_ENTITY)})

    def settings(self):
        return {"verifier": self.name}

    def close(self):
        pass


@pytest.fixture(scope="module")
def judge():
    pack = find_pack("zh-open")
    method, taggers = make_method(pack, "average"), PackTaggers(pack)
    return lambda verifier: ask_all(method, taggers, verifier, RECORDS)


def test_a_verifier_that_knows_the_truth_mends_every_doubtful_span(judge):
    judgement = judge(Oracle())
    local = judgement.scores(None, ROUTE_NONE)
    mended = judgement.scores(Fusion("replace"), 0.05)
    assert mended["f1"] >= local["f1"]
    assert mended["precision"] >= local["precision"]
    assert all(repairs.broken == 0 for repairs in judgement.worth(Fusion("replace"), 0.05).values())
    assert judgement.accuracy(0.02)["all"] == 1.0
    assert judgement.accuracy(0.02)["brier"] < 0.01


def test_a_verifier_that_lies_breaks_what_was_right(judge):
    judgement = judge(Oracle(lies=True))
    assert judgement.scores(Fusion("replace"), 0.02)["f1"] <= judgement.scores(None, 0.02)["f1"]
    worth = judgement.worth(Fusion("replace"), 0.02).values()
    assert sum(repairs.broken for repairs in worth) > sum(repairs.fixed for repairs in worth)
    assert judgement.accuracy(0.02)["all"] == 0.0


def test_only_what_is_over_the_threshold_is_counted_as_asked(judge):
    judgement = judge(Oracle())
    routed = [judgement.scores(Fusion("replace"), tau)["routed"] for tau in (0.02, 0.2, 0.5, ROUTE_NONE)]
    assert routed == sorted(routed, reverse=True)
    assert routed[-1] == 0.0
    assert len(judgement.judged(0.2)) <= len(judgement.judged(0.02)) == len(judgement.judged(ROUTE_ALL))


def test_labels_that_are_skipped_stay_as_the_taggers_left_them(judge):
    judgement = judge(Oracle(lies=True))
    labels = ("PER", "LOC", "ORG")
    assert judgement.scores(Fusion("replace"), 0.02, labels) == {**judgement.scores(None, 0.02), "routed": 0.0}


def test_the_report_is_plain_and_whole(judge):
    report = judge(Oracle()).report(Fusion("fuse", 1.0, 1.0, 0.0), 0.05)
    assert set(report["rules"]) == {"local", "replace", "drop", "fuse"}
    for scores in report["rules"].values():
        assert scores["low"] <= scores["f1"] <= scores["high"]
    asked = sum(each["asked"] for each in report["worth"].values())
    assert asked == report["accuracy"]["spans"]
    assert report["milliseconds_a_span"] >= 0.0
