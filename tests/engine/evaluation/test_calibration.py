"""Measures of scores against what was right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.calibration import (
    ReliabilityBin,
    auroc,
    error_share,
    expected_calibration_error,
    reliability_bins,
)

scored = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)
# Few values, so that ties are many; all exact, so that a monotone map cannot merge two of them.
tied = st.lists(st.tuples(st.integers(0, 6).map(lambda n: n / 8), st.booleans()), min_size=1, max_size=40)
mixed = tied.filter(lambda pairs: len({wrong for _, wrong in pairs}) == 2)


def columns(pairs):
    return [a for a, _ in pairs], [b for _, b in pairs]


@given(scored, st.integers(1, 20))
def test_bins_share_the_spans_out(pairs, bins):
    scores, right = columns(pairs)
    held = reliability_bins(scores, right, bins=bins)
    assert len(held) <= bins
    assert sum(each.count for each in held) == len(pairs)
    assert sum(each.count * each.accuracy for each in held) == pytest.approx(sum(right))
    assert sum(each.count * each.confidence for each in held) == pytest.approx(sum(scores))
    for each in held:
        assert each.low - 1e-12 <= each.confidence <= each.high + 1e-12
    assert [each.low for each in held] == sorted(each.low for each in held)


@given(scored, st.integers(1, 20))
def test_the_error_lies_between_0_and_1(pairs, bins):
    assert 0.0 <= expected_calibration_error(*columns(pairs), bins=bins) <= 1.0 + 1e-12


@given(st.lists(st.integers(0, 10), min_size=1, max_size=8, unique=True))
def test_calibrated_scores_have_no_error(tenths):
    scores = [n / 10 for n in tenths for _ in range(10)]
    right = [i < n for n in tenths for i in range(10)]
    assert expected_calibration_error(scores, right) == pytest.approx(0.0, abs=1e-12)


def test_an_error_by_hand():
    scores = [0.9, 0.9, 0.9, 0.9, 0.3, 0.3]
    right = [True, True, False, False, False, True]
    assert expected_calibration_error(scores, right, bins=5) == pytest.approx(4 / 6 * 0.4 + 2 / 6 * 0.2)
    assert reliability_bins(scores, right, bins=5) == [
        ReliabilityBin(0.2, 0.4, pytest.approx(0.3), 0.5, 2),
        ReliabilityBin(0.8, 1.0, pytest.approx(0.9), 0.5, 4),
    ]


def test_a_score_on_an_edge_belongs_to_the_bin_below():
    assert [each.high for each in reliability_bins([0.0, 0.5, 1.0], [True] * 3, bins=2)] == [0.5, 1.0]
    assert [each.count for each in reliability_bins([0.0, 0.5, 1.0], [True] * 3, bins=2)] == [2, 1]


@given(mixed)
def test_auroc_is_the_share_of_pairs_in_the_right_order(pairs):
    bad = [u for u, wrong in pairs if wrong]
    good = [u for u, wrong in pairs if not wrong]
    wins = sum((b > g) + 0.5 * (b == g) for b in bad for g in good)
    assert auroc(*columns(pairs)) == pytest.approx(wins / (len(bad) * len(good)))


@given(mixed)
def test_auroc_sees_only_the_order(pairs):
    doubts, wrong = columns(pairs)
    value = auroc(doubts, wrong)
    assert auroc([3 * u**3 - 7 for u in doubts], wrong) == pytest.approx(value)
    assert auroc([-u for u in doubts], wrong) == pytest.approx(1 - value)
    assert auroc([0.4] * len(doubts), wrong) == 0.5


def test_auroc_needs_both_kinds():
    assert auroc([0.1, 0.9], [True, True]) is None
    assert auroc([0.1, 0.9], [False, False]) is None
    assert auroc([], []) is None
    assert auroc([0.1, 0.9], [False, True]) == 1.0


@given(tied.filter(lambda pairs: any(wrong for _, wrong in pairs)), st.floats(0, 1), st.floats(0, 1))
def test_the_share_of_errors_grows_with_the_fraction_to_all_of_them(pairs, one, other):
    doubts, wrong = columns(pairs)
    few, many = sorted((one, other))
    assert 0.0 <= error_share(doubts, wrong, fraction=few) <= error_share(doubts, wrong, fraction=many) + 1e-12
    assert error_share(doubts, wrong, fraction=1.0) == 1.0
    assert error_share(doubts, wrong, fraction=0.0) == 0.0
    assert error_share([0.5] * len(doubts), wrong, fraction=one) == pytest.approx(one)


def test_the_share_of_errors_by_hand():
    doubts = [0.9, 0.8, 0.8, 0.8, 0.8, 0.3, 0.2, 0.1, 0.1, 0.0]
    wrong = [True, True, False, False, False, True, False, False, False, True]
    # The first for certain, and of the four at 0.8 two: each of those counts half.
    assert error_share(doubts, wrong) == pytest.approx((1 + 0.5) / 4)
    assert error_share(doubts, [False] * 10) is None


@given(tied.filter(lambda pairs: any(wrong for _, wrong in pairs)), st.randoms())
def test_the_order_of_tied_spans_makes_no_difference(pairs, random):
    value = error_share(*columns(pairs))
    random.shuffle(pairs)
    assert error_share(*columns(pairs)) == pytest.approx(value)


def test_no_spans_and_wrong_shapes():
    assert reliability_bins([], []) == []
    assert expected_calibration_error([], []) == 0.0
    for measure in (auroc, error_share, expected_calibration_error):
        with pytest.raises(ValueError, match="one length"):
            measure([0.1, 0.2], [True])
    with pytest.raises(ValueError, match="fraction"):
        error_share([0.1], [True], fraction=1.5)
    with pytest.raises(ValueError, match="bin"):
        reliability_bins(np.array([0.1]), [True], bins=0)
