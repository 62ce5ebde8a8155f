from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

from document_builders import cells, codes, read_bytes, texts
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.html import read_html
from engine.documents.txt import read_txt


def test_txt_keeps_the_text_and_makes_a_paragraph_of_each_line(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.TXT", "\ufeff  第一行 \r\n\r\n\tsecond line\r\n".encode())
    assert document.text == "  第一行 \n\n\tsecond line\n"
    assert texts(document) == ["第一行", "second line"]
    assert (document.format, document.encoding) == ("txt", "utf-8")


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_txt_offsets_are_code_points(text: str) -> None:
    extract = read_txt(("汉🚀" + text).encode())
    assert extract.text == "汉🚀" + text
    assert (extract.blocks[0].start, extract.blocks[0].end) == (0, len(extract.text.rstrip()))


def test_one_line_of_two_million_characters(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.txt", ("国" * 2_000_000).encode("gbk"))
    assert len(document.text) == 2_000_000
    assert len(document.blocks) == 1


MARKDOWN = """---
title: 样例
---

# 第一章 总则

无线电频谱资源
属于国家所有。
Radio spectrum is
a resource.

Setext 标题
---

- 第一项
  接着
- second item
  goes on

| 单位 | 人员 |
|:----|-----:|
| 国家无线电办公室 | 张三 |
| 海军 \\| 空军 | |

```
a = 1
b | c
```

![图](map.png)
"""


def test_markdown_blocks(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.md", MARKDOWN.encode())
    assert texts(document, "heading") == ["# 第一章 总则", "Setext 标题"]
    assert texts(document, "paragraph") == [
        "title: 样例",
        "无线电频谱资源属于国家所有。 Radio spectrum is a resource.",
        "- 第一项接着",
        "- second item goes on",
        "a = 1",
        "b | c",
        "![图](map.png)",
    ]
    assert cells(document) == [
        (1, 1, 1, "单位"),
        (1, 1, 2, "人员"),
        (1, 2, 1, "国家无线电办公室"),
        (1, 2, 2, "张三"),
        (1, 3, 1, "海军 \\| 空军"),
    ]
    assert "国家无线电办公室\t张三" in document.text
    assert codes(document) == {"images": 1}


def test_two_markdown_tables_and_a_hard_break(tmp_path: Path) -> None:
    source = "a | b\n--|--\n1 | 2\n\n甲  \n乙\n\n| c |\n|---|\n| 3 |\n"
    document = read_bytes(tmp_path, "a.markdown", source.encode())
    assert cells(document) == [
        (1, 1, 1, "a"),
        (1, 1, 2, "b"),
        (1, 2, 1, "1"),
        (1, 2, 2, "2"),
        (2, 1, 1, "c"),
        (2, 2, 1, "3"),
    ]
    assert texts(document, "paragraph") == ["甲", "乙"]


def test_html_text_is_what_a_reader_sees(tmp_path: Path) -> None:
    source = """<!DOCTYPE html><html><head><title>题</title><style>p{}</style>
    <script>var 变量;</script></head><body>
    <h1>无线电<b>管理</b>条例</h1>
    <p>国家<a href="x">无线电</a>管理
       机构 &amp; <i>Radio
       Office</i><br>第二行</p><!-- 注释 --><div>外<p>内</p>尾</div>
    <pre>x = 1
      y = 2</pre><img src="a.png"><iframe src="b"></iframe><noscript>无脚本</noscript></body></html>"""
    document = read_bytes(tmp_path, "a.html", source.encode())
    assert texts(document, "heading") == ["无线电管理条例"]
    assert texts(document, "paragraph") == [
        "国家无线电管理机构 & Radio Office",
        "第二行",
        "外",
        "内",
        "尾",
        "x = 1",
        "y = 2",
    ]
    assert codes(document) == {"images": 1, "embedded": 1}


def test_html_tables_with_spans_and_nesting(tmp_path: Path) -> None:
    source = """<table><tr><td rowspan=2>甲<td colspan=2>乙<td>丙
    <tr><td>丁<table><tr><th>内</table>尾<td>戊</table><p>后</p>"""
    document = read_bytes(tmp_path, "a.htm", source.encode())
    assert cells(document) == [
        (1, 1, 1, "甲"),
        (1, 1, 2, "乙"),
        (1, 1, 4, "丙"),
        (1, 2, 2, "丁"),
        (2, 1, 1, "内"),
        (1, 2, 2, "尾"),
        (1, 2, 3, "戊"),
    ]
    assert texts(document, "paragraph") == ["后"]


def test_html_encoding_from_its_declaration(tmp_path: Path) -> None:
    page = '<html><meta http-equiv="Content-Type" content="text/html; charset={}"><body>{}</body></html>'
    for charset, codec, text in [
        ("gb2312", "gb18030", "国家〇𠮷"),
        ("big5", "big5", "國家無線電"),
        ("shift_jis", "shift_jis", "日本語の文章"),
        ("utf-8", "gb18030", "国家无线电管理机构"),
    ]:
        assert read_bytes(tmp_path, "a.html", page.format(charset, text).encode(codec)).text == text
    xhtml = '<?xml version="1.0" encoding="GBK"?><html><body><p>国家</p></body></html>'
    assert read_bytes(tmp_path, "a.xhtml", xhtml.encode("gbk")).text == "国家"


def test_html_nested_deeply_is_read_whole(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.html", ("<div>" * 5000 + "深" + "</div>" * 5000 + "<p>后</p>").encode())
    assert texts(document) == ["深", "后"]


def test_html_ruby_annotations_are_left_out(tmp_path: Path) -> None:
    for source, text in [
        ("<ruby>张<rt>zhāng</rt></ruby>三", "张三"),
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby>后", "汉字后"),
        ("<ruby>汉<rp>(<rt>hàn<rp>)</ruby>后", "汉后"),
        ("<ruby><rb>汉<rt>hàn<rb>字<rt>zì</ruby>后", "汉字后"),
        ("<p>前<ruby>汉<rt>hàn<p>后", "前汉\n后"),
    ]:
        page = f"<html><meta charset=utf-8><body>{source}</body></html>"
        assert read_bytes(tmp_path, "a.html", page.encode()).text == text


def test_html_spans_cost_no_more_than_the_page() -> None:
    cell = "<td colspan=1000 rowspan=9999>"
    tracemalloc.start()
    wide = read_html(f"<table><tr>{cell * 2000}甲<tr><td>乙</table>丙".encode())
    deep = read_html((f"<table><tr>{cell}" * 1000 + "丁").encode())
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(block.table, block.row, block.column) for block in wide.blocks[:2]] == [(1, 1, 1_999_001), (1, 2, 1001)]
    assert [(block.table, block.row, block.column) for block in deep.blocks] == [(1000, 1, 1)]
    assert highest < 10 << 20


def test_html_cells_stand_apart_in_any_number(tmp_path: Path) -> None:
    source = f"<table><tr>{'<td>甲' * 1500}<tr><td rowspan=2>乙<td>丙<tr><td>丁</table>"
    found = cells(read_bytes(tmp_path, "a.html", source.encode()))
    assert [column for _, row, column, _ in found if row == 1] == list(range(1, 1501))
    assert found[-3:] == [(1, 2, 1, "乙"), (1, 2, 2, "丙"), (1, 3, 2, "丁")]


def test_html_tables_in_each_other_take_linear_time(tmp_path: Path) -> None:
    started = time.process_time()
    document = read_bytes(tmp_path, "a.html", ("<table><tr><td>甲" + "<table>乙" * 20_000).encode())
    assert time.process_time() - started < 10
    assert cells(document)[-1] == (1, 1, 1, "乙")


def test_markdown_takes_linear_time(tmp_path: Path) -> None:
    for source in ("a" + " " * 200_000 + "b", "![" * 100_000, "a" + "\\" * 200_000 + "b", "|" + " -" * 100_000 + "b"):
        started = time.process_time()
        read_bytes(tmp_path, "a.md", source.encode())
        assert time.process_time() - started < 10
