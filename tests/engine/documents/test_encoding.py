from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.common_characters import FREQUENT
from engine.documents.encoding import decode
from engine.documents.extract import Unreadable

SIMPLIFIED = "国家对无线电频谱资源实行统一规划、合理开发、有偿使用的原则。任何单位不得擅自使用。"
TRADITIONAL = "國家對無線電頻譜資源實行統一規劃、合理開發、有償使用的原則。任何單位不得擅自使用。"


def characters_of(codec: str) -> list[str]:
    return sorted(c for c in FREQUENT if "一" <= c <= "鿿" and c.encode(codec, "ignore"))


def common_text(codec: str) -> st.SearchStrategy[str]:
    """Texts of different common characters with some punctuation and, at times, ASCII between them."""
    piece = st.lists(st.sampled_from(characters_of(codec)), min_size=12, max_size=40, unique=True).map("".join)
    between = st.sampled_from(["，", "。\n", "、", "“", "GPS 2016", "\n", ""])
    return st.tuples(piece, between, piece).map("".join)


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "gb2312", "gbk", "gb18030", "big5"],
)
@given(data=st.data())
def test_common_chinese_survives_every_encoding(codec: str, data: st.DataObject) -> None:
    text = data.draw(common_text(codec))
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED[:9], "gbk", "gb18030"),
        (TRADITIONAL[:9], "big5", "big5"),
        (TRADITIONAL[:9], "gbk", "gb18030"),
        (SIMPLIFIED[:9], "utf-16-le", "utf-16-le"),
        (TRADITIONAL[:9], "utf-16-be", "utf-16-be"),
        ("GPS signals, 1575.42 MHz\n", "utf-16-le", "utf-16-le"),
        ("GPS signals, 1575.42 MHz\n", "utf-16-be", "utf-16-be"),
        ("联通", "gbk", "gb18030"),
        ("🚀火箭𠮷", "gb18030", "gb18030"),
        ("Привет, мир", "utf-8", "utf-8"),
        ("café déjà vu", "utf-8", "utf-8"),
    ],
)
def test_short_texts_are_told_apart(text: str, codec: str, name: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, name)


def test_guess_is_noted_and_certainty_is_not() -> None:
    assert [note.code for note in decode(SIMPLIFIED.encode("gbk")).notes] == ["encoding_guessed"]
    for data in (SIMPLIFIED.encode(), codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le")):
        assert decode(data).notes == ()


@given(cut=st.integers(1, 2), keep=st.integers(3, len(SIMPLIFIED)))
def test_utf8_cut_inside_a_character_stays_utf8(cut: int, keep: int) -> None:
    decoded = decode(SIMPLIFIED[:keep].encode()[:-cut])
    assert decoded.encoding == "utf-8"
    assert decoded.text == SIMPLIFIED[: keep - 1] + "\ufffd"
    assert [(note.code, note.count) for note in decoded.notes] == [("undecodable", 1)]


def test_utf8_with_damaged_bytes_stays_utf8() -> None:
    decoded = decode(SIMPLIFIED.encode() + b"\xff\xfe" + SIMPLIFIED.encode())
    assert decoded.text == f"{SIMPLIFIED}\ufffd\ufffd{SIMPLIFIED}"
    assert decoded.notes[0].code == "undecodable"


def test_gbk_with_a_damaged_byte_is_read_with_a_note() -> None:
    decoded = decode(SIMPLIFIED.encode("gbk") + b"\n\xff\n" + SIMPLIFIED.encode("gbk"))
    assert decoded.text == f"{SIMPLIFIED}\n\ufffd\n{SIMPLIFIED}"
    assert {note.code for note in decoded.notes} == {"encoding_guessed", "undecodable"}


def test_declaration_decides_what_the_bytes_leave_open() -> None:
    japanese = "日本語の文章"
    assert decode(japanese.encode("euc_jp"), declared="EUC-JP").text == japanese
    assert decode(SIMPLIFIED.encode("gbk"), declared="gb2312").notes == ()


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("us-ascii", "cp1252"), ("ISO-8859-9", "cp1254")],
)
def test_latin_1_is_what_windows_makes_of_it(declared: str, codec: str) -> None:
    decoded = decode("“Hello” – café".encode(codec), declared=declared)
    assert (decoded.text, decoded.encoding, decoded.notes) == ("“Hello” – café", codec, ())
    assert decode("“x".encode(codec) + b"\x8d\x8f", declared=declared).text == "“x\x8d\x8f"


def test_chinese_that_is_declared_as_latin_1_stays_chinese() -> None:
    for declared in ("iso-8859-1", "us-ascii", "windows-1252"):
        assert decode(SIMPLIFIED.encode("gbk"), declared=declared).text == SIMPLIFIED
    assert decode("Grüße aus Köln, ¿qué tal? ÇÜÖ".encode("cp1252"), declared="iso-8859-1").encoding == "cp1252"


@pytest.mark.parametrize("declared", ["gb2312", "no-such-codec", "base64", "rot13", "unicode_escape", "", "\0"])
def test_wrong_declaration_yields_to_valid_utf8(declared: str) -> None:
    assert decode(SIMPLIFIED.encode(), declared=declared).text == SIMPLIFIED


def test_line_ends_mark_and_nul_are_normalised() -> None:
    assert decode("\ufeff一\r\n二\r三\n四\0五".encode()).text == "一\n二\n三\n四\ufffd五"


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        text = decode(data).text
        text.encode("utf-8")
        assert not {"\0", "\r"} & set(text)


def test_program_is_not_text() -> None:
    program = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(range(256)) * 8
    with pytest.raises(Unreadable):
        decode(program)
