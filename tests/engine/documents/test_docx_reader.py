from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from document_builders import cells, codes, docx, paragraph, read_bytes, texts

from engine.documents import read
from engine.errors import DocumentError


def fault_of(folder: Path, data: bytes) -> tuple[str, str]:
    path = folder / "a.docx"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read(path)
    return caught.value.fault, caught.value.detail


def test_file_written_by_python_docx(tmp_path: Path) -> None:
    import docx as python_docx

    made = python_docx.Document()
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.sections[0].footer.paragraphs[0].text = "页脚"
    made.add_heading("第一章 总则", level=1)
    made.add_paragraph("第一条\t为了加强管理。")
    table = made.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(2, 0).merge(table.cell(2, 1)).text = "横向"
    made.add_paragraph("之后")
    out = BytesIO()
    made.save(out)

    document = read_bytes(tmp_path, "a.docx", out.getvalue())
    assert texts(document, "header") == ["页眉"]
    assert texts(document, "footer") == ["页脚"]
    assert texts(document, "heading") == ["第一章 总则"]
    assert texts(document, "paragraph") == ["第一条\t为了加强管理。", "之后"]
    assert cells(document) == [
        (1, 1, 1, "合并"),
        (1, 1, 2, "01"),
        (1, 1, 3, "02"),
        (1, 2, 2, "11"),
        (1, 2, 3, "12"),
        (1, 3, 1, "横向"),
        (1, 3, 3, "22"),
    ]
    assert "合并\t01\t02\n11\t12\n" in document.text


def test_revisions_links_boxes_and_breaks(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>国家</w:t></w:r><w:del><w:r><w:delText>旧的</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>无线电</w:t></w:r></w:ins><w:hyperlink><w:r><w:t>管理</w:t></w:r></w:hyperlink>"
        "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:br/><w:t>机构</w:t><w:noBreakHyphen/></w:r>"
        "<w:fldSimple><w:r><w:instrText>PAGE</w:instrText><w:t>7</w:t></w:r></w:fldSimple></w:p>"
        "<w:p><w:r><w:pict><w:txbxContent>" + paragraph("框内") + "</w:txbxContent></w:pict></w:r>"
        "<w:r><w:t>框外</w:t></w:r></w:p>"
        "<w:sdt><w:sdtPr><w:p/></w:sdtPr><w:sdtContent>"
        + paragraph("控件")
        + "</w:sdtContent></w:sdt>"
        + paragraph("大纲", '<w:outlineLvl w:val="1"/>')
        + paragraph("正文级", '<w:outlineLvl w:val="9"/>')
    )
    document = read_bytes(tmp_path, "a.docx", docx(body))
    assert texts(document, "paragraph") == ["国家无线电管理\n机构-7", "框外", "框内", "控件", "正文级"]
    assert texts(document, "heading") == ["大纲"]


@pytest.mark.parametrize(
    ("font", "char", "text"),
    [
        ("Symbol", "F0B0", "°"),
        ("Symbol", "F06D", "μ"),
        ("Symbol", "F0A2", "′"),
        ("Symbol", "00B1", "±"),
        ("Symbol", "F0FE", "⎭"),
        ("Symbol", "F0FF", "\ufffd"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F083", "③"),
        ("Wingdings 2", "F0A3", "□"),
        ("Arial", "2022", "•"),
        ("Arial", "D800", "\ufffd"),
        ("Nobody", "F0B0", "\ufffd"),
        ("Symbol", "zz", "\ufffd"),
        ("Symbol", "-1", "\ufffd"),
        ("Arial", "FFFFFFFFFFFFFFFFFFFF", "\ufffd"),
    ],
)
def test_symbols_are_characters(tmp_path: Path, font: str, char: str, text: str) -> None:
    body = f'<w:p><w:r><w:t>北纬39</w:t><w:sym w:font="{font}" w:char="{char}"/><w:t>54</w:t></w:r></w:p>'
    assert read_bytes(tmp_path, "a.docx", docx(body)).text == f"北纬39{text}54"
    assert read_bytes(tmp_path, "b.docx", docx("<w:p><w:r><w:sym/></w:r></w:p>")).text == "\ufffd"


def test_nested_tables_keep_their_places(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('内')}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:tc>{paragraph('外')}{inner}{paragraph('尾')}</w:tc><w:tc>{paragraph('右')}</w:tc></w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>{paragraph("下")}</w:tc></w:tr></w:tbl>'
    )
    document = read_bytes(tmp_path, "a.docx", docx(body))
    assert cells(document) == [
        (1, 1, 1, "外"),
        (2, 1, 1, "内"),
        (1, 1, 1, "尾"),
        (1, 1, 2, "右"),
        (1, 2, 2, "下"),
    ]


def test_notes_comments_margins_and_what_is_not_read(tmp_path: Path) -> None:
    sections = "".join(f'<w:sectPr><w:headerReference r:id="header{n}"/></w:sectPr>' for n in (1, 2, 3))
    data = docx(
        paragraph("正文") + sections,
        {
            "footnotes": f'<w:footnote w:type="separator">{paragraph("线")}</w:footnote>'
            f"<w:footnote>{paragraph('脚注')}</w:footnote>",
            "endnotes": f"<w:endnote>{paragraph('尾注')}</w:endnote>",
            "comments": f"<w:comment>{paragraph('批注')}</w:comment>",
            "header1": paragraph("秘密"),
            "header2": paragraph("秘密"),
            "header3": paragraph("公开"),
            "word/media/image1.png": b"x",
            "word/media/image2.EMF": b"x",
            "word/embeddings/sheet.xlsx": b"x",
        },
    )
    document = read_bytes(tmp_path, "a.docx", data)
    kinds = [(block.kind, document.text[block.start : block.end]) for block in document.blocks]
    assert kinds == [
        ("header", "秘密"),
        ("header", "公开"),
        ("paragraph", "正文"),
        ("footnote", "脚注"),
        ("endnote", "尾注"),
        ("comment", "批注"),
    ]
    assert codes(document) == {"images": 2, "embedded": 1}


def test_broken_side_part_is_noted_and_the_rest_is_read(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "a.docx", docx(paragraph("正文"), {"footnotes": b"<w:footnotes"}))
    assert document.text == "正文"
    assert [(note.code, note.detail) for note in document.notes] == [("skipped", "word/footnotes.xml")]


def test_only_images_is_a_document_and_nothing_at_all_is_not(tmp_path: Path) -> None:
    assert codes(read_bytes(tmp_path, "a.docx", docx("", {"word/media/a.png": b"x"}))) == {"images": 1}
    assert fault_of(tmp_path, docx("<w:p/>")) == ("no_text", "")


def test_zip_that_is_no_word_document(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert fault_of(tmp_path, out.getvalue()) == ("damaged", "this is a ZIP archive, but not a Word document")


def test_old_and_protected_files(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert fault_of(tmp_path, ole + "WordDocument".encode("utf-16-le"))[0] == "damaged"
    assert fault_of(tmp_path, ole + "EncryptedPackage".encode("utf-16-le")) == ("encrypted", "")


def test_archive_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    out = BytesIO(docx(paragraph("正文")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        data = archive.read("word/document.xml")
    bomb = BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            if entry.filename != "word/document.xml":
                archive.writestr(entry, source.read(entry))
        with archive.open("word/document.xml", "w") as part:
            part.write(data)
            for _ in range(257):
                part.write(b" " * (1 << 20))
    assert len(bomb.getvalue()) < 1 << 20
    assert fault_of(tmp_path, bomb.getvalue()) == ("too_large", "word/document.xml unpacks to 257 MiB")


@pytest.mark.parametrize(
    ("markup", "detail"),
    [("<a/>", "more than 3000000 elements"), ('<a b="" c="" d="" e=""/>', "more than 5000000 attributes")],
)
def test_a_tree_that_is_much_larger_than_its_file_is_not_built(tmp_path: Path, markup: str, detail: str) -> None:
    data = docx(markup * 1_500_000 + (markup * 1_500_001 if markup == "<a/>" else ""))
    assert len(data) < 1 << 20
    assert fault_of(tmp_path, data) == ("too_large", detail)


def test_markup_cannot_hide_in_an_encoding(tmp_path: Path) -> None:
    part = '<?xml version="1.0" encoding="JAVA"?>' + "\\u003ca/\\u003e"
    document = read_bytes(tmp_path, "a.docx", docx(paragraph("正文"), {"footnotes": part.encode()}))
    assert [(note.code, note.detail) for note in document.notes] == [("skipped", "word/footnotes.xml")]


def test_the_main_part_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.documents.docx_package._MOST_ELEMENTS", 20)
    body = "<w:p/>" * 8 + paragraph("正文")
    assert read_bytes(tmp_path, "a.docx", docx(body)).text == "正文"
    monkeypatch.setattr("engine.documents.docx_package._MOST_ELEMENTS", 15)
    assert fault_of(tmp_path, docx(body)) == ("too_large", "more than 15 elements")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_are_only_unpacked_as_word_packs_them(tmp_path: Path, compression: int) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(docx(paragraph("正文")))) as source, zipfile.ZipFile(out, "w") as archive:
        for entry in source.infolist():
            packed = compression if entry.filename == "word/document.xml" else zipfile.ZIP_DEFLATED
            archive.writestr(entry.filename, source.read(entry), packed)
    detail = "word/document.xml is compressed in a way that Word does not use"
    assert fault_of(tmp_path, out.getvalue()) == ("damaged", detail)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("密码", encoding="utf-8")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    part = (
        f'<!DOCTYPE x [<!ENTITY e0 "哈">{entities}<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:footnote><w:p><w:r><w:t>前&e11;&f;</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    document = read_bytes(tmp_path, "a.docx", docx(paragraph("正文"), {"footnotes": part.encode()}))
    assert texts(document)[0] == "正文"
    assert "密码" not in document.text
    assert "哈" not in document.text
