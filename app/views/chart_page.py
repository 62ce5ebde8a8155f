"""One chart: the plot, and its figures as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPalette, QShowEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QTableWidgetItem, QVBoxLayout, QWidget

from app.charts import Chart
from app.views.buttons import without_default
from app.views.chart_plot import ChartPlot
from app.views.word_table import WordTable
from engine.types import LabelSet

_ROOM, _SCALE = 8, 2


class ChartPage(QWidget):
    """`save_asked` asks where the picture is to be saved; `save_picture` does it. Drawn when it comes to the screen."""

    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._labels = LabelSet(())
        self._stale = False
        self.plot: ChartPlot | None = None
        self.table = WordTable(0, 0, _ROOM)
        self.nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.save, self.copy = QPushButton(), QPushButton()
        self._halves = QSplitter(Qt.Orientation.Vertical)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(self.table)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(self.copy)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self._halves, 1)
        layout.addLayout(row)
        without_default(self)
        self.save.clicked.connect(self.save_asked)
        self.copy.clicked.connect(self.copy_table)
        self._retranslate()

    @property
    def chart(self) -> Chart | None:
        return self._chart

    def show_chart(self, chart: Chart, labels: LabelSet) -> None:
        self._chart, self._labels = chart, labels
        self._draw_in_time()

    def copy_table(self) -> None:
        """Put the table on the clipboard as tab-separated lines."""
        if self._chart is not None:
            QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self._chart.cells()))

    def save_picture(self, path: Path) -> None:
        """Write the plot as SVG or PNG, by the file's ending. Raises `OSError` where it cannot be written."""
        if self.plot is None:
            raise OSError(str(path))
        size = self.plot.size()
        if path.suffix.lower() == ".svg":
            drawing = QSvgGenerator()
            drawing.setFileName(str(path))
            drawing.setSize(size)
            drawing.setViewBox(QRect(0, 0, size.width(), size.height()))
            if not self._paint_on(drawing, size):
                raise OSError(str(path))
            return
        image = QImage(size * _SCALE, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(_SCALE)
        self._paint_on(image, size)
        if not image.save(str(path)):
            raise OSError(str(path))

    def _paint_on(self, device: Any, size: QSize) -> bool:
        painter = QPainter()
        if not painter.begin(device):
            return False
        area = QRect(0, 0, size.width(), size.height())
        painter.fillRect(area, self.palette().color(QPalette.ColorRole.Base))
        if self.plot is not None:
            self.plot.render(painter, QRectF(area), self.plot.viewport().rect())
        return painter.end()

    def _draw_in_time(self) -> None:
        self._stale = not self.isVisible()
        if not self._stale:
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self._draw_in_time()

    def _draw(self) -> None:
        empty = self._chart is None or self._chart.is_empty()
        self.nothing.setVisible(empty)
        self._halves.setVisible(not empty)
        for button in (self.save, self.copy):
            button.setEnabled(not empty)
        if self._chart is None:
            return
        if not empty:
            if self.plot is None:
                self.plot = ChartPlot()
                self._halves.insertWidget(0, self.plot)
                self._halves.setSizes([420, 200])
            self.plot.draw(self._chart, self._labels)
        self._fill_table(self._chart)

    def _fill_table(self, chart: Chart) -> None:
        heads, *rows = chart.cells()
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self.table.resizeColumnsToContents()
        self.table.setAccessibleName(chart.title)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._draw_in_time()

    def _retranslate(self) -> None:
        self.nothing.setText(self.tr("There is nothing to show yet."))
        self.save.setText(self.tr("&Save picture…"))
        self.copy.setText(self.tr("&Copy table"))
