from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from document_builders import Line, codes, pdf, read_bytes, texts

from engine.documents import read
from engine.errors import DocumentError


def page(*lines: str, left: float = 50, top: float = 700, size: float = 10, leading: float = 14) -> list[Line]:
    return [(left, top - number * leading, size, text) for number, text in enumerate(lines)]


def test_chinese_lines_join_into_paragraphs_without_spaces(tmp_path: Path) -> None:
    lines = page(
        "第一条 国家对无线电频谱资源实行统一规划合理开发有偿使",
        "用的原则任何单位或者个人不得擅自使用无线电频率也不得",
        "造成有害干扰。",
        "第二条 在中华人民共和国境内使用无线电频率应当遵守本条",
        "例。",
        "（一）研制生产无线电发射设备未采取有效措施抑制电波发射",
        "（二）其他",
    )
    document = read_bytes(tmp_path, "a.pdf", pdf([lines]))
    assert texts(document) == [
        "第一条 国家对无线电频谱资源实行统一规划合理开发有偿使用的原则任何单位或者个人"
        "不得擅自使用无线电频率也不得造成有害干扰。",
        "第二条 在中华人民共和国境内使用无线电频率应当遵守本条例。",
        "（一）研制生产无线电发射设备未采取有效措施抑制电波发射",
        "（二）其他",
    ]


def test_english_lines_join_with_spaces_and_divided_words_without(tmp_path: Path) -> None:
    lines = page(
        "The receiver computes its position from the signals of satel-",
        "lites in view and the almanac which it has stored before, as",
        "long as the antenna is not covered.",
        "The next paragraph begins here.",
    )
    document = read_bytes(tmp_path, "a.pdf", pdf([lines]))
    assert texts(document) == [
        "The receiver computes its position from the signals of satellites in view and the almanac which"
        " it has stored before, as long as the antenna is not covered.",
        "The next paragraph begins here.",
    ]


def test_headings_and_gaps_keep_paragraphs_apart(tmp_path: Path) -> None:
    lines = [
        *page("无线电管理条例第一章总则说明", top=700, size=18),
        *page("国家对无线电频谱资源实行统一规划合理开发有偿使用的原则", top=670),
        *page("任何单位不得擅自使用无线电频率也不得造成有害干扰等情形", "结束", top=620),
    ]
    assert len(texts(read_bytes(tmp_path, "a.pdf", pdf([lines])))) == 3


def test_columns_far_apart_on_a_line_are_cells(tmp_path: Path) -> None:
    lines = [(50, 700, 10, "张三"), (200, 700, 10, "海军"), (50, 686, 10, "李四"), (200, 686, 10, "空军")]
    assert texts(read_bytes(tmp_path, "a.pdf", pdf([lines]))) == ["张三\t海军", "李四\t空军"]


def test_spaced_out_characters_come_together(tmp_path: Path) -> None:
    lines = page("关 于 红 军 作 战 的 原 则")
    assert texts(read_bytes(tmp_path, "a.pdf", pdf([lines]))) == ["关于红军作战的原则"]


def test_radicals_that_stand_for_characters_are_read_as_these(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.pdf", pdf([page("2026年⼋⽉，⻢⻓⻰在⻄安⻅到⻬国⽂物⺠俗馆")]))
    assert document.text == "2026年八月，马长龙在西安见到齐国文物民俗馆"


def test_characters_beyond_the_basic_plane_are_whole(tmp_path: Path) -> None:
    halves = page("张𠮷三𠮷")
    assert read_bytes(tmp_path, "a.pdf", pdf([halves])).text == "张𠮷三𠮷"


def test_blocks_know_their_page(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.pdf", pdf([page("第一页"), [], page("第三页")]))
    assert [block.page for block in document.blocks] == [1, 3]
    assert document.text == "第一页\n第三页"
    assert document.notes == ()


def test_pages_that_are_only_an_image_are_named(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.pdf", pdf([page("第一页"), [], []], images=[0, 1]))
    assert codes(document) == {"scanned_pages": 1, "images": 1}


def test_scan_without_text_layer_is_a_document_with_a_note(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.pdf", pdf([[], []], images=[0, 1]))
    assert (document.text, document.blocks, codes(document)) == ("", (), {"no_text_layer": 2})


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (pdf([page("甲")], encrypted=True), "encrypted"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"just text", "damaged"),
        (b"PK\x03\x04rest", "damaged"),
        (pdf([]), "damaged"),
    ],
)
def test_unusable_files(tmp_path: Path, data: bytes, fault: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.fault == fault


def test_reading_from_several_threads(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([page("国家无线电管理机构")] * 5))
    with ThreadPoolExecutor(8) as pool:
        read_texts = set(pool.map(lambda _: read(path).text, range(40)))
    assert read_texts == {"\n".join(["国家无线电管理机构"] * 5)}
