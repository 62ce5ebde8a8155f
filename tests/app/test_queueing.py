"""Files that wait: pause and go on, a closed window, a crash, forgetting, and another try for what failed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_setup import analysed, document_names, when_dialog_opens, written

from app.action_set import ActionSet
from app.main_window import MainWindow
from app.views.notice import Notice
from engine.store import Project

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LONG = "会议定于2024年3月5日在上海举行。\n" * 400


def files(folder: Path, count: int = 6) -> list[Path]:
    return [written(folder, f"{number}.txt", LONG) for number in range(count)]


def paused(qtbot: QtBot, window: MainWindow, paths: list[Path]) -> None:
    """Open files and pause after the first."""
    window.analysis.facts.file_finished.connect(lambda *_: window.actions_.pause.trigger())
    analysed(qtbot, window, *paths)
    window.analysis.facts.file_finished.disconnect()


def resumed(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.analysis.running_changed, timeout=60_000, check_params_cb=lambda running: not running):
        window.actions_.resume.trigger()


def test_what_a_pause_did_not_reach_is_analysed_later(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    paths = files(tmp_path)
    paused(qtbot, window, paths)
    waiting = window.session.project.waiting()
    assert 0 < len(waiting) < len(paths)
    assert "Paused" in window.status_bar.currentMessage()
    assert window.actions_.resume.isEnabled()
    resumed(qtbot, window)
    assert window.session.project.waiting() == []
    qtbot.waitUntil(lambda: sorted(document_names(window)) == [path.name for path in paths])
    assert not window.actions_.resume.isEnabled()


def test_cancelled_files_do_not_wait(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    window.analysis.facts.file_finished.connect(lambda *_: window.actions_.cancel.trigger())
    analysed(qtbot, window, *files(tmp_path))
    assert window.session.project.waiting() == []


def test_what_waits_can_be_forgotten(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    paused(qtbot, window, files(tmp_path))
    window.actions_.forget_waiting.trigger()
    assert window.session.project.waiting() == []
    assert not window.actions_.resume.isEnabled()


def test_after_a_crash_the_project_offers_to_go_on(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    path = tmp_path / "a.veritag"
    with Project.open(path) as project:
        project.add_waiting(files(tmp_path, 3))
    window.files.open_project(path)
    ready: list[object] = []
    window.analysis.facts.tools_ready.connect(ready.append)
    window.files.prepare()
    qtbot.waitUntil(lambda: bool(ready))
    qtbot.wait(50)
    notice = window.panels.notice
    assert notice.isVisible()
    assert "wait to be analysed: 3" in notice.words()
    with qtbot.waitSignal(window.analysis.running_changed, timeout=60_000, check_params_cb=lambda running: not running):
        qtbot.mouseClick(notice._offer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: document_names(window) == ["0.txt", "1.txt", "2.txt"])
    assert not notice.isVisible()


def offered(window: MainWindow, folder: Path) -> Notice:
    """Open a project in which files wait."""
    path = folder / "waits.veritag"
    with Project.open(path) as project:
        project.add_waiting(files(folder, 3))
    window.files.open_project(path)
    notice = window.panels.notice
    assert notice.isVisible()
    assert "wait to be analysed: 3" in notice.words()
    return notice


def test_files_that_wait_are_offered_in_their_own_project_only(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    notice = offered(window, tmp_path)
    window.files.open_default_project()
    assert not notice.isVisible()
    window.files.open_project(tmp_path / "waits.veritag")
    assert notice.isVisible()


def test_going_on_by_key_takes_the_offer_away(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    notice = offered(window, tmp_path)
    qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert not notice.isVisible()
    qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=60_000)
    assert window.session.project.waiting() == []
    assert not notice.isVisible()


def test_another_sentence_stays_when_nothing_waits_any_more(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    notice = offered(window, tmp_path)
    notice.say("Something else.")
    window.actions_.forget_waiting.trigger()
    assert (notice.isVisible(), notice.words()) == (True, "Something else.")


def test_closing_the_window_keeps_what_was_not_reached(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    path = window.session.path

    def agree(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        assert "wait until you go on" in dialog.informativeText()
        next(button for button in dialog.buttons() if button.text() == "Stop and close").click()

    started: list[object] = []
    window.analysis.facts.file_started.connect(lambda *_: started.append(None))
    window.files.add(files(tmp_path, 40))
    qtbot.waitUntil(lambda: bool(started))
    when_dialog_opens(agree)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    with Project.open(path) as project:
        assert project.waiting()


def test_failed_documents_are_listed_and_tried_again(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    broken = tmp_path / "坏.txt"
    broken.write_bytes(b"")
    analysed(qtbot, window, written(tmp_path, "a.txt"), broken)
    window.actions_.failed_only.trigger()
    assert document_names(window) == ["坏.txt"]
    written(tmp_path, "坏.txt")
    with qtbot.waitSignal(window.analysis.running_changed, timeout=60_000, check_params_cb=lambda running: not running):
        window.actions_.retry.trigger()
    # The list hears of the end in an event of its own.
    qtbot.waitUntil(lambda: document_names(window) == [])
    window.actions_.failed_only.trigger()
    assert len(document_names(window)) == 2
    assert not window.actions_.retry.isEnabled()


def test_no_two_commands_share_a_name(window: MainWindow):
    sets: tuple[ActionSet, ...] = (window.actions_, window.review_actions)
    names = [name for actions in sets for name in actions.named()]
    assert len(names) == len(set(names))
