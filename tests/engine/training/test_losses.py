"""The losses are what they are called."""

import itertools

import pytest

torch = pytest.importorskip("torch", reason="torch comes with the extra train")
pytest.importorskip("transformers", reason="transformers comes with the extra train")

from engine.training.crf import bio_constraint, crf_loss  # noqa: E402
from engine.training.losses import evidential_risk, flat  # noqa: E402


def test_the_crf_loss_is_minus_the_log_of_the_path_s_share():
    torch.manual_seed(3)
    emissions = torch.randn(2, 3, 3)
    moves = torch.stack([torch.randn(3, 3) + bio_constraint(1) for _ in range(2)])
    tags = torch.tensor([[1, 2, 0], [0, 1, 0]])
    mask = torch.tensor([[True, True, True], [True, True, False]])
    expected = 0.0
    for row, length in enumerate((3, 2)):

        def score(path, row=row):
            steps = sum(moves[row, left, right] for left, right in itertools.pairwise(path))
            return sum(emissions[row, i, tag] for i, tag in enumerate(path)) + steps

        legal = [path for path in itertools.product(range(3), repeat=length) if path[0] != 2]
        total = torch.logsumexp(torch.stack([score(path) for path in legal]), 0)
        expected += total - score(tags[row, :length].tolist())
    assert crf_loss(emissions, tags, mask, moves).item() == pytest.approx(expected.item(), rel=1e-4)


def test_sequence_taggers_learn_the_outermost_of_nested_entities():
    assert flat([(2, 3, 0), (0, 5, 1), (7, 8, 0)]) == [(0, 5, 1), (7, 8, 0)]
    assert flat([(0, 3, 0), (2, 5, 1)]) == [(0, 3, 0)]
    assert flat([(0, 1, 0), (1, 4, 1)]) == [(1, 4, 1)]


def test_the_evidential_risk_is_least_where_the_evidence_is_on_the_truth():
    def risk(*logits):
        return evidential_risk(torch.tensor([logits]), torch.tensor([1])).item()

    assert risk(-9.0, 6.0, -9.0) < risk(-9.0, -9.0, -9.0) < risk(6.0, -9.0, -9.0)
    assert risk(0.0, 6.0, 0.0) < risk(3.0, 6.0, 3.0)
