"""Draws a chart: stacked bars, columns beside each other, or a matrix of shaded cells."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette

from app.charts import Chart
from app.theme import doubt_colours, highlight_colour, is_dark, readable_text
from engine.types import LabelSet

_STATUS_COLOURS = {
    "accepted": ("#3f9d63", "#4fae74"),
    "suggested": ("#5b8def", "#6b9bf5"),
    "rejected": ("#b9bec6", "#5d6570"),
}
_BAR, _MOST_CHARACTERS = 0.7, 28


class ChartPlot(pg.PlotWidget):  # type: ignore[misc]
    """A plot to look at, without a menu; the keyboard passes it by."""

    def __init__(self) -> None:
        super().__init__()
        self._labels = LabelSet(())
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def draw(self, chart: Chart, labels: LabelSet) -> None:
        """Draw a chart that is not empty in the colours of the palette in use."""
        self._labels = labels
        self.clear()
        palette = self.palette()
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        pen = pg.mkPen(palette.color(QPalette.ColorRole.Text))
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(pen)
            axis.setTextPen(pen)
            axis.setTicks(None)
        self._legend(chart)
        {"bars": self._bars, "columns": self._columns, "matrix": self._matrix}[chart.kind](chart)
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription("; ".join(" ".join(row) for row in chart.cells()[:20]))

    def _legend(self, chart: Chart) -> None:
        item = self.getPlotItem()
        if item.legend is not None:
            item.legend.scene().removeItem(item.legend)
            item.legend = None
        if chart.kind != "matrix":
            # Bars are longest at the top.
            below = -12 if chart.kind == "bars" else 12
            item.addLegend(offset=(-12, below), labelTextColor=self.palette().color(QPalette.ColorRole.Text))

    def _bars(self, chart: Chart) -> None:
        places = np.arange(len(chart.rows))
        before = np.zeros(len(chart.rows))
        for series in chart.series:
            figures = np.array(series.figures, dtype=float)
            bars = pg.BarGraphItem(
                x0=before,
                y=places,
                height=_BAR,
                width=figures,
                brush=self._colour(series.colour),
                pen=None,
                name=series.words,
            )
            self.addItem(bars)
            before = before + figures
        box = self.getViewBox()
        box.invertY(True)
        self._name_ticks("left", chart.rows)
        box.setRange(xRange=(0, max(1.0, before.max())), yRange=(-0.5, len(chart.rows) - 0.5), padding=0.02)

    def _columns(self, chart: Chart) -> None:
        places = np.arange(len(chart.rows))
        width = _BAR / len(chart.series)
        most = 1.0
        for number, series in enumerate(chart.series):
            figures = np.array(series.figures, dtype=float)
            shifted = places + (number - (len(chart.series) - 1) / 2) * width
            columns = pg.BarGraphItem(
                x=shifted,
                y0=0,
                height=figures,
                width=width,
                brush=self._colour(series.colour),
                pen=None,
                name=series.words,
            )
            self.addItem(columns)
            most = max(most, float(figures.max()))
        box = self.getViewBox()
        box.invertY(False)
        self._name_ticks("bottom", chart.rows)
        box.setRange(xRange=(-0.6, len(chart.rows) - 0.4), yRange=(0, 1.06 * most), padding=0.02)

    def _matrix(self, chart: Chart) -> None:
        figures = np.array([series.figures for series in chart.series], dtype=float)
        most = 1.0 if chart.share else max(1.0, float(figures.max()))
        scale = [(colour.red(), colour.green(), colour.blue()) for colour in doubt_colours(is_dark(self.palette()))]
        colours = pg.ColorMap(np.linspace(0, 1, len(scale)), scale)
        image = pg.ImageItem(figures, levels=(0, most), lut=colours.getLookupTable(nPts=256))
        image.setRect(-0.5, -0.5, len(chart.series), len(chart.rows))
        self.addItem(image)
        font, usual = QFont(self.font()), self.palette().color(QPalette.ColorRole.Text)
        font.setPointSizeF(max(6.0, font.pointSizeF() * 0.85))
        for column, series in enumerate(chart.series):
            for row, figure in enumerate(series.figures):
                if figure:
                    ink = readable_text(colours.mapToQColor(figure / most), usual)
                    text = pg.TextItem(chart.words(figure), ink, anchor=(0.5, 0.5))
                    text.setFont(font)
                    text.setPos(column, row)
                    self.addItem(text)
        box = self.getViewBox()
        box.invertY(True)
        self._name_ticks("left", chart.rows)
        self.getAxis("bottom").setTicks([[]])
        box.setRange(xRange=(-0.5, len(chart.series) - 0.5), yRange=(-0.5, len(chart.rows) - 0.5), padding=0.01)

    def _name_ticks(self, side: str, names: tuple[str, ...]) -> None:
        self.getAxis(side).setTicks([[(place, _short(name)) for place, name in enumerate(names)]])

    def _colour(self, name: str) -> QColor:
        dark = is_dark(self.palette())
        label = self._labels.get(name)
        if label is not None:
            return highlight_colour(label, dark)
        return QColor(_STATUS_COLOURS.get(name, _STATUS_COLOURS["rejected"])[dark])


def _short(name: str) -> str:
    return name if len(name) <= _MOST_CHARACTERS else name[: _MOST_CHARACTERS - 1] + "…"
