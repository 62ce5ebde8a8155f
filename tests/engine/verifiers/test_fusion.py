from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ensemble import NO_ENTITY
from engine.verifiers.fusion import Fusion

LABELS = ("PER", "LOC", NO_ENTITY)


@st.composite
def distributions(draw):
    weights = [draw(st.floats(0.001, 1.0)) for _ in LABELS]
    return {label: weight / sum(weights) for label, weight in zip(LABELS, weights, strict=True)}


RULES = [Fusion("replace"), Fusion("drop"), Fusion("fuse", 1.0, 0.5, -0.3)]


@given(distributions(), distributions(), st.sampled_from(RULES))
def test_every_rule_gives_a_distribution_over_the_same_labels(local, verifier, rule):
    found = rule.apply(local, verifier)
    assert set(found) == set(LABELS)
    assert sum(found.values()) == pytest.approx(1.0)
    assert min(found.values()) >= 0.0


@given(distributions(), distributions())
def test_replacing_takes_the_verifiers_word(local, verifier):
    assert Fusion("replace").apply(local, verifier) == verifier


@given(distributions(), distributions())
def test_dropping_never_changes_which_label_is_likelier(local, verifier):
    found = Fusion("drop").apply(local, verifier)
    assert found["PER"] * local["LOC"] == pytest.approx(found["LOC"] * local["PER"])
    says_none = max(verifier, key=verifier.__getitem__) == NO_ENTITY
    assert found[NO_ENTITY] == pytest.approx((verifier if says_none else local)[NO_ENTITY])


@given(distributions(), distributions())
def test_a_pool_without_the_verifier_leaves_the_taggers_distribution(local, verifier):
    assert Fusion("fuse", 1.0, 0.0, 0.0).apply(local, verifier) == pytest.approx(local)


@given(distributions(), distributions(), st.floats(0.1, 2.0), st.floats(0.1, 2.0), st.floats(-2.0, 2.0))
def test_a_pool_is_linear_in_logarithms(local, verifier, a, b, c):
    found = Fusion("fuse", a, b, c).apply(local, verifier)
    for label in ("PER", "LOC"):
        odds = a * math.log(local[label] / local[NO_ENTITY]) + b * math.log(verifier[label] / verifier[NO_ENTITY]) - c
        assert math.log(found[label] / found[NO_ENTITY]) == pytest.approx(odds, abs=1e-6)


def test_a_label_that_only_one_knows_stays_possible():
    found = Fusion("fuse").apply({"PER": 1.0, NO_ENTITY: 0.0}, {"LOC": 1.0, NO_ENTITY: 0.0})
    assert set(found) == {"PER", "LOC", NO_ENTITY}
    assert all(value > 0.0 for value in found.values())


@pytest.mark.parametrize("bad", [{"rule": "guess"}, {"local": math.nan}, {"none": math.inf}])
def test_numbers_and_rules_that_are_none_are_refused(bad):
    with pytest.raises(ValueError, match="rule"):
        Fusion(**bad)
