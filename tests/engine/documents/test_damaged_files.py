"""Whatever the bytes: a document or one DocumentError."""

from __future__ import annotations

import contextlib
import tempfile
from functools import cache
from pathlib import Path

import pytest
from document_builders import check, docx, paragraph, pdf
from hypothesis import given
from hypothesis import strategies as st

from engine.documents import read
from engine.errors import DocumentError

WORDS = "国家对无线电频谱资源实行统一规划、合理开发。The receiver computes 1575.42 MHz."


@cache
def sample(suffix: str) -> bytes:
    if suffix == ".pdf":
        return pdf([[(50, 700, 10, WORDS)], []], images=[1])
    if suffix == ".docx":
        table = f"<w:tbl><w:tr><w:tc>{paragraph(WORDS)}</w:tc></w:tr></w:tbl>"
        return docx(paragraph(WORDS) + table, {"footnotes": f"<w:footnote>{paragraph(WORDS)}</w:footnote>"})
    if suffix == ".html":
        return f"<html><meta charset=gbk><table><tr><td colspan=2>{WORDS}<p>{WORDS}</table>".encode("gbk")
    if suffix == ".md":
        return f"# {WORDS}\n\n| {WORDS} | a |\n|--|--|\n| b | c |\n```\n{WORDS}".encode()
    return WORDS.encode("utf-16-le")


def attempt(suffix: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        with contextlib.suppress(DocumentError):
            check(read(path))


SUFFIXES = pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".pdf"])


@SUFFIXES
@given(data=st.binary(max_size=300))
def test_random_bytes(suffix: str, data: bytes) -> None:
    attempt(suffix, data)
    attempt(suffix, sample(suffix)[:8] + data)


@SUFFIXES
@given(part=st.floats(0, 1))
def test_truncated(suffix: str, part: float) -> None:
    whole = sample(suffix)
    attempt(suffix, whole[: int(part * len(whole))])


@SUFFIXES
@given(data=st.data())
def test_damaged_in_places(suffix: str, data: st.DataObject) -> None:
    damaged = bytearray(sample(suffix))
    places = st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), min_size=1, max_size=12)
    for place, value in data.draw(places):
        damaged[place] = value
    attempt(suffix, bytes(damaged))


@given(st.text(max_size=200))
def test_any_text_as_html_and_markdown(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    attempt(".html", data)
    attempt(".md", data)


TAGS = [
    "<p>",
    "</p>",
    "<td>",
    "</td>",
    "<tr>",
    "<table>",
    "</table>",
    "<h1>",
    "</h1>",
    "<pre>",
    "<script>",
    "<!--",
]


@given(st.lists(st.sampled_from([*TAGS, "国家", "&#0;", "&#xD800;", "&nbsp;"])))
def test_tag_soup(pieces: list[str]) -> None:
    attempt(".html", "".join(pieces).encode())
