from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.mistakes import mistakes

SPANS = st.tuples(st.integers(0, 25), st.integers(1, 6)).map(lambda each: (each[0], each[0] + each[1]))
LABELLED = st.dictionaries(SPANS, st.sampled_from(["PER", "LOC"]), max_size=12)


def test_each_kind_is_counted_once():
    gold = {(0, 2): "PER", (5, 9): "LOC", (12, 14): "PER", (20, 22): "PER"}
    found = {(0, 2): "LOC", (5, 8): "LOC", (15, 17): "PER", (20, 22): "PER"}
    assert mistakes(gold, found) == {"type": 1, "boundary": 1, "spurious": 1, "missed": 1}


def test_what_is_right_is_no_mistake():
    gold = {(0, 2): "PER", (2, 4): "PER"}
    assert set(mistakes(gold, gold).values()) == {0}


@given(LABELLED, LABELLED)
def test_the_kinds_are_what_overlaps_and_what_does_not(gold, found):
    def overlapped(span, others):
        return any(span[0] < end and start < span[1] for start, end in others)

    counted = mistakes(gold, found)
    wrong = [span for span in found if span not in gold]
    assert counted["boundary"] == sum(overlapped(span, gold) for span in wrong)
    assert counted["spurious"] == sum(not overlapped(span, gold) for span in wrong)
    assert counted["missed"] == sum(not overlapped(span, found) for span in gold)
    assert counted["type"] == sum(gold.get(span, label) != label for span, label in found.items())
