"""Outputs become probabilities and answers as the definitions say."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.taggers.crf import IMPOSSIBLE
from engine.taggers.decode import SequenceDecoder, SpanDecoder

LABELS, WIDTH = 2, 3


def transitions(rng):
    scores = rng.normal(size=(5, 5)).astype(np.float32)
    for label in range(LABELS):
        inside = 2 + 2 * label
        allowed = (inside - 1, inside)
        scores[[tag for tag in range(5) if tag not in allowed], inside] = IMPOSSIBLE
    return scores


def paths(length):
    for tags in itertools.product(range(5), repeat=length):
        before = (0, *tags)
        if all(tag in (0, 1, 3) or before[i] in (tag - 1, tag) for i, tag in enumerate(tags)):
            yield tags


def spans(tags):
    found, start = [], None
    for index, tag in enumerate((*tags, 0)):
        if start is not None and tag in (0, 1, 3):
            found.append((start, index - 1, (tags[start] - 1) // 2))
            start = None
        if tag in (1, 3):
            start = index
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_sequence_tagger_s_probabilities_and_answer_are_those_of_all_paths(seed):
    rng = np.random.default_rng(seed)
    moves, emissions = transitions(rng), rng.normal(size=(2, 4, 5)).astype(np.float32)
    lengths = np.array([4, 2])
    decoder = SequenceDecoder(moves, WIDTH)
    probabilities, answers = decoder.probabilities(emissions, lengths), decoder.answers(emissions, lengths)
    for row, length in enumerate(lengths.tolist()):
        scored = {
            tags: sum(emissions[row, i, tag] for i, tag in enumerate(tags))
            + sum(moves[left, right] for left, right in itertools.pairwise(tags))
            for tags in paths(length)
        }
        total = sum(np.exp(score) for score in scored.values())
        assert answers[row] == spans(max(scored, key=scored.get))
        for first, width, label in itertools.product(range(length), range(WIDTH), range(LABELS)):
            mass = sum(np.exp(s) for tags, s in scored.items() if (first, first + width, label) in spans(tags))
            assert probabilities[row, first, width, label] == pytest.approx(mass / total, abs=1e-4)
        assert not probabilities[row, length:].any()


logits = arrays(np.float32, (1, 5, WIDTH, 1 + LABELS), elements=st.floats(-6, 6, width=16))


@settings(max_examples=60)
@given(logits, st.integers(1, 5), st.booleans())
def test_a_span_tagger_s_answer_holds_its_best_spans_and_none_that_cross(output, length, nested):
    lengths = np.array([length])
    decoder = SpanDecoder(nested=nested)
    probabilities = decoder.probabilities(output, lengths)[0]
    (answer,) = decoder.answers(output, lengths)
    assert probabilities.sum(-1).max() <= 1 + 1e-5
    for first, last, label in answer:
        assert last < length
        assert output[0, first, last - first].argmax() == 1 + label
    for left, right in itertools.combinations(answer, 2):
        apart = left[1] < right[0] or right[1] < left[0]
        within = (left[0] >= right[0] and left[1] <= right[1]) or (left[0] <= right[0] and left[1] >= right[1])
        assert apart or (nested and within)
    wanted = {
        (first, first + width)
        for first in range(length)
        for width in range(min(WIDTH, length - first))
        if output[0, first, width].argmax() > 0
    }
    taken = {place for first, last, _ in answer for place in range(first, last + 1)}
    for first, last in wanted:
        assert taken & set(range(first, last + 1))
