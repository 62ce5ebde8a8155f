"""Uncertainty by five measures: in [0, 1], and the same whatever else stands in the batch."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.errors import BadInputError
from engine.taggers.span_layers import SpanLayers
from engine.uncertainty import (
    MEASURES,
    Confidence,
    Entropy,
    Evidential,
    Marginal,
    McDropout,
    SpanInputs,
    make_measure,
)

SIZE, CLASSES = 6, 4


def layers(**parts):
    random = np.random.default_rng(5)
    usual = {
        "width": np.zeros((3, SIZE)),
        "label": random.normal(size=(SIZE, CLASSES)),
        "label_bias": random.normal(size=CLASSES),
        "evidence": random.normal(size=(SIZE, CLASSES)),
        "evidence_bias": random.normal(size=CLASSES),
    }
    return SpanLayers(**{name: np.asarray(part, dtype=np.float32) for name, part in (usual | parts).items()})


LAYERS = layers()
hiddens = arrays.arrays(np.float32, st.tuples(st.integers(1, 9), st.just(SIZE)), elements=st.floats(-8, 8, width=32))
every_measure = st.sampled_from(
    [
        *(make_measure(name) for name in MEASURES),
        *(McDropout(by=by, rate=0.4) for by in ("variance", "mutual-information")),
    ]
)


def inputs(hidden, network=LAYERS):
    logits = np.maximum(hidden, 0) @ network.label
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return SpanInputs(powers / powers.sum(1, keepdims=True), hidden, network)


@given(hiddens, every_measure)
def test_every_measure_gives_distributions_and_numbers_in_range(hidden, measure):
    distribution, uncertainty = measure(inputs(hidden))
    assert distribution.shape == (len(hidden), CLASSES)
    assert uncertainty.shape == (len(hidden),)
    assert distribution.sum(1) == pytest.approx(np.ones(len(hidden)))
    assert (distribution >= 0).all()
    assert ((uncertainty >= 0) & (uncertainty <= 1)).all()


@given(hiddens, every_measure, st.data())
def test_a_span_has_the_same_numbers_whatever_stands_beside_it(hidden, measure, data):
    together = measure(inputs(hidden))
    order = data.draw(st.permutations(range(len(hidden))))
    cut = data.draw(st.integers(0, len(hidden)))
    for rows in (order[:cut], order[cut:]):
        if rows:
            apart = measure(inputs(hidden[rows]))
            np.testing.assert_allclose(apart.distribution, together.distribution[rows], atol=1e-6)
            np.testing.assert_allclose(apart.uncertainty, together.uncertainty[rows], atol=1e-6)


def test_spans_over_many_blocks_are_read_alike():
    few = np.random.default_rng(2).normal(size=(3, SIZE)) * 3
    many = McDropout(passes=2)(inputs(np.tile(few, (1500, 1))))
    once = McDropout(passes=2)(inputs(few))
    np.testing.assert_allclose(many.uncertainty, np.tile(once.uncertainty, 1500), atol=1e-12)
    np.testing.assert_allclose(many.distribution, np.tile(once.distribution, (1500, 1)), atol=1e-12)


def test_the_names_make_the_measures():
    assert set(MEASURES) == {"marginal", "confidence", "entropy", "mc-dropout", "evidential"}
    assert all(make_measure(name).name == name for name in MEASURES)
    with pytest.raises(BadInputError, match=r"measure guess does not exist \(available: marginal, "):
        make_measure("guess")


@pytest.mark.parametrize("name", ["confidence", "entropy", "mc-dropout", "evidential"])
def test_a_pack_without_a_span_tagger_is_refused(name):
    with pytest.raises(BadInputError, match=f"measure {name} needs the last layers of a span tagger"):
        make_measure(name)(SpanInputs([[0.5, 0.5]]))


def test_marginal_needs_distributions():
    with pytest.raises(BadInputError, match="needs the distributions"):
        Marginal()(SpanInputs(hidden=np.zeros((1, SIZE)), layers=LAYERS))


@pytest.mark.parametrize("measure", [make_measure(name) for name in MEASURES], ids=list(MEASURES))
def test_no_spans_give_no_numbers(measure):
    spans = SpanInputs(np.zeros((0, CLASSES)), np.zeros((0, SIZE)), LAYERS)
    distribution, uncertainty = measure(spans)
    assert distribution.shape == (0, CLASSES)
    assert uncertainty.shape == (0,)


def test_marginal_and_confidence_look_at_different_distributions():
    spans = SpanInputs(
        [[0.1, 0.7, 0.15, 0.05]],
        np.zeros((1, SIZE)),
        layers(label_bias=np.log([0.2, 0.1, 0.6, 0.1])),
    )
    assert Marginal()(spans).uncertainty == pytest.approx([0.3])
    assert Confidence()(spans).uncertainty == pytest.approx([0.4])
    assert Confidence()(spans).distribution[0] == pytest.approx([0.2, 0.1, 0.6, 0.1], abs=1e-6)


def test_the_span_vector_passes_its_relu_first():
    weight = np.zeros((SIZE, CLASSES))
    weight[0, 1] = 2.0
    network = layers(label=weight, label_bias=np.zeros(CLASSES))
    hidden = np.zeros((2, SIZE))
    hidden[:, 0] = -1.0, 1.0
    assert Confidence()(SpanInputs(None, hidden, network)).distribution[:, 1] == pytest.approx(
        [0.25, math.e**2 / (math.e**2 + 3)]
    )


def test_entropy_is_1_for_what_could_be_anything_and_0_for_what_is_certain():
    even, sure = layers(label_bias=np.zeros(CLASSES)), layers(label_bias=[0, 500, 0, 0])
    half = layers(label_bias=[0, 0, -500, -500])
    found = [Entropy()(SpanInputs(None, np.zeros((1, SIZE)), network)).uncertainty[0] for network in (even, sure, half)]
    assert found == pytest.approx([1.0, 0.0, math.log(2) / math.log(4)])


BY = ["confidence", "variance", "mutual-information"]


@given(hiddens)
def test_without_dropout_every_pass_is_the_softmax(hidden):
    spans = inputs(hidden)
    plain = Confidence()(spans)
    np.testing.assert_allclose(McDropout(rate=0.0)(spans).distribution, plain.distribution, atol=1e-9)
    np.testing.assert_allclose(McDropout(rate=0.0)(spans).uncertainty, plain.uncertainty, atol=1e-9)
    for by in ("variance", "mutual-information"):
        assert McDropout(rate=0.0, by=by)(spans).uncertainty == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("by", BY)
def test_the_seed_alone_decides(by):
    spans = inputs(np.random.default_rng(0).normal(size=(5, SIZE)) * 3)
    first = McDropout(rate=0.5, by=by)(spans)
    assert np.array_equal(first.uncertainty, McDropout(rate=0.5, by=by)(spans).uncertainty)
    assert not np.allclose(first.uncertainty, McDropout(rate=0.5, by=by, seed=1)(spans).uncertainty)


def two_ways():
    """A span whose one live unit decides between two labels: with it 0 or 1 is certain, without it both are even."""
    weight = np.zeros((SIZE, CLASSES))
    weight[0, 1] = 400.0
    network = layers(label=weight, label_bias=[0, 0, -500, -500])
    hidden = np.zeros((1, SIZE))
    hidden[0, 0] = 1.0
    return SpanInputs(None, hidden, network)


def test_the_passes_mean_what_they_say():
    """With a rate of a half, P is (0, 1) in half of the passes and (1/2, 1/2) in the others."""
    many = {by: McDropout(rate=0.5, passes=20_000, by=by)(two_ways()) for by in BY}
    assert many["confidence"].distribution[0] == pytest.approx([0.25, 0.75, 0.0, 0.0], abs=0.01)
    assert many["confidence"].uncertainty[0] == pytest.approx(0.25, abs=0.01)
    assert many["variance"].uncertainty[0] == pytest.approx(4 / 16, abs=0.01)
    mean = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75))
    assert many["mutual-information"].uncertainty[0] == pytest.approx(
        (mean - 0.5 * math.log(2)) / math.log(4), abs=0.01
    )


def test_dropout_is_inverted_so_that_the_mean_logit_stays():
    weight = np.zeros((SIZE, CLASSES))
    weight[0, 1] = 1e-3
    network = layers(label=weight, label_bias=np.zeros(CLASSES))
    hidden = np.zeros((1, SIZE))
    hidden[0, 0] = 1.0
    spans = SpanInputs(None, hidden, network)
    found = McDropout(rate=0.8, passes=50_000)(spans).distribution[0, 1] - 0.25
    assert found == pytest.approx(Confidence()(spans).distribution[0, 1] - 0.25, rel=0.05)


def test_passes_that_agree_on_their_doubt_have_nothing_to_tell():
    even = SpanInputs(None, np.ones((1, SIZE)), layers(label=np.zeros((SIZE, CLASSES)), label_bias=np.zeros(CLASSES)))
    doubt = {by: McDropout(rate=0.5, by=by)(even).uncertainty[0] for by in BY}
    assert doubt == pytest.approx({"confidence": 0.75, "variance": 0.0, "mutual-information": 0.0})


@pytest.mark.parametrize("wrong", [{"rate": 1.0}, {"rate": -0.1}, {"passes": 0}])
def test_impossible_dropout_is_refused(wrong):
    with pytest.raises(ValueError, match="dropout"):
        McDropout(**wrong)


def test_evidence_by_hand():
    bias = np.log([8.0, 2.0, 4.0, 2.0])
    network = layers(evidence=np.zeros((SIZE, CLASSES)), evidence_bias=bias)
    distribution, uncertainty = Evidential()(SpanInputs(None, np.zeros((1, SIZE)), network))
    assert distribution[0] == pytest.approx([9 / 20, 3 / 20, 5 / 20, 3 / 20], abs=1e-5)
    assert uncertainty[0] == pytest.approx(4 / 20, abs=1e-5)


@given(st.floats(-30, 30), st.floats(0, 30))
def test_more_evidence_is_less_doubt_and_none_is_all(start, more):
    def doubt(bias):
        network = layers(evidence_bias=np.full(CLASSES, bias))
        return Evidential()(SpanInputs(None, np.zeros((1, SIZE)), network)).uncertainty[0]

    assert doubt(start) >= doubt(start + more)
    assert doubt(-200.0) == pytest.approx(1.0)
    assert doubt(1e6) == pytest.approx(0.0, abs=1e-4)


def test_evidence_reads_its_own_layer_after_the_relu():
    weight = np.zeros((SIZE, CLASSES))
    weight[0, 1:3] = -20.0, 20.0 + math.log(50.0)
    hidden = np.zeros((2, SIZE))
    hidden[:, 0] = -1.0, 1.0
    spans = SpanInputs(None, hidden, layers(evidence=weight, evidence_bias=np.full(CLASSES, -20.0)))
    found = Evidential()(spans)
    assert found.uncertainty == pytest.approx([1.0, 4 / 54])
    assert found.distribution[1] == pytest.approx([1 / 54, 1 / 54, 51 / 54, 1 / 54])
