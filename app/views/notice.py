"""A strip above the documents with one sentence that should not be missed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.views.wrapped_text import WrappedText


class Notice(QFrame):
    """Hidden until there is something to say; the user can close it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._words = WrappedText()
        self._words.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._close = QToolButton(autoRaise=True)
        self._close.setText("✕")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        self._offer = QPushButton()
        self._do: Callable[[], object] = _nothing
        self._offer.clicked.connect(self._agree)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._offer)
        layout.addWidget(self._close)
        self.hide()
        self._retranslate()

    def say(self, sentence: str) -> None:
        """Show a sentence; an empty one hides the strip."""
        self._words.show_words(sentence)
        self._offer.hide()
        self.setVisible(bool(sentence))

    def offer(self, sentence: str, words: str, do: Callable[[], object]) -> None:
        """Show a sentence with a button for what can be done about it."""
        self.say(sentence)
        self._do = do
        self._offer.setText(words)
        self._offer.show()

    def _agree(self) -> None:
        self.hide()
        self._do()

    def words(self) -> str:
        return self._words.words()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))


def _nothing() -> None:
    """What a sentence offers that offers nothing."""
