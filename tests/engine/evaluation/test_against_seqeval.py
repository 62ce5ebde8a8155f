"""Scores agree with seqeval, which the field compares with."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("seqeval", reason="seqeval comes with the extra train")

from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from engine.evaluation.metrics import score_spans

LENGTH = 12
cuts = st.lists(st.integers(0, LENGTH), min_size=2, max_size=8, unique=True).map(sorted)
labels = st.lists(st.sampled_from(("PER", "LOC", "")), min_size=8, max_size=8)


@st.composite
def sentences(draw):
    """Two readings of some sentences, as flat spans (sentence, start, end, label)."""
    count = draw(st.integers(1, 4))
    readings = []
    for _ in range(2):
        spans = []
        for sentence in range(count):
            places, names = draw(cuts), draw(labels)
            pairs = zip(places, places[1:], names, strict=False)
            spans += [(sentence, start, end, name) for start, end, name in pairs if name]
        readings.append(spans)
    return count, *readings


def tags(count, spans):
    rows = [["O"] * LENGTH for _ in range(count)]
    for sentence, start, end, name in spans:
        rows[sentence][start:end] = [f"B-{name}", *[f"I-{name}"] * (end - start - 1)]
    return rows


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60)
@given(sentences())
def test_micro_scores_are_seqeval_s(case):
    count, gold, found = case
    ours = score_spans(gold, found)
    rows = (tags(count, gold), tags(count, found))
    options = {"mode": "strict", "scheme": IOB2, "zero_division": 0}
    if gold or found:
        assert ours.precision == pytest.approx(precision_score(*rows, **options))
        assert ours.recall == pytest.approx(recall_score(*rows, **options))
        assert ours.f1 == pytest.approx(f1_score(*rows, **options))
