from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="torch comes with the extra train")

import torch

from engine.training import precision


@pytest.mark.parametrize(("seconds", "half"), [((1.0, 2.0), True), ((2.0, 1.0), False)])
def test_the_type_is_the_one_that_was_quicker(monkeypatch, seconds, half):
    by_kind = dict(zip((torch.bfloat16, torch.float32), seconds, strict=True))
    monkeypatch.setattr(precision, "_seconds", by_kind.__getitem__)
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: True)
    precision.fits_half.cache_clear()
    assert precision.fits_half() is half
    precision.fits_half.cache_clear()


def test_a_product_takes_some_time():
    assert precision._seconds(torch.float32) > 0.0
