"""Shares as bars with words, and a threshold drawn across them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.evidence import Bar, Section
from app.theme import highlight_colour, is_dark, line_colour
from engine.types import LabelSet

_BAR, _GAP, _WORDS_SHARE = 8, 5, 0.5
_LEAST_TRACK, _BESIDE = 60, 8


class Bars(QWidget):
    """One section of a card; what is drawn is its accessible description as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section = Section("", ())
        self._labels = LabelSet(())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def section(self) -> Section:
        return self._section

    def show_section(self, section: Section, labels: LabelSet) -> None:
        self._section, self._labels = section, labels
        self.setAccessibleName(section.title)
        self.setAccessibleDescription(section.words())
        self.setToolTip("\n".join(f"{bar.said_in_full()}  {bar.share:.4f}" for bar in section.bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        rows = len(self._section.bars) + 1 + (self._section.mark is not None)
        return QSize(240, rows * self._row() + _GAP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(180, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self._row()
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(0, 0, self.width(), row), Qt.AlignmentFlag.AlignVCenter, self._section.title)
        track = self._track()
        for place, bar in enumerate(self._section.bars, start=1):
            self._draw_bar(painter, bar, place * row, track)
        if self._section.mark is not None:
            self._draw_mark(painter, self._section.mark, row, track)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _draw_bar(self, painter: QPainter, bar: Bar, top: int, track: QRectF) -> None:
        row, palette = self._row(), self.palette()
        font = QFont(self.font())
        font.setBold(bar.strong)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        room = int(track.left()) - _BESIDE
        words = fitted_words(bar, painter.fontMetrics(), room)
        painter.drawText(QRectF(2, top, room, row), Qt.AlignmentFlag.AlignVCenter, words)
        figure = QRectF(track.right() + 4, top, self.width() - track.right() - 6, row)
        painter.drawText(figure, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{bar.share:.2f}")
        line = QRectF(track.left(), top + (row - _BAR) / 2, track.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(line, 2, 2)
        painter.setBrush(self._colour(bar.label))
        painter.drawRoundedRect(QRectF(line.left(), line.top(), max(1.5, line.width() * bar.share), _BAR), 2, 2)

    def _draw_mark(self, painter: QPainter, mark: float, row: int, track: QRectF) -> None:
        """A dashed line through all bars, with its words below it."""
        x = track.left() + track.width() * min(1.0, max(0.0, mark))
        bottom = row * (len(self._section.bars) + 1)
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, row + 2), QPointF(x, bottom + 2))
        painter.setFont(self.font())
        painter.setPen(colour)
        words = f"{self._section.mark_words} {mark:.2f}"
        width = painter.fontMetrics().horizontalAdvance(words)
        left = min(max(0.0, x - width / 2), self.width() - width - 2.0)
        painter.drawText(QRectF(left, bottom, width + 2, row), Qt.AlignmentFlag.AlignVCenter, words)

    def _colour(self, name: str) -> QColor:
        """The stronger tone of a type's colour, which is seen on either page."""
        label, dark = self._labels.get(name), is_dark(self.palette())
        if label is None:
            return self.palette().color(QPalette.ColorRole.PlaceholderText if name else QPalette.ColorRole.Accent)
        return line_colour(highlight_colour(label, dark), dark)

    def _track(self) -> QRectF:
        """Where the bars are drawn: behind the words, with half of the width, or less where types are long."""
        figure = self._strong_metrics().horizontalAdvance("0.00") + 10
        longest = max((self._least_words(bar) for bar in self._section.bars), default=0)
        most = self.width() - figure - _LEAST_TRACK
        left = max(round(self.width() * _WORDS_SHARE), min(most, longest + _BESIDE + 2))
        return QRectF(left, 0, max(20, self.width() - left - figure), 0)

    def _least_words(self, bar: Bar) -> int:
        """The width of the type, behind what is left of a voice's name that is cut as short as can be."""
        shortest = replace(bar, voice=f"{bar.voice[:2]}…{bar.voice[-2:]}") if len(bar.voice) > 5 else bar
        return self._strong_metrics().horizontalAdvance(shortest.said())

    def _strong_metrics(self) -> QFontMetrics:
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)

    def _row(self) -> int:
        return self.fontMetrics().height() + _GAP


def fitted_words(bar: Bar, metrics: QFontMetrics, room: int) -> str:
    """The words of a bar in so many pixels: the voice's name is cut in its middle, the type stays whole if it can."""
    if metrics.horizontalAdvance(bar.said()) > room and bar.voice:
        rest = room - metrics.horizontalAdvance(replace(bar, voice=" ").said())
        bar = replace(bar, voice=metrics.elidedText(bar.voice, Qt.TextElideMode.ElideMiddle, rest))
    return metrics.elidedText(bar.said(), Qt.TextElideMode.ElideRight, room)
