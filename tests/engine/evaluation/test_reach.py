"""What routing reaches, on votes whose truth is known."""

import pytest

from engine.ensemble import Average
from engine.evaluation.routing import decided, reach, routing_thresholds
from engine.methods import Method
from engine.types import Vote
from engine.uncertainty import ROUTE_ALL, ROUTE_NONE

METHOD = Method("average", Average({"a": 1.0}), {"a": 1.0}, 0.5, probabilistic=True)


def vote(start, score):
    return Vote(start, start + 1, "PER", score, "a", score >= 0.5)


# Kept: three right at 0.95, 0.9 and 0.6, one wrong at 0.55. Not kept: a missed one at 0.45, a rightly left one at 0.1.
VOTES = [[vote(0, 0.95), vote(2, 0.6), vote(4, 0.45)], [vote(0, 0.9), vote(2, 0.55), vote(4, 0.1)]]
GOLD = [[(0, 1, "PER"), (2, 3, "PER"), (4, 5, "PER"), (6, 7, "PER")], [(0, 1, "PER")]]


def test_doubt_is_the_chance_that_the_decision_is_wrong():
    found = decided(METHOD, VOTES, GOLD)
    assert found.doubt.tolist() == pytest.approx([0.05, 0.4, 0.45, 0.1, 0.45, 0.1])
    assert found.kept.tolist() == [True, True, False, True, True, False]
    assert found.right.tolist() == [True, True, False, True, False, True]


@pytest.mark.parametrize(
    ("tau", "share", "wrong", "missed"),
    [
        (0.42, 0.5, 1.0, 0.5),
        (0.44999, 0.5, 1.0, 0.5),
        (0.5, 0.0, 0.0, 0.0),
        (ROUTE_ALL, 1.5, 1.0, 0.5),
        (ROUTE_NONE, 0, 0, 0),
    ],
)
def test_reach_counts_the_wrong_and_the_missed_among_what_is_routed(tau, share, wrong, missed):
    got = reach(decided(METHOD, VOTES, GOLD), GOLD, tau)
    assert (got.share, got.wrong, got.missed) == pytest.approx((share, wrong, missed))


def test_thresholds_keep_to_their_aims():
    found = decided(METHOD, VOTES, GOLD)
    thresholds = routing_thresholds(found)
    for aim, tau in thresholds.items():
        kind, value = aim.split()
        if kind == "share":
            assert reach(found, GOLD, tau).share <= float(value) + 1e-9
        else:
            sure = found.kept & (found.doubt <= tau)
            assert not sure.any() or found.right[sure].mean() >= float(value)
    assert thresholds["accuracy 0.95"] == pytest.approx(0.4)


def test_texts_without_candidates_route_nothing():
    found = decided(METHOD, [[]], [[(0, 1, "PER")]])
    assert set(routing_thresholds(found)) >= {"share 0.3", "accuracy 0.9"}
    assert reach(found, [[(0, 1, "PER")]], 0.2).share == 0.0
