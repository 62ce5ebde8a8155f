"""The interval of an F1 over records."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.bootstrap import bootstrap_f1, bootstrap_gain

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


@given(records)
def test_a_way_gains_nothing_over_itself(counts):
    assert bootstrap_gain([(*one, *one) for one in counts]) == (0.0, 0.0)


def test_a_gain_is_as_sure_as_it_is_even():
    before, after = (5, 10, 10), (6, 10, 10)
    even, error = bootstrap_gain([(*before, *after)] * 50)
    assert (even, error) == (pytest.approx(0.1), pytest.approx(0.0, abs=1e-9))
    uneven, error = bootstrap_gain([(*before, *after)] * 25 + [(*after, *before)] * 20)
    assert 0.0 < uneven < even
    assert error > uneven


def test_the_error_of_a_gain_is_that_of_drawing_record_by_record():
    random = np.random.default_rng(5)
    gold = random.integers(1, 4, 300)
    first, second = random.binomial(gold, 0.6), random.binomial(gold, 0.7)
    counts = np.stack([first, gold, gold, second, gold, gold], axis=1)
    drawn = [counts[random.integers(0, 300, 300)] for _ in range(2000)]
    expected = np.std([f1(one[:, 3:]) - f1(one[:, :3]) for one in drawn])
    gain, error = bootstrap_gain(counts)
    assert gain == pytest.approx(f1(counts[:, 3:]) - f1(counts[:, :3]))
    assert error == pytest.approx(expected, rel=0.1)


def test_counts_of_another_shape_are_refused():
    assert bootstrap_gain([]) == (0.0, 0.0)
    with pytest.raises(ValueError, match="shape"):
        bootstrap_gain([(1, 2, 3)])
