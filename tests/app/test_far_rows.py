"""Looking far into a long list: the ends at once, the middle as soon as its order has been read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from window_setup import activated, click_row

from app.main_window import MainWindow
from app.models import mention_table
from app.models.mention_table import Column
from engine.store import Project
from engine.types import Document, Mention

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

COUNT = 3000
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def long_list(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """3,000 mentions, each with words of its own, of which 400 at each end are near."""
    monkeypatch.setattr(mention_table, "_FAR", 400)
    open_list(window, tmp_path / "long.veritag", COUNT)
    return window


def open_list(window: MainWindow, path: Path, count: int) -> None:
    text = "".join(f"{number:06d}" for number in range(count))
    with Project.open(path) as project:
        document = project.add_document(Document(Path("/a.txt"), "txt", text, "a"))
        found = [Mention(6 * n, 6 * n + 6, "", "ORG", 0.5, 0.5, "ensemble") for n in range(count)]
        project.save_analysis(document, project.start_run({}), found)
    window.files.open_project(path)


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


def counts(window: MainWindow) -> dict[str, int]:
    project = window.session.project
    return {status: project.count_mentions(statuses=[status]) for status in ("suggested", "accepted", "rejected")}


def test_all_rows_are_decided_and_stay_selected_though_most_were_never_looked_at(qtbot: QtBot, long_list: MainWindow):
    view = long_list.panels.table.view
    click_row(qtbot, view, 0)
    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(view, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: not long_list.review.is_busy)
    assert counts(long_list) == {"suggested": 0, "accepted": COUNT, "rejected": 0}
    qtbot.keyClick(view, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: not long_list.review.is_busy)
    assert counts(long_list) == {"suggested": 0, "accepted": 0, "rejected": COUNT}


def test_of_some_hundred_rows_all_stay_selected_after_a_decision(qtbot: QtBot, long_list: MainWindow):
    view = long_list.panels.table.view
    click_row(qtbot, view, 300)
    click_row(qtbot, view, 419, SHIFT)
    click_row(qtbot, view, 2000, CONTROL)
    qtbot.keyClick(view, Qt.Key.Key_A)
    assert counts(long_list) == {"suggested": COUNT - 121, "accepted": 121, "rejected": 0}
    qtbot.keyClick(view, Qt.Key.Key_R)
    assert counts(long_list) == {"suggested": COUNT - 121, "accepted": 0, "rejected": 121}
    rejected = {mention.text for mention in long_list.session.project.mentions(statuses=["rejected"])}
    assert rejected == {f"{row:06d}" for row in (*range(300, 420), 2000)}
    qtbot.keyClick(long_list, Qt.Key.Key_Z, CONTROL)
    assert counts(long_list) == {"suggested": COUNT - 121, "accepted": 121, "rejected": 0}


def test_all_rows_are_copied(qtbot: QtBot, long_list: MainWindow):
    view = long_list.panels.table.view
    click_row(qtbot, view, 0)
    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == [f"{row:06d}" for row in range(COUNT)]


def test_the_window_answers_while_all_rows_of_a_longer_list_are_selected(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    open_list(window, tmp_path / "longer.veritag", 8 * COUNT)
    view = window.panels.table.view
    click_row(qtbot, view, 0)
    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
    qtbot.wait(100)
    assert len(window.reading.chosen()) == 8 * COUNT
