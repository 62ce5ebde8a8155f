"""Comments, terms and the stop list are asked for in a dialog that the keyboard can leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot
from window_setup import activated, analysed, click_row, shown_mentions, when_dialog_opens, written

from app.main_window import MainWindow
from app.views.multi_line_dialog import MultiLineDialog

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL = Qt.KeyboardModifier.ControlModifier


def comment_by_key(qtbot: QtBot, window: MainWindow) -> None:
    activated(qtbot, window, window.panels.table.view)
    click_row(qtbot, window.panels.table.view, 0)
    qtbot.keyClick(window.panels.table.view, Qt.Key.Key_C)


def focused(qtbot: QtBot, dialog: QDialog) -> MultiLineDialog:
    assert isinstance(dialog, MultiLineDialog)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.waitUntil(dialog.edit.hasFocus)
    return dialog


def test_tab_goes_from_the_comment_to_the_buttons(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))

    def answer(dialog: QDialog) -> None:
        edit = focused(qtbot, dialog).edit
        qtbot.keyClicks(edit, "hello")
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        qtbot.keyClicks(edit, "there")
        qtbot.keyClick(edit, Qt.Key.Key_Tab)
        button = QApplication.focusWidget()
        assert button is dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
        assert isinstance(button, QPushButton)
        qtbot.keyClick(button, Qt.Key.Key_Space)

    when_dialog_opens(answer)
    comment_by_key(qtbot, window)
    assert shown_mentions(window)[0].comment == "hello\nthere"


def test_control_enter_accepts_and_escape_does_not(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))

    def accept(dialog: QDialog) -> None:
        edit = focused(qtbot, dialog).edit
        qtbot.keyClicks(edit, "hello")
        qtbot.keyClick(edit, Qt.Key.Key_Return, CONTROL)

    def refuse(dialog: QDialog) -> None:
        edit = focused(qtbot, dialog).edit
        assert edit.toPlainText() == "hello"
        qtbot.keyClicks(edit, "not ")
        qtbot.keyClick(edit, Qt.Key.Key_Escape)

    when_dialog_opens(accept)
    comment_by_key(qtbot, window)
    assert shown_mentions(window)[0].comment == "hello"
    when_dialog_opens(refuse)
    comment_by_key(qtbot, window)
    assert shown_mentions(window)[0].comment == "hello"
