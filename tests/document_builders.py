"""Small documents made in code, and what must hold for every document read."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from engine.documents import read
from engine.types import Block, Document


def read_bytes(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    document = read(path)
    check(document)
    return document


def check(document: Document) -> None:
    """What holds for every document: ordered, trimmed blocks that cover the text; text that can be stored."""
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        words = document.text[block.start : block.end]
        assert words == words.strip()
        end = block.end
    assert not set("\0\r") & set(document.text)
    assert not document.text.startswith("\ufeff")
    document.text.encode("utf-8")
    covered = sum(len("".join(text_of(document, block).split())) for block in document.blocks)
    assert covered == len("".join(document.text.split())), "text outside every block"


def text_of(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def texts(document: Document, kind: str | None = None) -> list[str]:
    return [text_of(document, block) for block in document.blocks if kind in (None, block.kind)]


def cells(document: Document) -> list[tuple[int | None, int | None, int | None, str]]:
    found = [block for block in document.blocks if block.table]
    return [(block.table, block.row, block.column, text_of(document, block)) for block in found]


def codes(document: Document) -> dict[str, int]:
    return {note.code: note.count for note in document.notes}


# A line of a page: x, y and size in points, then its text.
Line = tuple[float, float, float, str]


def pdf(pages: Sequence[Sequence[Line]], *, images: Sequence[int] = (), encrypted: bool = False) -> bytes:
    """A PDF whose pages hold lines of any script; pages with an index in `images` also show a small image."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(
        b"<</Type/Font/Subtype/Type0/BaseFont/Test/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>"
    )
    objects.append(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Test/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor 5 0 R/DW 1000/W[32 126 500]>>"
    )
    objects.append(
        b"<</Type/FontDescriptor/FontName/Test/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800"
        b"/Descent -200/CapHeight 700/StemV 80>>"
    )
    objects.append(
        _stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
        )
    )
    objects.append(
        _stream(
            b"\xff" * 12,
            b"/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceRGB/BitsPerComponent 8",
        )
    )
    kids = []
    for index, lines in enumerate(pages):
        drawn = [f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET" for x, y, size, text in lines]
        if index in images:
            drawn.append("q 200 0 0 200 50 50 cm /I Do Q")
        objects.append(_stream("\n".join(drawn).encode()))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    trailer = b"/Root 1 0 R"
    if encrypted:
        objects.append(b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"41" * 32, b"42" * 32))
        trailer += b"/Encrypt %d 0 R/ID[<00><00>]" % len(objects)
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str, parts: dict[str, str | bytes] | None = None) -> bytes:
    """A Word file from the XML inside its body.

    `parts` maps a kind of relation, such as "footnotes", to the XML inside that part's root; a name with
    a slash is stored as it is, without a relation. Bytes are stored unchanged.
    """
    parts = parts or {}
    named = {kind: content for kind, content in parts.items() if "/" not in kind}
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{_RELATIONS}/{kind.rstrip("123")}" Target="{kind}.xml"/>' for kind in named
    )
    namespace = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {namespace}><Relationship Id="a" Type="{_RELATIONS}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships {namespace}>{relations}</Relationships>")
        for kind, content in parts.items():
            if kind in named and isinstance(content, str):
                archive.writestr(
                    f"word/{kind}.xml",
                    f"<w:{kind.rstrip('123')} {_W} {_R}>{content}</w:{kind.rstrip('123')}>",
                )
            else:
                archive.writestr(f"word/{kind}.xml" if kind in named else kind, content)
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
