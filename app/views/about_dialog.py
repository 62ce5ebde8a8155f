"""What the program is, whose work is in it, and what the pack in use says of itself."""

from __future__ import annotations

from html import escape
from importlib import metadata

from PySide6.QtCore import QSize, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app import icons
from app.problems import problem_words
from app.settings import NO_PACK
from app.views.buttons import drop_icons
from engine import __version__
from engine.errors import PackError
from engine.packs import Pack, find_pack

_LIBRARIES = (
    ("PySide6-Essentials", "Qt, PySide6", "LGPL-3.0"),
    ("onnxruntime", "ONNX Runtime", "MIT"),
    ("tokenizers", "tokenizers", "Apache-2.0"),
    ("numpy", "NumPy", "BSD-3-Clause"),
    ("sqlite-utils", "sqlite-utils", "Apache-2.0"),
    ("pypdfium2", "pypdfium2, PDFium", "Apache-2.0, BSD-3-Clause"),
    ("lxml", "lxml", "BSD-3-Clause"),
    ("charset-normalizer", "charset-normalizer", "MIT"),
    ("pydantic", "Pydantic", "MIT"),
    ("platformdirs", "platformdirs", "MIT"),
    ("typer", "Typer", "MIT"),
    ("rich", "Rich", "MIT"),
    ("opencc", "OpenCC", "Apache-2.0"),
    ("rapidfuzz", "RapidFuzz", "MIT"),
    ("pyqtgraph", "PyQtGraph", "MIT"),
    # Extras; listed where they are installed.
    ("onnxruntime-gpu", "ONNX Runtime (GPU)", "MIT"),
    ("llama-cpp-python", "llama-cpp-python, llama.cpp", "MIT"),
    ("gguf", "gguf", "MIT"),
    ("httpx", "HTTPX", "BSD-3-Clause"),
    ("keyring", "keyring", "MIT"),
)


class AboutDialog(QDialog):
    """Three pages: the program, its libraries, the pack."""

    def __init__(self, pack: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Veritag"))
        tabs = QTabWidget()
        tabs.addTab(_page(self._program()), self.tr("Program"))
        tabs.addTab(_page(self._libraries()), self.tr("Licences"))
        tabs.addTab(self._pack(pack), self.tr("Pack"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        drop_icons(buttons)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        layout.addWidget(tabs, 1)
        layout.addWidget(buttons)
        self.resize(620, 520)

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(icons.program_icon().pixmap(QSize(48, 48)))
        version = escape(self.tr("Version {0}").format(__version__))
        words = QLabel(f"<span style='font-size: x-large'><b>Veritag</b></span><br>{version}")
        row = QHBoxLayout()
        row.addWidget(picture)
        row.addWidget(words, 1)
        return row

    def _program(self) -> str:
        paragraphs = (
            self.tr("Veritag finds named entities in documents, on this machine only."),
            self.tr(
                "No document and no part of one leaves the machine, and the program opens no connection, unless the "
                "extra “cloud” is installed and somebody has allowed it for a project (veritag cloud on)."
            ),
            self.tr("Veritag is free software under the Apache Licence 2.0."),
            self.tr("It uses Qt {0} under the GNU LGPL 3; you may replace the Qt libraries beside the program.").format(
                qVersion()
            ),
        )
        return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)

    def _libraries(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(version)}</td><td>{escape(licence)}</td></tr>"
            for package, name, licence in _LIBRARIES
            if (version := _version(package))
        )
        return f"<table cellpadding='4'>{rows}</table>"

    def _pack(self, name: str) -> QTextBrowser:
        page = QTextBrowser(openLinks=False)
        if name in ("", NO_PACK):
            page.setPlainText(self.tr("No pack is in use: patterns only."))
            return page
        try:
            page.setMarkdown(_pack_card(find_pack(name)))
        except PackError as error:
            page.setPlainText(problem_words(str(error)))
        return page


def _pack_card(pack: Pack) -> str:
    manifest = pack.manifest
    sources = [manifest.encoder, *manifest.training_data]
    lines = [f"**{manifest.name} {manifest.version}** · {manifest.licence}", ""]
    lines += [f"- {source.name}: {source.licence}" for source in sources]
    return "\n".join([*lines, "", pack.card])


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _page(html: str) -> QTextBrowser:
    page = QTextBrowser(openLinks=False)
    page.setHtml(html)
    return page
