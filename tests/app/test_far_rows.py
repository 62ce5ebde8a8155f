"""Looking far into a long list: the ends at once, the middle as soon as its order has been read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from window_setup import activated

from app.main_window import MainWindow
from app.models import mention_table
from app.models.mention_table import Column
from engine.store import Project
from engine.types import Document, Mention

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

COUNT = 3000


@pytest.fixture
def long_list(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """3,000 mentions, each with words of its own, of which 400 at each end are near."""
    monkeypatch.setattr(mention_table, "_FAR", 400)
    path = tmp_path / "long.veritag"
    text = "".join(f"{number:06d}" for number in range(COUNT))
    with Project.open(path) as project:
        document = project.add_document(Document(Path("/a.txt"), "txt", text, "a"))
        found = [Mention(6 * n, 6 * n + 6, "", "ORG", 0.5, 0.5, "ensemble") for n in range(COUNT)]
        project.save_analysis(document, project.start_run({}), found)
    window.files.open_project(path)
    return window


def words(window: MainWindow, row: int) -> str:
    return window.panels.mention_model.index(row, Column.TEXT).data()


def test_both_ends_are_there_at_once(long_list: MainWindow):
    assert words(long_list, 0) == "000000"
    assert words(long_list, 399) == "000399"
    assert words(long_list, COUNT - 1) == f"{COUNT - 1:06d}"
    assert words(long_list, COUNT - 201) == f"{COUNT - 201:06d}"


def test_the_middle_is_dots_until_its_order_is_read(qtbot: QtBot, long_list: MainWindow):
    assert words(long_list, 1500) == "…"
    qtbot.waitUntil(lambda: words(long_list, 1500) == "001500")
    assert [words(long_list, row) for row in (400, 1999, 2599)] == ["000400", "001999", "002599"]


def test_after_another_question_the_order_of_the_first_does_not_count(qtbot: QtBot, long_list: MainWindow):
    assert words(long_list, 1500) == "…"
    view = long_list.panels.table.view
    activated(qtbot, long_list, view)
    view.sortByColumn(Column.TEXT, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: words(long_list, 0) == f"{COUNT - 1:06d}")
    qtbot.waitUntil(lambda: words(long_list, 1000) == f"{COUNT - 1001:06d}")


def test_keys_lead_to_the_end_and_a_scroll_to_the_middle(qtbot: QtBot, long_list: MainWindow):
    view = long_list.panels.table.view
    activated(qtbot, long_list, view)
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.currentIndex().row() == COUNT - 1
    assert words(long_list, view.currentIndex().row()) == f"{COUNT - 1:06d}"
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    middle = view.rowAt(0) + 3
    qtbot.waitUntil(lambda: words(long_list, middle) == f"{middle:06d}")
