"""Widgets beside each other in as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """What is left of a line goes to the widgets that expand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        heights = [max(item.sizeHint().height() for item in line) for line in self._lines(width)]
        return sum(heights) + max(0, len(heights) - 1) * self._gap()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(_width(self._shown(), self._gap()), self._line_height())

    def minimumSize(self) -> QSize:  # noqa: N802
        return QSize(max((item.minimumSize().width() for item in self._shown()), default=0), self._line_height())

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        top = rect.top()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            left, rest = rect.left(), rect.width() - _width(line, self._gap())
            expanding = sum(map(_expands, line))
            for item in line:
                width = item.sizeHint().width()
                if _expands(item) and rest > 0:
                    width += rest // expanding
                elif rest < 0:
                    width = max(item.minimumSize().width(), width + rest)
                item.setGeometry(QRect(left, top, width, height))
                left += width + self._gap()
            top += height + self._gap()

    def _lines(self, width: int) -> Iterator[list[QLayoutItem]]:
        line: list[QLayoutItem] = []
        for item in self._shown():
            if line and _width([*line, item], self._gap()) > width:
                yield line
                line = []
            line.append(item)
        if line:
            yield line

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _line_height(self) -> int:
        return max((item.sizeHint().height() for item in self._shown()), default=0)

    def _gap(self) -> int:
        return max(0, self.spacing())


def _expands(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def _width(items: Sequence[QLayoutItem], gap: int) -> int:
    return sum(item.sizeHint().width() for item in items) + max(0, len(items) - 1) * gap


def together(*widgets: QWidget) -> QWidget:
    """Widgets that stay in one line."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return group
