from __future__ import annotations

import time

import pytest

from engine.ensemble import NO_ENTITY, Average, majority
from engine.errors import BadInputError, Cancelled
from engine.llm.errors import ModelCrashError
from engine.methods import Method
from engine.methods.hybridner import HybridNER
from engine.methods.opinion import Asking, Budget, Reading, SecondOpinion
from engine.text.sentences import split_sentences
from engine.types import Candidate, Vote
from engine.uncertainty import ROUTE_ALL, ROUTE_NONE
from engine.verifiers.base import Answer
from engine.verifiers.fusion import Fusion

TEXT = "张三在北京。李四去上海。王五在南京。"
SENTENCES = list(split_sentences(TEXT))
VOTES = [
    Vote(0, 2, "PER", 0.97, "t"),
    Vote(3, 5, "LOC", 0.55, "t"),
    Vote(6, 8, "PER", 0.45, "t"),
    Vote(9, 11, "LOC", 0.08, "t"),
    Vote(12, 14, "PER", 0.62, "t"),
]


class Scripted:
    """A verifier that says "no entity" of everything, remembers what it was asked, and takes a while."""

    name = "scripted"

    def __init__(self, *, seconds=0.0, silent=()):
        self.asked = []
        self.seconds, self.silent = seconds, silent

    def classify(self, questions, *, progress=None, cancelled=None):
        time.sleep(self.seconds)
        if cancelled is not None and cancelled():
            raise Cancelled
        self.asked.append([question.span for question in questions])
        said = Answer({"PER": 0.05, "LOC": 0.05, NO_ENTITY: 0.9}, {"prompt": "p"})
        return [None if question.span in self.silent else said for question in questions]

    def settings(self):
        return {"verifier": self.name}

    def close(self):
        pass


def hybrid(verifier, *, tau=0.2, fusion=None, skipped=frozenset(), reading=None, **options):
    method = Method("average", Average({"t": 1.0}), {"t": 1.0}, 0.5, probabilistic=True)
    asking = Asking(verifier, fusion or Fusion("replace"), tau, skipped) if verifier else None
    return HybridNER(method, SecondOpinion(asking, reading, **options))


def ask(verifier, **options):
    made = hybrid(verifier, **options)
    asked = made.ask(SENTENCES, made.method.candidates(VOTES))
    return asked, [TEXT[c.start : c.end] for c in made.method.settle(asked.candidates)]


def flat(lots):
    return [span for lot in lots for span in lot]


def test_only_what_the_taggers_are_unsure_of_is_asked():
    verifier = Scripted()
    asked, entities = ask(verifier)
    assert set(flat(verifier.asked)) == {"北京", "李四", "王五"}
    assert asked.doubtful == 3
    assert entities == ["张三"]


def test_a_span_that_the_taggers_left_out_may_come_back():
    verifier = Scripted()
    verifier.classify = lambda questions, **_: [Answer({"PER": 0.9, "LOC": 0.02, NO_ENTITY: 0.08}) for _ in questions]
    _, entities = ask(verifier)
    assert entities == ["张三", "北京", "李四", "王五"]


def test_the_most_valuable_doubts_come_first_and_the_budget_ends_it():
    verifier = Scripted()
    asked, _ = ask(verifier, budget=Budget(spans=2))
    assert set(flat(verifier.asked)) == {"北京", "李四"}
    assert (len(asked.verdicts), asked.doubtful) == (2, 3)
    asked, entities = ask(Scripted(), budget=Budget(spans=0))
    assert not asked.verdicts
    assert entities == ["张三", "北京", "王五"]


def test_a_budget_of_seconds_is_kept():
    votes = [Vote(6 * i, 6 * i + 2, "PER", 0.5, "t") for i in range(600)]
    text = "张三在北京。" * 600
    verifier = Scripted(seconds=0.05)
    made = hybrid(verifier, budget=Budget(seconds=0.6))
    begun = time.monotonic()
    asked = made.ask(list(split_sentences(text)), made.method.candidates(votes))
    assert time.monotonic() - begun < 1.6
    assert 0 < len(asked.verdicts) < asked.doubtful == 600


@pytest.mark.parametrize(("tau", "spans"), [(ROUTE_ALL, 5), (0.4, 2), (0.46, 0), (ROUTE_NONE, 0)])
def test_the_threshold_of_doubt_says_how_many_are_asked(tau, spans):
    verifier = Scripted()
    ask(verifier, tau=tau)
    assert len(flat(verifier.asked)) == spans


def test_labels_that_the_verifier_harms_are_not_asked_about():
    verifier = Scripted()
    _, entities = ask(verifier, skipped=frozenset({"LOC"}))
    assert set(flat(verifier.asked)) == {"李四", "王五"}
    assert "北京" in entities


def test_where_the_verifier_is_silent_the_taggers_word_stands():
    asked, entities = ask(Scripted(silent=("北京",)))
    assert entities == ["张三", "北京"]
    assert (3, 5) not in asked.verdicts


def test_a_verdict_keeps_what_both_said():
    asked, _ = ask(Scripted())
    plain = asked.verdicts[3, 5].plain()
    assert plain["local"]["LOC"] == 0.55
    assert plain["verifier"] == {"PER": 0.05, "LOC": 0.05, NO_ENTITY: 0.9}
    assert plain["prompt"] == "p"
    assert plain["rule"] == "replace"


def test_spans_of_one_sentence_are_asked_together():
    verifier = Scripted()
    text = "张三和李四在北京和上海。" * 40
    votes = [Vote(12 * i + at, 12 * i + at + 2, "PER", 0.4 + 0.01 * at, "t") for i in range(40) for at in (0, 3, 6, 9)]
    made = hybrid(verifier)
    made.ask(list(split_sentences(text)), made.method.candidates(votes))
    assert len(verifier.asked[0]) == 4
    assert all(len(lot) == 16 for lot in verifier.asked[1:-1])
    assert len(flat(verifier.asked)) == 160


class SlowAtEach(Scripted):
    """Takes a while for every question, and looks up between them whether it is stopped."""

    def classify(self, questions, *, progress=None, cancelled=None):
        for _ in questions:
            time.sleep(self.seconds)
            if cancelled is not None and cancelled():
                raise Cancelled
        return Scripted.classify(Scripted(), questions)


def test_a_slow_model_is_asked_so_much_at_once_that_little_is_lost_where_time_ends():
    text = "张三在北京。" * 60
    votes = [Vote(6 * i, 6 * i + 2, "PER", 0.5, "t") for i in range(60)]
    made = hybrid(SlowAtEach(seconds=0.15), budget=Budget(seconds=2.0))
    asked = made.ask(list(split_sentences(text)), made.method.candidates(votes))
    assert 6 <= len(asked.verdicts) <= 13


def test_asking_can_be_cancelled():
    made = hybrid(Scripted())
    with pytest.raises(Cancelled):
        made.ask(SENTENCES, made.method.candidates(VOTES), cancelled=lambda: True)


def test_progress_ends_with_all():
    told = []
    made = hybrid(Scripted())
    made.ask(SENTENCES, made.method.candidates(VOTES), progress=lambda done, size: told.append((done, size)))
    assert told[-1] == (3, 3)


def crashing(every):
    """A verifier whose process ends at some of the lots."""
    verifier, answer = Scripted(), Scripted().classify
    calls = []

    def classify(questions, **options):
        calls.append(len(questions))
        if every(len(calls)):
            raise ModelCrashError("the language model's process ended.")
        return answer(questions, **options)

    verifier.classify = classify
    return verifier, calls


MANY = "张三在北京。" * 200
MANY_VOTES = [Vote(6 * i, 6 * i + 2, "PER", 0.55, "t") for i in range(200)]


def test_after_a_crash_the_next_spans_are_asked_and_what_was_lost_is_told():
    verifier, calls = crashing(lambda call: call == 2)
    made = hybrid(verifier)
    asked = made.ask(list(split_sentences(MANY)), made.method.candidates(MANY_VOTES))
    assert asked.lost == calls[1]
    assert len(asked.verdicts) == 200 - asked.lost
    kept = made.method.settle(asked.candidates)
    assert len(kept) == asked.lost


def test_a_verifier_that_always_crashes_is_given_up():
    verifier, calls = crashing(lambda _call: True)
    made = hybrid(verifier)
    asked = made.ask(list(split_sentences(MANY)), made.method.candidates(MANY_VOTES))
    assert len(calls) == 3
    assert not asked.verdicts
    assert len(made.method.settle(asked.candidates)) == 200


class Slow:
    """Takes `first` seconds for the first lot and for ever for the next ones, unless it is stopped."""

    name = "slow"

    def __init__(self, first=0.0):
        self.lots, self._first = 0, first

    def classify(self, questions, *, progress=None, cancelled=None):
        self._work(cancelled)
        return [Answer({"PER": 0.05, NO_ENTITY: 0.95}) for _ in questions]

    def read(self, sentences, *, cancelled=None):
        self._work(cancelled)
        return [[] for _ in sentences]

    def _work(self, cancelled):
        self.lots += 1
        ends = time.monotonic() + (self._first if self.lots == 1 else 60.0)
        while time.monotonic() < ends:
            if cancelled():
                raise Cancelled
            time.sleep(0.005)

    def settings(self):
        return {"verifier": self.name}

    def close(self):
        pass


@pytest.mark.parametrize("voice", ["reading", "asking"])
def test_a_lot_that_takes_too_long_is_stopped_and_the_lots_before_it_stay(voice):
    votes = [Vote(6 * i, 6 * i + 2, "PER", 0.5, "t") for i in range(60)]
    sentences = list(split_sentences("张三在北京。" * 60))
    slow = Slow()
    made = (
        hybrid(slow, budget=Budget(seconds=0.3))
        if voice == "asking"
        else hybrid(None, reading=Reading(slow, Fusion(), 0.2), budget=Budget(seconds=0.3))
    )
    begun = time.monotonic()
    asked = made.ask(sentences, made.method.candidates(votes), cancelled=lambda: False)
    assert 0.3 <= time.monotonic() - begun < 1.3
    assert slow.lots == 2
    assert 0 < len(asked.verdicts) == asked.routed < asked.doubtful == 60
    assert asked.lost == 0
    with pytest.raises(Cancelled):
        made.ask(sentences, made.method.candidates(votes), cancelled=lambda: True)


def test_a_method_without_probabilities_is_refused():
    votes = Method("majority", majority(("t",)), {"t": 1.0}, 0.5, probabilistic=False)
    with pytest.raises(BadInputError, match="majority gives no probabilities"):
        HybridNER(votes, SecondOpinion(Asking(Scripted(), Fusion(), 0.2)))


def test_the_settings_say_all_that_decides():
    asking = Asking(Scripted(), Fusion("fuse", 1.0, 0.5, 0.1), 0.3, frozenset({"LOC"}))
    made = SecondOpinion(asking, budget=Budget(spans=9))
    assert made.settings() == {
        "verifier": "scripted",
        "fusion": {"rule": "fuse", "local": 1.0, "verifier": 0.5, "none": 0.1},
        "tau": 0.3,
        "budget": {"spans": 9, "seconds": None},
        "skipped_labels": ["LOC"],
    }


class Reads:
    """A reader that finds the same spans in every sentence and remembers which sentences it read."""

    name = "reads"

    def __init__(self, *found, crashes=False):
        self.sentences = []
        self._found, self._crashes = found, crashes

    def read(self, sentences, *, cancelled=None):
        if cancelled is not None and cancelled():
            raise Cancelled
        if self._crashes:
            raise ModelCrashError("the language model's process ended.")
        self.sentences += [sentence.text for sentence in sentences]
        return [
            [
                Candidate(one.start + start, one.start + end, {label: p, NO_ENTITY: 1.0 - p}, 1.0 - p)
                for start, end, label, p in self._found
                if one.start + end <= one.end
            ]
            for one in sentences
        ]

    def settings(self):
        return {"pack": self.name}

    def close(self):
        pass


EVEN = Fusion("fuse", 0.5, 0.5, 0.0)


def test_only_sentences_with_a_doubtful_span_are_read():
    reader = Reads((0, 2, "PER", 0.9))
    asked, _ = ask(None, reading=Reading(reader, EVEN, 0.4))
    assert reader.sentences == ["张三在北京。", "李四去上海。"]
    assert (asked.doubtful, asked.routed) == (2, 2)


def test_the_readers_word_counts_for_every_candidate_of_its_sentence():
    reader = Reads((0, 2, "PER", 0.99), (2, 3, "ORG", 0.3))
    asked, entities = ask(None, reading=Reading(reader, EVEN, 0.4))
    assert entities == ["张三", "李四", "王五"]
    found = {(c.start, c.end): c.distribution for c in asked.candidates}
    assert found[6, 8]["PER"] > 0.85
    assert found[3, 5]["LOC"] < 0.1
    assert 0.0 < found[2, 3]["ORG"] < 0.1
    assert found[12, 14] == {"PER": 0.62, NO_ENTITY: pytest.approx(0.38)}
    plain = asked.verdicts[6, 8].plain()
    assert plain["local"]["PER"] == 0.45
    assert plain["reader"]["PER"] == 0.99
    assert "verifier" not in plain


def test_labels_that_the_reader_harms_are_neither_read_for_nor_changed():
    reader = Reads((0, 2, "PER", 0.99), (2, 3, "LOC", 0.99), (3, 5, "PER", 0.99))
    made = Reading(reader, EVEN, 0.4, frozenset({"LOC"}))
    asked, _ = ask(None, reading=made)
    assert reader.sentences == ["李四去上海。"]
    assert (asked.doubtful, asked.routed) == (1, 1)
    found = {(c.start, c.end): c.distribution for c in asked.candidates}
    assert found[9, 11]["LOC"] == pytest.approx(0.08)
    assert (8, 9) not in found
    assert SecondOpinion(reading=made).settings()["reader"]["skipped_labels"] == ["LOC"]


def test_what_only_the_answers_harm_is_read_all_the_same():
    asking, reading = Asking(Scripted(), EVEN, 0.3), Reading(Reads(), EVEN, 0.3)
    made = SecondOpinion(asking, reading).within(Budget(), skipped=frozenset({"LOC", "PER"}), unread=frozenset({"PER"}))
    assert made.asking is not None
    assert made.reading is not None
    assert (made.asking.skipped, made.reading.skipped) == ({"LOC", "PER"}, {"PER"})


def test_what_is_doubtful_after_the_reading_is_asked():
    verifier = Scripted()
    asked, entities = ask(verifier, tau=0.3, reading=Reading(Reads((0, 2, "PER", 0.99)), EVEN, 0.4))
    assert flat(verifier.asked) == ["王五"]
    assert entities == ["张三", "李四"]
    assert asked.routed == 3
    assert asked.verdicts[12, 14].read is None


def test_the_budget_of_spans_is_one_for_reading_and_asking():
    verifier, reader = Scripted(), Reads((0, 2, "PER", 0.99))
    asked, _ = ask(verifier, tau=0.3, reading=Reading(reader, EVEN, 0.3), budget=Budget(spans=1))
    assert reader.sentences == ["张三在北京。"]
    assert asked.routed == 1
    assert not flat(verifier.asked)


@pytest.mark.parametrize("most", range(7))
def test_no_more_spans_are_looked_at_than_the_budget_allows(most):
    verifier, reader = Scripted(), Reads((0, 2, "PER", 0.9), (3, 5, "LOC", 0.6))
    asked, _ = ask(verifier, tau=0.05, reading=Reading(reader, EVEN, 0.42), budget=Budget(spans=most))
    assert asked.routed == min(most, asked.doubtful)
    assert len(flat(verifier.asked)) <= most


def test_after_a_reader_that_always_crashes_questions_are_still_asked():
    text = "张三在北京。" * 20
    votes = [Vote(6 * i, 6 * i + 2, "PER", 0.55, "t") for i in range(20)]
    made = hybrid(Scripted(), reading=Reading(Reads(crashes=True), EVEN, 0.4))
    asked = made.ask(list(split_sentences(text)), made.method.candidates(votes))
    assert asked.lost == 3
    assert len(asked.verdicts) == 20


def test_where_the_reader_crashes_the_taggers_word_stands():
    asked, entities = ask(None, reading=Reading(Reads(crashes=True), EVEN, 0.4))
    assert asked.lost == 2
    assert entities == ["张三", "北京", "王五"]


def test_reading_and_asking_tell_their_progress_and_can_be_cancelled():
    told = []
    made = hybrid(Scripted(), reading=Reading(Reads((0, 2, "PER", 0.9)), EVEN, 0.2))
    made.ask(SENTENCES, made.method.candidates(VOTES), progress=lambda done, size: told.append(done / size))
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(Cancelled):
        made.ask(SENTENCES, made.method.candidates(VOTES), cancelled=lambda: True)
