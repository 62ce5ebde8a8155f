"""The guide, read from the files that came with the program."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from engine.paths import resources_dir


class Guide(QDialog):
    """A window of its own that may stay open beside the main window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Guide"))
        self.page = QTextBrowser(openLinks=False)
        chinese = QLocale().language() == QLocale.Language.Chinese
        file = resources_dir() / "guide" / ("zh.md" if chinese else "en.md")
        self.page.setMarkdown(file.read_text(encoding="utf-8"))
        self.page.document().setDocumentMargin(20)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.resize(720, 640)
