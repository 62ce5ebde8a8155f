"""What the buttons of dialogs have in common: words only, and whether Enter presses them."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox, QPushButton, QWidget


def drop_icons(box: QDialogButtonBox | QMessageBox) -> None:
    """Remove the stock icons of the style, which fit neither the palette nor our own."""
    for button in box.buttons():
        button.setIcon(QIcon())


def without_default(window: QWidget) -> None:
    """Let no button be pressed by Enter in a table or field of the window."""
    for button in window.findChildren(QPushButton):
        button.setAutoDefault(False)
