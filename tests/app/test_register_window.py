"""The register of entities, with clicks and keys: aliases in a direction, proposals, the stop list, places."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QDialog, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from window_setup import analysed, click_at, type_chinese, when_dialog_opens, written

from app.main_window import MainWindow
from app.models.register_table import RegisterColumn
from app.views.register_window import RegisterWindow
from engine.errors import ProjectError
from engine.store import EntityRow, Project
from engine.types import Label, LabelSet, Mention

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FIRST = "中央军委开会，軍委发文，中央军委决定。\n"
SECOND = "中央軍委与北大，军队在北大。\n"
LABELS = LabelSet(
    (Label("ORG", "机构", "Organisation", "#bbbbff", "#333388"), Label("LOC", "地名", "Place", "#bbffbb", "#338833"))
)
CONTROL = Qt.KeyboardModifier.ControlModifier


def suggestions(text: str, *words: tuple[str, str]) -> list[Mention]:
    found, start = [], 0
    for word, label in words:
        start = text.index(word, start)
        found.append(Mention(start, start + len(word), word, label, 0.8, 0.2, "ensemble", {"votes": []}))
        start += len(word)
    return found


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    analysed(qtbot, window, written(tmp_path, "a.txt", FIRST), written(tmp_path, "b.txt", SECOND))
    project = window.session.project
    project.set_labels(LABELS)
    first, second = [row.id for row in project.documents()]
    run = project.start_run({})
    org = "ORG"
    project.save_analysis(first, run, suggestions(FIRST, ("中央军委", org), ("軍委", org), ("中央军委", org)))
    project.save_analysis(second, run, suggestions(SECOND, ("中央軍委", org), ("北大", org), ("北大", "LOC")))
    window.session.labels_changed.emit()
    window.session.mentions_changed.emit()
    qtbot.keyClick(window, Qt.Key.Key_R, CONTROL)
    shows(qtbot, window, ("中央军委", 2), ("中央軍委", 1), ("北大", 1), ("北大", 1), ("軍委", 1))
    return window


def register(window: MainWindow) -> RegisterWindow:
    found = window.registering.register
    assert found is not None
    return found


def rows(window: MainWindow) -> list[tuple[str, int]]:
    model = register(window).table.model()
    return [(entity.name, entity.mentions) for entity in map(model.entity, range(model.rowCount()))]


def shows(qtbot: QtBot, window: MainWindow, *expected: tuple[str, int]) -> None:
    qtbot.waitUntil(lambda: window.registering.register is not None and rows(window) == list(expected))


def click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def click_entity(
    qtbot: QtBot, window: MainWindow, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    table: QAbstractItemView = register(window).table
    click_at(qtbot, table.viewport(), table.visualRect(table.model().index(row, 0)).center(), modifier)


def proposals(window: MainWindow) -> list[str]:
    items = register(window).proposals.list
    return [items.item(row).text() for row in range(items.count())]


def show_tab(window: MainWindow, place: int) -> None:
    register(window)._tabs.setCurrentIndex(place)


def test_every_mention_stands_in_its_context_and_is_shown_in_the_text(qtbot: QtBot, opened: MainWindow):
    shown = register(opened)
    assert [shown.mentions.item(row, 0).text() for row in range(2)] == [
        "中央军委开会，軍委发文，中央军委决定。 ",
        "中央军委开会，軍委发文，中央军委决定。 ",
    ]
    click_entity(qtbot, opened, 2)
    qtbot.waitUntil(lambda: shown.mentions.count() == 1)
    click_at(qtbot, shown.mentions.viewport(), shown.mentions.visualItemRect(shown.mentions.item(0, 0)).center())
    assert opened.reading.document.name == "b.txt"
    assert [mention.text for mention in opened.reading.chosen_mentions()] == ["北大"]


def test_the_window_may_be_closed_while_something_is_counted(qtbot: QtBot, opened: MainWindow):
    path = opened.session.path
    opened.registering._count()
    opened.review.do_large(lambda project: project.add_stops(["北大"]))
    opened.close()
    assert not opened.isVisible()
    with Project.open(path) as project:
        assert project.stops() == ["北大"]


def test_what_changed_during_a_count_that_failed_is_counted_all_the_same(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    go_on, count = threading.Event(), Project.entities
    calls = []

    def failing_once(project: Project) -> list[EntityRow]:
        calls.append(project)
        if len(calls) > 1:
            return count(project)
        go_on.wait(20)
        raise ProjectError(f"{project.path}: another program is writing to the project.")

    monkeypatch.setattr(Project, "entities", failing_once)
    opened.session.mentions_changed.emit()
    qtbot.waitUntil(lambda: bool(calls))
    opened.session.project.merge_names("ORG", ["軍委"], "中央军委")
    opened.session.mentions_changed.emit()
    qtbot.waitUntil(lambda: not opened.registering._due.isActive())
    go_on.set()
    shows(qtbot, opened, ("中央军委", 3), ("中央軍委", 1), ("北大", 1), ("北大", 1))


def test_what_may_be_the_same_is_proposed_and_merged_with_its_direction(qtbot: QtBot, opened: MainWindow):
    show_tab(opened, 2)
    expected = ["中央軍委    the same in another writing", "軍委    one is a part of the other"]
    qtbot.waitUntil(lambda: proposals(opened) == expected)
    assert register(opened).proposals.into.text() == "中央軍委 → 中央军委"
    click(qtbot, register(opened).proposals.into)
    shows(qtbot, opened, ("中央军委", 3), ("北大", 1), ("北大", 1), ("軍委", 1))
    show_tab(opened, 1)
    aliases = register(opened).aliases
    assert [aliases.list.item(row).text() for row in range(aliases.count())] == ["中央軍委  →  中央军委"]
    aliases.list.setCurrentRow(0)
    click(qtbot, aliases.main)
    shows(qtbot, opened, ("中央軍委", 3), ("北大", 1), ("北大", 1), ("軍委", 1))
    qtbot.keyClick(register(opened), Qt.Key.Key_Z, CONTROL)
    shows(qtbot, opened, ("中央军委", 3), ("北大", 1), ("北大", 1), ("軍委", 1))
    aliases.list.setCurrentRow(0)
    click(qtbot, aliases.separate)
    shows(qtbot, opened, ("中央军委", 2), ("中央軍委", 1), ("北大", 1), ("北大", 1), ("軍委", 1))


def test_enter_in_table_or_search_separates_and_merges_nothing(qtbot: QtBot, opened: MainWindow):
    opened.session.project.merge_names("ORG", ["軍委"], "中央军委")
    before = opened.session.project.step_to_undo()
    opened.session.mentions_changed.emit()
    shows(qtbot, opened, ("中央军委", 3), ("中央軍委", 1), ("北大", 1), ("北大", 1))
    shown = register(opened)
    for tab in (1, 2):
        show_tab(opened, tab)
        shown.aliases.list.setCurrentRow(0)
        for widget in (shown.table, shown._box, shown.aliases.list):
            widget.setFocus()
            qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert opened.session.project.step_to_undo() == before
    assert shown.isVisible()


def test_what_is_kept_apart_is_not_proposed_again(qtbot: QtBot, opened: MainWindow):
    show_tab(opened, 2)
    qtbot.waitUntil(lambda: len(proposals(opened)) == 2)
    click(qtbot, register(opened).proposals.apart)
    qtbot.waitUntil(lambda: proposals(opened) == ["軍委    one is a part of the other"])


def test_selected_entities_of_a_type_are_merged_under_the_name_that_is_chosen(qtbot: QtBot, opened: MainWindow):
    click_entity(qtbot, opened, 0)
    click_entity(qtbot, opened, 1, CONTROL)
    click_entity(qtbot, opened, 4, CONTROL)

    def answer(dialog: QDialog) -> None:
        dialog.findChild(QComboBox).setCurrentText("軍委")
        dialog.accept()

    when_dialog_opens(answer)
    click(qtbot, register(opened).merge)
    shows(qtbot, opened, ("軍委", 4), ("北大", 1), ("北大", 1))


def test_entities_of_several_types_are_flagged_and_not_merged(qtbot: QtBot, opened: MainWindow):
    shown = register(opened)
    shown._differing.click()
    shows(qtbot, opened, ("北大", 1), ("北大", 1))
    model = shown.table.model()
    also = [model.index(row, RegisterColumn.ALSO).data() for row in range(2)]
    assert sorted(also) == ["Organisation", "Place"]
    shown.table.selectAll()
    assert not shown.merge.isEnabled()


def test_the_register_is_filtered_by_words_and_type(qtbot: QtBot, opened: MainWindow):
    shown = register(opened)
    type_chinese(shown._box, "北")
    shows(qtbot, opened, ("北大", 1), ("北大", 1))
    shown._type.setCurrentIndex(shown._type.findData("LOC"))
    shows(qtbot, opened, ("北大", 1))


def test_a_word_goes_on_the_stop_list_and_comes_off_it(qtbot: QtBot, opened: MainWindow):
    click_entity(qtbot, opened, 2)
    click(qtbot, register(opened).stop)
    shows(qtbot, opened, ("中央军委", 2), ("中央軍委", 1), ("軍委", 1))
    assert opened.session.project.stops() == ["北大"]

    def answer(dialog: QDialog) -> None:
        assert dialog.findChild(QPlainTextEdit).toPlainText() == "北大"
        dialog.findChild(QPlainTextEdit).setPlainText("軍委\n")
        dialog.accept()

    when_dialog_opens(answer)
    click(qtbot, register(opened).stops)
    shows(qtbot, opened, ("中央军委", 2), ("中央軍委", 1))
    assert opened.session.project.stops() == ["軍委"]


@pytest.fixture
def slow_stops(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Words come on the stop list only when the event is set."""
    go_on, add_stops = threading.Event(), Project.add_stops

    def slow(project: Project, words: list[str]) -> None:
        go_on.wait(20)
        add_stops(project, words)

    monkeypatch.setattr(Project, "add_stops", slow)
    yield go_on
    go_on.set()


def test_what_is_asked_for_during_a_large_step_is_done_behind_it(
    qtbot: QtBot, opened: MainWindow, slow_stops: threading.Event
):
    show_tab(opened, 2)
    qtbot.waitUntil(lambda: len(proposals(opened)) == 2)
    register(opened).stop_asked.emit(["北大"])
    assert opened.review.is_busy
    assert not opened.actions_.save_project_as.isEnabled()
    assert not opened.actions_.remove_documents.isEnabled()
    click(qtbot, register(opened).proposals.into)
    qtbot.wait(50)
    assert rows(opened)[0] == ("中央军委", 2)
    slow_stops.set()
    shows(qtbot, opened, ("中央军委", 3), ("軍委", 1))
    qtbot.waitUntil(lambda: not opened.review.is_busy)
    assert opened.actions_.save_project_as.isEnabled()
    assert opened.actions_.remove_documents.isEnabled()
    assert opened.session.project.stops() == ["北大"]


@pytest.mark.parametrize("leave", ["open another project", "close the window"])
def test_what_was_asked_for_belongs_to_its_project(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, slow_stops: threading.Event, leave: str
):
    path, other = opened.session.path, tmp_path / "other.veritag"
    with Project.open(path) as project:
        project.save_copy(other)
    register(opened).stop_asked.emit(["北大"])
    register(opened).merge_asked.emit("ORG", ["軍委"], "中央军委")
    if leave == "close the window":
        threading.Timer(0.2, slow_stops.set).start()
        opened.close()
    else:
        opened.files.open_project(other)
        slow_stops.set()
        qtbot.waitUntil(lambda: not opened.review.is_busy)
    for file, stops, names in ((path, ["北大"], {("軍委", "ORG"): "中央军委"}), (other, [], {})):
        with Project.open(file) as project:
            assert (project.stops(), project.main_names()) == (stops, names)
