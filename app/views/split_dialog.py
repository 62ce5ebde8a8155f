"""Asks between which characters an entity is split."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.views.buttons import drop_icons

_MARK = " | "


class SplitDialog(QDialog):
    """The text with a mark between two characters, which the arrow keys, Home and End move."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Split"))
        self._text = text
        self._places = [place for place in range(1, len(text)) if text[:place].strip() and text[place:].strip()]
        self._index = (len(self._places) - 1) // 2
        self._shown = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._shown.setTextFormat(Qt.TextFormat.PlainText)
        font = self._shown.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        self._shown.setFont(font)
        self._shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        how = QLabel(self.tr("Left and Right move the mark, Enter splits."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Split"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        drop_icons(buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(self._shown, 1)
        layout.addWidget(how)
        layout.addWidget(buttons)
        self.setMinimumWidth(380)
        self._shown.setFocus()
        self._show()

    @property
    def place(self) -> int:
        """How many characters the first part has."""
        return self._places[self._index]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moves = {
            Qt.Key.Key_Left: self._index - 1,
            Qt.Key.Key_Right: self._index + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._places) - 1,
        }
        if event.key() in moves:
            self._index = min(max(moves[Qt.Key(event.key())], 0), len(self._places) - 1)
            self._show()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        parts = self._text[: self.place], self._text[self.place :]
        words = _MARK.join(" ".join(part.split()) for part in parts)
        self._shown.setText(words)
        self._shown.setAccessibleName(words)
