"""Fitted calibrations make scores of known distortion true again."""

import numpy as np
import pytest

from engine.ensemble import NO_ENTITY
from engine.uncertainty import Calibration

pytest.importorskip("sklearn", reason="scikit-learn comes with the extra train")

from engine.evaluation.calibration import expected_calibration_error
from engine.training.calibrate import (
    LEAST_CANDIDATES,
    best_labels,
    choose_calibration,
    fit_beta,
    fit_isotonic,
    fit_temperature,
)

LABELS = ("PER", "LOC", NO_ENTITY)


def overconfident(count, temperature, seed=1):
    """True labels drawn from softmax(z), and the distributions softmax(z · temperature)."""
    random = np.random.default_rng(seed)
    logits = random.normal(size=(count, 3)) * 1.5

    def soft(z):
        powers = np.exp(z - z.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    truths = [LABELS[random.choice(3, p=row)] for row in soft(logits)]
    return [dict(zip(LABELS, row, strict=True)) for row in soft(logits * temperature).tolist()], truths


def bent(count, seed=2):
    """Scores p that are right with a chance of p², which no temperature mends."""
    random = np.random.default_rng(seed)
    scores = random.random(count)
    truths = ["PER" if right else NO_ENTITY for right in random.random(count) < scores**2]
    return [{"PER": p, NO_ENTITY: 1 - p} for p in scores.tolist()], truths


def error(calibration, distributions, truths):
    scores, right = best_labels([calibration.apply(each) for each in distributions], truths)
    return expected_calibration_error(scores, right)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_is_found_again(temperature):
    calibration = fit_temperature(*overconfident(6000, temperature))
    assert calibration.kind == "temperature"
    assert calibration.temperature == pytest.approx(temperature, rel=0.08)
    fresh = overconfident(6000, temperature, seed=9)
    assert error(calibration, *fresh) < 0.02


def test_one_surprise_does_not_decide_everything():
    distributions, truths = overconfident(500, 1.0)
    calibration = fit_temperature([*distributions, {"PER": 1.0, NO_ENTITY: 0.0}], [*truths, "LOC"])
    assert calibration.temperature < 1.5


def test_a_table_mends_what_no_temperature_can():
    calibration = fit_isotonic(*bent(6000))
    assert [calibration.apply_score(p) for p in (0.2, 0.5, 0.8)] == pytest.approx([0.04, 0.25, 0.64], abs=0.06)
    fresh = bent(6000, seed=9)
    assert error(Calibration(), *fresh) > 0.1
    assert error(fit_temperature(*bent(6000)), *fresh) > 0.05
    assert error(calibration, *fresh) < 0.03


def test_few_spans_prove_nothing_for_certain():
    table = fit_isotonic([{"PER": 0.2, NO_ENTITY: 0.8}, {"PER": 0.9, NO_ENTITY: 0.1}], [NO_ENTITY, "PER"]).table
    assert table == ((0.2, 0.25), (0.9, 0.75))


def test_the_label_no_entity_is_never_the_best_one():
    scores, right = best_labels(
        [{"PER": 0.2, "LOC": 0.3, NO_ENTITY: 0.5}, {"PER": 0.6, NO_ENTITY: 0.4}, {NO_ENTITY: 1.0}],
        [NO_ENTITY, "PER", NO_ENTITY],
    )
    assert scores.tolist() == [0.3, 0.6, 0.0]
    assert right.tolist() == [False, True, False]


def test_a_curve_of_three_numbers_mends_it_too_and_with_fewer_spans():
    calibration = fit_beta(*bent(300))
    fresh = bent(6000, seed=9)
    assert error(calibration, *fresh) < 0.05 < error(Calibration(), *fresh)
    assert calibration.kind == "beta"


def test_a_curve_never_falls_and_one_sided_truths_have_none():
    upside_down = [{"PER": p, NO_ENTITY: 1 - p} for p in (0.1, 0.2, 0.8, 0.9)]
    assert fit_beta(upside_down, ["PER", "PER", NO_ENTITY, NO_ENTITY]) == Calibration()
    assert fit_beta(upside_down, ["PER"] * 4) == Calibration()


def stepped(count, seed=2):
    """Scores that are right with a chance of 0.3 up to the middle and 0.7 above, which no curve has."""
    random = np.random.default_rng(seed)
    scores = random.random(count)
    truths = ["PER" if right else NO_ENTITY for right in random.random(count) < np.where(scores < 0.5, 0.3, 0.7)]
    return [{"PER": p, NO_ENTITY: 1 - p} for p in scores.tolist()], truths


def test_the_kind_with_the_least_error_is_chosen_and_all_are_told():
    choice = choose_calibration(*stepped(3000))
    assert choice.calibration == fit_isotonic(*stepped(3000))
    assert set(choice.ece) == {"identity", "temperature", "beta", "isotonic"}
    assert choice.ece["isotonic"] < 0.05 < min(error for kind, error in choice.ece.items() if kind != "isotonic")
    assert choice.candidates == 3000
    hot = choose_calibration(*overconfident(3000, 3.0))
    assert hot.calibration.kind != "identity"
    assert hot.ece["identity"] > 0.1 > hot.ece["temperature"]


def test_a_half_is_never_judged_by_its_own_fit():
    """Scores that say nothing, each with its own answer: a fit on the same spans would seem perfect."""
    random = np.random.default_rng(4)
    scores = np.linspace(0.4, 0.6, 200)
    groups = [i // 2 for i in range(200)]
    truths = ["PER" if random.random() < 0.5 else NO_ENTITY for _ in range(100) for _ in range(2)]
    distributions = [{"PER": p, NO_ENTITY: 1 - p} for p in scores.tolist()]
    own = error(fit_isotonic(distributions, truths), distributions, truths)
    choice = choose_calibration(distributions, truths, groups=groups)
    assert own < 0.001
    assert choice.ece["isotonic"] > 0.01


def test_spans_of_one_text_stay_together():
    """Two texts with opposite answers: apart, each half's fit is the worst there is for the other."""
    distributions = [{"PER": 0.5, NO_ENTITY: 0.5}] * 200
    truths = ["PER"] * 100 + [NO_ENTITY] * 100
    together = choose_calibration(distributions, truths, groups=["a"] * 100 + ["b"] * 100)
    assert together.ece["isotonic"] > 0.9
    assert choose_calibration(distributions, truths).ece["isotonic"] < 0.2


def test_too_little_data_changes_nothing():
    distributions, truths = bent(LEAST_CANDIDATES - 1)
    choice = choose_calibration(distributions, truths)
    assert choice.calibration == Calibration()
    assert set(choice.ece) == {"identity"}
    one_text = choose_calibration(*bent(500), groups=["a"] * 500)
    assert one_text.calibration == Calibration()
    assert set(one_text.ece) == {"identity"}
    assert choose_calibration([], []).ece == {"identity": 0.0}
    assert fit_temperature([], []) == fit_beta([], []) == fit_isotonic([], []) == Calibration()


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="as many"):
        choose_calibration([{"PER": 1.0}], [])
    with pytest.raises(ValueError, match="as many"):
        choose_calibration([{"PER": 1.0}], ["PER"], groups=[])
