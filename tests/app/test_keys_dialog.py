from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from window_setup import activated, analysed, when_dialog_opens, written

from app.main_window import MainWindow
from app.settings import Settings
from app.views.keys_dialog import KeysDialog

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def keys_dialog(window: MainWindow) -> Iterator[KeysDialog]:
    dialog = KeysDialog([window.actions_, window.review_actions], window)
    dialog.show()
    yield dialog
    dialog.deleteLater()


def row_of(dialog: KeysDialog, words: str) -> int:
    return next(row for row in range(dialog.table.rowCount()) if dialog.table.item(row, 0).text() == words)


def give(qtbot: QtBot, dialog: KeysDialog, command: str, key: Qt.Key) -> None:
    dialog.table.setCurrentCell(row_of(dialog, command), 0)
    qtbot.keyClick(dialog.edit, key)
    qtbot.mouseClick(dialog._use, Qt.MouseButton.LeftButton)


def keys(window: MainWindow, name: str) -> list[str]:
    return [key.toString() for key in window.review_actions.named()[name].shortcuts()]


def test_a_key_is_changed_taken_from_another_command_and_remembered(qtbot: QtBot, window: MainWindow):
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, KeysDialog)
        give(qtbot, dialog, "Accept", Qt.Key.Key_S)
        assert "“Split” had this key" in dialog._said.text()
        give(qtbot, dialog, "Split", Qt.Key.Key_F8)
        dialog.accept()

    when_dialog_opens(answer)
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert (keys(window, "accept"), keys(window, "split")) == (["S"], ["F8"])
    assert "(S)" in window.review_actions.accept.toolTip()
    assert Settings(window._settings.path).keys == {"accept": "S", "split": "F8"}

    def back(dialog: QDialog) -> None:
        qtbot.mouseClick(dialog._all_usual, Qt.MouseButton.LeftButton)
        dialog.accept()

    activated(qtbot, window, window.panels.table.view)
    when_dialog_opens(back)
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert (keys(window, "accept"), keys(window, "reject")) == (["A"], ["R", "Del"])
    assert window._settings.keys == {}


def test_the_keys_of_types_and_those_in_the_text_are_changed_too(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, KeysDialog)
        give(qtbot, dialog, "Type 2", Qt.Key.Key_F6)
        give(qtbot, dialog, "Next entity in the text", Qt.Key.Key_F7)
        dialog.accept()

    when_dialog_opens(answer)
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    view = window.panels.pane.view
    activated(qtbot, window, view)
    first, second = window.session.project.mentions()[:2]
    qtbot.keyClick(view, Qt.Key.Key_F7)
    qtbot.keyClick(view, Qt.Key.Key_N)
    assert window.reading.chosen() == [first.id]
    qtbot.keyClick(view, Qt.Key.Key_F7)
    assert window.reading.chosen() == [second.id]
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert window.reading.chosen() == [first.id]
    wanted = window.session.project.labels().names()[1]
    qtbot.keyClick(view, Qt.Key.Key_F6)
    found = window.session.project.mention(first.id)
    assert found is not None
    assert found.label == wanted != first.label


def test_a_command_is_found_by_its_words_and_a_key_is_needed(qtbot: QtBot, window: MainWindow):
    dialog = KeysDialog([window.actions_, window.review_actions], window)
    dialog._search.setText("merge")
    shown = [row for row in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(row)]
    assert [dialog.table.item(row, 0).text() for row in shown] == ["Merge"]
    qtbot.mouseClick(dialog._use, Qt.MouseButton.LeftButton)
    assert "press its new key" in dialog._said.text()
    assert dialog.chosen() == {}
    dialog.deleteLater()


def test_the_usual_keys_are_taken_back_from_another_command(qtbot: QtBot, keys_dialog: KeysDialog):
    dialog = keys_dialog
    give(qtbot, dialog, "Comment", Qt.Key.Key_A)
    assert "“Accept” had this key" in dialog._said.text()
    dialog.table.setCurrentCell(row_of(dialog, "Accept"), 0)
    qtbot.mouseClick(dialog._usual, Qt.MouseButton.LeftButton)
    assert "“Comment” had this key" in dialog._said.text()
    assert dialog.chosen() == {"comment": ""}
    dialog.table.setCurrentCell(row_of(dialog, "Comment"), 0)
    qtbot.mouseClick(dialog._usual, Qt.MouseButton.LeftButton)
    assert (dialog.chosen(), dialog._said.text()) == ({}, "")


def test_keys_that_usually_are_shared_stay_so(qtbot: QtBot, keys_dialog: KeysDialog):
    give(qtbot, keys_dialog, "Reject", Qt.Key.Key_F9)
    qtbot.mouseClick(keys_dialog._usual, Qt.MouseButton.LeftButton)
    assert keys_dialog.chosen() == {}
    give(qtbot, keys_dialog, "Comment", Qt.Key.Key_Delete)
    assert keys_dialog.chosen() == {"comment": "Del", "reject": "R", "remove_documents": ""}


def test_a_new_key_goes_to_a_command_that_is_seen(qtbot: QtBot, keys_dialog: KeysDialog):
    dialog = keys_dialog
    qtbot.keyClicks(dialog._search, "export")
    qtbot.keyClick(dialog.edit, Qt.Key.Key_F9)
    qtbot.mouseClick(dialog._use, Qt.MouseButton.LeftButton)
    assert dialog.chosen() == {"export": "F9"}
    qtbot.keyClicks(dialog._search, " nothing is called so")
    qtbot.keyClick(dialog.edit, Qt.Key.Key_F8)
    qtbot.mouseClick(dialog._use, Qt.MouseButton.LeftButton)
    assert "Choose a command" in dialog._said.text()
    assert dialog.chosen() == {"export": "F9"}
    dialog._search.clear()
    assert dialog.table.currentRow() == 0


def test_damaged_settings_leave_the_usual_keys(settings: Settings):
    settings._file.setValue("keys", "{nonsense")
    assert settings.keys == {}
