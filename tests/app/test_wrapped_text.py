"""What has no space to wrap at is shown whole all the same, and copied as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from window_setup import analysed, click_row, written

from app.main_window import MainWindow
from app.views.wrapped_text import WrappedText

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = f"{'a' * 60}@{'b' * 50}.example.com"


def is_inside(window: MainWindow, widget: QWidget) -> bool:
    return window.rect().contains(widget.rect().translated(widget.mapTo(window, widget.rect().topLeft())))


def test_a_long_address_fits_into_the_card_and_is_copied_as_it_is(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt", f"联系：{LONG}。\n"))
    click_row(qtbot, window.panels.table.view, 0)
    window.actions_.why.trigger()
    card = window.panels.card
    qtbot.waitUntil(lambda: card._head.isVisible() and card._head.words() == LONG)
    qtbot.waitUntil(lambda: card._page.width() <= card.viewport().width())
    line = card._head.fontMetrics().lineSpacing()
    assert card._head.height() >= 3 * line
    card._head.setFocus()
    qtbot.keyClick(card._head, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(card._head, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == LONG


def test_a_notice_with_a_long_path_can_be_read_and_closed(qtbot: QtBot, window: MainWindow):
    notice, width = window.panels.notice, window.width()
    sentence = f"/home/someone/{'x' * 250}/project.veritag: the disk is full."
    notice.say(sentence)
    qtbot.waitUntil(lambda: notice._words.height() >= 2 * notice._words.fontMetrics().lineSpacing())
    assert window.width() == width
    assert is_inside(window, notice._close)
    assert notice._words.document().size().width() <= notice._words.width()
    qtbot.mouseClick(notice._close, Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_words_are_as_high_as_they_need_to_be(qtbot: QtBot):
    text = WrappedText()
    qtbot.addWidget(text)
    text.resize(200, 50)
    text.show()
    text.show_words("x")
    one = text.height()
    text.show_words("x\nx\nx")
    assert text.height() > 2 * one
    text.show_words(LONG)
    tall = text.height()
    text.resize(400, tall)
    assert text.height() < tall
