"""Vectors of examples are made once, and again only where that is needed."""

from __future__ import annotations

import os
import pickle

import numpy as np
import pytest

from engine.ensemble import NO_ENTITY
from engine.evaluation.gold import GoldRecord
from engine.packs import find_pack
from engine.taggers.embedding import Embedder
from engine.verifiers.base import Question
from engine.verifiers.cases import gold_cases
from engine.verifiers.demonstrations import Demonstrations
from engine.verifiers.vectors import kept_vectors

MADE = (np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3), np.ones((3, 3), dtype=np.float32) / 3)


class Counting:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return MADE


def test_they_are_made_once_and_are_the_same_when_they_are_read(tmp_path):
    make = Counting()
    first = kept_vectors(tmp_path / "v", "a", (2, 3), make)
    again = kept_vectors(tmp_path / "v", "a", (2, 3), make)
    assert make.calls == 1
    for made, read, given in zip(first, again, MADE, strict=True):
        assert np.array_equal(made, read)
        assert np.allclose(read, given, atol=1e-3)


@pytest.mark.parametrize("content", [b"", b"no archive", pickle.dumps({"sentences": 1})])
def test_a_damaged_file_or_one_of_other_sizes_is_made_again(tmp_path, content):
    make = Counting()
    (tmp_path / "a.npz").write_bytes(content)
    kept_vectors(tmp_path, "a", (2, 3), make)
    kept_vectors(tmp_path, "a", (2, 3), make)
    assert make.calls == 1
    kept_vectors(tmp_path, "a", (2, 4), make)
    assert make.calls == 2


def test_only_the_sets_that_were_used_last_stay(tmp_path):
    for age, key in enumerate("abcd"):
        kept_vectors(tmp_path, key, (2, 3), Counting())
        os.utime(tmp_path / f"{key}.npz", (1000 + age, 1000 + age))
    kept_vectors(tmp_path, "a", (2, 3), Counting())
    kept_vectors(tmp_path, "e", (2, 3), Counting())
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["a", "c", "d", "e"]


def test_where_nothing_can_be_written_they_are_made_all_the_same(tmp_path):
    (tmp_path / "file").write_text("no folder")
    sentences, _ = kept_vectors(tmp_path / "file", "a", (2, 3), Counting())
    assert sentences.shape == (2, 3)


def test_examples_that_were_embedded_before_are_not_embedded_again(tmp_path, monkeypatch):
    embedder = Embedder(find_pack("zh-open"), threads=1)
    records = [GoldRecord(f"{name}昨天去了公司。", ((0, len(name), "PER"),)) for name in ("王小明", "李华", "张伟")]
    cases = [case for case in gold_cases(records) if case.label != NO_ENTITY]
    asked = [[Question("陈军昨天去了学校。", 0, 2)]]
    before = Demonstrations(cases, embedder, 2, kept=tmp_path).nearest(asked)
    embedded, embed = [], embedder.embed
    monkeypatch.setattr(embedder, "embed", lambda texts, **options: embedded.extend(texts) or embed(texts, **options))
    assert Demonstrations(cases, embedder, 2, kept=tmp_path).nearest(asked) == before
    assert embedded == ["陈军昨天去了学校。"]
    Demonstrations(cases[1:], embedder, 2, kept=tmp_path)
    assert len(embedded) > 1
