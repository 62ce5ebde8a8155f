"""Several verifiers for one pack: the panel offers them, the project keeps the choice, and the analysis uses it."""

from __future__ import annotations

import shutil
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
from engine.verifiers.bundle import Bundle

pytestmark = [
    # The offscreen platform has no window manager and says so.
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(not (resources_dir() / "packs" / "zh-open").is_dir(), reason="the pack is not there"),
]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def verifiers(home: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Scripted]:
    """Two verifiers, "mine" and "yours"; what was opened is here by the folder's name."""
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF" + bytes(2000))
    model = install_file(file)
    folder = home / "data" / "verifiers" / "mine"
    write_verifier(home, model, name="second", tau=0.07)
    shutil.copytree(folder, folder.with_name("yours"))
    write_verifier(home, model)
    settings.tools = Tools("zh-open")
    opened: dict[str, Scripted] = {}

    def open_scripted(bundle: Bundle, *_: object, **__: object) -> Scripted:
        return opened.setdefault(bundle.path.name, Scripted(NONE, bundle.fingerprint))

    monkeypatch.setattr(engine.methods.opinions, "open_verifier", open_scripted)
    monkeypatch.setattr(engine.verifiers.readiness, "find_spec", lambda name: name)
    return opened


@pytest.fixture
def opened(qtbot: QtBot, verifiers: dict[str, Scripted], window: MainWindow, tmp_path: Path) -> MainWindow:
    analysed(qtbot, window, written(tmp_path, "一.txt", TEXT))
    return window


@pytest.fixture
def panel(qtbot: QtBot, opened: MainWindow) -> OpinionPanel:
    return panel_of(qtbot, opened)


def choose(panel: OpinionPanel, name: str) -> None:
    panel.verifier.setCurrentIndex(panel.verifier.findText(name))


def look_again(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_M, CONTROL)


def test_one_of_several_is_chosen_and_asked(
    qtbot: QtBot, opened: MainWindow, panel: OpinionPanel, verifiers: dict[str, Scripted]
):
    assert panel.problem.text() == "Several verifiers were made for this pack: choose one."
    assert panel.verifier.isVisible()
    assert [panel.verifier.itemText(i) for i in range(panel.verifier.count())] == ["mine", "yours"]
    assert panel.verifier.currentIndex() == -1
    assert not panel.on.isEnabled()
    choose(panel, "yours")
    qtbot.waitUntil(panel.on.isEnabled, timeout=20_000)
    assert "second 1.0.0" in panel.problem.text()
    assert panel.verifier.currentText() == "yours"
    qtbot.mouseClick(panel.on, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.on.height() // 2))
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert list(verifiers) == ["yours"]
    assert verifiers["yours"].asked
    assert opened.session.project.last_run()["verifier_bundle"] == "second"
    choose(panel, "mine")
    qtbot.waitUntil(lambda: "mine 1.0.0" in panel.problem.text(), timeout=20_000)
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert verifiers["yours"].closed == 1
    assert verifiers["mine"].asked
    assert opened.session.project.last_run()["verifier_bundle"] == "mine"


def test_the_choice_is_kept_with_the_project_and_ends_with_the_verifier(
    qtbot: QtBot, opened: MainWindow, panel: OpinionPanel, home: Path
):
    choose(panel, "yours")
    qtbot.waitUntil(panel.on.isEnabled, timeout=20_000)
    assert opened.choices.asking.verifier == Settings().asking("zh-open").verifier == "yours"
    look_again(qtbot, opened)
    settled(qtbot, opened)
    qtbot.waitUntil(lambda: "second 1.0.0" in panel.problem.text(), timeout=20_000)
    shutil.rmtree(home / "data" / "verifiers" / "yours")
    look_again(qtbot, opened)
    qtbot.waitUntil(lambda: "mine 1.0.0" in panel.problem.text(), timeout=20_000)
    assert not panel.verifier.isVisible()
    assert panel.on.isEnabled()


def test_another_project_has_its_own_choice(qtbot: QtBot, opened: MainWindow, panel: OpinionPanel, tmp_path: Path):
    choose(panel, "yours")
    qtbot.waitUntil(lambda: "second 1.0.0" in panel.problem.text(), timeout=20_000)
    first = opened.session.path
    opened.session.open(tmp_path / "二.veritag")
    choose(panel, "mine")
    qtbot.waitUntil(lambda: "mine 1.0.0" in panel.problem.text(), timeout=20_000)
    opened.session.open(first)
    qtbot.waitUntil(lambda: "second 1.0.0" in panel.problem.text(), timeout=20_000)
    assert panel.verifier.currentText() == "yours"


def test_what_was_wanted_of_types_was_about_the_verifier_before(qtbot: QtBot, opened: MainWindow, panel: OpinionPanel):
    choose(panel, "mine")
    qtbot.waitUntil(panel.on.isEnabled, timeout=20_000)
    opened.choices.asking = Asking(verifier="mine", tau=0.2, labels={"ORG": True})
    opened.second_opinion.retranslate()
    choose(panel, "yours")
    assert opened.choices.asking == Asking(verifier="yours", tau=0.2)


def test_with_one_verifier_there_is_nothing_to_choose(
    qtbot: QtBot, opened: MainWindow, panel: OpinionPanel, home: Path
):
    shutil.rmtree(home / "data" / "verifiers" / "yours")
    look_again(qtbot, opened)
    qtbot.waitUntil(panel.on.isEnabled, timeout=20_000)
    assert not panel.verifier.isVisible()


def test_an_older_project_names_none():
    plain = '{"on": true, "tau": 0.2, "spans": 5, "seconds": null, "labels": {}}'
    assert Asking.from_plain(plain) == Asking(True, 0.2, 5, None)
    kept = Asking(True, verifier="我的")
    assert Asking.from_plain(kept.plain()) == kept
