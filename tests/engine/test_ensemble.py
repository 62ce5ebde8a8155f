"""Votes become candidates, candidates become entities that do not cross."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ensemble import average, best_label, settle
from engine.types import Candidate, Vote

BOTH = ("sequence", "span")


def test_average_is_the_mean_over_all_sources():
    votes = [
        Vote(0, 2, "PER", 0.9, "sequence"),
        Vote(0, 2, "PER", 0.5, "span"),
        Vote(0, 2, "LOC", 0.3, "span"),
    ]
    (candidate,) = average(votes, BOTH)
    assert candidate.distribution == pytest.approx({"PER": 0.7, "LOC": 0.15, "O": 0.15})
    assert candidate.uncertainty == pytest.approx(0.3)
    assert best_label(candidate) == ("PER", pytest.approx(0.7))


def test_a_source_that_is_silent_counts_against_the_span():
    (candidate,) = average([Vote(3, 5, "ORG", 0.8, "span")], BOTH)
    assert best_label(candidate) == ("ORG", pytest.approx(0.4))
    assert candidate.distribution["O"] == pytest.approx(0.6)


def test_other_sources_are_not_heard():
    assert average([Vote(0, 1, "PER", 1.0, "span")], ("sequence",)) == []


def test_the_likelier_of_two_crossing_spans_stays():
    votes = [Vote(0, 4, "ORG", 0.7, "span"), Vote(2, 6, "LOC", 0.9, "span"), Vote(6, 8, "PER", 0.6, "span")]
    kept = settle(average(votes, ("span",)), 0.5)
    assert [(c.start, c.end) for c in kept] == [(2, 6), (6, 8)]


spans = st.tuples(st.integers(0, 40), st.integers(1, 8), st.sampled_from(["PER", "LOC"]), st.floats(0.05, 1.0))


@given(st.lists(spans, max_size=30), st.floats(0.1, 0.9))
def test_settled_entities_never_overlap_and_nothing_free_and_likely_is_left_out(drawn, threshold):
    candidates = [Candidate(s, s + n, {label: p, "O": 1 - p}, min(p, 1 - p)) for s, n, label, p in drawn]
    kept = settle(candidates, threshold)
    for left, right in pairwise(kept):
        assert left.end <= right.start
    taken = {place for c in kept for place in range(c.start, c.end)}
    for candidate in candidates:
        if best_label(candidate)[1] >= threshold:
            assert taken & set(range(candidate.start, candidate.end))
