"""Draws words with what stands around them on one line (keyword in context)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableWidgetItem

from engine.store import Context

ContextRole = Qt.ItemDataRole.UserRole + 7
_MARGIN = 4
# The words stand where this part of the cell ends, so that they are below each other.
_BEFORE = 0.42


def context_item(context: Context) -> QTableWidgetItem:
    """A cell for a column that a `ContextDelegate` draws."""
    item = QTableWidgetItem("".join(context))
    item.setData(ContextRole, context)
    item.setToolTip("".join(context))
    return item


class ContextDelegate(QStyledItemDelegate):
    """For a column whose `ContextRole` gives a `Context`; the words are bold and stand below each other."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        context = index.data(ContextRole)
        if not isinstance(context, Context):
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined]
        style = option.widget.style() if option.widget else QApplication.style()  # type: ignore[attr-defined]
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)  # type: ignore[attr-defined]
        self._write(painter, option, context)

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, context: Context) -> None:
        rect: QRect = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)  # type: ignore[attr-defined]
        palette: QPalette = option.palette  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        plain = QFont(option.font)  # type: ignore[attr-defined]
        bold = QFont(plain)
        bold.setBold(True)
        usual = palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        faint = usual if selected else palette.color(QPalette.ColorRole.PlaceholderText)
        left = rect.left() + round(rect.width() * _BEFORE)
        metrics, strong = QFontMetrics(plain), QFontMetrics(bold)
        words = strong.elidedText(context.words, Qt.TextElideMode.ElideMiddle, rect.right() - left)
        right = left + strong.horizontalAdvance(words) + 1
        painter.save()
        painter.setFont(plain)
        painter.setPen(faint)
        before = metrics.elidedText(context.before, Qt.TextElideMode.ElideLeft, left - rect.left())
        middle = Qt.AlignmentFlag.AlignVCenter
        area = QRect(rect.left(), rect.top(), left - rect.left() - 1, rect.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, before)
        after = metrics.elidedText(context.after, Qt.TextElideMode.ElideRight, max(0, rect.right() - right))
        painter.drawText(QRect(right, rect.top(), rect.right() - right + 1, rect.height()), middle, after)
        painter.setFont(bold)
        painter.setPen(usual)
        painter.drawText(QRect(left, rect.top(), rect.right() - left + 1, rect.height()), middle, words)
        painter.restore()
