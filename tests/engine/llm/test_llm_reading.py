from __future__ import annotations

import numpy as np
import pytest

from engine.llm.reading import read_twice
from engine.llm.worker import Setup, Worker

pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")


def test_read_twice_every_token_sees_both_sides(tiny_model):
    worker = Worker(Setup(tiny_model, threads=1, cells=256, blocks=(2,)))
    longer, shorter = (tokens for tokens, _ in worker.pieces(["他昨天去了北京", "他昨天去了"]))
    seen, less = read_twice(worker, [longer, shorter])
    assert (len(seen), len(less)) == (len(longer), len(shorter))
    assert not np.allclose(seen[0], less[0], atol=1e-3)
    once = worker.states([longer, shorter])
    np.testing.assert_allclose(once[0][0], once[1][0], rtol=2e-3, atol=2e-3)
    worker.close()
