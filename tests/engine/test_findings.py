"""How doubts are counted by threshold, and when a second opinion is seen to do harm."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings import BINS, Cost, Doubts, Pace, Repairs, routed_in_all


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
    made.add_sentence("PER", 0.4, 30)
    made.add_sentence("LOC", 0.5, 12)
    again = Doubts.from_plain(json.loads(json.dumps(made.plain())))
    assert again.plain() == made.plain()
    assert again.routed()[20] == 2
    assert again.routed(skipped={"LOC"})[20] == 1
    assert [again.characters()[step] for step in (10, 40, 50)] == [42, 12, 0]
    assert again.characters(skipped={"LOC"})[20] == 30


def test_the_budget_is_one_of_each_document():
    found = routed_in_all([counted(*[0.5] * 9), counted(0.5), Doubts()], Pace(), spans=4)
    assert (found.over[20], found.asked[20]) == (10, 5)
    assert routed_in_all([counted(0.5)], Pace()).asked[20] == 1
    assert routed_in_all([], Pace()).over == [0] * (BINS + 1)


def read(characters, *doubts):
    made = counted(*doubts)
    made.add_sentence("PER", max(doubts), characters)
    return made


def test_the_time_is_that_of_reading_the_sentences_and_of_asking_about_the_spans():
    documents = [read(300, 0.5, 0.3), read(200, 0.4)]
    reading = routed_in_all(documents, Pace(characters_a_second=100.0)).seconds
    assert [reading[step] for step in (20, 45, 60)] == [5.0, 3.0, 0.0]
    asking = routed_in_all(documents, Pace(milliseconds_a_span=500.0)).seconds
    assert [asking[step] for step in (20, 45, 60)] == [1.5, 0.5, 0.0]
    both = routed_in_all(documents, Pace(100.0, 500.0)).seconds
    assert both == [a + b for a, b in zip(reading, asking, strict=True)]


def test_a_budget_of_seconds_or_spans_shortens_the_reading_of_each_document():
    documents = [read(1000, *[0.5] * 10), read(100, 0.5)]
    found = routed_in_all(documents, Pace(characters_a_second=100.0), seconds=4.0)
    assert (found.over[20], found.asked[20], found.seconds[20]) == (11, 5, 5.0)
    found = routed_in_all(documents, Pace(characters_a_second=100.0), spans=2)
    assert (found.asked[20], found.seconds[20]) == (3, pytest.approx(3.0))


def test_costs_add_up():
    one = Cost(100, 2.0, 3, 0.5)
    assert one + one - one == one


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
