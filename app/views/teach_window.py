"""The window in which a pack is taught from what was reviewed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.views.buttons import without_default
from app.views.teach_pages import LessonPage, ProgressPage, ResultPage


class TeachWindow(QDialog):
    """One of three pages, below them which pack is in use and, if there was one before, the way back."""

    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lesson, self.progress, self.outcome = LessonPage(), ProgressPage(), ResultPage()
        self._pages = QStackedWidget()
        for page in (self.lesson, self.progress, self.outcome):
            self._pages.addWidget(page)
        self._problem, self._used = QLabel(wordWrap=True), QLabel()
        self._problem.hide()
        self.back = QPushButton()
        layout = QVBoxLayout(self)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._problem)
        row = QHBoxLayout()
        row.addWidget(self._used)
        row.addStretch()
        row.addWidget(self.back)
        layout.addLayout(row)
        without_default(self)
        self.back.clicked.connect(self.back_asked)
        self.resize(680, 560)
        self._pack, self._before = "", ""
        self._retranslate()

    def show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)

    def page(self) -> QWidget:
        return self._pages.currentWidget()

    def say_problem(self, sentence: str) -> None:
        """A sentence under the page; an empty one hides it."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def problem(self) -> str:
        return self._problem.text()

    def show_used(self, pack: str, before: str) -> None:
        """The pack in use, and the one that was used before it, if any."""
        self._pack, self._before = pack, before
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Teach a pack"))
        self._used.setText(self.tr("In use: {0}").format(self._pack))
        self.back.setText(self.tr("&Back to {0}").format(self._before))
        self.back.setVisible(bool(self._before))
