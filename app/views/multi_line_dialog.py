"""Asks for a text of several lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.views.buttons import drop_icons


class MultiLineDialog(QDialog):
    """Tab goes to the buttons, as in any dialog; Ctrl+Enter accepts."""

    def __init__(self, title: str, question: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        words = QLabel(question, wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        self.edit = QPlainTextEdit(text)
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(question)
        words.setBuddy(self.edit)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        drop_icons(buttons)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self.edit, 1)
        layout.addWidget(buttons)
        self.resize(420, 280)


def ask_lines(parent: QWidget | None, title: str, question: str, text: str) -> str | None:
    """The text as the user leaves it; None where they cancel."""
    dialog = MultiLineDialog(title, question, text, parent)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.edit.toPlainText() if agreed else None
