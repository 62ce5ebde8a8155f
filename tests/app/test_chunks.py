from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.views.chunks import MAX_CHUNK, Chunks, Heights

texts = st.text(alphabet="ab 中。\n𠮷é\u0301👍\u200d", max_size=60).map(lambda s: s * 50)


@given(texts)
def test_chunks_cover_the_text_once_and_in_order(text: str):
    chunks = Chunks(text)
    pieces = [text[start:end] for start, end in zip(chunks.starts, chunks.ends, strict=True)]
    assert "".join(p + "\n" * bool(c) for p, c in zip(pieces, chunks.closes, strict=True)) == text + "\n"
    assert all(len(piece) <= MAX_CHUNK for piece in pieces)


@given(texts)
def test_wide_characters_are_counted_in_each_chunk(text: str):
    chunks = Chunks(text)
    for start, end, wide in zip(chunks.starts, chunks.ends, chunks.wide, strict=True):
        assert wide == sum(character >= "\u2e80" for character in text[start:end])


@given(texts.filter(bool), st.data())
def test_every_position_is_found_in_its_chunk(text: str, data: st.DataObject):
    chunks = Chunks(text)
    position = data.draw(st.integers(0, len(text)))
    index = chunks.at(position)
    assert chunks.starts[index] <= position <= chunks.ends[index]


def test_a_long_line_is_cut_after_a_sentence_and_its_closing_mark():
    sentence = "他说：“今天有雨，明天也有雨。”"
    chunks = Chunks(sentence * 200)
    pieces = [(sentence * 200)[start:end] for start, end in zip(chunks.starts, chunks.ends, strict=True)]
    assert len(pieces) > 1
    assert all(piece.endswith("”") and piece.startswith("他") for piece in pieces)


def test_a_line_without_any_place_to_cut_is_cut_outside_joined_characters():
    family = "👩\u200d👩\u200d👧"
    text = "x" + family * 400
    chunks = Chunks(text)
    assert len(chunks) > 1
    for start in chunks.starts[1:]:
        assert text[start] != "\u200d"
        assert text[start - 1] != "\u200d"


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=3000),
    st.lists(st.tuples(st.integers(0, 2999), st.integers(0, 99)), max_size=20),
)
def test_heights_agree_with_plain_sums_after_corrections(heights: list[int], corrections: list[tuple[int, int]]):
    column = Heights(np.array(heights, dtype=np.float64))
    for index, height in corrections:
        if index < len(heights):
            heights[index] = height
            column[index] = height
    tops = np.concatenate(([0], np.cumsum(heights)))
    assert column.total == tops[-1]
    for index in {0, len(heights) // 2, len(heights) - 1}:
        assert column.top(index) == tops[index]
        if heights[index]:
            assert column.at(float(tops[index])) == index


def test_a_distance_outside_the_column_is_its_first_or_last_chunk():
    column = Heights(np.full(5, 10.0))
    assert column.at(-7) == 0
    assert column.at(1000) == 4
