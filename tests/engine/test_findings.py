"""How doubts are counted by threshold, and when a second opinion is seen to do harm."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings import BINS, Doubts, Repairs, routed_in_all


def counted(*doubts, label="PER"):
    made = Doubts()
    for doubt in doubts:
        made.add(label, doubt)
    return made


@given(st.lists(st.floats(0.0, 1.0), max_size=30), st.integers(0, BINS - 1))
def test_as_many_are_routed_as_are_over_the_threshold(doubts, step):
    rounded = [round(doubt, 3) for doubt in doubts]
    expected = sum(1 for doubt in rounded if doubt > step / BINS + 1e-9)
    on_the_edge = sum(1 for doubt in rounded if doubt == 0.0) if step == 0 else 0
    assert counted(*rounded).routed()[step] == expected + on_the_edge


def test_a_doubt_on_a_threshold_is_not_over_it():
    routed = counted(0.1, 0.2, 0.3, 0.7).routed()
    assert [routed[step] for step in (9, 10, 20, 29, 30, 70)] == [4, 3, 2, 2, 1, 0]
    assert routed[BINS] == 0


def test_counts_survive_as_json_and_labels_can_be_left_out():
    made = counted(0.1, 0.4)
    made.add("LOC", 0.5)
    again = Doubts.from_plain(json.loads(json.dumps(made.plain())))
    assert again.plain() == made.plain()
    assert again.routed()[20] == 2
    assert again.routed(skipped={"LOC"})[20] == 1


def test_the_budget_is_one_of_each_document():
    over, asked = routed_in_all([counted(*[0.5] * 9), counted(0.5), Doubts()], most=4)
    assert (over[20], asked[20]) == (10, 5)
    assert routed_in_all([counted(0.5)])[1][20] == 1
    assert routed_in_all([])[0] == [0] * (BINS + 1)


@pytest.mark.parametrize(
    ("repairs", "harms"),
    [
        (Repairs(4, 0, 4), False),
        (Repairs(5, 2, 3), True),
        (Repairs(9, 3, 3), False),
        (Repairs(), False),
    ],
)
def test_harm_needs_some_evidence(repairs, harms):
    assert repairs.harms() is harms
