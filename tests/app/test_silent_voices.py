"""A verifier whose voices gained nothing clear: the panel says so, and the user may listen to them all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from opinion_setup import NONE, TEXT, Scripted, analysed_again, panel_of, settled, write_verifier
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from window_setup import analysed, written

import engine.methods.opinions
import engine.verifiers.readiness
from app.asking import Asking
from app.main_window import MainWindow
from app.settings import Settings
from app.tools import Tools
from app.views.opinion_panel import OpinionPanel
from engine.llm.install import install_file
from engine.paths import resources_dir

pytestmark = [
    # The offscreen platform has no window manager and says so.
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(not (resources_dir() / "packs" / "zh-open").is_dir(), reason="the pack is not there"),
]


@pytest.fixture
def scripted(home: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A verifier for zh-open whose questions are switched off, and what it is when it is opened all the same."""
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF" + bytes(2000))
    write_verifier(home, install_file(file), asks=False)
    settings.tools = Tools("zh-open")
    verifier = Scripted(NONE, "")
    monkeypatch.setattr(engine.methods.opinions, "open_verifier", lambda *_, **__: verifier)
    monkeypatch.setattr(engine.verifiers.readiness, "find_spec", lambda name: name)
    return verifier


@pytest.fixture
def panel(qtbot: QtBot, scripted: Scripted, window: MainWindow, tmp_path: Path) -> OpinionPanel:
    analysed(qtbot, window, written(tmp_path, "一.txt", TEXT))
    return panel_of(qtbot, window)


def tick(qtbot: QtBot, panel: OpinionPanel) -> None:
    box = panel.every_voice
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def test_the_panel_says_that_nothing_is_listened_to_and_why(panel: OpinionPanel) -> None:
    assert not panel.on.isEnabled()
    assert "gained nothing clear" in panel.problem.text()
    assert panel.every_voice.isVisible()
    assert "questions" in panel.every_voice.text()


def test_the_user_may_listen_all_the_same_and_the_project_keeps_it(
    qtbot: QtBot, window: MainWindow, panel: OpinionPanel, scripted: Scripted
) -> None:
    tick(qtbot, panel)
    qtbot.waitUntil(panel.on.isEnabled)
    assert "Verifier" in panel.problem.text()
    assert window.choices.asking.every_voice
    qtbot.mouseClick(panel.on, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.on.height() // 2))
    settled(qtbot, window)
    analysed_again(qtbot, window, window.second_opinion.analyze_again)
    assert scripted.asked
    tick(qtbot, panel)
    qtbot.waitUntil(lambda: not panel.on.isEnabled())
    asked = len(scripted.asked)
    analysed_again(qtbot, window, window.actions_.analyze_all.trigger)
    assert len(scripted.asked) == asked
    qtbot.waitUntil(window.panels.notice.isVisible)


def test_what_a_project_keeps_of_it_is_read_again() -> None:
    assert Asking.from_plain(Asking(every_voice=True).plain()).every_voice
