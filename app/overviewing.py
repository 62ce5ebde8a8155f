"""Fills the overview, and saves its pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.action_set import connect
from app.actions import Actions
from app.background import BackgroundCall
from app.charts import make_charts
from app.messages import say_problem
from app.session import Session
from app.settings import Settings
from engine.store import Overview, Project

if TYPE_CHECKING:
    from app.views.chart_page import ChartPage
    from app.views.overview_window import OverviewWindow

_REFRESH_MS = 400


class Overviewing(QObject):
    """The window is made when it is first asked for; what it shows is counted in a thread of its own."""

    failed = Signal(object)

    def __init__(self, settings: Settings, actions: Actions, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._settings, self._session = settings, session
        self.overview: OverviewWindow | None = None
        self._figures: Overview | None = None
        self._counting = self._again = False
        self._due = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._due.timeout.connect(self._count)
        connect(actions.overview, self.open)
        for changed in (session.project_opened, session.mentions_changed, session.documents_changed):
            changed.connect(self._due.start)
        session.labels_changed.connect(self.retranslate)

    def open(self) -> None:
        """Show the overview."""
        if self.overview is None:
            from app.views.overview_window import OverviewWindow

            self.overview = OverviewWindow(self._window)
            self.overview.save_asked.connect(self._ask_picture)
        self.overview.show()
        self.overview.raise_()
        self.overview.activateWindow()
        self._count()

    def retranslate(self) -> None:
        """Words or colours of what is shown have changed."""
        if self.overview is not None and self._figures is not None and self._session.is_open:
            labels = self._session.project.labels()
            self.overview.show_charts(make_charts(self._figures, labels), labels)

    def _count(self) -> None:
        if self.overview is None or not self.overview.isVisible() or not self._session.is_open:
            return
        if self._counting:
            self._again = True
            return
        self._counting = True
        self.overview.show_counting(True)
        path = self._session.path
        call = BackgroundCall(lambda: _figures(path), self)
        call.succeeded.connect(self._show)
        call.failed.connect(self._fail)
        call.start()

    def _show(self, figures: Overview) -> None:
        self._end()
        self._figures = figures
        self.retranslate()

    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._counting = False
        if self.overview is not None:
            self.overview.show_counting(False)
        if self._again:
            self._again = False
            self._due.start()

    def _ask_picture(self, page: ChartPage) -> None:
        if page.chart is None:
            return
        usual = str(self._settings.last_folder / f"{page.chart.title}.png")
        name, _ = QFileDialog.getSaveFileName(
            self.overview, self.tr("Save picture"), usual, self.tr("PNG pictures (*.png);;SVG drawings (*.svg)")
        )
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (".png", ".svg"):
            path = path.with_name(f"{path.name}.png")
        self._settings.last_folder = path.parent
        try:
            page.save_picture(path)
        except OSError:
            say_problem(self.overview or self._window, self.tr("{0}: the picture cannot be written.").format(path))


def _figures(path: Path) -> Overview:
    with Project.open(path) as project:
        return project.overview()
