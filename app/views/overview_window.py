"""What the project holds, in charts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDialog, QLabel, QTabWidget, QVBoxLayout, QWidget

from app.charts import Chart
from app.views.chart_page import ChartPage
from engine.types import LabelSet


class OverviewWindow(QDialog):
    """Shows the charts it is given, each on a page; `save_asked` carries the page whose picture is wanted."""

    save_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = QTabWidget()
        self._state = QLabel()
        layout = QVBoxLayout(self)
        layout.addWidget(self._tabs, 1)
        layout.addWidget(self._state)
        self.resize(900, 680)
        self._retranslate()

    def show_counting(self, counting: bool) -> None:
        self._state.setVisible(counting)

    def show_charts(self, charts: Sequence[Chart], labels: LabelSet) -> None:
        while self._tabs.count() < len(charts):
            page = ChartPage()
            page.save_asked.connect(lambda page=page: self.save_asked.emit(page))
            self._tabs.addTab(page, "")
        for place, (chart, page) in enumerate(zip(charts, self.pages(), strict=True)):
            self._tabs.setTabText(place, chart.title)
            page.show_chart(chart, labels)

    def pages(self) -> list[ChartPage]:
        found = (self._tabs.widget(place) for place in range(self._tabs.count()))
        return [page for page in found if isinstance(page, ChartPage)]

    def show_page(self, place: int) -> None:
        self._tabs.setCurrentIndex(place)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Overview"))
        self._state.setText(self.tr("Counting…"))
