"""What tests of the main window share: texts, files, and waiting for what happens in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QTableView, QWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.models.mention_table import Column
from engine.store import MentionRow

TEXT = """会议定于2024年3月5日在上海举行。
预算为人民币300万元。
联系：a@example.com，电话13800138000。
截止2024年6月30日。
"""
NO_KEY = Qt.KeyboardModifier.NoModifier
OTHER = "频率为1575.42 MHz。\n日期：2023年1月1日。\n"


def written(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def analysed(qtbot: QtBot, window: MainWindow, *paths: Path) -> None:
    """Open files and wait until they are analysed."""
    with qtbot.waitSignal(window.analysis.running_changed, timeout=60_000, check_params_cb=lambda running: not running):
        window.files.add(list(paths))


def activated(qtbot: QtBot, window: MainWindow, widget: QWidget) -> None:
    """Give the keyboard back to a widget of the window, after a dialog had it."""
    with qtbot.waitActive(window):
        window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)


def cells(window: MainWindow, column: Column) -> list[str]:
    model = window.panels.mention_model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def shown_mentions(window: MainWindow) -> list[MentionRow]:
    model = window.panels.mention_model
    return [model.index(row, 0).data(model.RowRole) for row in range(model.rowCount())]


def click_row(qtbot: QtBot, table: QTableView, row: int, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    index = table.model().index(row, 0)
    table.scrollTo(index)
    click_at(qtbot, table.viewport(), table.visualRect(index).center(), modifier)
    table.setFocus()
    QApplication.processEvents()


def click_at(qtbot: QtBot, widget: QWidget, point: QPoint, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, modifier, point)


def checkbox_of(view: QWidget, index: QModelIndex) -> QPoint:
    """Where the checkbox of an item stands: near the left end of its row."""
    rect = view.visualRect(index)  # type: ignore[attr-defined]
    return QPoint(rect.left() + 10, rect.center().y())


def when_dialog_opens(act: Callable[[QDialog], None]) -> None:
    """Do something with the next modal dialog, from inside its event loop."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.isVisible():
            try:
                act(dialog)
            except BaseException:
                dialog.reject()
                raise
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def type_chinese(field: QWidget, words: str) -> None:
    """As an input method does it: first what is being composed, then what was chosen."""
    QApplication.sendEvent(field, QInputMethodEvent("ni", []))
    chosen = QInputMethodEvent()
    chosen.setCommitString(words)
    QApplication.sendEvent(field, chosen)


def document_names(window: MainWindow) -> list[str]:
    return [row.name for row in window.panels.document_model.rows()]


def texts(mentions: Sequence[MentionRow]) -> list[str]:
    return [mention.text for mention in mentions]
