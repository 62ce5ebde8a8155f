"""Fusion with outlines that are seen on a dark page."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from app.theme import is_dark

_Element = QStyle.PrimitiveElement
_OUTLINED = frozenset(
    {
        _Element.PE_Frame,
        _Element.PE_FrameLineEdit,
        _Element.PE_IndicatorCheckBox,
        _Element.PE_IndicatorItemViewItemCheck,
        _Element.PE_IndicatorRadioButton,
    }
)
# Fusion draws outlines in a darker tone of the window's colour.
_OUTLINES_FROM = QColor("#8a909a")


class DesktopStyle(QProxyStyle):
    """Draws frames and boxes of a dark look with lighter outlines; all else is Fusion."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(  # noqa: N802
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element in _OUTLINED:
            fields = cast(Any, option)
            if is_dark(fields.palette):
                palette = QPalette(fields.palette)
                palette.setColor(QPalette.ColorRole.Window, _OUTLINES_FROM)
                fields.palette = palette
        super().drawPrimitive(element, option, painter, widget)
