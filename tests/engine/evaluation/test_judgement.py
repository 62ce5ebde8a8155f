from __future__ import annotations

from dataclasses import replace

import pytest

from engine.ensemble import NO_ENTITY
from engine.evaluation.gold import GoldRecord
from engine.evaluation.judgement import Judgement, Rule, rules_of, tagged
from engine.methods import make_method
from engine.methods.opinion import Asking, Reading, SecondOpinion
from engine.methods.second_reader import PackReader
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
def pack():
    return find_pack("zh-open")


@pytest.fixture(scope="module")
def judge(pack):
    method, taggers = make_method(pack, "average"), PackTaggers(pack)
    return lambda **voices: Judgement(method, tagged(method, taggers), RECORDS, **voices)


def replacing(tau, **options):
    return Rule(tau, None, Fusion("replace"), **options)


def test_a_verifier_that_knows_the_truth_mends_every_doubtful_span(judge):
    judgement = judge(verifier=Oracle())
    local = judgement.scores(None)
    mended = judgement.scores(replacing(0.05))
    assert mended["f1"] >= local["f1"]
    assert mended["precision"] >= local["precision"]
    assert judgement.changes(replacing(0.05))["broken"] == 0
    assert all(repairs.broken == 0 for repairs in judgement.worth(replacing(0.05)).values())
    accuracy = judgement.accuracy(judgement.judged(Rule(0.02)))
    assert accuracy["all"] == 1.0
    assert accuracy["brier"] < 0.01


def test_a_verifier_that_lies_breaks_what_was_right(judge):
    judgement = judge(verifier=Oracle(lies=True))
    assert judgement.scores(replacing(0.02))["f1"] <= judgement.scores(None)["f1"]
    changes = judgement.changes(replacing(0.02))
    assert changes["broken"] > changes["fixed"]
    worth = judgement.worth(replacing(0.02)).values()
    assert sum(repairs.broken for repairs in worth) == changes["broken"]
    assert judgement.accuracy(judgement.judged(Rule(0.02)))["all"] == 0.0


def test_only_what_is_over_the_threshold_is_counted_as_looked_at(judge):
    judgement = judge(verifier=Oracle())
    routed = [judgement.scores(replacing(tau))["routed"] for tau in (0.02, 0.2, 0.5, ROUTE_NONE)]
    assert routed == sorted(routed, reverse=True)
    assert routed[-1] == 0.0
    assert (
        len(judgement.judged(Rule(0.2))) <= len(judgement.judged(Rule(0.02))) <= len(judgement.judged(Rule(ROUTE_ALL)))
    )


def test_each_thing_is_asked_once_however_many_rules_are_tried(judge):
    judgement = judge(verifier=Oracle())
    judgement.run(replacing(0.02))
    asked = judgement.verifier.asked
    for tau in (0.02, 0.1, 0.3):
        judgement.scores(replacing(tau))
        judgement.scores(Rule(tau, None, Fusion("drop")))
    assert judgement.verifier.asked == asked


def test_labels_that_are_skipped_stay_as_the_taggers_left_them(judge):
    judgement = judge(verifier=Oracle(lies=True))
    skipped = frozenset({"PER", "LOC", "ORG"})
    assert judgement.scores(replacing(0.02, skipped=skipped)) == judgement.scores(None)
    assert judgement.judged(Rule(0.02, skipped=skipped)) == judgement.judged(Rule(0.02))


def test_a_reader_with_the_taggers_own_word_changes_nothing_and_one_alone_is_scored(judge, pack):
    judgement = judge(reader=PackReader(pack))
    even = Rule(0.02, Fusion("fuse", 0.5, 0.5, 0.0))
    assert judgement.scores(even)["f1"] == judgement.scores(None)["f1"]
    assert judgement.changes(even) == {"fixed": 0, "broken": 0}
    assert judgement.judged_reading(0.02)
    alone = judgement.reader_alone()
    assert alone["low"] <= alone["f1"] <= alone["high"]
    assert alone["f1"] > 0.5


def test_after_a_reading_the_pooled_word_is_what_was_said_before_the_question(judge, pack):
    judgement = judge(reader=PackReader(pack), verifier=Oracle())
    pool = Fusion("fuse", 2.0, 1.0, 0.0)
    for before, after in zip(judgement.judged(Rule(0.02)), judgement.judged(Rule(0.0, pool)), strict=False):
        assert max(after.local.values()) > 0.0
        assert sum(before.local.values()) == pytest.approx(1.0, abs=1e-6)
        assert sum(after.local.values()) == pytest.approx(1.0, abs=1e-6)


class Contrary:
    """Reads every span that is no gold entity as one, and no gold entity as one."""

    name = "contrary"

    def __init__(self, reader):
        self._reader = reader

    def read(self, sentences, *, cancelled=None):
        found = []
        for sentence, candidates in zip(sentences, self._reader.read(sentences), strict=True):
            places = [(c, (sentence.text, c.start - sentence.start, c.end - sentence.start)) for c in candidates]
            wrong = {True: {NO_ENTITY: 0.98, "PER": 0.02}, False: {"PER": 0.98, NO_ENTITY: 0.02}}
            found.append([replace(c, distribution=wrong[place in GOLD]) for c, place in places])
        return found


def test_what_a_reading_did_is_counted_by_label_without_any_question(judge, pack):
    judgement = judge(reader=Contrary(PackReader(pack)), verifier=Oracle())
    rule = Rule(0.02, Fusion("replace"))
    worth, changes = judgement.reading_worth(rule), judgement.changes(rule)
    assert changes["broken"] > 0
    assert sum(each.broken for each in worth.values()) == changes["broken"]
    assert sum(each.fixed for each in worth.values()) == changes["fixed"]
    assert sum(each.asked for each in worth.values()) == len(judgement.run(rule).verdicts)
    assert NO_ENTITY not in worth
    assert judgement.reading_worth(replace(rule, asking=Fusion("replace"))) == worth


def test_the_report_is_plain_and_whole(judge, pack):
    fusion = Fusion("fuse", 1.0, 1.0, 0.0)
    judgement = judge(verifier=Oracle(), reader=PackReader(pack))
    voices = SecondOpinion(Asking(judgement.verifier, fusion, 0.05), Reading(judgement.reader, fusion, 0.05))
    rules = rules_of(voices)
    report = judgement.report(rules, rules["reading and asking"])
    assert list(report["rules"]) == ["local", "reading", "replace", "drop", "reading and asking", "reader alone"]
    for scores in report["rules"].values():
        assert scores["low"] <= scores["f1"] <= scores["high"]
    asked = sum(each["asked"] for each in report["worth"].values())
    assert asked == report["accuracy"]["spans"]
    assert sum(each["asked"] for each in report["reading_worth"].values()) >= asked
    assert report["milliseconds_a_span"] >= 0.0
    assert report["reader_characters_a_second"] > 0.0
