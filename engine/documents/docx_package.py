"""A .docx as a package of parts: opened with care, because archives and XML may be made to harm."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from lxml import etree

from engine.documents.content import container_of, refuse
from engine.documents.extract import Unreadable

Element = Any  # lxml has no type information

_MOST_XML = 256 << 20  # bytes of XML that one document may unpack to
_MOST_PARTS = 20_000
# A tree takes up to 250 bytes for an element or attribute, however short. These are 15,000 pages of plain text, 2,000
# of forms or 770 of the densest tables seen.
_MOST_ELEMENTS = 3_000_000
_MOST_ATTRIBUTES = 5_000_000
# What Office Open XML allows. Only with these does zipfile stop at the size that is declared.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Office Open XML is in Unicode. In some encodings that the parser knows, markup can be written without "<".
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_ENCODINGS = frozenset((b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"iso-8859-1", b"gb2312", b"gbk", b"gb18030"))


@dataclass(frozen=True, slots=True)
class Relation:
    """A part's reference to another; `kind` is the last word of the relationship type: "footnotes"."""

    kind: str
    part: str


class Package:
    """The XML parts of a Word file: `document` is the root of the main part. Raises `Unreadable` only."""

    def __init__(self, data: bytes) -> None:
        if container_of(data) != "zip":
            raise refuse(data)
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise Unreadable("damaged", "the archive is incomplete") from error
        entries = self._archive.infolist()
        if len(entries) > _MOST_PARTS:
            raise Unreadable("too_large", f"more than {_MOST_PARTS} parts")
        self._entries = {entry.filename.lstrip("/"): entry for entry in entries}
        self._budget = _MOST_XML
        self._elements = _MOST_ELEMENTS
        self._attributes = _MOST_ATTRIBUTES
        self.main_part, self.document = self._find_main_part()

    def names(self) -> list[str]:
        return list(self._entries)

    def xml(self, part: str) -> Element:
        """The root element of a part."""
        entry = self._entries.get(part)
        if entry is None:
            raise Unreadable("damaged", f"{part} is missing")
        if entry.flag_bits & 1:
            raise Unreadable("encrypted")
        if entry.compress_type not in _COMPRESSIONS:
            raise Unreadable("damaged", f"{part} is compressed in a way that Word does not use")
        if entry.file_size > self._budget:
            raise Unreadable("too_large", f"{part} unpacks to {entry.file_size >> 20} MiB")
        self._budget -= entry.file_size
        try:
            content = self._archive.read(entry)
            self._charge(part, content)
            return etree.fromstring(content, _parser())
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            OSError,
            EOFError,
        ) as error:
            raise Unreadable("damaged", f"{part} cannot be unpacked") from error
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable("damaged", f"{part} is not valid XML") from error

    def _charge(self, part: str, content: bytes) -> None:
        """Refuse what would make too large a tree, before there is one."""
        declared = _ENCODING.match(content)
        if declared and declared[1].lower() not in _ENCODINGS:
            raise Unreadable("damaged", f"{part} is not valid XML")
        self._elements -= content.count(b"<") - content.count(b"</")
        self._attributes -= content.count(b"=")
        if self._elements < 0:
            raise Unreadable("too_large", f"more than {_MOST_ELEMENTS} elements")
        if self._attributes < 0:
            raise Unreadable("too_large", f"more than {_MOST_ATTRIBUTES} attributes")

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to inside the package, by relationship id; empty where it has no relations."""
        folder, name = posixpath.split(part)
        relations_part = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations_part not in self._entries:
            return {}
        found = {}
        for element in self.xml(relations_part):
            if element.get("TargetMode") == "External":
                continue
            kind = (element.get("Type") or "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target") or "")).lstrip("/")
            found[element.get("Id") or ""] = Relation(kind, target)
        return found

    def _find_main_part(self) -> tuple[str, Element]:
        for relation in self.relations("").values():
            if relation.kind == "officeDocument":
                root = self.xml(relation.part)
                if local_name(root) != "document":
                    raise Unreadable("damaged", "this is an Office file, but not a Word document")
                return relation.part, root
        raise Unreadable("damaged", "this is a ZIP archive, but not a Word document")


def local_name(element: Element) -> str:
    """The tag without its namespace, in which transitional and strict files differ."""
    return _without_namespace(element.tag)


@lru_cache(maxsize=4096)
def _without_namespace(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""  # entity nodes carry a function


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def _parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
