"""Candidates become entities that do not cross."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ensemble import best_label, is_entity, settle
from engine.types import Candidate


def candidate(start, end, probability, label="PER", **others):
    distribution = {label: probability, **others}
    distribution["O"] = max(0.0, 1 - sum(distribution.values()))
    return Candidate(start, end, distribution, 1 - max(distribution.values()))


def places(candidates):
    return [(c.start, c.end) for c in candidates]


def test_the_likelier_of_two_crossing_spans_stays():
    drawn = [candidate(0, 4, 0.7), candidate(2, 6, 0.9), candidate(6, 8, 0.6), candidate(9, 10, 0.4)]
    assert places(settle(drawn, 0.5)) == [(2, 6), (6, 8)]


def test_without_a_threshold_the_best_label_has_to_beat_o():
    short = candidate(0, 2, 0.4, LOC=0.3)
    assert is_entity(short, None)
    assert not is_entity(short, 0.5)
    assert is_entity(short, 0.4)
    even, lost = candidate(3, 4, 0.5), candidate(5, 6, 0.4)
    assert places(settle([lost, even, short], None)) == [(0, 2)]
    assert places(settle([lost, even, short], 0.4)) == [(0, 2), (3, 4), (5, 6)]


def test_nested_entities_stay_where_labels_may_nest():
    drawn = [
        candidate(0, 8, 0.6),
        candidate(2, 4, 0.9),
        candidate(2, 3, 0.7),
        candidate(3, 6, 0.8),
        candidate(6, 8, 0.5),
    ]
    assert places(settle(drawn, 0.5, nested=True)) == [(0, 8), (2, 4), (2, 3), (6, 8)]
    assert places(settle(drawn, 0.5)) == [(2, 4), (6, 8)]


def test_nested_entities_never_share_a_span():
    (kept,) = settle([candidate(0, 2, 0.7, "LOC"), candidate(0, 2, 0.8, "PER")], 0.5, nested=True)
    assert best_label(kept) == ("PER", 0.8)


def cross(a, b):
    return a.start < b.start < a.end < b.end or b.start < a.start < b.end < a.end


def same(a, b):
    return (a.start, a.end) == (b.start, b.end)


spans = st.builds(
    lambda start, length, p, label: candidate(start, start + length, p, label),
    st.integers(0, 20),
    st.integers(1, 9),
    st.floats(0.05, 1.0),
    st.sampled_from(["PER", "LOC"]),
)
thresholds = st.none() | st.floats(0.1, 0.9)


@given(st.lists(spans, max_size=30), thresholds)
def test_flat_entities_never_overlap_and_nothing_free_is_left_out(drawn, threshold):
    kept = settle(drawn, threshold)
    for left, right in pairwise(kept):
        assert left.end <= right.start
    taken = {place for c in kept for place in range(c.start, c.end)}
    for entity in drawn:
        if is_entity(entity, threshold):
            assert taken & set(range(entity.start, entity.end))
    assert all(is_entity(c, threshold) for c in kept)


@given(st.lists(spans, max_size=30), thresholds)
def test_nested_entities_never_cross_and_only_what_crosses_or_repeats_a_likelier_one_is_left_out(drawn, threshold):
    kept = settle(drawn, threshold, nested=True)
    assert places(kept) == sorted(places(kept), key=lambda span: (span[0], -span[1]))
    assert not [pair for pair in combinations(kept, 2) if cross(*pair) or same(*pair)]
    for entity in drawn:
        if is_entity(entity, threshold) and entity not in kept:
            rivals = [c for c in kept if cross(c, entity) or same(c, entity)]
            assert max(best_label(c)[1] for c in rivals) >= best_label(entity)[1]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("nested", [False, True])
def test_a_long_document_is_settled_without_comparing_all_pairs(nested):
    """A second or less; comparing all pairs of a chain of 60,000 overlapping candidates takes many minutes."""
    drawn = [candidate(n, n + 3 + n % 7, 0.5 + (n * 7919 % 1000) / 2001) for n in range(60_000)]
    assert len(settle(drawn, 0.5, nested=nested)) > 5_000
