"""Word documents: body, tables, headers, footers, notes, comments and text boxes.

They are read straight from the package's XML: that keeps what higher-level readers drop (content controls,
text boxes, notes, tracked changes) and opens files whose side parts are broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.documents.docx_package import Element, Package, Relation, attribute, local_name
from engine.documents.docx_story import Story, is_outline_level
from engine.documents.extract import Extract, TextBuilder, Unreadable
from engine.types import BlockKind, Note

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".webp", ".wdp")
_NOTE_PARTS: tuple[tuple[str, BlockKind], ...] = (
    ("footnotes", "footnote"),
    ("endnotes", "endnote"),
    ("comments", "comment"),
)


def read_docx(data: bytes) -> Extract:
    package = Package(data)
    relations = package.relations(package.main_part)
    skipped: list[str] = []

    def side_part(part: str) -> Element | None:
        """A part without which the rest can still be read."""
        try:
            return package.xml(part)
        except Unreadable as error:
            if error.fault == "too_large":
                raise
            skipped.append(part)
            return None

    builder = TextBuilder()
    story = Story(builder, _heading_styles(relations, side_part))
    _add_margins(story, package.document, relations, "header", side_part)
    story.add(package.document)
    _add_margins(story, package.document, relations, "footer", side_part)
    for relation_kind, block_kind in _NOTE_PARTS:
        for relation in relations.values():
            root = side_part(relation.part) if relation.kind == relation_kind else None
            if root is not None:
                for note in _real_notes(root):
                    story.add(note, block_kind)
    return builder.build(_notes(package, skipped))


def _heading_styles(relations: dict[str, Relation], side_part: Callable[[str], Element | None]) -> frozenset[str]:
    """The ids of the paragraph styles that make a heading, by their name or outline level."""
    found = set()
    for relation in relations.values():
        root = side_part(relation.part) if relation.kind == "styles" else None
        for style in root if root is not None else ():
            for element in style.iter():
                name, value = local_name(element), attribute(element, "val")
                is_named = name == "name" and (value or "").lower().startswith(("heading ", "title", "标题"))
                if is_named or (name == "outlineLvl" and is_outline_level(value)):
                    found.add(attribute(style, "styleId") or "")
    return frozenset(found)


def _add_margins(
    story: Story,
    document: Element,
    relations: dict[str, Relation],
    kind: BlockKind,
    side_part: Callable[[str], Element | None],
) -> None:
    """Headers or footers in the order of their sections, each distinct one once."""
    seen: set[str] = set()
    for element in document.iter("{*}" + f"{kind}Reference"):
        relation = relations.get(attribute(element, "id") or "")
        if relation is None or relation.part in seen:
            continue
        seen.add(relation.part)
        root = side_part(relation.part)
        text = "".join(root.itertext()).strip() if root is not None else ""
        if root is not None and text not in seen:
            seen.add(text)
            story.add(root, kind)


def _real_notes(root: Element) -> Iterator[Element]:
    """The notes that someone wrote, without the lines Word draws between text and notes."""
    for element in root:
        if attribute(element, "type") in (None, "normal"):
            yield element


def _notes(package: Package, skipped: list[str]) -> tuple[Note, ...]:
    names = [name.lower() for name in package.names()]
    images = sum("/media/" in name and name.endswith(_IMAGES) for name in names)
    embedded = sum("/embeddings/" in name or "/afchunk" in name for name in names)
    notes = []
    if images:
        notes.append(Note("images", images))
    if embedded:
        notes.append(Note("embedded", embedded))
    if skipped:
        notes.append(Note("skipped", len(skipped), ", ".join(sorted(set(skipped)))))
    return tuple(notes)
