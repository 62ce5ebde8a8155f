"""The regression over all votes: features, plain coefficients, probabilities."""

import json
import math

import pytest

from engine.ensemble import group_votes
from engine.ensemble.stacking import Stacking, StackingModel, features
from engine.types import Vote

PLAIN = {
    "sources": ["crf", "span"],
    "labels": ["PER"],
    "classes": ["O", "PER"],
    "coefficients": [[0.0, 0.0, 0.0, 0.0], [2.0, 1.0, 4.0, -1.0]],
    "intercepts": [0.0, -2.0],
}
VOTES = [
    Vote(0, 2, "PER", 0.5, "crf", chosen=True),
    Vote(0, 2, "PER", 0.75, "span"),
    Vote(0, 2, "LOC", 0.2, "span", chosen=True),
    Vote(4, 5, "PER", 0.25, "span", chosen=True),
    Vote(7, 9, "PER", 1.0, "stranger", chosen=True),
]


def test_a_feature_pair_a_source_and_label_score_and_chosen():
    spans = group_votes(VOTES, ("crf", "span"))
    assert features(spans, ("crf", "span"), ("PER", "LOC")).tolist() == [
        [0.5, 1.0, 0.0, 0.0, 0.75, 0.0, 0.2, 1.0],
        [0.0, 0.0, 0.0, 0.0, 0.25, 1.0, 0.0, 0.0],
    ]
    assert features([], ("crf", "span"), ("PER", "LOC")).shape == (0, 8)


def test_the_distribution_is_the_softmax_of_the_classes():
    first, second = Stacking(StackingModel.from_plain(PLAIN)).combine(VOTES)
    logits = 2.0 * 0.5 + 1.0 + 4.0 * 0.75 - 2.0, 4.0 * 0.25 - 1.0 - 2.0
    for candidate, logit in zip((first, second), logits, strict=True):
        expected = 1 / (1 + math.exp(-logit))
        assert candidate.distribution == pytest.approx({"PER": expected, "O": 1 - expected})
    assert first.uncertainty == pytest.approx(first.distribution["O"])
    assert Stacking(StackingModel.from_plain(PLAIN)).combine([]) == []


def test_large_logits_stay_finite():
    huge = PLAIN | {"intercepts": [2000.0, -2000.0]}
    assert Stacking(StackingModel.from_plain(huge)).combine(VOTES)[0].distribution == {"O": 1.0, "PER": 0.0}


def test_a_model_survives_json():
    model = StackingModel.from_plain(PLAIN)
    assert StackingModel.from_plain(json.loads(json.dumps(model.to_plain()))) == model


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"coefficients": [[0.0] * 4]}, "coefficients and an intercept for each of its classes"),
        ({"intercepts": [0.0]}, "coefficients and an intercept for each of its classes"),
        ({"classes": [], "coefficients": [], "intercepts": []}, "for each of its classes"),
        ({"coefficients": [[0.0] * 4, [0.0] * 3]}, "needs 4 coefficients a class"),
        ({"labels": ["PER", "LOC"]}, "needs 8 coefficients a class"),
        ({"intercepts": [0.0, float("nan")]}, "needs finite numbers"),
        ({"intercepts": [0.0, "x"]}, "needs sources, labels, classes, coefficients and intercepts"),
        ({"intercepts": None}, "needs sources, labels, classes, coefficients and intercepts"),
        ({"labels": "PER"}, "as lists"),
        ({"labels": [5]}, "as lists"),
    ],
)
def test_bad_coefficients_are_refused(change, reason):
    with pytest.raises(ValueError, match=reason):
        StackingModel.from_plain(PLAIN | change)


def test_something_else_is_refused():
    for raw in (None, [], "model", {"sources": []}):
        with pytest.raises(ValueError, match="a stacking model needs"):
            StackingModel.from_plain(raw)
