"""The thresholds over which a span needs a second opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.uncertainty import ROUTE_ALL, ROUTE_NONE, threshold_for_accuracy, threshold_for_share

levels = st.integers(0, 8).map(lambda n: n / 8)


def routed(drawn, tau):
    return sum(u > tau for u in drawn)


@given(st.lists(levels, min_size=1, max_size=30), st.floats(0, 1))
def test_at_most_the_share_is_routed_and_no_lower_threshold_would_do(drawn, share):
    tau = threshold_for_share(drawn, share)
    assert routed(drawn, tau) <= share * len(drawn) + 1e-6
    lower = [u for u in {*drawn, ROUTE_ALL} if u < tau]
    if share > 0.0 and lower:
        assert routed(drawn, max(lower)) > share * len(drawn) - 1e-6


def test_the_share_by_hand():
    assert threshold_for_share([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], 0.3) == 0.7
    assert threshold_for_share([n / 100 for n in range(100)], 0.29) == 0.7
    assert threshold_for_share([0.1, 0.5, 0.5, 0.5], 0.5) == 0.5
    assert threshold_for_share([0.1, 0.5], 1.0) == ROUTE_ALL
    assert threshold_for_share([0.1, 0.5], 0.0) == ROUTE_NONE
    assert threshold_for_share([], 0.5) == ROUTE_NONE
    with pytest.raises(ValueError, match="share"):
        threshold_for_share([0.1], 30)


@given(st.lists(st.tuples(levels, st.booleans()), min_size=1, max_size=30), st.floats(0, 1))
def test_what_is_kept_is_as_accurate_as_asked_and_no_more_could_be_kept(pairs, accuracy):
    tau = threshold_for_accuracy(*zip(*pairs, strict=True), accuracy)

    def reaches(limit):
        kept = [right for u, right in pairs if u <= limit]
        return sum(kept) >= accuracy * len(kept) - 1e-6 if kept else False

    assert tau == ROUTE_ALL or reaches(tau)
    for u, _ in pairs:
        if u > tau:
            kept = [right for other, right in pairs if other <= u]
            assert sum(kept) < accuracy * len(kept) + 1e-6


def test_the_accuracy_by_hand():
    doubts, right = [0.1, 0.2, 0.3, 0.4, 0.5], [True, True, False, True, False]
    assert threshold_for_accuracy(doubts, right, 1.0) == 0.2
    assert threshold_for_accuracy(doubts, right, 0.7) == 0.4
    assert threshold_for_accuracy(doubts, right, 0.6) == 0.5
    assert threshold_for_accuracy([0.2, 0.2], [True, False], 0.9) == ROUTE_ALL
    assert threshold_for_accuracy([], [], 0.9) == ROUTE_ALL
    with pytest.raises(ValueError, match="as many"):
        threshold_for_accuracy([0.1], [True, False], 0.5)
