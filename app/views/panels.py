"""The inside of the main window: documents and types at the left, the text, and the entities below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from app.models.document_list import DocumentListModel
from app.models.label_list import LabelListModel
from app.models.mention_table import MentionTableModel
from app.settings import Settings
from app.views.document_list import DocumentList
from app.views.document_pane import DocumentPane
from app.views.entity_table import EntityTable
from app.views.evidence_card import EvidenceCard
from app.views.legend import Legend
from app.views.notice import Notice
from app.views.opinion_panel import OpinionPanel
from app.views.page_panel import PagePanel


class Panels(QWidget):
    """Every panel with its model; they know nothing of each other.

    The window has docks for `card`, `opinion` and `page`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document_model = DocumentListModel()
        self.label_model = LabelListModel(QApplication.palette)
        self.mention_model = MentionTableModel(QApplication.palette)
        self.notice = Notice()
        self.documents = DocumentList(self.document_model)
        self.legend = Legend(self.label_model)
        self.pane = DocumentPane()
        self.table = EntityTable(self.mention_model)
        self.card, self.opinion, self.page = EvidenceCard(), OpinionPanel(), PagePanel()
        self._left = _split(Qt.Orientation.Vertical, self.documents, self.legend)
        self._right = _split(Qt.Orientation.Vertical, self.pane, self.table)
        self._whole = _split(Qt.Orientation.Horizontal, self._left, self._right)
        self._left.setSizes([420, 260])
        self._right.setSizes([470, 240])
        self._whole.setSizes([270, 930])
        self._whole.setStretchFactor(1, 1)
        self._right.setStretchFactor(0, 1)
        self._left.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self._whole, 1)

    def save_layout(self, settings: Settings) -> None:
        for name, splitter in self._splitters().items():
            settings.set_layout(name, splitter.saveState())
        settings.set_layout("columns", self.table.view.horizontalHeader().saveState())
        settings.zoom = self.pane.view.zoomed

    def restore_layout(self, settings: Settings) -> None:
        for name, splitter in self._splitters().items():
            stored = settings.layout(name)
            if stored is not None:
                splitter.restoreState(stored)
        self.table.restore_columns(settings.layout("columns"))
        self.pane.view.zoom(settings.zoom)

    def _splitters(self) -> dict[str, QSplitter]:
        return {"left": self._left, "right": self._right, "whole": self._whole}


def _split(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
