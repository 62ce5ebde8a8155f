"""Viterbi and span marginals against counting every path."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.taggers.crf import IMPOSSIBLE, decode_bio, span_marginals, viterbi


def random_chain(seed, steps, labels):
    rng = np.random.default_rng(seed)
    tags = 1 + 2 * labels
    transitions = rng.normal(size=(tags, tags)).astype(np.float32)
    for tag in range(2, tags, 2):
        blocked = [t for t in range(tags) if t not in (tag - 1, tag)]
        transitions[blocked, tag] = IMPOSSIBLE
    return rng.normal(size=(1, steps, tags)).astype(np.float32) * 2, transitions


def every_path(emissions, transitions, length):
    """(tags, score) of each path that BIO allows."""
    tags = emissions.shape[2]
    for path in product(range(tags), repeat=length):
        before = (0, *path[:-1])
        if any(t and t % 2 == 0 and b not in (t, t - 1) for b, t in zip(before, path, strict=True)):
            continue
        score = sum(float(emissions[0, i, t]) for i, t in enumerate(path))
        score += sum(float(transitions[a, b]) for a, b in pairwise(path))
        yield path, score


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), length=st.integers(1, 5), padding=st.integers(0, 2), labels=st.integers(1, 2))
def test_agrees_with_counting_every_path(seed, length, padding, labels):
    emissions, transitions = random_chain(seed, length + padding, labels)
    lengths = np.array([length])
    paths = list(every_path(emissions, transitions, length))

    best = max(paths, key=lambda item: item[1])[0]
    assert tuple(viterbi(emissions, lengths, transitions)[0]) == best

    mass = np.exp([score for _, score in paths])
    expected = np.zeros((length + padding, 4, labels))
    for (path, _), weight in zip(paths, mass / mass.sum(), strict=True):
        for first, last, label in decode_bio(np.array(path)):
            if last - first < 4:
                expected[first, last - first, label] += weight
    actual = span_marginals(emissions, lengths, transitions, 4)[0]
    np.testing.assert_allclose(actual, expected, atol=2e-4)


def test_rows_of_a_padded_batch_do_not_touch_each_other():
    short, transitions = random_chain(1, 3, 2)
    long, _ = random_chain(2, 6, 2)
    batch = np.zeros((2, 6, 5), dtype=np.float32)
    batch[0, :3], batch[1] = short[0], long[0]
    batch[0, 3:] = 50.0
    together = span_marginals(batch, np.array([3, 6]), transitions, 3)
    np.testing.assert_allclose(together[0, :3], span_marginals(short, np.array([3]), transitions, 3)[0], atol=1e-5)
    np.testing.assert_allclose(together[1], span_marginals(long, np.array([6]), transitions, 3)[0], atol=1e-5)


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ([0, 1, 2, 0], [(1, 2, 0)]),
        ([1, 1, 2, 3], [(0, 0, 0), (1, 2, 0), (3, 3, 1)]),
        ([0, 0], []),
        ([3, 4, 4], [(0, 2, 1)]),
    ],
)
def test_decodes_tags(tags, spans):
    assert decode_bio(np.array(tags)) == spans


@pytest.mark.parametrize("scale", [1, 30, 300])
def test_sharp_emissions_neither_overflow_nor_vanish(scale):
    emissions, transitions = random_chain(4, 60, 3)
    emissions *= scale
    lengths = np.array([60])
    marginals = span_marginals(emissions, lengths, transitions, 60)[0]
    assert np.isfinite(marginals).all()
    assert marginals.max() <= 1.0
    # Each unit lies in at most one entity.
    covered = np.zeros(60)
    for first, width in zip(*np.nonzero(marginals.sum(-1)), strict=True):
        covered[first : first + width + 1] += marginals[first, width].sum()
    assert covered.max() <= 1.0 + 1e-3
