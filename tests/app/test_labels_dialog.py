from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QColorDialog, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from window_setup import activated, analysed, click_row, type_chinese, when_dialog_opens, written

from app.main_window import MainWindow
from app.views.labels_dialog import LabelsDialog
from engine.types import LabelSet

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL = Qt.KeyboardModifier.ControlModifier


def press_and_wait(qtbot: QtBot, dialog: LabelsDialog, editor: QWidget, key: Qt.Key) -> None:
    """Press a key that ends the editing of a cell."""
    qtbot.keyClick(editor, key)
    qtbot.waitUntil(lambda: dialog.table.state() != QAbstractItemView.State.EditingState)
    qtbot.wait(20)


def typed(qtbot: QtBot, dialog: LabelsDialog, row: int, column: int, words: str) -> None:
    dialog.table.setCurrentCell(row, column)
    if dialog.table.state() != QAbstractItemView.State.EditingState:
        qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.indexWidget(dialog.table.currentIndex())
    assert isinstance(editor, QLineEdit)
    editor.clear()
    type_chinese(editor, words)
    press_and_wait(qtbot, dialog, editor, Qt.Key.Key_Return)


def test_a_type_of_ones_own_is_added_first_in_order_and_used_by_its_key(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor("#ffcc00"))

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, LabelsDialog)
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
        row = dialog.table.rowCount() - 1
        typed(qtbot, dialog, row, 0, "SHIP")
        typed(qtbot, dialog, row, 1, "舰船")
        typed(qtbot, dialog, row, 2, "Ship")
        dialog.table.setCurrentCell(row, 1)
        qtbot.mouseClick(dialog.light, Qt.MouseButton.LeftButton)
        type_chinese(dialog.definition, "有名称的舰船，不含船型")
        for _ in range(row):
            qtbot.mouseClick(dialog.up, Qt.MouseButton.LeftButton)
        dialog.accept()

    when_dialog_opens(answer)
    qtbot.keyClick(window, Qt.Key.Key_T, CONTROL)
    first = window.session.project.labels().labels[0]
    assert (first.name, first.zh, first.en, first.light) == ("SHIP", "舰船", "Ship", "#ffcc00")
    assert [label.definition for label in window.session.project.labels().labels if label.definition] == [
        first.definition
    ]
    assert first.definition == "有名称的舰船，不含船型"
    assert first.definition in window.panels.label_model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    activated(qtbot, window, window.panels.table.view)
    click_row(qtbot, window.panels.table.view, 0)
    qtbot.keyClick(window.panels.table.view, Qt.Key.Key_1)
    assert window.session.project.mentions()[0].label == "SHIP"


def test_names_are_needed_and_unlike_and_used_types_stay(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, LabelsDialog)
        names = dialog.labels().names()
        dialog.table.setCurrentCell(names.index("DATE"), 1)
        assert not dialog.remove.isEnabled()
        dialog.table.setCurrentCell(names.index("COORDINATE"), 1)
        assert dialog.remove.isEnabled()
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
        row = dialog.table.rowCount() - 1
        editor = dialog.table.indexWidget(dialog.table.currentIndex())
        press_and_wait(qtbot, dialog, editor, Qt.Key.Key_Escape)
        dialog.accept()
        assert dialog.said.text() == "Every type needs a name in data."
        typed(qtbot, dialog, row, 0, "DATE")
        dialog.accept()
        assert dialog.said.text() == "Two types have the same name in data."
        dialog.reject()

    before = window.session.project.labels()
    when_dialog_opens(answer)
    qtbot.keyClick(window, Qt.Key.Key_T, CONTROL)
    assert window.session.project.labels() == before


def add_ship(qtbot: QtBot, dialog: LabelsDialog) -> None:
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    row = dialog.table.rowCount() - 1
    typed(qtbot, dialog, row, 0, "SHIP")
    for _ in range(row):
        qtbot.mouseClick(dialog.up, Qt.MouseButton.LeftButton)


def test_types_that_come_while_the_dialog_is_open_stay(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    known = window.session.project.labels().names()
    window.session.open(tmp_path / "new.veritag")
    assert window.session.project.labels().names() == ()

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, LabelsDialog)
        assert dialog.table.rowCount() == 0
        qtbot.waitUntil(lambda: window.session.project.labels().names() == known)
        add_ship(qtbot, dialog)
        dialog.accept()

    when_dialog_opens(answer)
    qtbot.keyClick(window, Qt.Key.Key_T, CONTROL)
    assert window.session.project.labels().names() == ("SHIP", *known)


def test_a_type_that_is_removed_but_found_meanwhile_stays(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    known = window.session.project.labels().names()

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, LabelsDialog)
        for name in ("DATE", "COORDINATE"):
            dialog.table.setCurrentCell(dialog.labels().names().index(name), 1)
            qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
        window.files.add([written(tmp_path, "a.txt")])
        qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=20_000)
        add_ship(qtbot, dialog)
        dialog.accept()

    when_dialog_opens(answer)
    qtbot.keyClick(window, Qt.Key.Key_T, CONTROL)
    left = [name for name in known if name not in ("DATE", "COORDINATE")]
    assert window.session.project.labels().names() == ("SHIP", *left, "DATE")


def test_types_that_an_analysis_brings_are_shown(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    known = window.session.project.labels()
    window.session.arrange_labels(LabelSet(()), known)
    assert window.panels.label_model.rowCount() == 0
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    assert window.panels.label_model.rowCount() == len(known.labels)
