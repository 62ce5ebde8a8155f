"""Real documents, from the folder named by VERITAG_DATA."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from document_builders import check, codes

from engine.documents import expand, read
from engine.text.sentences import split_sentences

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif("VERITAG_DATA" not in os.environ, reason="VERITAG_DATA names no folder with real documents"),
]


@pytest.fixture
def folder() -> Path:
    return Path(os.environ["VERITAG_DATA"]) / "docs"


def test_every_document_is_read_and_split(folder: Path) -> None:
    paths, errors = expand([folder])
    assert paths
    assert errors == []
    for path in paths:
        document = read(path)
        check(document)
        assert document.text or codes(document).get("no_text_layer"), path
        for sentence in split_sentences(document.text):
            assert document.text[sentence.start : sentence.end] == sentence.text


def test_one_law_reads_the_same_from_every_encoding(folder: Path) -> None:
    utf8 = read(folder / "zh_surveying_law_utf8_bom.txt")
    gbk = read(folder / "zh_surveying_law_gbk.txt")
    assert (utf8.encoding, gbk.encoding) == ("utf-8", "gb18030")
    assert utf8.text == gbk.text
    assert read(folder / "zh_cybersecurity_law_utf16le_bom.txt").encoding == "utf-16-le"
    assert read(folder / "zh_tw_wikipedia_sentences_big5.txt").encoding == "big5"


def test_regulation_reads_alike_from_pdf_and_html(folder: Path) -> None:
    article = "省、自治区、直辖市无线电管理机构和军区电磁频谱管理机构，应当根据全国范围的无线电管制预案"
    assert article in read(folder / "zh_radio_control_text.pdf").text
    html = read(folder / "zh_radio_regulations_gb2312.html")
    word = read(folder / "zh_radio_regulations_table_footnotes.docx")
    article = "第三条 无线电频谱资源属于国家所有。国家对无线电频谱资源实行统一规划、合理开发、有偿使用的原则。"
    assert article in html.text
    assert article in word.text
    assert sum(block.kind == "footnote" for block in word.blocks) == 8
