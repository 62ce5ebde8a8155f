"""The places of a search in all texts, with clicks and keys: typed, taken over, shown in the text, kept up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from window_setup import activated, analysed, click_at, type_chinese, written

import app.placing
from app.main_window import MainWindow
from app.views.places_window import PlacesWindow
from engine.errors import ProjectError
from engine.types import Span

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FIRST = "北京的军委开会。\n海淀区在北京，NATO。\n"
SECOND = "他到\n北京去。NATOs。\n"
FOUND = [("a.txt", Span(0, 2)), ("a.txt", Span(13, 15)), ("b.txt", Span(3, 5))]
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    analysed(qtbot, window, written(tmp_path, "a.txt", FIRST), written(tmp_path, "b.txt", SECOND))
    return window


def places(qtbot: QtBot, window: MainWindow) -> PlacesWindow:
    """The window of the places, after the key that opens it."""
    qtbot.keyClick(window, Qt.Key.Key_G, CONTROL_SHIFT)
    found = window.placing.places
    assert found is not None
    qtbot.waitUntil(found._box.hasFocus)
    return found


def listed(shown: PlacesWindow) -> list[tuple[str, Span]]:
    return [(hit.document_name, hit.span) for hit in shown.list.hits()]


def shows(qtbot: QtBot, shown: PlacesWindow, expected: list[tuple[str, Span]], state: str) -> None:
    qtbot.waitUntil(lambda: shown._state.text() == state)
    assert listed(shown) == expected
    assert [shown.list.item(row, 0).text() for row in range(shown.list.rowCount())] == [name for name, _ in expected]


def search(qtbot: QtBot, window: MainWindow, words: str = "北京") -> PlacesWindow:
    shown = places(qtbot, window)
    type_chinese(shown._box, words)
    return shown


def reads(qtbot: QtBot, window: MainWindow, name: str, span: Span) -> None:
    qtbot.waitUntil(lambda: window.reading.document.name == name and window.panels.pane.view.marked_span() == span)


def click_place(qtbot: QtBot, shown: PlacesWindow, row: int) -> None:
    click_at(qtbot, shown.list.viewport(), shown.list.visualItemRect(shown.list.item(row, 1)).center())


def all_found(qtbot: QtBot, shown: PlacesWindow) -> None:
    shows(qtbot, shown, FOUND, "Places: 3, documents: 2")


def test_typed_words_list_every_place_and_a_click_shows_it(qtbot: QtBot, opened: MainWindow):
    shown = search(qtbot, opened)
    all_found(qtbot, shown)
    assert [shown.list.item(row, 1).text() for row in range(3)] == [
        "北京的军委开会。 海淀区在北京，NATO。 ",
        "北京的军委开会。 海淀区在北京，NATO。 ",
        "他到 北京去。NATOs。 ",
    ]
    click_place(qtbot, shown, 2)
    reads(qtbot, opened, "b.txt", Span(3, 5))
    click_place(qtbot, shown, 1)
    reads(qtbot, opened, "a.txt", Span(13, 15))
    shown._box.selectAll()
    qtbot.keyClicks(shown._box, "nato")
    shows(qtbot, shown, [("a.txt", Span(16, 20))], "Places: 1, documents: 1")
    qtbot.keyClicks(shown._box, "x")
    shows(qtbot, shown, [], "Not found")
    shown._box.clear()
    shows(qtbot, shown, [], "")


def test_keys_lead_from_the_box_through_the_places(qtbot: QtBot, opened: MainWindow):
    shown = search(qtbot, opened)
    all_found(qtbot, shown)
    qtbot.keyClick(shown._box, Qt.Key.Key_Down)
    reads(qtbot, opened, "a.txt", Span(0, 2))
    qtbot.keyClick(shown.list, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    reads(qtbot, opened, "b.txt", Span(3, 5))
    qtbot.keyClick(shown.list, Qt.Key.Key_Up)
    reads(qtbot, opened, "a.txt", Span(13, 15))
    opened.panels.pane.view.clear_marks()
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    reads(qtbot, opened, "a.txt", Span(13, 15))
    assert shown.list.hasFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_enter_in_the_box_searches_at_once_and_then_goes_to_the_places(qtbot: QtBot, opened: MainWindow):
    shown = search(qtbot, opened)
    shown._typing.setInterval(60_000)
    shown._box.setText("海淀")
    qtbot.keyClick(shown._box, Qt.Key.Key_Return)
    shows(qtbot, shown, [("a.txt", Span(9, 11))], "Places: 1, documents: 1")
    qtbot.keyClick(shown._box, Qt.Key.Key_Return)
    reads(qtbot, opened, "a.txt", Span(9, 11))


def test_words_of_the_box_over_the_documents_are_taken_over(qtbot: QtBot, opened: MainWindow):
    documents = opened.panels.documents
    assert not documents._beside.isVisible()
    type_chinese(documents._search, "北京")
    opened.panels.pane.view.setFocus()
    assert documents._beside.text() == "Places"
    qtbot.mouseClick(documents._beside, Qt.MouseButton.LeftButton)
    shown = opened.placing.places
    assert shown.words() == "北京"
    all_found(qtbot, shown)
    box_typed(qtbot, opened, documents._search, "海淀")
    shown = places(qtbot, opened)
    shows(qtbot, shown, [("a.txt", Span(9, 11))], "Places: 1, documents: 1")


def box_typed(qtbot: QtBot, window: MainWindow, box: QWidget, words: str) -> None:
    activated(qtbot, window, box)
    box.clear()
    type_chinese(box, words)


def test_words_selected_in_the_text_are_taken_over_and_others_stay(qtbot: QtBot, opened: MainWindow):
    view = opened.panels.pane.view
    activated(qtbot, opened, view)
    view._select(0, 2)
    shown = places(qtbot, opened)
    all_found(qtbot, shown)
    view._select(0, 0)
    activated(qtbot, opened, view)
    assert places(qtbot, opened).words() == "北京"
    all_found(qtbot, shown)


def test_a_new_search_takes_the_place_of_the_one_before(qtbot: QtBot, opened: MainWindow):
    shown = search(qtbot, opened)
    for words in ("北京", "NATO", "北京", "海淀"):
        shown.search_asked.emit(words)
    shown._box.setText("海淀")
    shows(qtbot, shown, [("a.txt", Span(9, 11))], "Places: 1, documents: 1")


def test_the_ceiling_is_said(qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app.placing, "_MOST", 2)
    shown = search(qtbot, opened)
    shows(qtbot, shown, FOUND[:2], "The first 2 places are shown; there are more.")
    monkeypatch.setattr(app.placing, "_MOST", 3)
    shown.search_asked.emit("北京")
    all_found(qtbot, shown)


def test_places_come_in_handfuls(qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app.placing, "_TOLD_SECONDS", -1)
    told = []
    opened.placing._found.connect(lambda _, hits: told.append(len(hits)))
    all_found(qtbot, search(qtbot, opened))
    assert told[:3] == [1, 1, 1]


def test_the_list_follows_the_documents_and_keeps_the_place(qtbot: QtBot, opened: MainWindow, tmp_path: Path):
    shown = search(qtbot, opened)
    all_found(qtbot, shown)
    click_place(qtbot, shown, 2)
    analysed(qtbot, opened, written(tmp_path, "c.txt", "在北京。"))
    shows(qtbot, shown, [*FOUND, ("c.txt", Span(1, 3))], "Places: 4, documents: 3")
    assert shown.list.currentRow() == 2
    opened.session.remove_documents(opened.session.project.documents()[:1])
    shows(qtbot, shown, [FOUND[2], ("c.txt", Span(1, 3))], "Places: 2, documents: 2")
    assert shown.list.currentRow() == 0


def test_another_project_has_other_places(qtbot: QtBot, opened: MainWindow, tmp_path: Path):
    shown = search(qtbot, opened)
    all_found(qtbot, shown)
    opened.session.open(tmp_path / "other.veritag")
    assert (shown.words(), listed(shown), shown._state.text()) == ("", [], "")


def test_a_project_that_cannot_be_read_is_told(qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise ProjectError("a.veritag: the project file is damaged.")

    monkeypatch.setattr("engine.store.hits.iterate", broken)
    shown = places(qtbot, opened)
    with qtbot.waitSignal(opened.failed) as told:
        type_chinese(shown._box, "北京")
    assert "damaged" in str(told.args[0])
    assert shown._state.text() == ""


def test_the_window_may_be_closed_while_places_are_searched(qtbot: QtBot, opened: MainWindow):
    shown = search(qtbot, opened)
    shown.search_asked.emit("北京")
    opened.close()
    assert not opened.isVisible()
