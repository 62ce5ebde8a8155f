"""How a document is drawn in the list: its name, and below it its state in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app import icons
from app.models.document_list import Activity, DocumentListModel
from app.theme import is_dark
from engine.store import DocumentRow

_GAP = 6
_ICON = 18
# A name in two scripts is higher than the line of the interface's font.
_ONE_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine) | int(Qt.TextFlag.TextDontClip)
_DONE, _DONE_DARK = "#1a7f37", "#56d364"


class DocumentDelegate(QStyledItemDelegate):
    """Two lines and an icon; a thin bar while the document is being analysed."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, 2 * option.fontMetrics.height() + 3 * _GAP)  # type: ignore[attr-defined]

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        style = QStyleOptionViewItem(option)
        self.initStyleOption(style, index)
        view: QStyleOptionViewItem = style
        view.text = ""  # type: ignore[attr-defined]
        widget = view.widget  # type: ignore[attr-defined]
        (widget.style() if widget else QApplication.style()).drawControl(
            QStyle.ControlElement.CE_ItemViewItem, view, painter, widget
        )
        row: DocumentRow = index.data(DocumentListModel.RowRole)
        activity: Activity | None = index.data(DocumentListModel.ActivityRole)
        line = index.data(DocumentListModel.LineRole)
        self._paint_content(painter, view, row, activity, line)

    def _paint_content(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: DocumentRow,
        activity: Activity | None,
        line: str,
    ) -> None:
        box: QRect = option.rect.adjusted(_GAP, _GAP, -_GAP, -_GAP)  # type: ignore[attr-defined]
        palette: QPalette = option.palette  # type: ignore[attr-defined]
        metrics = option.fontMetrics  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        active = bool(option.state & QStyle.StateFlag.State_Active)  # type: ignore[attr-defined]
        group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
        text = palette.color(group, QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        faint = text if selected else palette.color(QPalette.ColorRole.PlaceholderText)
        alarm = text if selected else palette.color(QPalette.ColorRole.BrightText)
        name, colour = _icon(row, activity, is_dark(palette), faint, alarm)
        if selected:
            colour = text
        picture = icons.pixmap(name, colour, _ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(box.left(), box.top() + (metrics.height() - _ICON) // 2 + 1, picture)
        left = box.left() + _ICON + _GAP
        width = box.right() - left
        first = QRect(left, box.top(), width, metrics.height())
        second = first.translated(0, metrics.height() + _GAP // 2)
        painter.setPen(text)
        painter.drawText(
            first,
            _ONE_LINE,
            metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, width),
        )
        if activity is not None:
            _paint_bar(painter, second, activity, palette, selected)
            return
        painter.setPen(alarm if row.state == "failed" else faint)
        painter.drawText(
            second,
            _ONE_LINE,
            metrics.elidedText(line, Qt.TextElideMode.ElideRight, width),
        )


def _icon(row: DocumentRow, activity: Activity | None, dark: bool, faint: QColor, alarm: QColor) -> tuple[str, QColor]:
    if activity is not None or row.state == "new":
        return "waiting", faint
    if row.state == "failed":
        return "failed", alarm
    return "done", QColor(_DONE_DARK if dark else _DONE)


def _paint_bar(painter: QPainter, line: QRect, activity: Activity, palette: QPalette, selected: bool) -> None:
    groove = QRect(line.left(), line.center().y() - 2, line.width(), 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Mid))
    painter.drawRoundedRect(groove, 2, 2)
    if activity.all:
        filled = QRect(groove)
        filled.setWidth(round(groove.width() * activity.done / activity.all))
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Accent
        painter.setBrush(palette.color(role))
        painter.drawRoundedRect(filled, 2, 2)
