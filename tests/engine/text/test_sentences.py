from __future__ import annotations

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.sentences import split_sentences


def split(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    ("separator", "sentences"),
    [
        ("", ["第一句。", "第二句！！", "真的？！", "省略……", "分号；", "没有句号"]),
        ("", ["（见附件。）", "「是。」", "『否！』", "好。】", "“完了。”’", "《终。》"]),
        ("", ["他说：“今天好。明天也好！”", "然后走了。"]),
        ("", ["“好！”，他说。", "“你”是谁？"]),
        ("", ["完成.", "然后继续.", "中文?", "好"]),
        (
            " ",
            ["Mr. Smith met Dr. J. R. Brown of the U.S. Navy.", "See Fig. 3 and No. 5.", "He left at 5 p.m."],
        ),
        (" ", ["GPS L1 is at 1575.42 MHz.", "Visit www.gps.gov today!", "Is 3.1 the version?", "Yes."]),
        (" ", ['He said "Stop.', 'Now."', "Then he left.", "Acme Co. Ltd. paid."]),
        (" ", ['"Stop."', '"Go on."', "She left."]),
        ("", ['"好。"', '"不好。"', '他说:"走吧。"', "然后走了。"]),
        (" ", ["e.g. this, i.e. that, etc.", "And more..."]),
        ("\n", ["1. 总则", "3.1 Range.", "a. First item."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(separator: str, sentences: list[str]) -> None:
    assert split(separator.join(sentences)) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\u3000",
        "网址http://a.b/c?d=1，版本v3.1",
        "A. B. Smith",
        "…",
        "No. 7",
        "Fig. 3.1 Overview",
        "u.s.a. Army",
    ],
)
def test_these_hold_no_end_inside(text: str) -> None:
    assert split(text) == ([text.strip()] if text.strip() else [])


def test_lines_and_tabs_end_sentences() -> None:
    assert split("标题\n\n  正文一\t张三\n") == ["标题", "正文一", "张三"]


def test_a_quotation_that_never_closes_or_is_long_is_split() -> None:
    assert split("“甲。乙。丙") == ["“甲。", "乙。", "丙"]
    inside = "一二三四五六七八九十。" * 30
    assert len(split(f"“{inside}”")) > 10


@given(st.text(alphabet=st.sampled_from("国家a B.。！？!?…；，“”「」\"'’)）( \n\t\u30001.US\U00020bb7"), max_size=200))
def test_sentences_are_ordered_and_cover_everything(text: str) -> None:
    sentences = list(split_sentences(text))
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert "\n" not in sentence.text
    for before, after in pairwise(sentences):
        assert before.end <= after.start
    assert "".join("".join(sentence.text.split()) for sentence in sentences) == "".join(text.split())


@given(st.text())
def test_any_text_is_covered(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_a_line_of_two_million_characters_is_one_sentence() -> None:
    text = "国" * 2_000_000
    assert [(s.start, s.end) for s in split_sentences(text)] == [(0, len(text))]


def test_splitting_is_lazy() -> None:
    text = "国家。" * 1_000_000
    assert [sentence.start for sentence in islice(split_sentences(text), 3)] == [0, 3, 6]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["“", "“。", '."', "a.b ", "(1", "。 ", "（「", ". "])
def test_no_repeated_mark_makes_it_slow(unit: str) -> None:
    text = unit * 300_000
    assert "".join("".join(split(text)).split()) == "".join(text.split())
