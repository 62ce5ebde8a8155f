"""The fit of the regression over all votes gives coefficients that the program reads alike."""

import json

import numpy as np
import pytest

from engine.ensemble import group_votes
from engine.ensemble.stacking import Stacking, StackingModel, features
from engine.types import Vote

pytest.importorskip("sklearn", reason="scikit-learn comes with the extra train")

SOURCES, LABELS = ("crf", "span"), ("PER", "LOC")


def examples(classes):
    """Spans whose true class is always what crf says; span is surer, and guesses."""
    random = np.random.default_rng(7)
    votes, targets = [], []
    for start in range(0, 900, 3):
        crf, span = (classes[random.integers(len(classes))] for _ in SOURCES)
        for source, label, score in (("crf", crf, 0.5), ("span", span, 0.95)):
            votes.append(Vote(start, start + 2, "PER" if label == "O" else label, score, source, chosen=label != "O"))
        targets.append(crf)
    return votes, targets


@pytest.mark.parametrize("classes", [("PER", "LOC", "O"), ("O", "PER")])
def test_the_program_computes_what_was_fitted(classes):
    from sklearn.linear_model import LogisticRegression

    from engine.training.stacking import fit

    votes, targets = examples(classes)
    matrix = features(group_votes(votes, SOURCES), SOURCES, LABELS)
    model = fit(matrix, targets, sources=SOURCES, labels=LABELS)
    reference = LogisticRegression(C=1.0, max_iter=2000).fit(matrix, targets)
    combiner = Stacking(StackingModel.from_plain(json.loads(json.dumps(model.to_plain()))))
    candidates = combiner.combine(votes)
    for candidate, expected in zip(candidates, reference.predict_proba(matrix), strict=True):
        by_class = dict(zip(reference.classes_, expected, strict=True))
        assert dict(candidate.distribution) == pytest.approx(by_class)
    found = [max(c.distribution, key=c.distribution.get) for c in candidates]
    assert sum(a == b for a, b in zip(found, targets, strict=True)) > 0.95 * len(targets)


def test_targets_of_one_kind_are_refused():
    from engine.training.stacking import fit

    votes, targets = examples(("PER",))
    with pytest.raises(ValueError, match="class"):
        fit(features(group_votes(votes, SOURCES), SOURCES, LABELS), targets, sources=SOURCES, labels=LABELS)
