"""Starts the desktop."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import icons
from app.crash import CrashReporter
from app.garbage import GarbageCollector
from app.language import Interface
from app.main_window import MainWindow
from app.palette import apply_scheme
from app.settings import Settings
from app.style import DesktopStyle
from engine import __version__
from engine.paths import config_dir, data_dir


def run_desktop(files: Sequence[Path]) -> int:
    """Show the main window with these documents or this project; returns the exit code when it is closed."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Veritag")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("veritag")
    garbage = GarbageCollector(application)
    garbage.start()
    reporter = CrashReporter()
    reporter.install()
    for folder in (config_dir(), data_dir()):
        folder.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    application.setStyle(DesktopStyle())
    application.setWindowIcon(icons.program_icon())
    apply_scheme(application, settings.colour_scheme)
    interface = Interface(application)
    interface.use(settings.language)
    window = MainWindow(settings, interface)
    window.failed.connect(reporter.report)
    window.show()
    QTimer.singleShot(0, lambda: window.start(files))
    return application.exec()
