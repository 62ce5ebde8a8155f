"""How a mention is drawn under its text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from app.theme import doubt_colours, highlight_colour, is_dark, line_colour, readable_text
from engine.types import LabelSet

if TYPE_CHECKING:
    from engine.store import MentionRow

UNSURE_BELOW = 0.6
"""Mentions that score less and that no person accepted are underlined with dots."""

_INSET = 2
_DEEPEST_INSET = 2
_RADIUS = 3


class _Look(NamedTuple):
    fill: QColor
    line: QColor
    text: QColor


class HighlightPainter:
    """Draws mentions in the colours of their types.

    An outer mention is a plate on the page, one inside it a smaller plate with an outline. Accepted mentions
    are underlined, unsure ones with dots.
    """

    def __init__(self, labels: LabelSet, palette: QPalette) -> None:
        self._dark = is_dark(palette)
        self._text = palette.color(QPalette.ColorRole.Text)
        grey = palette.color(QPalette.ColorRole.Midlight if self._dark else QPalette.ColorRole.Button)
        self._unknown = self._look(grey)
        self._looks = {label.name: self._look(highlight_colour(label, self._dark)) for label in labels.labels}

    def text_colour(self, mention: MentionRow) -> QColor:
        return self._look_of(mention).text

    def paint(self, painter: QPainter, mention: MentionRow, depth: int, boxes: Sequence[QRectF]) -> None:
        """Draw one mention; `boxes` are its highlights on each line, `depth` how many mentions it lies in."""
        fill, strong, _ = self._look_of(mention)
        underline = _underline(mention)
        inset = _INSET * min(depth, _DEEPEST_INSET)
        side = min(depth, _DEEPEST_INSET) + 0.5
        for box in boxes:
            plate = box.adjusted(side, inset, -side, -inset)
            painter.setPen(QPen(strong, 1) if depth else Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(plate, _RADIUS, _RADIUS)
            if underline is not None:
                painter.setPen(QPen(strong, 2, underline, Qt.PenCapStyle.FlatCap))
                y = plate.bottom() - 1
                painter.drawLine(round(plate.left()) + 2, round(y), round(plate.right()) - 2, round(y))

    def _look_of(self, mention: MentionRow) -> _Look:
        return self._looks.get(mention.label, self._unknown)

    def _look(self, fill: QColor) -> _Look:
        return _Look(fill, line_colour(fill, self._dark), readable_text(fill, self._text))


class DoubtPainter(HighlightPainter):
    """Draws mentions the stronger the more likely they are wrong, whatever their type."""

    def __init__(self, labels: LabelSet, palette: QPalette) -> None:
        super().__init__(labels, palette)
        self._steps = [self._look(colour) for colour in doubt_colours(self._dark)]

    def _look_of(self, mention: MentionRow) -> _Look:
        place = min(len(self._steps) - 1, int(mention.uncertainty * len(self._steps)))
        return self._steps[place]


def _underline(mention: MentionRow) -> Qt.PenStyle | None:
    if mention.status == "accepted":
        return Qt.PenStyle.SolidLine
    return Qt.PenStyle.DotLine if mention.score < UNSURE_BELOW else None
