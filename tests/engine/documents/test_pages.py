from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from document_builders import Line, pdf

from engine.documents import Box, PagePicture, read, show_page
from engine.errors import DocumentError

# x, y from the bottom, size: a Chinese character is as wide as its size.
PAGES = [
    [(100, 700, 20, "张三在北京。"), (100, 600, 20, "北京在下。")],
    [(50, 400, 10, "第二页的北"), (50, 380, 10, "京换行。")],
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "报告.pdf"
    path.write_bytes(pdf(PAGES))
    return path


def shown(path: Path, number: int = 1, width: int = 600, words: str = "", nth: int = 0) -> PagePicture:
    return show_page(path, hashlib.sha256(path.read_bytes()).hexdigest(), number, width, words, nth)


def near(box: Box, left: float, right: float, baseline: float, size: float) -> bool:
    return (
        abs(box.left - left) <= size / 4
        and abs(box.right - right) <= size / 4
        and baseline - 1.1 * size <= box.top < box.bottom <= baseline + 0.4 * size
    )


def test_a_page_is_as_wide_as_asked_and_says_its_place(file: Path):
    picture = shown(file, 2, 300)
    assert (picture.number, picture.pages, picture.width, picture.height) == (2, 2, 300, 400)
    assert len(picture.pixels) == picture.stride * picture.height
    assert set(picture.pixels[:300]) == {255}


def test_the_words_are_framed_where_they_stand(file: Path):
    (box,) = shown(file, words="北京").boxes
    assert near(box, 160, 200, 100, 20)
    (box,) = shown(file, words="北 京", nth=1).boxes
    assert near(box, 100, 140, 200, 20)
    (box,) = shown(file, width=1200, words="张三").boxes
    assert near(box, 200, 280, 200, 40)


def test_words_on_two_lines_have_two_frames(file: Path):
    first, second = shown(file, 2, words="北京").boxes
    assert near(first, 90, 100, 400, 10)
    assert near(second, 50, 60, 420, 10)


@pytest.mark.parametrize(
    ("lines", "words", "frames"),
    [
        ([(100, 700, 20, "⻢⻓⻰到⻄安")], "马长龙", [(100, 160, 100)]),
        ([(100, 700, 20, "见⻄安")], "西安", [(120, 160, 100)]),
        ([(100, 700, 20, "the signals of satel-"), (100, 676, 20, "lites are lost")], "satellites", [
            (250, 300, 100),
            (100, 150, 124),
        ]),
        ([(100, 700, 20, "over the Wi-"), (100, 676, 20, "Fi net")], "Wi-Fi", [(190, 220, 100), (100, 120, 124)]),
        ([(100, 700, 20, "of satel-"), (100, 676, 20, "lites at Bonn")], "Bonn", [(190, 230, 124)]),
    ],
)  # fmt: skip
def test_words_are_framed_as_the_document_has_them(
    tmp_path: Path, lines: list[Line], words: str, frames: list[tuple[float, float, float]]
):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([lines]))
    assert words in read(path).text
    boxes = shown(path, words=words).boxes
    assert len(boxes) == len(frames)
    for box, (left, right, baseline) in zip(boxes, frames, strict=True):
        assert near(box, left, right, baseline, 20)


def test_a_character_beyond_the_basic_plane_is_framed(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([[(100, 700, 20, "张𠮷三")]]))
    (box,) = shown(path, words="𠮷三").boxes
    assert near(box, 120, 180, 100, 20)


def test_words_that_are_not_there_have_no_frame(file: Path):
    assert shown(file, words="上海").boxes == ()
    assert shown(file, words="北京", nth=9).boxes == shown(file, words="北京", nth=1).boxes


def test_a_page_beyond_the_last_is_the_last(file: Path):
    assert shown(file, 9).number == 2


def test_a_file_that_changed_or_is_gone_is_said(file: Path):
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(pdf(PAGES[:1]))
    with pytest.raises(DocumentError, match="changed since it was read"):
        show_page(file, sha256, 1, 600)
    file.write_bytes(b"no pdf")
    with pytest.raises(DocumentError, match="damaged"):
        shown(file)
    file.unlink()
    with pytest.raises(DocumentError, match="does not exist"):
        show_page(file, sha256, 1, 600)
