"""Table, register, overview and undo follow an analysis and a removal, without the user asking."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from window_setup import OTHER, activated, analysed, click_at, click_row, shown_mentions, texts, written

import app.files
from app.main_window import MainWindow

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL = Qt.KeyboardModifier.ControlModifier


def analysed_meanwhile(qtbot: QtBot, window: MainWindow, *paths: Path) -> None:
    """Analyse files without showing them."""
    window.files.analyze_paths(paths)
    qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=60_000)


def list_all_documents(qtbot: QtBot, window: MainWindow) -> None:
    scope = window.panels.table.filter._scope
    scope.setFocus()
    qtbot.keyClick(scope, Qt.Key.Key_Down)
    assert window.panels.table.filter.all_documents()


def remove(qtbot: QtBot, window: MainWindow, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose a document in the list and remove it by its key."""
    monkeypatch.setattr(app.files, "confirm", lambda *_: True)
    view = window.panels.documents._view
    click_at(qtbot, view.viewport(), view.visualRect(window.panels.document_model.index(number)).center())
    activated(qtbot, window, view)
    qtbot.keyClick(view, Qt.Key.Key_Delete)


def counted_names(window: MainWindow) -> int:
    register = window.registering.register
    assert register is not None
    return register.table.model().rowCount()


def test_what_an_analysis_finds_is_listed_and_registered(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    project = window.session.project
    list_all_documents(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: counted_names(window) == len(project.entities()))
    before = counted_names(window)
    analysed_meanwhile(qtbot, window, written(tmp_path, "b.txt", OTHER))
    qtbot.waitUntil(lambda: len(shown_mentions(window)) == project.count_mentions())
    assert "1575.42 MHz" in texts(shown_mentions(window))
    qtbot.waitUntil(lambda: counted_names(window) == len(project.entities()))
    assert counted_names(window) > before


@pytest.mark.slow_slot("making a plot takes PyQtGraph 30 to 60 ms")
def test_an_analysis_is_in_the_overview(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    qtbot.keyClick(window, Qt.Key.Key_B, CONTROL)

    def documents() -> int:
        overview = window.overviewing.overview
        chart = overview.pages()[1].chart if overview is not None and overview.pages() else None
        return len(chart.cells()) - 1 if chart is not None else 0

    qtbot.waitUntil(lambda: documents() == 1)
    analysed_meanwhile(qtbot, window, written(tmp_path, "b.txt", OTHER))
    qtbot.waitUntil(lambda: documents() == 2)


def test_what_a_removed_document_had_is_listed_no_more(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    project = window.session.project
    list_all_documents(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: counted_names(window) == len(project.entities()))
    remove(qtbot, window, 1, monkeypatch)
    assert len(shown_mentions(window)) == project.count_mentions()
    assert {mention.document_name for mention in shown_mentions(window)} == {"a.txt"}
    qtbot.waitUntil(lambda: counted_names(window) == len(project.entities()))
    click_row(qtbot, window.panels.table.view, len(shown_mentions(window)) - 1)
    assert window.findChild(QMessageBox) is None


def test_what_went_with_its_document_cannot_be_undone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    window.reading.show_document(window.session.project.documents()[1].id)
    click_row(qtbot, window.panels.table.view, 0)
    qtbot.keyClick(window.panels.table.view, Qt.Key.Key_A)
    assert window.actions_.undo.isEnabled()
    remove(qtbot, window, 1, monkeypatch)
    assert window.session.project.step_to_undo() is None
    assert not window.actions_.undo.isEnabled()
