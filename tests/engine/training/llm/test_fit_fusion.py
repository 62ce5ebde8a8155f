from __future__ import annotations

import random

import pytest

pytest.importorskip("torch", reason="the train extra is not installed")
pytest.importorskip("scipy", reason="the train extra is not installed")

from engine.ensemble import NO_ENTITY
from engine.evaluation.judgement import Judged
from engine.training.llm.fit_fusion import agrees, fit_fusion

LABELS = ("PER", "LOC", NO_ENTITY)


def said(label, share):
    rest = (1.0 - share) / 2
    return {name: share if name == label else rest for name in LABELS}


def judged(count, verifier_right, seed=1):
    """Spans on which the taggers are right in six of ten, the verifier as often as told, both sure of themselves."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        truth = rng.choice(LABELS)
        wrong = [label for label in LABELS if label != truth]
        local = truth if rng.random() < 0.6 else rng.choice(wrong)
        verifier = truth if rng.random() < verifier_right else rng.choice(wrong)
        found.append(Judged(said(local, 0.7), said(verifier, 0.9), truth))
    return found


def accuracy(rule, spans):
    decided = [rule.apply(span.local, span.verifier) for span in spans]
    return sum(
        max(found, key=found.__getitem__) == span.truth for found, span in zip(decided, spans, strict=True)
    ) / len(spans)


def test_a_verifier_that_knows_more_gets_more_weight_and_helps():
    rule = fit_fusion(judged(600, 0.9))
    assert rule.verifier > rule.local > 0.0
    fresh = judged(600, 0.9, seed=2)
    assert accuracy(rule, fresh) > accuracy(fit_fusion(judged(600, 0.9), alone=True), fresh) + 0.2


def test_a_verifier_that_guesses_is_not_listened_to():
    rule = fit_fusion(judged(600, 1 / 3))
    assert abs(rule.verifier) < 0.1
    fresh = judged(600, 1 / 3, seed=2)
    assert accuracy(rule, fresh) >= accuracy(fit_fusion(judged(600, 1 / 3), alone=True), fresh) - 0.02


def test_the_control_never_looks_at_the_verifier():
    assert fit_fusion(judged(300, 0.9), alone=True).verifier == 0.0


def test_with_few_spans_the_taggers_word_stands():
    rule = fit_fusion(judged(3, 1.0))
    assert rule.local == pytest.approx(1.0, abs=0.5)
    assert fit_fusion([]).apply(said("PER", 0.7), said("LOC", 0.9)) == pytest.approx(said("PER", 0.7))


def test_further_spans_count_where_they_foretell_those_that_matter():
    few = [judged(30, verifier_right=0.9, seed=seed) for seed in range(10)]
    alike, unlike = judged(400, verifier_right=0.9, seed=20), judged(400, verifier_right=0.6, seed=20)
    assert sum(agrees(some, alike) for some in few) > 6
    assert sum(agrees(some, unlike) for some in few) < 2
    assert not agrees(few[0], [])
