"""A long text to read, scroll, zoom, select and copy; lays out and paints only what is in view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from PySide6.QtCore import QBasicTimer, QEvent, QPointF, QRectF, Qt, QTimerEvent
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontInfo,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMenu, QWidget

from app.views.text_flow import PlacedChunk, TextFlow
from app.views.text_layout import CJK_FAMILIES, TextStyle
from engine.types import Span

_MARGIN = 24
_LONGEST_LINE_EM = 48
_SMALLEST_POINTS, _LARGEST_POINTS = 7.0, 48.0
_LARGER_THAN_INTERFACE = 2.0
_AUTO_SCROLL_MS = 30
_LARGEST_BAR_VALUE = 2**31 - 1
_LONG_WORDS = 100


class TextView(QAbstractScrollArea):
    """The text and how one moves through it. Positions are code points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoom = 0.0
        self._selection = (0, 0)
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self._drag_point = QPointF()
        self._auto_scroll = QBasicTimer()
        self._syncing = False
        self._flow = TextFlow("", self._style(), _MARGIN)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.verticalScrollBar().sliderReleased.connect(self._view_changed)

    def set_text(self, text: str) -> None:
        """Show another text from its top."""
        self._flow = TextFlow(text, self._style(), _MARGIN)
        self._selection = (0, 0)
        self._view_changed()

    def selected_span(self) -> Span | None:
        start, end = sorted(self._selection)
        return Span(start, end) if start < end else None

    def selected_text(self) -> str:
        start, end = sorted(self._selection)
        return self._flow.text[start:end]

    def selected_words(self) -> str:
        """The selected text where it is something to search for; otherwise empty."""
        chosen = self.selected_text()
        return "" if "\n" in chosen or len(chosen) >= _LONG_WORDS else chosen.strip()

    def text_of(self, span: Span) -> str:
        return self._flow.text[span.start : span.end]

    def select_all(self) -> None:
        self._select(0, len(self._flow.text))

    def copy(self) -> None:
        """Put the selected text on the clipboard."""
        if self.selected_span() is not None:
            QGuiApplication.clipboard().setText(self.selected_text())

    @property
    def zoomed(self) -> float:
        """By how many points the text is larger than usual."""
        return self._zoom

    def zoom(self, points: float) -> None:
        """Make the text larger (smaller if negative) by so many points; 0 gives back the usual size."""
        wanted = self._usual_points() + (self._zoom + points if points else 0)
        self._zoom = min(max(wanted, _SMALLEST_POINTS), _LARGEST_POINTS) - self._usual_points()
        self._restyle()

    # Layout

    def _style(self) -> TextStyle:
        font = QFont(self.font())
        font.setFamilies([*self.font().families(), *CJK_FAMILIES])
        font.setPointSizeF(max(self._usual_points() + self._zoom, _SMALLEST_POINTS))
        return TextStyle.of(font, self.viewport().width() - 2 * _MARGIN, _LONGEST_LINE_EM)

    def _usual_points(self) -> float:
        return QFontInfo(self.font()).pointSizeF() + _LARGER_THAN_INTERFACE

    def _restyle(self) -> None:
        self._flow.restyle(self._style())
        self._view_changed()

    def _left(self) -> float:
        """The left edge of the text column in the viewport."""
        return max(_MARGIN, (self.viewport().width() - self._flow.style.width) // 2)

    def _boxes(self, chunk: PlacedChunk, start: int, end: int) -> Iterator[QRectF]:
        """The lines of a span in viewport coordinates."""
        left = self._left()
        return (box.translated(left, chunk.y) for box in chunk.layout.boxes(start, end))

    def _position_at(self, point: QPointF) -> int:
        return self._flow.position_at(point.x() - self._left(), point.y())

    def _view_changed(self) -> None:
        """Lay out what is in view, and let the scroll bar tell where that is."""
        self._flow.view_height = self.viewport().height()
        self._flow.visible()
        bar = self.verticalScrollBar()
        if not bar.isSliderDown():
            self._syncing = True
            below = round(self._flow.total_height) - self.viewport().height()
            bar.setRange(0, min(max(0, below), _LARGEST_BAR_VALUE))
            bar.setPageStep(self.viewport().height())
            bar.setSingleStep(round(self._flow.style.pitch))
            bar.setValue(min(round(self._flow.scrolled), _LARGEST_BAR_VALUE))
            self._syncing = False
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, self._flow.visible(), QRectF(event.rect()))
        painter.end()

    def _paint(self, painter: QPainter, chunks: list[PlacedChunk], exposed: QRectF) -> None:
        for chunk in chunks:
            self._paint_chunk(painter, chunk, exposed, [])

    def _paint_chunk(
        self, painter: QPainter, chunk: PlacedChunk, exposed: QRectF, formats: list[QTextLayout.FormatRange]
    ) -> None:
        """Draw the selection and the text of a chunk, parts of it in other `formats`."""
        start, end = sorted(self._selection)
        if start < chunk.layout.end and end > chunk.layout.start:
            for box in self._boxes(chunk, start, end):
                painter.fillRect(box, self.palette().highlight())
            selected = self.palette().color(QPalette.ColorRole.HighlightedText)
            formats = [*formats, coloured(chunk, start, end, selected)]
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        chunk.layout.layout.draw(painter, QPointF(self._left(), chunk.y), formats, exposed)

    # Scrolling

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        if self._syncing:
            return
        bar = self.verticalScrollBar()
        if bar.value() == bar.maximum():
            self._flow.scroll_to_end()
        elif bar.value() == 0:
            self._flow.scroll_to(0)
        elif abs(dy) <= 2 * self.viewport().height():
            self._flow.scroll_by(-dy)
        else:
            self._flow.scroll_to(bar.value())
        self._view_changed()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        notches = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if notches:
                self.zoom(1 if notches > 0 else -1)
        elif event.pixelDelta().y():
            self._scroll_by(-event.pixelDelta().y())
        else:
            self._scroll_by(-notches * QApplication.wheelScrollLines() * self._flow.style.pitch)
        event.accept()

    def _scroll_by(self, distance: float) -> None:
        if self._flow.scroll_by(round(distance)):
            self._view_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._flow.view_height = self.viewport().height()
        style = self._style()
        if style.width != self._flow.style.width:
            self._flow.restyle(style)
        self._view_changed()

    # Keyboard

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            key = cast(QKeyEvent, event)
            # While the text has the focus, these are meant for it and not for an action of the window.
            if key.matches(QKeySequence.StandardKey.Copy) or key.matches(QKeySequence.StandardKey.SelectAll):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._edit_key(event) and not self._scroll_key(event):
            event.ignore()

    def _edit_key(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif control and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif control and event.key() == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif control and event.key() == Qt.Key.Key_0:
            self.zoom(0)
        else:
            return False
        return True

    def _scroll_key(self, event: QKeyEvent) -> bool:
        pitch = self._flow.style.pitch
        page = self.viewport().height() - pitch
        distances = {Qt.Key.Key_Down: pitch, Qt.Key.Key_Up: -pitch}
        distances |= {Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        key = Qt.Key(event.key())
        if key in distances:
            self._scroll_by(distances[key])
        elif key == Qt.Key.Key_Home:
            self._flow.scroll_to(0)
            self._view_changed()
        elif key == Qt.Key.Key_End:
            self._flow.scroll_to_end()
            self._view_changed()
        else:
            return False
        return True

    # Selecting with the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at, self._dragging = event.position(), False
        position = self._position_at(event.position())
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._select(self._selection[0] if extend else position, position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._pressed_at is None:
            return
        moved = (event.position() - self._pressed_at).manhattanLength()
        self._dragging = self._dragging or moved >= QApplication.startDragDistance()
        if self._dragging:
            self._drag_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._auto_scroll.stop()
            self._pressed_at, self._dragging = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._select(*self._flow.word_at(event.position().x() - self._left(), event.position().y()))

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802
        if event.timerId() != self._auto_scroll.timerId():
            super().timerEvent(event)
            return
        beyond = self._drag_point.y() - max(0.0, min(self._drag_point.y(), self.viewport().height()))
        self._scroll_by(beyond / 2)
        self._drag_to(self._drag_point)

    def _drag_to(self, point: QPointF) -> None:
        self._drag_point = point
        self._select(self._selection[0], self._position_at(point))
        outside = not 0 <= point.y() < self.viewport().height()
        if outside and not self._auto_scroll.isActive():
            self._auto_scroll.start(_AUTO_SCROLL_MS, self)
        elif not outside:
            self._auto_scroll.stop()

    def _select(self, anchor: int, cursor: int) -> None:
        if self._selection != (anchor, cursor):
            self._selection = (anchor, cursor)
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy)
        copy.setEnabled(self.selected_span() is not None)
        menu.addAction(self.tr("Select all"), QKeySequence(QKeySequence.StandardKey.SelectAll), self.select_all)
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._restyle()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.viewport().update()


def coloured(chunk: PlacedChunk, start: int, end: int, colour: QColor) -> QTextLayout.FormatRange:
    """A span of a chunk to be drawn in another text colour."""
    span = QTextLayout.FormatRange()
    look = QTextCharFormat()
    look.setForeground(colour)
    fields = cast(Any, span)
    fields.start = chunk.layout.unit(start)
    fields.length = chunk.layout.unit(end) - fields.start
    fields.format = look
    return span
