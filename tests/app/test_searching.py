"""Filters of the second row, searches under a name, a list of terms, regular expressions: with clicks and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from window_setup import OTHER, analysed, cells, type_chinese, when_dialog_opens, written

from app.criteria import Criteria, SavedSearches, terms_of
from app.main_window import MainWindow
from app.models.mention_table import Column
from engine.store import Project

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    analysed(qtbot, window, written(tmp_path, "报告a.txt"), written(tmp_path, "b.txt", OTHER))
    filters = window.panels.table.filter
    filters._scope.setCurrentIndex(1)
    qtbot.mouseClick(filters._more, Qt.MouseButton.LeftButton)
    assert filters.more.isVisible()
    return window


def shows(qtbot: QtBot, window: MainWindow, *texts: str) -> None:
    qtbot.waitUntil(lambda: cells(window, Column.TEXT) == list(texts))


def test_the_name_of_the_document_filters_in_chinese_and_any_case(qtbot: QtBot, opened: MainWindow):
    type_chinese(opened.panels.table.filter.more.document, "报告A")
    qtbot.waitUntil(lambda: set(cells(opened, Column.DOCUMENT)) == {"报告a.txt"})


def test_scores_deciders_comments_and_days_filter(qtbot: QtBot, opened: MainWindow):
    more, project = opened.panels.table.filter.more, opened.session.project
    everything = cells(opened, Column.TEXT)
    more.least.setValue(96)
    qtbot.waitUntil(lambda: 0 < len(cells(opened, Column.TEXT)) < len(everything))
    assert all(row.score >= 0.96 for row in project.mentions(min_score=0.96))
    more.least.setValue(0)
    more.decider.setCurrentIndex(more.decider.findData("person"))
    shows(qtbot, opened)
    more.decider.setCurrentIndex(0)
    project.comment([project.mentions()[0].id], "注")
    more.commented.click()
    shows(qtbot, opened, everything[0])
    more.commented.click()
    more.first_day.setDate(QDate.currentDate().addDays(2))
    shows(qtbot, opened)
    more.first_day.setDate(more.first_day.minimumDate())
    shows(qtbot, opened, *everything)


def test_a_list_of_terms_is_pasted_in(qtbot: QtBot, opened: MainWindow):
    def answer(dialog: QDialog) -> None:
        dialog.findChild(QPlainTextEdit).setPlainText("2023年1月1日\n\n A@EXAMPLE.COM \n没有的词\n")
        dialog.accept()

    when_dialog_opens(answer)
    qtbot.mouseClick(opened.panels.table.filter.more.terms_button, Qt.MouseButton.LeftButton)
    shows(qtbot, opened, "a@example.com", "2023年1月1日")
    assert opened.panels.table.filter.more.terms_button.text() == "Terms: 3"


def test_a_search_is_kept_under_a_name_and_survives_a_restart(qtbot: QtBot, opened: MainWindow):
    filters = opened.panels.table.filter
    filters._box.setText("2023")
    shows(qtbot, opened, "2023年1月1日")

    def answer(dialog: QDialog) -> None:
        type_chinese(dialog.findChild(QLineEdit), "旧日期")
        dialog.accept()

    when_dialog_opens(answer)
    next(a for a in filters._menu.actions() if a.text() == "Save this search…").trigger()
    filters.show_criteria(Criteria())
    with Project.open(opened.session.path) as project:
        assert SavedSearches(project).all() == {"旧日期": Criteria(text="2023", everywhere=True)}
    next(a for a in filters._menu.actions() if a.text() == "旧日期").trigger()
    shows(qtbot, opened, "2023年1月1日")
    filters.remove_asked.emit("旧日期")
    assert [a.text() for a in filters._menu.actions() if a.text() == "旧日期"] == []


def test_what_the_second_row_says_counts_only_while_it_is_shown(qtbot: QtBot, opened: MainWindow):
    everything = cells(opened, Column.TEXT)
    opened.panels.table.filter.more.decider.setCurrentIndex(1)
    shows(qtbot, opened)
    qtbot.mouseClick(opened.panels.table.filter._more, Qt.MouseButton.LeftButton)
    shows(qtbot, opened, *everything)


def test_a_regular_expression_is_found_and_a_wrong_one_is_said(qtbot: QtBot, opened: MainWindow):
    opened.panels.documents.document_chosen.emit(opened.session.project.documents()[0].id)
    qtbot.keyClick(opened, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = opened.panels.pane.find_bar
    qtbot.keyClicks(bar._box, r"\d{4}")
    qtbot.keyClick(bar._box, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bar._count.text() == "1 of 4")
    bar._box.setText("(")
    qtbot.waitUntil(lambda: bar._count.text() == "This is no regular expression")


def test_damaged_searches_count_as_none():
    assert Criteria.from_plain({"text": 3, "min_score": 7, "status": "x", "terms": [1, "a"], "commented": "y"}) == (
        Criteria(terms=("a",))
    )
    assert Criteria.from_plain(None) == Criteria()


def test_terms_are_lines():
    assert terms_of(" 张三\n\n李四\n张三 \n") == ("张三", "李四")
