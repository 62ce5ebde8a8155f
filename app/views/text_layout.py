"""One chunk of text laid out into lines, in document offsets instead of Qt's UTF-16 ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

from PySide6.QtCore import QPointF, QRectF, QTextBoundaryFinder
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextLine, QTextOption

CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimSun",
)

# Each replaced by one unit of UTF-16: controls and Qt's line breaks by spaces, half a pair by a mark.
_CONTROLS = [*range(0x09), *range(0x0A, 0x20), 0x7F, 0x85, 0x2028, 0x2029]
_SHOWN = dict.fromkeys(_CONTROLS, " ") | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True)
class TextStyle:
    """How text is set. Lengths are in pixels, `pitch` is from one baseline to the next."""

    font: QFont
    width: float
    em: float
    narrow: float
    pitch: float
    baseline: float
    paragraph_gap: float

    @classmethod
    def of(cls, font: QFont, width: float, longest_line_em: float) -> TextStyle:
        """The style for a font in a column of some width, lines being no longer than is comfortable."""
        metrics = QFontMetricsF(font)
        em = metrics.horizontalAdvance("国")
        sample = "the quick brown fox jumps over the lazy dog, 0123456789 Times"
        return cls(
            font=font,
            width=max(min(width, round(longest_line_em * em)), round(4 * em)),
            em=em,
            narrow=metrics.horizontalAdvance(sample) / len(sample),
            pitch=float(round(1.75 * em)),
            baseline=float(round(1.22 * em)),
            paragraph_gap=float(round(0.4 * em)),
        )

    @property
    def blank_height(self) -> float:
        """The height of a line without text."""
        return round(self.pitch / 2)

    @property
    def band(self) -> tuple[float, float]:
        """Top and bottom of a highlight, from the top of its line."""
        return self.baseline - round(1.1 * self.em), self.baseline + round(0.4 * self.em)


class ChunkLayout:
    """The lines of one chunk. Positions are code points of the document, points are from its top left."""

    def __init__(self, text: str, start: int, style: TextStyle, *, closes: bool) -> None:
        self.start = start
        self.end = start + len(text)
        self._style = style
        shown = text.translate(_SHOWN)
        units = len(shown.encode("utf-16-le")) // 2
        # Only where characters outside the basic plane make the two ways of counting differ.
        self._units = [0, *accumulate(2 if c > "\uffff" else 1 for c in shown)] if units != len(shown) else None
        self._layout = QTextLayout(shown, style.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTabStopDistance(4 * style.em)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._line_tops: list[float] = []
        self._line_starts: list[int] = []
        self._lines: list[QTextLine] = []
        self.height = self._set_lines()
        if closes:
            self.height = self.height + style.paragraph_gap if text else style.blank_height

    @property
    def layout(self) -> QTextLayout:
        return self._layout

    def unit(self, position: int) -> int:
        """The UTF-16 offset in the layout of a document position, held to the chunk."""
        local = min(max(position, self.start), self.end) - self.start
        return local if self._units is None else self._units[local]

    def position_at(self, x: float, y: float) -> int:
        """The document position between characters nearest to a point."""
        index = self._line_below(y)
        line = self._lines[index]
        end = line.textStart() + line.textLength()
        last = self._layout.previousCursorPosition(end)
        # Qt never answers with the end of a wrapped line, because it is also the start of the next.
        if line.textLength() and x > (_cursor_x(line, last) + _cursor_x(line, end)) / 2:
            return self._position(end)
        return self._position(line.xToCursor(x))

    def word_at(self, x: float, y: float) -> tuple[int, int]:
        """The word under a point, or the stretch between words."""
        line = self._lines[self._line_below(y)]
        unit = line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, self._layout.text())
        finder.setPosition(unit)
        start = unit if finder.isAtBoundary() else max(0, finder.toPreviousBoundary())
        finder.setPosition(unit)
        end = finder.toNextBoundary()
        return self._position(start), self._position(end) if end >= 0 else self.end

    def line_start(self, y: float) -> tuple[int, float]:
        """Position and top of the line at this height."""
        index = self._line_below(y)
        return self._position(self._line_starts[index]), self._line_tops[index]

    def line_top(self, position: int) -> float:
        """The top of the line that holds a position."""
        return self._line_tops[self._line_at(self.unit(position))]

    def boxes(self, start: int, end: int) -> list[QRectF]:
        """For each line, the box from one pitch to the next around the part of start..end that is on it."""
        first, last = self.unit(start), self.unit(end)
        boxes: list[QRectF] = []
        for index in range(self._line_at(first), len(self._lines)):
            line_start = self._line_starts[index]
            if line_start >= last or first == last:
                break
            line = self._lines[index]
            line_end = line_start + line.textLength()
            left, right = (_cursor_x(line, unit) for unit in (max(first, line_start), min(last, line_end)))
            if left > right:
                left, right = right, left
            boxes.append(QRectF(left, self._line_tops[index], right - left, self._style.pitch))
        return boxes

    def _set_lines(self) -> float:
        y = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(self._style.width)
            drop = max(0.0, self._style.baseline - line.ascent())
            line.setPosition(QPointF(0, y + drop))
            self._lines.append(line)
            self._line_starts.append(line.textStart())
            self._line_tops.append(y)
            y += max(self._style.pitch, drop + line.height())
        self._layout.endLayout()
        return y

    def _line_below(self, y: float) -> int:
        """The line at this height, the first or last one beyond either end."""
        return max(0, bisect_right(self._line_tops, y) - 1)

    def _line_at(self, unit: int) -> int:
        return max(0, bisect_right(self._line_starts, unit) - 1)

    def _position(self, unit: int) -> int:
        return self.start + (unit if self._units is None else bisect_left(self._units, unit))


def _cursor_x(line: QTextLine, unit: int) -> float:
    x, _ = cast(tuple[float, int], line.cursorToX(unit))
    return x
