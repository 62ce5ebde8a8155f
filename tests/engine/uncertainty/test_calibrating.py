"""Scores made probabilities: what a calibration may change of a distribution, and what it may not."""

import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.ensemble import NO_ENTITY, best_label
from engine.types import Candidate
from engine.uncertainty import Calibration, calibrated

LABELS = ("PER", "LOC", "ORG", NO_ENTITY)
mappings = (
    st.lists(st.floats(0, 1), min_size=4, max_size=4)
    .filter(lambda weights: sum(weights) > 0.01)
    .map(lambda weights: {name: weight / sum(weights) for name, weight in zip(LABELS, weights, strict=True)})
)
probabilities = st.floats(0, 1).map(lambda p: round(p, 6))
tables = st.lists(st.tuples(probabilities, probabilities), min_size=1, max_size=8).map(
    lambda points: tuple(zip(sorted({x for x, _ in points}), sorted(y for _, y in points), strict=False))
)
temperatures = st.floats(0.1, 10).map(lambda t: Calibration("temperature", temperature=t))
isotonics = tables.map(lambda table: Calibration("isotonic", table=table))
betas = st.tuples(st.floats(0, 5), st.floats(0, 5), st.floats(-3, 3)).map(lambda abc: Calibration("beta", beta=abc))
calibrations = st.one_of(st.just(Calibration()), temperatures, betas, isotonics)


@given(calibrations, mappings)
def test_a_calibrated_distribution_is_one_and_keeps_the_order_of_the_labels(calibration, distribution):
    result = calibration.apply(distribution)
    assert set(result) == set(distribution)
    assert sum(result.values()) == pytest.approx(1.0)
    assert all(-1e-12 <= p <= 1.0 + 1e-12 for p in result.values())
    for a in LABELS[:-1]:
        for b in LABELS[:-1]:
            if distribution[a] > distribution[b]:
                assert result[a] >= result[b] - 1e-12


@given(temperatures, mappings)
def test_a_temperature_keeps_the_place_of_no_entity_too(calibration, distribution):
    result = calibration.apply(distribution)
    assert result[max(distribution, key=distribution.get)] == pytest.approx(max(result.values()))


@given(calibrations)
def test_a_calibration_survives_json(calibration):
    assert Calibration.from_plain(json.loads(json.dumps(calibration.to_plain()))) == calibration


@given(mappings)
def test_a_temperature_of_1_changes_nothing_and_a_high_one_levels(distribution):
    assert Calibration("temperature", temperature=1.0).apply(distribution) == pytest.approx(distribution)
    assert Calibration().apply(distribution) == distribution
    hot, cold = (Calibration("temperature", temperature=t).apply(distribution) for t in (5.0, 0.2))
    assert max(hot.values()) <= max(distribution.values()) + 1e-9
    assert max(cold.values()) >= max(distribution.values()) - 1e-9


def test_a_temperature_divides_the_logits():
    logits = np.array([2.0, -1.0, 0.5])
    before, after = np.exp(logits), np.exp(logits / 2.5)
    distribution = dict(zip(("PER", "LOC", NO_ENTITY), before / before.sum(), strict=True))
    result = Calibration("temperature", temperature=2.5).apply(distribution)
    assert list(result.values()) == pytest.approx(after / after.sum())


def test_a_temperature_leaves_the_impossible_impossible():
    assert Calibration("temperature", temperature=3.0).apply({"PER": 1.0, NO_ENTITY: 0.0}) == {
        "PER": 1.0,
        NO_ENTITY: 0.0,
    }


TABLE = ((0.2, 0.1), (0.4, 0.2), (0.8, 0.9))


@pytest.mark.parametrize(
    ("p", "q"), [(0.0, 0.1), (0.2, 0.1), (0.3, 0.15), (0.4, 0.2), (0.6, 0.55), (0.8, 0.9), (1, 0.9)]
)
def test_a_table_is_read_along_straight_lines_and_held_at_its_ends(p, q):
    assert Calibration("isotonic", table=TABLE).apply_score(p) == pytest.approx(q)


def test_a_doubted_label_gives_its_mass_to_no_entity_and_to_no_other_label():
    before = {"PER": 0.4, "LOC": 0.35, NO_ENTITY: 0.25}
    after = Calibration("isotonic", table=TABLE).apply(before)
    assert after == pytest.approx({"PER": 0.2, "LOC": 0.175, NO_ENTITY: 0.625})


def test_a_strengthened_label_takes_from_all_others():
    before = {"PER": 0.8, "LOC": 0.15, NO_ENTITY: 0.05}
    after = Calibration("isotonic", table=TABLE).apply(before)
    assert after == pytest.approx({"PER": 0.9, "LOC": 0.075, NO_ENTITY: 0.025})


def test_the_best_label_is_looked_at_even_where_no_entity_is_likelier():
    raise_it = Calibration("isotonic", table=((0.3, 0.6), (0.5, 0.7)))
    after = raise_it.apply({"PER": 0.3, "LOC": 0.1, NO_ENTITY: 0.6})
    assert after == pytest.approx({"PER": 0.6, "LOC": 0.4 / 7, NO_ENTITY: 2.4 / 7})


def test_freed_mass_needs_a_place_and_nothing_stays_nothing():
    halve = Calibration("isotonic", table=((0.0, 0.5),))
    assert halve.apply({"PER": 1.0}) == pytest.approx({"PER": 0.5, NO_ENTITY: 0.5})
    assert halve.apply({NO_ENTITY: 1.0}) == {NO_ENTITY: 1.0}
    assert halve.apply({"PER": 0.0, NO_ENTITY: 1.0}) == {"PER": 0.0, NO_ENTITY: 1.0}


@given(st.one_of(betas, isotonics), mappings)
def test_the_best_label_gets_what_the_curve_says_and_stays_the_best(calibration, distribution):
    candidate = Candidate(0, 1, distribution, 0.5)
    name, p = best_label(candidate)
    assume(p > 1e-6)
    after = calibrated(candidate, calibration)
    assert after.distribution[name] == pytest.approx(calibration.apply_score(p))
    assert best_label(after)[1] == pytest.approx(after.distribution[name])
    assert after.uncertainty == pytest.approx(1 - max(after.distribution.values()))
    assert (after.start, after.end) == (0, 1)


@given(calibrations, st.floats(0, 1), st.floats(0, 1))
def test_a_score_alone_is_mapped_upwards(calibration, one, other):
    low, high = sorted((one, other))
    assert 0.0 <= calibration.apply_score(low) <= calibration.apply_score(high) + 1e-12 <= 1.0 + 2e-12
    assert Calibration().apply_score(one) == one


def test_a_beta_calibration_of_1_1_0_changes_nothing_and_its_numbers_bend_each_side():
    for p in (0.0, 0.2, 0.7, 1.0):
        assert Calibration("beta", beta=(1.0, 1.0, 0.0)).apply_score(p) == pytest.approx(p, abs=2e-4)
    shy = Calibration("beta", beta=(2.0, 1.0, 0.0))
    assert shy.apply_score(0.1) < 0.02
    assert shy.apply_score(0.99) == pytest.approx(0.99, abs=0.001)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"kind": "magic"},
        {"kind": "temperature", "temperature": 0},
        {"kind": "temperature", "temperature": -1.0},
        {"kind": "temperature", "temperature": float("nan")},
        {"kind": "temperature", "temperature": "warm"},
        {"kind": "beta", "beta": [1.0, -0.5, 0.0]},
        {"kind": "beta", "beta": [1.0, 1.0]},
        {"kind": "beta", "beta": [1.0, 1.0, float("inf")]},
        {"kind": "isotonic"},
        {"kind": "isotonic", "table": []},
        {"kind": "isotonic", "table": [[0.1, 0.2], [0.1, 0.3]]},
        {"kind": "isotonic", "table": [[0.1, 0.4], [0.2, 0.3]]},
        {"kind": "isotonic", "table": [[0.1, 1.4]]},
        {"kind": "isotonic", "table": [[0.1]]},
        {"kind": "isotonic", "table": [[0.1, float("nan")]]},
        {"kind": "isotonic", "table": 5},
        {"kind": "identity", "table": [[0.1, 0.4]]},
    ],
)
def test_a_damaged_calibration_is_refused(raw):
    with pytest.raises(ValueError, match=r"calibration|beta|temperature|table|convert|unpack"):
        Calibration.from_plain(raw)
