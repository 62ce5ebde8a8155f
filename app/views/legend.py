"""The entity types: which colour is which, how many there are, and which are shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QToolButton, QTreeView, QVBoxLayout, QWidget

from app.models.label_list import LabelListModel


class Legend(QWidget):
    """A checkbox, a swatch, a name and a count for each type."""

    def __init__(self, model: LabelListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._heading = QLabel()
        self._all, self._none = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self.view = QTreeView(rootIsDecorated=False, uniformRowHeights=True, headerHidden=True)
        self.view.setModel(model)
        self.view.setAllColumnsShowFocus(True)
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._all.clicked.connect(lambda: model.set_all_shown(True))
        self._none.clicked.connect(lambda: model.set_all_shown(False))
        self._lay_out()
        self._retranslate()

    def _lay_out(self) -> None:
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch()
        head.addWidget(self._all)
        head.addWidget(self._none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._model.repaint()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Types"))
        self._all.setText(self.tr("All"))
        self._all.setToolTip(self.tr("Show every type"))
        self._none.setText(self.tr("None"))
        self._none.setToolTip(self.tr("Hide every type"))
        self.view.setAccessibleName(self.tr("Types"))
        self._model.repaint()
