"""What bytes are, whatever the file is called."""

from __future__ import annotations

from typing import Literal

from engine.documents.extract import Unreadable

Container = Literal["pdf", "zip", "ole", "binary", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)


def container_of(data: bytes) -> Container:
    """The kind of container the first bytes announce; "text" where they announce none."""
    if data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:5] == b"%PDF-":
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if data.startswith(_OLE):
        return "ole"
    if any(data.startswith(signature) for signature, _ in _BINARY_SIGNATURES):
        return "binary"
    return "text"


def refuse(data: bytes) -> Unreadable:
    """The refusal for bytes whose container is not the one the file's name promises."""
    container = container_of(data)
    if container == "pdf":
        return Unreadable("damaged", "this is a PDF; rename it to .pdf")
    if container == "zip":
        return Unreadable("damaged", "this is a ZIP archive or an Office file")
    if container == "ole":
        # Names in an OLE directory are UTF-16LE; a protected .docx is such a file around its real package.
        if "EncryptedPackage".encode("utf-16-le") in data:
            return Unreadable("encrypted")
        if "WordDocument".encode("utf-16-le") in data:
            return Unreadable("damaged", "this is an old Word file; save it as .docx")
        return Unreadable("damaged", "this is an old Office file")
    for signature, name in _BINARY_SIGNATURES:
        if data.startswith(signature):
            return Unreadable("damaged", f"this is {name}")
    if data.startswith(b"{\\rtf"):
        return Unreadable("damaged", "this is an RTF file; save it as .docx")
    return Unreadable("damaged")
