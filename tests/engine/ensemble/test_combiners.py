"""Votes become candidates: every combiner by hand, and what holds for all of them."""

import json
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ensemble import Average, Spanner, best_label, class_f1, is_entity, majority, overall_f1
from engine.ensemble.stacking import Stacking, StackingModel
from engine.types import Vote

SOURCES = ("crf", "gru", "span")
LABELS = ("PER", "LOC", "ORG")


def said(source, label, score=0.9, start=0, end=2):
    return Vote(start, end, label, score, source, chosen=True)


def heard(source, label, score, start=0, end=2):
    return Vote(start, end, label, score, source)


def only(candidates):
    (candidate,) = candidates
    return candidate


def test_average_is_the_mean_over_all_sources_and_silence_counts_against_the_span():
    votes = [said("crf", "PER", 0.9), heard("span", "PER", 0.5), heard("span", "LOC", 0.2)]
    candidate = only(Average({"crf": 0.5, "span": 0.5}).combine(votes))
    assert candidate.distribution == pytest.approx({"PER": 0.7, "LOC": 0.1, "O": 0.2})
    assert candidate.uncertainty == pytest.approx(0.3)
    assert best_label(candidate) == ("PER", pytest.approx(0.7))
    candidate = only(Average(dict.fromkeys(SOURCES, 1 / len(SOURCES))).combine([said("span", "ORG", 0.6)]))
    assert candidate.distribution == pytest.approx({"ORG": 0.2, "O": 0.8})


def test_one_source_alone_is_its_own_distribution():
    votes = [said("crf", "PER", 0.6), heard("crf", "LOC", 0.1), said("span", "ORG", 1.0), said("gru", "ORG", 1.0, 5, 7)]
    assert only(Average({"crf": 1.0}).combine(votes)).distribution == pytest.approx({"PER": 0.6, "LOC": 0.1, "O": 0.3})


def test_scores_that_sum_to_more_than_one_by_rounding_still_make_a_distribution():
    candidate = only(Average({"span": 1.0}).combine([heard("span", "PER", 0.6), heard("span", "LOC", 0.6)]))
    assert candidate.distribution == pytest.approx({"PER": 0.5, "LOC": 0.5, "O": 0.0})


def test_majority_counts_answers_not_scores_and_silence_is_an_answer():
    votes = [said("crf", "PER", 0.1), said("gru", "PER", 0.1), said("span", "LOC", 1.0), heard("crf", "LOC", 0.9)]
    assert only(majority(SOURCES).combine(votes)).distribution == pytest.approx({"PER": 2 / 3, "LOC": 1 / 3, "O": 0.0})
    lonely = only(majority(SOURCES).combine([said("crf", "PER"), heard("gru", "PER", 0.8)]))
    assert lonely.distribution == pytest.approx({"PER": 1 / 3, "O": 2 / 3})
    assert not is_entity(lonely, None)
    assert only(majority(SOURCES).combine([heard("crf", "PER", 0.8)])).distribution == {"O": 1.0}


def test_a_vote_counts_for_exactly_its_span():
    votes = [
        said("crf", "PER", start=0, end=2),
        said("gru", "PER", start=0, end=3),
        said("span", "PER", start=0, end=3),
    ]
    candidates = majority(SOURCES).combine(votes)
    assert [(c.start, c.end, is_entity(c, None)) for c in candidates] == [(0, 3, True), (0, 2, False)]


@pytest.mark.parametrize(
    ("votes", "prior", "winner"),
    [
        ([said("crf", "PER"), said("gru", "LOC")], {"PER": 10, "LOC": 90}, "LOC"),
        ([said("crf", "PER"), said("gru", "LOC")], {"PER": 0.9, "LOC": 0.1}, "PER"),
        ([said("crf", "PER"), said("gru", "LOC")], {"LOC": 0.1}, "LOC"),
        ([said("crf", "PER")], {"PER": 1.0}, "O"),
        ([said("crf", "PER")], {}, "O"),
        ([said("crf", "PER")], {"PER": 30, "O": 20}, "PER"),
        ([said("crf", "PER")], {"PER": 20, "O": 30}, "O"),
    ],
)
def test_ties_follow_the_class_prior(votes, prior, winner):
    for combiner in (
        majority(("crf", "gru"), prior),
        overall_f1({"crf": 0.8, "gru": 0.8}, prior),
        class_f1({"crf": 0.8, "gru": 0.8}, {}, prior),
        overall_f1({"crf": 0.0, "gru": 0.0}, prior),
    ):
        candidate = only(combiner.combine(votes))
        assert max(candidate.distribution, key=candidate.distribution.get) == winner
        assert is_entity(candidate, None) == (winner != "O")


def test_a_tie_of_sums_that_only_rounding_tells_apart_follows_the_prior():
    f1 = {"a": 0.1, "b": 0.2, "c": 0.3}
    assert f1["a"] + f1["b"] > f1["c"]
    votes = [said("a", "PER"), said("b", "PER"), said("c", "LOC")]
    assert best_label(only(overall_f1(f1, {"PER": 1, "LOC": 2}).combine(votes)))[0] == "LOC"
    assert best_label(only(overall_f1(f1, {"PER": 2, "LOC": 1}).combine(votes)))[0] == "PER"


def test_overall_f1_weighs_the_answers_also_the_silent_ones():
    f1 = {"crf": 0.9, "gru": 0.5, "span": 0.3}
    candidate = only(overall_f1(f1).combine([said("crf", "PER"), said("gru", "LOC"), said("span", "LOC")]))
    assert candidate.distribution == pytest.approx({"PER": 0.9 / 1.7, "LOC": 0.8 / 1.7, "O": 0.0})
    candidate = only(overall_f1(f1).combine([said("gru", "LOC"), said("span", "LOC")]))
    assert candidate.distribution == pytest.approx({"O": 0.9 / 1.7, "LOC": 0.8 / 1.7})


def test_class_f1_weighs_each_label_and_silence_weighs_the_overall_f1():
    overall = {"crf": 0.8, "gru": 0.7, "span": 0.6}
    by_class = {"crf": {"PER": 0.2, "LOC": 0.9}, "gru": {"PER": 0.5}}
    combiner = class_f1(overall, by_class)
    candidate = only(combiner.combine([said("crf", "PER"), said("gru", "PER")]))
    assert candidate.distribution == pytest.approx({"PER": 0.7 / 1.3, "O": 0.6 / 1.3})
    # No F1 is known of gru's LOC and of any label of span: both weigh as they do overall.
    candidate = only(combiner.combine([said("crf", "LOC"), said("gru", "LOC"), said("span", "ORG")]))
    assert candidate.distribution == pytest.approx({"LOC": 1.6 / 2.2, "ORG": 0.6 / 2.2, "O": 0.0})


def test_the_span_tagger_scores_the_answers_of_all():
    """The example of HybridNER, section 2.4.3: LOC, LOC, ORG and O."""
    sources = ("bert", "span", "roberta", "macbert")
    votes = [
        said("bert", "LOC", 0.99),
        said("span", "LOC", 0.5),
        heard("span", "ORG", 0.3),
        said("roberta", "ORG", 0.99),
    ]
    candidate = only(Spanner(sources, "span").combine(votes))
    assert candidate.distribution == pytest.approx({"LOC": 1.0 / 1.5, "ORG": 0.3 / 1.5, "O": 0.2 / 1.5})
    assert candidate.uncertainty == pytest.approx(1 / 3)


def test_what_the_span_tagger_finds_unlikely_stays_out_unless_all_agree():
    crowd = [said("crf", "PER"), said("gru", "PER")]
    doubted = [*crowd, heard("span", "PER", 0.1)]
    assert not is_entity(only(Spanner(SOURCES, "span").combine(doubted)), None)
    assert best_label(only(Spanner(SOURCES, "span").combine([*crowd, said("span", "PER", 0.0)])))[1] == 1.0
    assert only(Spanner(SOURCES, "span").combine(crowd)).distribution["PER"] < 1e-5


def test_a_spanner_needs_its_tagger():
    with pytest.raises(ValueError, match="span tagger bert is not among"):
        Spanner(SOURCES, "bert")


STACKING = Stacking(
    StackingModel.from_plain(
        json.loads(
            json.dumps(
                {
                    "sources": SOURCES,
                    "labels": LABELS,
                    "classes": ["LOC", "O", "ORG", "PER"],
                    "coefficients": [[0.1 * ((7 * i + 3 * j) % 11) for j in range(18)] for i in range(4)],
                    "intercepts": [0.0, 1.0, -0.5, 0.2],
                }
            )
        )
    )
)
F1 = {"crf": 0.8, "gru": 0.72, "span": 0.65}
BY_CLASS = {"crf": {"PER": 0.9, "LOC": 0.4}, "gru": {"ORG": 0.0}}
COMBINERS = [
    Average(dict.fromkeys(SOURCES, 1 / len(SOURCES))),
    Average({"gru": 1.0}),
    majority(SOURCES, {"PER": 3, "LOC": 2, "ORG": 1}),
    overall_f1(F1),
    class_f1(F1, BY_CLASS),
    Spanner(SOURCES, "span"),
    STACKING,
]


@st.composite
def cast_votes(draw):
    """Votes as taggers cast them: a distribution over labels a span, at most one label chosen."""
    votes = []
    spans = draw(st.sets(st.tuples(st.integers(0, 8), st.integers(1, 4)), max_size=6))
    for start, length in spans:
        for source in (*SOURCES, "stranger"):
            labels = draw(st.lists(st.sampled_from(LABELS), unique=True))
            parts = draw(st.lists(st.floats(0.001, 1.0), min_size=len(labels) + 1, max_size=len(labels) + 1))
            chosen = draw(st.sampled_from([*labels, None]))
            votes.extend(
                Vote(start, start + length, label, part / sum(parts), source, chosen=label == chosen)
                for label, part in zip(labels, parts, strict=False)
            )
    return votes


@pytest.mark.parametrize("combiner", COMBINERS, ids=lambda c: type(c).__name__)
@given(votes=cast_votes(), seed=st.integers())
def test_candidates_are_sorted_distributions_whatever_the_order_of_votes(combiner, votes, seed):
    candidates = combiner.combine(iter(votes))
    order = [(c.start, -c.end) for c in candidates]
    assert order == sorted(set(order))
    heard_by = ("gru",) if combiner == Average({"gru": 1.0}) else SOURCES
    assert {(c.start, c.end) for c in candidates} == {(v.start, v.end) for v in votes if v.source in heard_by}
    for candidate in candidates:
        values = candidate.distribution.values()
        assert "O" in candidate.distribution
        assert sum(values) == pytest.approx(1.0)
        assert min(values) >= 0.0
        assert candidate.uncertainty == pytest.approx(1.0 - max(values))
        assert set(candidate.votes) == {
            v for v in votes if (v.start, v.end) == (candidate.start, candidate.end) and v.source in heard_by
        }
    shuffled = random.Random(seed).sample(votes, len(votes))
    assert combiner.combine(shuffled) == candidates


@given(cast_votes())
def test_one_source_alone_gives_its_own_answer(votes):
    chosen = {(v.start, v.end): v.label for v in votes if v.chosen and v.source == "span"}
    for combiner in (
        majority(("span",)),
        overall_f1({"span": 0.3}),
        class_f1({"span": 0.3}, {"span": {"PER": 0.1}}),
        Spanner(("span",), "span"),
    ):
        found = {(c.start, c.end): best_label(c)[0] for c in combiner.combine(votes) if is_entity(c, None)}
        assert found == chosen
    for candidate in Average({"span": 1.0}).combine(votes):
        own = {v.label: v.score for v in candidate.votes}
        assert {n: p for n, p in candidate.distribution.items() if n != "O"} == pytest.approx(own)


@given(cast_votes())
def test_equal_weights_are_a_majority(votes):
    equal = class_f1(dict.fromkeys(SOURCES, 0.5), {"crf": dict.fromkeys(LABELS, 0.5)})
    for weighted, counted in zip(equal.combine(votes), majority(SOURCES).combine(votes), strict=True):
        assert dict(weighted.distribution) == pytest.approx(dict(counted.distribution))


@given(st.lists(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4)), max_size=4), min_size=1, max_size=4))
def test_by_majority_spans_that_cross_never_both_win(answers):
    """Where no source overlaps itself; `engine.evaluation.systems` relies on it."""
    votes = []
    for source, spans in enumerate(answers):
        free = 0
        for gap, length in spans:
            votes.append(said(str(source), "PER", start=free + gap, end=free + gap + length))
            free += gap + length
    winners = [c for c in majority(map(str, range(len(answers)))).combine(votes) if is_entity(c, None)]
    for left, right in pairwise(winners):
        assert left.end <= right.start
