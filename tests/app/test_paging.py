"""The page of a PDF beside its text, with real clicks."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from document_builders import pdf
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from window_setup import analysed, click_row, written

import engine.documents
from app.main_window import MainWindow
from engine.documents import PagePicture

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL = Qt.KeyboardModifier.ControlModifier
PAGES = [[(60, 700, 20, "会议定于2024年3月5日召开。")], [(60, 700, 20, "截止2024年6月30日。")]]


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    path = tmp_path / "报告.pdf"
    path.write_bytes(pdf(PAGES))
    analysed(qtbot, window, path)
    qtbot.keyClick(window, Qt.Key.Key_G, CONTROL)
    qtbot.waitUntil(lambda: window.panels.page.picture is not None)
    return window


def shows(qtbot: QtBot, window: MainWindow, number: int, boxes: int) -> None:
    def is_so() -> bool:
        picture = window.panels.page.picture
        return picture is not None and (picture.number, len(picture.boxes)) == (number, boxes)

    qtbot.waitUntil(is_so)


def test_the_page_of_the_chosen_entity_is_shown_with_its_place(qtbot: QtBot, opened: MainWindow):
    click_row(qtbot, opened.panels.table.view, 1)
    shows(qtbot, opened, 2, 1)
    panel = opened.panels.page
    assert panel._where.text() == "Page 2 of 2"
    box = panel.picture.boxes[0]
    ratio = panel.sheet._image.devicePixelRatio()
    qtbot.waitUntil(
        lambda: (
            panel.sheet.grab().toImage().pixelColor(round(box.left / ratio) - 2, round(box.bottom / ratio) - 4)
            == QColor("#e8590c")
        )
    )
    click_row(qtbot, opened.panels.table.view, 0)
    shows(qtbot, opened, 1, 1)


def test_pages_are_turned(qtbot: QtBot, opened: MainWindow):
    panel = opened.panels.page
    shows(qtbot, opened, 1, 0)
    qtbot.mouseClick(panel._after, Qt.MouseButton.LeftButton)
    shows(qtbot, opened, 2, 0)
    assert not panel._after.isEnabled()
    qtbot.mouseClick(panel._before, Qt.MouseButton.LeftButton)
    shows(qtbot, opened, 1, 0)


def test_why_there_is_no_page_is_said(qtbot: QtBot, opened: MainWindow, tmp_path: Path):
    (tmp_path / "报告.pdf").write_bytes(pdf(PAGES[:1]))
    click_row(qtbot, opened.panels.table.view, 1)
    qtbot.waitUntil(lambda: "changed since it was read" in opened.panels.page.said.text())
    analysed(qtbot, opened, written(tmp_path, "a.txt"))
    text = next(row for row in opened.session.project.documents() if row.format == "txt")
    opened.reading.show_document(text.id)
    qtbot.waitUntil(lambda: opened.panels.page.said.text() == "Pages are shown of PDF documents.")


def test_a_page_wished_for_while_another_cannot_be_drawn_is_shown(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    gone = tmp_path / "gone.pdf"
    gone.write_bytes(pdf(PAGES[:1]))
    analysed(qtbot, opened, gone)
    ids = {row.name: row.id for row in opened.session.project.documents()}
    opened.reading.show_document(ids["报告.pdf"])
    shows(qtbot, opened, 1, 0)
    gone.unlink()
    draw, go_on, asked = engine.documents.show_page, threading.Event(), []

    def hold(path: Path, *details: object) -> PagePicture:
        asked.append(path.name)
        assert path != gone or go_on.wait(20)
        return draw(path, *details)

    monkeypatch.setattr(engine.documents, "show_page", hold)
    opened.reading.show_document(ids["gone.pdf"])
    qtbot.waitUntil(lambda: asked == ["gone.pdf"])
    opened.reading.show_document(ids["报告.pdf"])
    qtbot.waitUntil(lambda: opened.paging._again)
    go_on.set()
    qtbot.waitUntil(lambda: asked == ["gone.pdf", "报告.pdf"])
    shows(qtbot, opened, 1, 0)
    assert not opened.panels.page.said.isVisible()


def test_a_page_is_as_wide_as_its_panel_from_the_first_on(qtbot: QtBot, opened: MainWindow):
    panel = opened.panels.page
    assert 0.9 * panel._area.viewport().width() < panel.sheet.width() <= panel._area.viewport().width()
    assert not panel._area.horizontalScrollBar().isVisible()
