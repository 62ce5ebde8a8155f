"""What tests of the document view share: labels, a source that notes what it was asked, a shown view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.document_view import DocumentView
from engine.store import MentionRow, Place
from engine.types import Label, LabelSet

LABELS = LabelSet(
    (
        Label("PER", "人名", "Person", "#ffd6a5", "#7a4a12"),
        Label("LOC", "地点", "Place", "#bfe8c5", "#1f5c33"),
        Label("ORG", "机构", "Organisation", "#bcd9ff", "#1f4a80"),
    )
)


class CountingSource:
    """Mentions in memory; `asked` holds every range that was asked for."""

    def __init__(self, *mentions: MentionRow) -> None:
        self.mentions = list(mentions)
        self.asked: list[tuple[int, int]] = []

    def between(self, start: int, end: int) -> list[MentionRow]:
        self.asked.append((start, end))
        return [m for m in self.mentions if m.start < end and m.end > start]


def mention(text: str, words: str, label: str, *, nth: int = 0, number: int = 1, **changes: object) -> MentionRow:
    """A mention of the nth occurrence of some words."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    fields = {
        "id": number,
        "document_id": 1,
        "document_name": "file.txt",
        "start": start,
        "end": start + len(words),
        "text": words,
        "label": label,
        "score": 0.93,
        "uncertainty": 0.07,
        "decided_by": "ensemble",
        "status": "suggested",
        "place": Place(kind="paragraph", number=12),
    }
    return MentionRow(**(fields | changes))


def shown_view(qtbot: QtBot, text: str, *mentions: MentionRow, size: tuple[int, int] = (600, 400)) -> DocumentView:
    view = DocumentView()
    qtbot.addWidget(view)
    view.set_labels(LABELS)
    view.resize(*size)
    show_active(qtbot, view)
    view.setFocus()
    view.set_document(text, CountingSource(*mentions))
    return view


def show_active(qtbot: QtBot, window: QWidget) -> None:
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def picture(view: DocumentView) -> QImage:
    return view.viewport().grab().toImage()


def colours_in(image: QImage, rect: QRect) -> set[str]:
    """The names of all colours inside a rectangle."""
    inside = rect.intersected(image.rect())
    return {
        image.pixelColor(x, y).name()
        for x in range(inside.left(), inside.right() + 1)
        for y in range(inside.top(), inside.bottom() + 1)
    }


def coloured_area(image: QImage, colour: str) -> QRect:
    """The smallest rectangle around all pixels of a colour; empty where there are none."""
    wanted = QColor(colour).rgb()
    area = QRect()
    for y in range(image.height()):
        for x in range(image.width()):
            if image.pixel(x, y) == wanted:
                area = area.united(QRect(x, y, 1, 1))
    return area


def middle(view: DocumentView, start: int, end: int) -> QPoint:
    """The middle of a span's first line in the viewport."""
    return view.span_rects(start, end)[0].center()
