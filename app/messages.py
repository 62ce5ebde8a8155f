"""Questions and answers in small dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.crash import open_folder
from app.views.buttons import drop_icons


def say_problem(parent: QWidget, sentence: str) -> None:
    """One sentence about what went wrong."""
    box = _box(parent, QMessageBox.Icon.Warning, sentence)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.addButton(QMessageBox.StandardButton.Close)
    drop_icons(box)
    box.open()


def say_written(parent: QWidget, sentence: str, file: Path) -> None:
    """A file was written; offers to show its folder."""
    box = _box(parent, QMessageBox.Icon.Information, sentence)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setInformativeText(str(file))
    box.addButton(QMessageBox.StandardButton.Close)
    words = QCoreApplication.translate("Messages", "Open folder")
    folder = box.addButton(words, QMessageBox.ButtonRole.ActionRole)
    folder.clicked.connect(lambda: open_folder(file.parent))
    drop_icons(box)
    box.open()


def confirm(parent: QWidget, question: str, detail: str, yes: str) -> bool:
    """Ask before something that cannot be undone; Cancel is the default."""
    box = _box(parent, QMessageBox.Icon.Question, question)
    box.setInformativeText(detail)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(refuse)
    drop_icons(box)
    box.exec()
    agreed = box.clickedButton() is agree
    box.deleteLater()
    return agreed


def _box(parent: QWidget, icon: QMessageBox.Icon, sentence: str) -> QMessageBox:
    box = QMessageBox(icon, "Veritag", sentence, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return box
