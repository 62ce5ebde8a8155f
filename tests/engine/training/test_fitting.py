"""What settles votes is fitted on texts, and judged on texts that the fit has not seen."""

import random
from dataclasses import replace

import pytest

pytest.importorskip("sklearn", reason="scikit-learn comes with the extra train")

from engine.packs import find_pack
from engine.training import fitting
from engine.training.data import Example
from engine.types import Vote

TAGGERS = find_pack("zh-open").manifest.taggers()


def texts(count):
    """Texts of one candidate each, two of every id; all taggers say PER, and are right where they are sure of it."""
    rng = random.Random(3)
    votes, gold = [], []
    for number in range(count):
        sure = rng.random()
        votes.append([Vote(0, 2, "PER", round(sure, 4), tagger, chosen=sure > 0.5) for tagger in TAGGERS])
        entities = ((0, 2, "PER"),) if rng.random() < sure else ()
        gold.append(Example(f"r{number // 2}", "王华来了。", entities, ""))
    return votes, gold


def fitted_pack(votes, gold):
    pack = find_pack("zh-open")
    fitted = fitting.fit_votes(votes, gold, TAGGERS, ["PER", "LOC", "ORG"])
    manifest = pack.manifest.model_copy(update={"fitted": fitted})
    return replace(pack, manifest=manifest)


def test_the_regression_is_judged_on_texts_it_has_not_seen(monkeypatch):
    votes, gold = texts(200)
    pack = fitted_pack(votes, gold)
    learned = []

    def record(some_votes, some_gold, *names):
        learned.append({example.id for example in some_gold})
        return fit(some_votes, some_gold, *names)

    fit = fitting._stacking
    monkeypatch.setattr(fitting, "_stacking", record)
    fitting.fit_scores(pack, votes, gold)
    everything = {example.id for example in gold}
    left_out = [everything - seen for seen in learned]
    assert len(left_out) == 5
    assert all(left_out)
    assert sorted(name for part in left_out for name in part) == sorted(everything)


def test_every_method_keeps_what_is_likelier_than_half_its_f1():
    votes, gold = texts(400)
    fitted = fitting.fit_scores(fitted_pack(votes, gold), votes, gold)
    assert {"average", "majority", "stacking", "spanner"} <= set(fitted.thresholds)
    # Half of the spans are entities, and a score p is right with probability p: F1 is best, 0.764, from p = 0.382 on.
    assert fitted.thresholds["average"] == pytest.approx(0.382, abs=0.04)
    assert fitted.thresholds["stacking"] == pytest.approx(0.382, abs=0.04)


def test_on_few_spans_the_usual_threshold_stays():
    votes, gold = texts(60)
    fitted = fitting.fit_scores(fitted_pack(votes, gold), votes, gold)
    assert not fitted.thresholds
    assert not fitted.calibration
