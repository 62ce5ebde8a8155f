from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from window_setup import analysed, click_row, when_dialog_opens, written

from app.main_window import MainWindow
from app.views.history_dialog import HistoryDialog
from engine.store import SentRow

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

AT, ENDPOINT = "2026-03-01T10:00:00+00:00", "https://x.example"
CONTROL = Qt.KeyboardModifier.ControlModifier


def cells(table, row: int) -> list[str]:
    return [table.item(row, column).text() for column in range(1, table.columnCount())]


def test_every_step_is_listed_the_latest_first_and_those_that_were_undone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    view = window.panels.table.view
    click_row(qtbot, view, 0)
    qtbot.keyClick(view, Qt.Key.Key_A)
    qtbot.keyClick(view, Qt.Key.Key_BracketRight)
    qtbot.keyClick(view, Qt.Key.Key_Z, CONTROL)

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, HistoryDialog)
        rows = [cells(dialog.steps, row) for row in range(dialog.steps.rowCount())]
        assert rows == [["moved boundary", "undone"], ["decision (entities: 1)", ""]]
        assert dialog.tabs.tabText(1) == "Sent elsewhere (0)"
        dialog.reject()

    when_dialog_opens(look)
    qtbot.keyClick(window, Qt.Key.Key_H, CONTROL)


def test_what_was_sent_is_shown_word_by_word(qtbot: QtBot):
    sent = [
        SentRow(
            1,
            "2026-03-01T10:00:00+00:00",
            "a.txt",
            "https://x.example",
            "张三在［地名1］。",
            "ab" * 32,
            "answered",
            9,
            1,
            "人名",
        ),
        SentRow(2, "2026-03-01T10:00:01+00:00", "a.txt", "https://x.example", "李四。", "cd" * 32),
    ]
    dialog = HistoryDialog([], sent)
    qtbot.addWidget(dialog)
    assert cells(dialog.requests, 1) == ["a.txt", ENDPOINT, "3", "cut off"]
    dialog.requests.setCurrentCell(0, 0)
    assert "张三在［地名1］。" in dialog.payload.toPlainText()
    assert "ab" * 32 in dialog.payload.toPlainText()
    assert dialog.payload.toPlainText().endswith("人名")
    assert dialog.payload.isReadOnly()
