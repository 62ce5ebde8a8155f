"""The text of a document with its mentions highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
    QTextLayout,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.views.highlight_painter import DoubtPainter, HighlightPainter
from app.views.highlights import Highlights, MentionSource, ReadingPlace
from app.views.mention_tip import mention_line, mention_tip
from app.views.text_flow import PlacedChunk
from app.views.text_view import TextView, coloured
from engine.types import LabelSet, Span

if TYPE_CHECKING:
    from engine.store import MentionRow


_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class _NoMentions:
    def between(self, start: int, end: int) -> list[MentionRow]:
        return []


class DocumentView(TextView):
    """Shows a text of any length with highlighted mentions, to read, jump through, select and copy.

    `mention_activated` tells of a click or Enter on a mention, `mention_focused` of a jump to one by key,
    `mention_hovered` of the mention under the mouse (-1: none any more).
    """

    mention_activated = Signal(int)
    mention_focused = Signal(int)
    mention_hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = LabelSet(())
        self._hidden: set[str] = set()
        self._highlights = Highlights(_NoMentions())
        self._by_doubt = False
        self._colours: HighlightPainter = HighlightPainter(self._labels, self.palette())
        self._ring: tuple[int, int, int | None] | None = None
        self._hovered = -1
        self._tab_jumps = True
        self.viewport().setMouseTracking(True)
        self._set_accessible_texts()

    def set_document(self, text: str, mentions: MentionSource) -> None:
        """Show another document from its top."""
        self._highlights = Highlights(mentions)
        self._highlights.set_hidden_labels(self._hidden)
        self._ring = None
        self._set_hovered(-1)
        self._set_accessible_texts()
        self.set_text(text)

    def clear(self) -> None:
        self.set_document("", _NoMentions())

    def set_labels(self, labels: LabelSet) -> None:
        """The types with their names and colours; a mention of another type is drawn in grey."""
        self._labels = labels
        self._recolour()

    def set_hidden_labels(self, names: set[str]) -> None:
        """The types whose mentions are not drawn and not jumped to."""
        self._hidden = set(names)
        self._highlights.set_hidden_labels(self._hidden)
        self.viewport().update()

    def shade_by_doubt(self, on: bool) -> None:
        """Colour mentions by how likely they are wrong instead of by their types."""
        self._by_doubt = on
        self._recolour()

    def refresh_mentions(self) -> None:
        """Ask for the mentions again, after they changed in the source."""
        self._highlights.refresh()
        self.viewport().update()

    def show_span(self, start: int, end: int, mention_id: int | None = None) -> None:
        """Scroll a span into view and draw a ring around it; Enter then activates the mention."""
        self._ring = (start, end, mention_id)
        self._flow.show(start, end)
        self._view_changed()

    def marked_span(self) -> Span | None:
        """The selected words, or those that were jumped to where they are no mention."""
        selected = self.selected_span()
        if selected is None and self._ring is not None and self._ring[2] is None:
            return Span(self._ring[0], self._ring[1])
        return selected

    def ringed_span(self) -> Span | None:
        """The span that was jumped to."""
        return None if self._ring is None else Span(self._ring[0], self._ring[1])

    def ringed_mention(self) -> int | None:
        """The mention that was jumped to."""
        return None if self._ring is None else self._ring[2]

    def clear_marks(self) -> None:
        """Select nothing, and take the ring away."""
        self._ring = None
        self._select(0, 0)
        self.viewport().update()

    def span_rects(self, start: int, end: int) -> list[QRect]:
        """Where a span is highlighted in the viewport: one rectangle for each line of it in view."""
        chunks = self._flow.visible()
        return [box.toAlignedRect() for chunk in chunks for box in self._bands(chunk, start, end)]

    def mention_at(self, point: QPoint) -> MentionRow | None:
        """The innermost shown mention at a point of the viewport."""
        for chunk in self._flow.visible():
            if chunk.y <= point.y() < chunk.y + chunk.layout.height:
                return self._highlights.at(chunk, point.x() - self._left(), point.y() - chunk.y)
        return None

    # Painting

    def _paint(self, painter: QPainter, chunks: list[PlacedChunk], exposed: QRectF) -> None:
        self._highlights.load(chunks)
        for chunk in chunks:
            self._paint_chunk(painter, chunk, exposed, self._paint_highlights(painter, chunk, exposed))
        self._paint_focus(painter, chunks)

    def _paint_highlights(
        self, painter: QPainter, chunk: PlacedChunk, exposed: QRectF
    ) -> list[QTextLayout.FormatRange]:
        """Draw the mentions of a chunk; tells where the text needs another colour on them."""
        usual = self.palette().color(QPalette.ColorRole.Text)
        formats: list[QTextLayout.FormatRange] = []
        for mention, depth in self._highlights.of(chunk):
            boxes = [box for box in self._bands(chunk, mention.start, mention.end) if box.intersects(exposed)]
            self._colours.paint(painter, mention, depth, boxes)
            colour = self._colours.text_colour(mention)
            # Inside a mention with another text colour, the usual colour has to be said too.
            if boxes and (colour != usual or formats):
                formats.append(coloured(chunk, mention.start, mention.end, colour))
        return formats

    def _paint_focus(self, painter: QPainter, chunks: list[PlacedChunk]) -> None:
        """A line around the whole view while it has the focus, and a ring around the span jumped to."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().highlight(), 2))
        if self.hasFocus():
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        if self._ring is None:
            return
        for chunk in chunks:
            for box in self._bands(chunk, self._ring[0], self._ring[1]):
                painter.drawRoundedRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4)

    def _bands(self, chunk: PlacedChunk, start: int, end: int) -> list[QRectF]:
        """The highlights of a span on its lines, in viewport coordinates."""
        top, bottom = self._flow.style.band
        boxes = self._boxes(chunk, start, end)
        return [QRectF(box.left(), box.top() + top, box.width(), bottom - top) for box in boxes]

    def _recolour(self) -> None:
        kind = DoubtPainter if self._by_doubt else HighlightPainter
        self._colours = kind(self._labels, self.palette())
        self.viewport().update()

    # Jumping

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._mention_key(event):
            super().keyPressEvent(event)

    def _mention_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier and event.key() in _STEPS:
            self._extend(_STEPS[Qt.Key(event.key())])
            return True
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._ring and self._ring[2] is not None:
            self.mention_activated.emit(self._ring[2])
        elif event.key() == Qt.Key.Key_Escape and (self._ring or self._tab_jumps):
            self._ring, self._tab_jumps = None, False
            self.viewport().update()
        else:
            return False
        return True

    def _extend(self, step: int) -> None:
        """Move the end of the selection; without one, it begins with the ring or at the top of the view."""
        if self.selected_span() is None:
            start, end = self._ring[:2] if self._ring is not None else (self._reading_place()[0],) * 2
            self._select(start, end)
        anchor, cursor = self._selection
        cursor = min(max(0, cursor + step), len(self._flow.text))
        self._select(anchor, cursor)
        self._flow.show(min(cursor, len(self._flow.text)), cursor)
        self._view_changed()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        if self._tab_jumps and self.jump(forward=next):
            return True
        return super().focusNextPrevChild(next)

    def jump(self, *, forward: bool) -> bool:
        """Go to the next entity or the one before; whether there is one."""
        search = self._highlights.next_after if forward else self._highlights.last_before
        mention = search(self._reading_place(), len(self._flow.text))
        if mention is None:
            return False
        self.show_span(mention.start, mention.end, mention.id)
        self.setAccessibleDescription(mention_line(mention, self._labels))
        self.mention_focused.emit(mention.id)
        return True

    def _reading_place(self) -> ReadingPlace:
        """The ring while it is in view, else the top of the view."""
        chunks = self._flow.visible()
        if self._ring is not None:
            start, end, mention_id = self._ring
            if chunks[0].layout.start <= start <= chunks[-1].layout.end:
                return start, -end, -1 if mention_id is None else mention_id
        position, _ = chunks[0].layout.line_start(-chunks[0].y)
        return position, -len(self._flow.text) - 1, -1

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseMoveEvent(event)
        if not event.buttons():
            mention = self.mention_at(event.position().toPoint())
            self._set_hovered(-1 if mention is None else mention.id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        clicked = self._pressed_at is not None and event.button() == Qt.MouseButton.LeftButton
        clicked = clicked and not self._dragging and self.selected_span() is None
        super().mouseReleaseEvent(event)
        mention = self.mention_at(event.position().toPoint()) if clicked else None
        if mention is not None:
            self._ring = (mention.start, mention.end, mention.id)
            self.viewport().update()
            self.mention_activated.emit(mention.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        mention = self.mention_at(event.position().toPoint())
        if mention is not None and event.button() == Qt.MouseButton.LeftButton:
            self._select(mention.start, mention.end)
        else:
            super().mouseDoubleClickEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(cast(QHelpEvent, event))
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hovered(-1)
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        mention = self.mention_at(event.pos())
        if mention is None:
            QToolTip.hideText()
            return
        near = QRect(event.pos() - QPoint(4, 4), event.pos() + QPoint(4, 4))
        QToolTip.showText(event.globalPos(), mention_tip(mention, self._labels), self.viewport(), near)

    def _set_hovered(self, mention_id: int) -> None:
        if mention_id != self._hovered:
            self._hovered = mention_id
            over_text = Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(over_text if mention_id < 0 else Qt.CursorShape.PointingHandCursor)
            self.mention_hovered.emit(mention_id)

    # Changes from outside

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._tab_jumps = True
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._recolour()
        elif event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._set_accessible_texts()

    def _set_accessible_texts(self) -> None:
        self.setAccessibleName(self.tr("Document text"))
        self.setAccessibleDescription(
            self.tr("Tab goes to the next entity, Enter opens it, Escape lets Tab leave the text.")
        )
