from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from window_setup import activated, analysed, when_dialog_opens, written

from app.language import Interface
from app.main_window import MainWindow
from app.settings import NO_PACK, Settings
from app.theme import READABLE_CONTRAST, contrast, is_dark
from app.tools import Tools
from app.views.settings_dialog import SettingsDialog
from engine.paths import resources_dir
from engine.store import Project

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_settings_survive_in_their_file(home: Path):
    settings = Settings()
    settings.language, settings.colour_scheme = "zh", "dark"
    settings.tools = tools = Tools("mine", "majority", 0.3, ("date",))
    for name in ("a", "b", "a"):
        settings.remember_project(Path(f"/projects/{name}.veritag"))
    settings.save()
    assert settings.path == home / "config" / "desktop.ini"
    again = Settings()
    assert (again.language, again.colour_scheme, again.tools) == ("zh", "dark", tools)
    assert again.recent_projects == [Path("/projects/a.veritag"), Path("/projects/b.veritag")]


def test_a_damaged_settings_file_counts_as_empty(home: Path):
    (home / "config" / "desktop.ini").write_bytes(b"language=klingon\nrecent_projects=[1,\n\xff\xfe[layout\nwindow=x")
    settings = Settings()
    assert settings.language == "system"
    assert settings.recent_projects == []
    assert settings.layout("window") is None


def test_full_screen_and_the_size_of_texts_are_those_of_the_last_time(
    qtbot: QtBot, window: MainWindow, settings: Settings, interface: Interface
):
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    window.close()
    again = MainWindow(settings, interface)
    qtbot.addWidget(again)
    with qtbot.waitActive(again):
        again.show()
        again.activateWindow()
    assert again.isFullScreen()
    assert again.actions_.full_screen.isChecked()
    assert again.panels.pane.view.zoomed == 3
    qtbot.keyClick(again, Qt.Key.Key_F11)
    assert not again.isFullScreen()
    assert not again.actions_.full_screen.isChecked()


@pytest.mark.parametrize("stored", ["", "nan", "inf", "large"])
def test_a_damaged_size_of_texts_is_the_usual_one(settings: Settings, stored: str):
    settings._file.setValue("zoom", stored)
    assert settings.zoom == 0


def test_colours_switch_at_once_and_stay_legible(qapp: QApplication, window: MainWindow):
    for scheme, dark in (("dark", True), ("light", False)):
        window.actions_.schemes[scheme].trigger()
        palette = qapp.palette()
        assert is_dark(palette) == dark
        assert window._settings.colour_scheme == scheme
        for text, page in (
            (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
            (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
            (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
            (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
            (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
            (QPalette.ColorRole.BrightText, QPalette.ColorRole.Base),
        ):
            for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
                assert contrast(palette.color(group, text), palette.color(group, page)) >= READABLE_CONTRAST


def test_a_pattern_that_is_switched_off_finds_nothing_any_more(qtbot: QtBot, window: MainWindow):
    dialog = SettingsDialog([], Tools(NO_PACK, recognisers_off=("date",)), window)
    qtbot.addWidget(dialog)
    window.choices.tools = dialog.tools()
    assert window.choices.tools == Tools(NO_PACK, recognisers_off=("date",))
    told = []
    window.analysis.facts.tools_ready.connect(told.append)
    window.files.prepare()
    qtbot.waitUntil(lambda: bool(told))
    assert "DATE" not in told[0].labels.names()
    assert "MONEY" in told[0].labels.names()


def test_every_command_has_a_shortcut_and_a_tooltip_of_its_own(window: MainWindow):
    sets = (window.actions_, window.review_actions)
    actions = [action for actions in sets for action in actions.named().values()]
    assert len(actions) > 20
    keys = [key.toString() for action in actions for key in action.shortcuts() if action.shortcuts()]
    assert all(action.shortcuts() and action.toolTip() for action in actions)
    # Delete removes documents in the list and rejects entities in table and text.
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == ["Del"]


def ask_tools(qtbot: QtBot, window: MainWindow, answer: Callable[[SettingsDialog], object]) -> None:
    """Open the dialog by its key, let `answer` use it, and confirm."""
    done: list[bool] = []

    def use(dialog: QDialog) -> None:
        assert isinstance(dialog, SettingsDialog)
        answer(dialog)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        done.append(True)

    activated(qtbot, window, window.panels.documents)
    when_dialog_opens(use)
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(done))


@pytest.mark.skipif(not (resources_dir() / "packs" / "zh-open").is_dir(), reason="the pack is not there")
def test_each_project_keeps_its_pack_and_method_and_a_new_one_begins_with_the_last(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    def choose(dialog: SettingsDialog) -> None:
        qtbot.keyClicks(dialog.packs, "zh-open")
        assert dialog.packs.currentText().startswith("zh-open")
        dialog.methods.setFocus()
        qtbot.keyClicks(dialog.methods, "Majority")
        dialog.threshold.setFocus()
        dialog.threshold.selectAll()
        qtbot.keyClicks(dialog.threshold, "0.4")

    first = window.session.path
    ask_tools(qtbot, window, choose)
    chosen = Tools("zh-open", "majority", 0.4)
    assert window.choices.tools == chosen
    analysed(qtbot, window, written(tmp_path, "a.txt", "李明在上海会见了北京大学的代表。"))
    run = window.session.project.last_run()
    assert (run["pack"], run["method"], run["threshold"]) == ("zh-open", "majority", 0.4)
    window.files.open_project(made(tmp_path / "second.veritag"))
    assert window.choices.tools == chosen
    ask_tools(qtbot, window, lambda dialog: qtbot.keyClicks(dialog.packs, "No pack"))
    assert window.choices.tools.pack == NO_PACK
    window.files.open_project(first)
    assert window.choices.tools == chosen
    assert window.status_bar._pack.text().startswith("Pack: zh-open") or window.analysis.facts._ready.pack == "zh-open"


def test_a_pack_of_the_project_that_is_missing_here_is_named_and_kept(qtbot: QtBot, window: MainWindow):
    window.choices.tools = Tools("far-away")
    seen: list[str] = []

    def look(dialog: SettingsDialog) -> None:
        seen.extend([dialog.packs.currentText(), dialog._problem.text()])
        assert not dialog.methods.isEnabled()

    ask_tools(qtbot, window, look)
    assert seen[0] == "far-away"
    assert "not installed" in seen[1]
    assert window.choices.tools == Tools("far-away")


def test_damaged_choices_in_a_project_count_as_the_usual_ones(window: MainWindow):
    for damaged in ("[]", "{", '{"pack": 1}', "null"):
        window.session.project.set_setting("desktop.tools", damaged)
        assert window.choices.tools == Tools()


def made(path: Path) -> Path:
    Project.open(path).close()
    return path


def test_a_key_pressed_twice_opens_the_settings_once(qtbot: QtBot, window: MainWindow):
    opened: list[QDialog] = []

    def close(dialog: QDialog) -> None:
        opened.append(dialog)
        dialog.reject()

    when_dialog_opens(close)
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(opened), timeout=30_000)
    when_dialog_opens(close)
    qtbot.wait(1500)
    assert len(opened) == 1
    activated(qtbot, window, window.panels.table.view)
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(opened) == 2, timeout=30_000)
