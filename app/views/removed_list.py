"""What the language model took out, to be put back or confirmed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.views.mention_tip import type_name
from engine.store import RemovalRow
from engine.types import LabelSet


class RemovedList(QWidget):
    """`chosen` asks to see a place, `settled` says whether an entity is put back (True) or rightly gone (False)."""

    chosen = Signal(object)
    settled = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading, self._none = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.view = QListWidget()
        self.view.setAlternatingRowColors(True)
        self.put_back, self.agree = QPushButton(), QPushButton()
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        buttons = QHBoxLayout()
        buttons.addWidget(self.agree)
        buttons.addWidget(self.put_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addWidget(self._none)
        layout.addWidget(self.view)
        layout.addLayout(buttons)
        self.view.setFixedHeight(7 * (self.fontMetrics().height() + 6))
        self.view.currentItemChanged.connect(lambda *_: self._follow())
        self.view.itemClicked.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.view.itemActivated.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.put_back.clicked.connect(lambda: self._settle(True))
        self.agree.clicked.connect(lambda: self._settle(False))
        self.show_rows([], LabelSet(()))
        self._retranslate()

    def show_rows(self, rows: list[RemovalRow], labels: LabelSet) -> None:
        place = self.view.currentRow()
        self.view.clear()
        for row in rows:
            words = " ".join(row.text.split())
            item = QListWidgetItem(f"{words} · {type_name(labels, row.label)}", self.view)
            item.setToolTip(f"{words} · {row.document_name}")
            item.setData(Qt.ItemDataRole.UserRole, row)
        if rows:
            self.view.setCurrentRow(min(max(place, 0), len(rows) - 1))
        for widget in (self.view, self.put_back, self.agree):
            widget.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self._follow()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _follow(self) -> None:
        for button in (self.put_back, self.agree):
            button.setEnabled(self.view.currentItem() is not None)

    def _settle(self, back: bool) -> None:
        item = self.view.currentItem()
        if item is not None:
            self.settled.emit(item.data(Qt.ItemDataRole.UserRole), back)

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Taken out by the language model"))
        self._none.setText(self.tr("Nothing that you have not decided on."))
        self.put_back.setText(self.tr("Put back"))
        self.put_back.setToolTip(self.tr("It is an entity: the language model was wrong"))
        self.agree.setText(self.tr("Rightly out"))
        self.agree.setToolTip(self.tr("It is none: the language model was right"))
        self.view.setAccessibleName(self._heading.text())
