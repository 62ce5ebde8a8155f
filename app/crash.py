"""Unexpected failures: a local report, and one dialog that says where it is."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, QUrl, Signal, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from app.problems import problem_words
from app.views.buttons import drop_icons
from engine.errors import VeritagError
from engine.logs import write_report
from engine.paths import log_dir

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashReporter(QObject):
    """Writes a report of every unexpected exception, from any thread, and shows one dialog at a time."""

    _reported = Signal(str)
    _told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._dialog: QMessageBox | None = None
        self._reported.connect(self._show_report, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._show_sentence, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Be told of every exception that nobody handles, of crashes of native code, and of Qt's messages."""
        sys.excepthook = self._exception
        threading.excepthook = self._thread_exception
        log_dir().mkdir(parents=True, exist_ok=True)
        # Stays open until the process ends: the handler writes to it when everything else is broken.
        self._faults = (log_dir() / "faults.txt").open("a", encoding="utf-8")
        faulthandler.enable(self._faults)
        qInstallMessageHandler(_log_qt)

    def report(self, error: BaseException) -> None:
        """Write a report and show the dialog soon; an error that has its own sentence is only told."""
        if isinstance(error, VeritagError):
            self._told.emit(problem_words(str(error)))
            return
        path = write_report(error)
        _log.error("unexpected failure, report %s", path.name)
        self._reported.emit(str(path))

    def _exception(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.report(error.with_traceback(traceback))

    def _thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.report(arguments.exc_value)

    def _show_report(self, report: str) -> None:
        if self._dialog is not None:
            return
        words = self.tr("Your work is saved. A report without any text of your documents was written to:\n{0}")
        box = QMessageBox(QMessageBox.Icon.Critical, "Veritag", self.tr("Something unexpected happened."))
        box.setInformativeText(words.format(report))
        folder = box.addButton(self.tr("Open folder"), QMessageBox.ButtonRole.ActionRole)
        folder.clicked.connect(lambda: open_folder(Path(report).parent))
        self._open(box)

    def _show_sentence(self, sentence: str) -> None:
        if self._dialog is None:
            self._open(QMessageBox(QMessageBox.Icon.Warning, "Veritag", sentence))

    def _open(self, box: QMessageBox) -> None:
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Close))
        drop_icons(box)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._forget_dialog)
        self._dialog = box
        box.open()

    def _forget_dialog(self) -> None:
        self._dialog = None


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager."""
    if QGuiApplication.platformName() != "offscreen":
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("app.qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
