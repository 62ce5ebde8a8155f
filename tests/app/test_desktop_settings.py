from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.settings import NO_PACK, Settings
from app.theme import READABLE_CONTRAST, contrast, is_dark
from app.views.settings_dialog import SettingsDialog

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_settings_survive_in_their_file(home: Path):
    settings = Settings()
    settings.language, settings.colour_scheme, settings.pack = "zh", "dark", "mine"
    settings.recognisers_off = ["date"]
    for name in ("a", "b", "a"):
        settings.remember_project(Path(f"/projects/{name}.veritag"))
    settings.save()
    assert settings.path == home / "config" / "desktop.ini"
    again = Settings()
    assert (again.language, again.colour_scheme, again.pack) == ("zh", "dark", "mine")
    assert again.recognisers_off == ["date"]
    assert again.recent_projects == [Path("/projects/a.veritag"), Path("/projects/b.veritag")]


def test_a_damaged_settings_file_counts_as_empty(home: Path):
    (home / "config" / "desktop.ini").write_bytes(b"language=klingon\nrecent_projects=[1,\n\xff\xfe[layout\nwindow=x")
    settings = Settings()
    assert settings.language == "system"
    assert settings.recent_projects == []
    assert settings.layout("window") is None


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
    dialog = SettingsDialog(NO_PACK, ["date"], window)
    qtbot.addWidget(dialog)
    assert dialog.pack == NO_PACK
    assert dialog.recognisers_off == ["date"]
    window._settings.recognisers_off = dialog.recognisers_off
    told = []
    window.analysis.facts.tools_ready.connect(told.append)
    window.files.prepare()
    qtbot.waitUntil(lambda: bool(told))
    assert "DATE" not in told[0].labels.names()
    assert "MONEY" in told[0].labels.names()


def test_every_command_has_a_shortcut_and_a_tooltip_of_its_own(window: MainWindow):
    sets = (window.actions_, window.review_actions)
    actions = [action for actions in sets for action in actions.named().values()] + window.review_actions.types
    assert len(actions) > 20
    keys = [key.toString() for action in actions for key in action.shortcuts() if action.shortcuts()]
    assert all(action.shortcuts() and action.toolTip() for action in actions)
    # Delete removes documents in the list and rejects entities in table and text.
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == ["Del"]
