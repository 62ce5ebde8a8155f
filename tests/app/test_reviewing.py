from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from window_setup import TEXT, activated, analysed, cells, click_row, shown_mentions, written

from app.main_window import MainWindow
from app.models.mention_table import Column

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    return window


def statuses(window: MainWindow) -> list[str]:
    return [mention.status for mention in shown_mentions(window)]


def open_menu(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    return QApplication.activePopupWidget()


def select_text(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """Drag the mouse over some words."""
    view, start = window.panels.pane.view, TEXT.index(words)
    rect = view.span_rects(start, start + len(words))[0]
    middle = rect.center().y()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 1, middle))
    qtbot.mouseMove(view.viewport(), QPoint(rect.left() + 30, middle))
    qtbot.mouseMove(view.viewport(), QPoint(rect.right(), middle))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right(), middle))
    view.setFocus()


def test_keys_accept_and_reject_the_selected_rows_and_undo_and_redo(qtbot: QtBot, opened: MainWindow):
    view, count = opened.panels.table.view, len(shown_mentions(opened))
    assert not opened.actions_.undo.isEnabled()
    click_row(qtbot, view, 0)
    click_row(qtbot, view, 1, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_A)
    assert statuses(opened) == ["accepted"] * 2 + ["suggested"] * (count - 2)
    assert [mention.id for mention in opened.panels.table.selected()] == [
        mention.id for mention in shown_mentions(opened)[:2]
    ]
    click_row(qtbot, view, 2)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert statuses(opened)[:3] == ["accepted", "accepted", "rejected"]
    assert opened.panels.document_model.rows()[0].mention_count == count - 1
    qtbot.keyClick(opened, Qt.Key.Key_Z, CONTROL)
    assert statuses(opened)[:3] == ["accepted", "accepted", "suggested"]
    qtbot.keyClick(opened, Qt.Key.Key_Z, CONTROL)
    assert statuses(opened) == ["suggested"] * count
    qtbot.keyClick(opened, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert statuses(opened)[:3] == ["accepted", "accepted", "suggested"]
    assert opened.actions_.redo.isEnabled()


def test_the_mention_clicked_in_the_text_is_decided(qtbot: QtBot, opened: MainWindow):
    view, words = opened.panels.pane.view, "a@example.com"
    rect = view.span_rects(TEXT.index(words), TEXT.index(words) + len(words))[0]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_R)
    decided = [mention.text for mention in shown_mentions(opened) if mention.status == "rejected"]
    assert decided == [words]
    assert view.mention_at(rect.center()) is None


def test_a_mention_that_the_table_does_not_list_is_decided_from_the_text(qtbot: QtBot, opened: MainWindow):
    view, words = opened.panels.pane.view, "a@example.com"
    opened.panels.table.filter._box.setText("2024")
    qtbot.waitUntil(lambda: opened.panels.mention_model.rowCount() == 2)
    rect = view.span_rects(TEXT.index(words), TEXT.index(words) + len(words))[0]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A)
    accepted = opened.session.project.mentions(statuses=["accepted"])
    assert [mention.text for mention in accepted] == [words]


def test_the_type_is_changed_from_a_menu(qtbot: QtBot, opened: MainWindow):
    view = opened.panels.table.view
    click_row(qtbot, view, 0)
    qtbot.keyClick(view, Qt.Key.Key_T)
    menu = open_menu(qtbot)
    assert [action.data() for action in menu.actions()] == list(opened.session.project.labels().names())
    qtbot.keyClick(menu, Qt.Key.Key_2)
    changed = shown_mentions(opened)[0]
    assert changed.label == menu_label(opened, 2)
    assert (changed.status, changed.decided_by) == ("accepted", "person")
    assert cells(opened, Column.DECIDED_BY)[0] == "A person"


def menu_label(window: MainWindow, number: int) -> str:
    return window.session.project.labels().names()[number - 1]


def test_selected_words_become_an_entity(qtbot: QtBot, opened: MainWindow):
    select_text(qtbot, opened, "上海")
    qtbot.keyClick(opened.panels.pane.view, Qt.Key.Key_E)
    qtbot.keyClick(open_menu(qtbot), Qt.Key.Key_1)
    (added,) = opened.session.project.mentions(statuses=["accepted"])
    assert (added.text, added.label) == ("上海", menu_label(opened, 1))
    assert opened.reading.chosen() == [added.id]
    activated(qtbot, opened, opened.panels.pane.view)
    qtbot.keyClick(opened, Qt.Key.Key_Z, CONTROL)
    assert opened.session.project.mentions(statuses=["accepted"]) == []


def test_without_selected_words_one_sentence_says_what_to_do(qtbot: QtBot, opened: MainWindow):
    opened.panels.pane.view.setFocus()
    qtbot.keyClick(opened.panels.pane.view, Qt.Key.Key_E)
    assert "Select the words" in opened.panels.notice.words()


def test_the_context_menu_of_the_text_decides_the_mention_under_it(qtbot: QtBot, opened: MainWindow):
    view, words = opened.panels.pane.view, "13800138000"
    rect = view.span_rects(TEXT.index(words), TEXT.index(words) + len(words))[0]
    view.customContextMenuRequested.emit(rect.center())
    menu = open_menu(qtbot)
    action = next(a for a in menu.actions() if a.text() == "&Reject")
    action.trigger()
    menu.close()
    (rejected,) = opened.session.project.mentions(statuses=["rejected"])
    assert rejected.text == words


def test_an_entity_that_is_undone_is_not_chosen_any_more_though_no_row_showed_it(qtbot: QtBot, opened: MainWindow):
    types = opened.panels.table.filter._type
    types.setCurrentIndex(types.findData("EMAIL"))
    opened.panels.pane.view.show_span(0, 2)
    opened.panels.pane.view.setFocus()
    qtbot.keyClick(opened.panels.pane.view, Qt.Key.Key_1)
    (added,) = opened.reading.chosen_mentions()
    assert added.text == TEXT[:2]
    assert opened.review_actions.accept.isEnabled()
    qtbot.keyClick(opened, Qt.Key.Key_Z, CONTROL)
    assert opened.session.project.mention(added.id) is None
    assert opened.reading.chosen() == []
    assert not opened.review_actions.accept.isEnabled()
    assert opened.panels.pane.view.ringed_span() is None
