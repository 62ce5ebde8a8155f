"""Dialog buttons with words only."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox


def drop_icons(box: QDialogButtonBox | QMessageBox) -> None:
    """Remove the stock icons of the style, which fit neither the palette nor our own."""
    for button in box.buttons():
        button.setIcon(QIcon())
