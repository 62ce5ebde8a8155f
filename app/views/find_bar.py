"""Finds words in the text that is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.views.document_view import DocumentView
from app.words import number_words
from engine.types import Span

_TYPING_MS = 200


class FindBar(QWidget):
    """Hidden until it is needed. `search_asked` carries the words and whether they are a regular expression.

    The answer comes by `show_found` or `show_problem`.
    """

    search_asked = Signal(str, bool)

    def __init__(self, view: DocumentView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._found: list[Span] = []
        self._place = -1
        self._box = QLineEdit(clearButtonEnabled=True)
        self._box.setAcceptDrops(False)
        self._count = QLabel()
        self._up, self._down = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self._close, self._expression = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self._expression.setCheckable(True)
        self._expression.setText(".*")
        self._up.setArrowType(Qt.ArrowType.UpArrow)
        self._down.setArrowType(Qt.ArrowType.DownArrow)
        self._close.setText("✕")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box, 1)
        for widget in (self._expression, self._count, self._up, self._down, self._close):
            layout.addWidget(widget)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self._box.textChanged.connect(lambda: self._typing.start())
        self._expression.toggled.connect(lambda _: self._ask())
        self._up.clicked.connect(lambda: self.step(-1))
        self._down.clicked.connect(lambda: self.step(1))
        self._close.clicked.connect(self.close_bar)
        self.hide()
        self._retranslate()

    def open_bar(self) -> None:
        """Show the bar, with the selected words in it."""
        chosen = self._view.selected_words()
        if chosen:
            self._box.setText(chosen)
        self.show()
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._box.selectAll()
        self._ask()

    def close_bar(self) -> None:
        if self.isVisible():
            self.hide()
            self._view.setFocus()

    def forget(self) -> None:
        """Another text is shown."""
        self._found, self._place = [], -1
        if self.isVisible():
            self._ask()

    def show_found(self, found: list[Span]) -> None:
        self._found, self._place = found, -1
        if found:
            self.step(1)
        else:
            self._tell_count()

    def show_problem(self, words: str) -> None:
        """Say why nothing can be searched for."""
        self._found, self._place = [], -1
        self._count.setText(words)

    def step(self, direction: int) -> None:
        """Go to the next place, or the one before; after the last comes the first."""
        if self._typing.isActive():
            self._ask()
        elif self._found:
            self._place = (self._place + direction) % len(self._found)
            span = self._found[self._place]
            self._view.show_span(span.start, span.end, None)
            self._tell_count()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self._typing.stop()
        self.search_asked.emit(self._box.text(), self._expression.isChecked())

    def _tell_count(self) -> None:
        if not self._box.text().strip():
            self._count.clear()
        elif not self._found:
            self._count.setText(self.tr("Not found"))
        else:
            place, total = number_words(self._place + 1), number_words(len(self._found))
            self._count.setText(self.tr("{0} of {1}").format(place, total))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._box.setPlaceholderText(self.tr("Find in this text"))
        self._box.setAccessibleName(self.tr("Find in this text"))
        self._expression.setToolTip(self.tr("Regular expression (Alt+X)"))
        self._expression.setAccessibleName(self.tr("Regular expression (Alt+X)"))
        self._expression.setShortcut("Alt+X")
        self._up.setToolTip(self.tr("The place before (Shift+Enter)"))
        self._up.setAccessibleName(self.tr("The place before (Shift+Enter)"))
        self._down.setToolTip(self.tr("The next place (Enter)"))
        self._down.setAccessibleName(self.tr("The next place (Enter)"))
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._close.setAccessibleName(self.tr("Close (Esc)"))
        self._tell_count()
