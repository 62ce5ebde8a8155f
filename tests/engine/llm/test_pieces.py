from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.llm.pieces import LlamaPieces, begins
from engine.llm.worker import Setup, Worker
from engine.taggers.features import Featuriser

pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")


@pytest.fixture(scope="module")
def pieces(tiny_model):
    worker = Worker(Setup(tiny_model, threads=1))
    yield LlamaPieces(worker, "北京大")
    worker.close()


@given(st.text(max_size=30), st.lists(st.integers(0, 80), max_size=12))
def test_each_piece_begins_in_the_character_of_its_first_byte(text, cuts):
    raw = text.encode("utf-8", "replace")
    places = sorted({0, len(raw), *(cut for cut in cuts if cut < len(raw))})
    parts = [raw[a:b] for a, b in pairwise(places)]
    for place, char in zip(places, begins(text, parts), strict=False):
        assert len(text[:char].encode("utf-8", "replace")) <= place
        assert place < len(text[: char + 1].encode("utf-8", "replace"))


@settings(max_examples=30)
@given(st.text(st.sampled_from("北京大学机构人名A1 ，。𠮷"), min_size=1, max_size=40))
def test_windows_of_a_language_model_cover_their_units(pieces, text):
    for window in Featuriser(pieces).windows([text]):
        assert window.pieces[0] == pieces.start
        assert window.pieces[-1] == pieces.end
        assert (window.first >= 1).all()
        assert (window.first <= window.last).all()
        assert (window.last < len(window.pieces) - 1).all()


def test_characters_are_known_by_their_place_in_the_list(pieces):
    assert [pieces.char_id(char) for char in "北京大学"] == [1, 2, 3, 0]
