"""Windows: every unit belongs to one core, and nothing is cut off."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.packs import find_pack
from engine.taggers.features import MAX_PIECES, MAX_UNITS, Featuriser, collate
from engine.text.units import MAX_RUN, iter_units


@pytest.fixture(scope="module")
def featuriser():
    pack = find_pack("zh-open")
    return Featuriser(pack.path / pack.manifest.tokenizer)


mixed = st.text(st.sampled_from("北京大学海淀區王小明，。“”ABCxyz0123456789 \t🙂𠮷\u0301ﬁ\x01"), max_size=700)


@settings(max_examples=40)
@given(text=mixed)
def test_every_unit_lies_in_exactly_one_core(featuriser, text):
    covered = []
    for window in featuriser.windows([text]):
        low, high = window.core
        covered.extend(window.units[low:high])
        assert len(window.units) <= MAX_UNITS
        assert len(window.pieces) <= MAX_PIECES + 2
        assert len(window.first) == len(window.last) == len(window.units)
        assert (window.first >= 1).all()
        assert (window.first <= window.last).all()
        assert (window.last < len(window.pieces)).all()
    assert covered == list(iter_units(text))


@given(text=mixed)
def test_units_cover_every_visible_character(text):
    units = list(iter_units(text))
    places = [place for start, end in units for place in range(start, end)]
    assert places == [i for i, char in enumerate(text) if not char.isspace()]
    assert all(end - start <= MAX_RUN for start, end in units)


def test_a_long_sentence_is_windowed_with_context_on_both_sides(featuriser):
    windows = list(featuriser.windows(["中" * 1000]))
    assert len(windows) > 5
    for window in windows[1:-1]:
        low, high = window.core
        assert low > 0
        assert high < len(window.units)


def test_pieces_that_are_too_many_are_split_not_dropped(featuriser):
    text = " ".join("qzxjkvwq" * 3 for _ in range(150))
    windows = list(featuriser.windows([text]))
    units = [unit for window in windows for unit in window.units[slice(*window.core)]]
    assert units == list(iter_units(text))


def test_collate_pads_without_touching_the_rows(featuriser):
    windows = list(featuriser.windows(["北京", "上海交通大学位于闵行区。"]))
    batch = collate(windows, featuriser.pad)
    assert batch["pieces"].shape[0] == 2
    assert (batch["first"][0, len(windows[0].units) :] == 0).all()
    assert (batch["first"][0, : len(windows[0].units)] == windows[0].first).all()


def test_characters_inside_one_piece_keep_their_place(featuriser):
    (window,) = featuriser.windows(["不同的速度"])
    same_piece = [i for i in range(1, len(window.units)) if window.first[i] == window.first[i - 1]]
    assert same_piece
    assert all(window.offset[i] == window.offset[i - 1] + 1 for i in same_piece)
