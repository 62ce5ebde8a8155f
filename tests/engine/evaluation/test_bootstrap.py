"""The interval of an F1 over records."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.bootstrap import bootstrap_f1

records = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)).map(lambda c: (c[0], c[0] + c[1], c[0] + c[2])),
    min_size=1,
    max_size=30,
)


def f1(counts):
    correct, found, gold = np.sum(counts, axis=0)
    return 2 * correct / (found + gold) if found + gold else 0.0


@given(records, st.randoms())
def test_an_interval_lies_in_range_and_ignores_the_order(counts, random):
    low, high = bootstrap_f1(counts)
    assert 0.0 <= low <= high <= 1.0
    random.shuffle(counts)
    assert bootstrap_f1(counts) == (low, high)


@given(st.integers(1, 5), st.integers(0, 3), st.integers(1, 40))
def test_records_all_alike_leave_no_doubt(correct, missed, number):
    counts = [(correct, correct, correct + missed)] * number
    assert bootstrap_f1(counts) == pytest.approx((f1(counts), f1(counts)))


def test_it_agrees_with_drawing_record_by_record():
    random = np.random.default_rng(3)
    gold = random.integers(0, 4, 400)
    correct = random.binomial(gold, 0.7)
    counts = np.stack([correct, correct + random.integers(0, 2, 400), gold], axis=1)
    drawn = [f1(counts[random.integers(0, 400, 400)]) for _ in range(4000)]
    low, high = bootstrap_f1(counts, resamples=4000)
    assert (low, high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.004)
    assert low < f1(counts) < high
    inner_low, inner_high = bootstrap_f1(counts, resamples=4000, confidence=0.5)
    assert low < inner_low < inner_high < high


def test_the_seed_decides():
    counts = [(1, 2, 2), (0, 1, 1), (2, 2, 3), (1, 1, 1)] * 20
    assert bootstrap_f1(counts) == bootstrap_f1(counts, seed=0)
    assert bootstrap_f1(counts) != bootstrap_f1(counts, seed=1)


def test_nothing_and_records_without_entities_give_zero():
    assert bootstrap_f1([]) == (0.0, 0.0)
    assert bootstrap_f1([(0, 0, 0)] * 5) == (0.0, 0.0)


def test_another_shape_is_refused():
    with pytest.raises(ValueError, match="shape"):
        bootstrap_f1([1, 2, 3])
