from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from window_setup import TEXT, analysed, document_names, shown_mentions, when_dialog_opens, written

import engine.pipeline
from app.background import in_background
from app.main_window import MainWindow
from app.settings import Settings
from engine.errors import Cancelled, ProjectError
from engine.store import Project

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def slow_analyzer(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The analyzer tells half of its progress and then goes on only when the event is set or it is cancelled."""
    go_on = threading.Event()
    examine = engine.pipeline.Analyzer.examine

    def slow(self, document, *, progress=None, asking=None, cancelled=None):
        progress(len(document.text) // 2, len(document.text))
        while not go_on.wait(0.01):
            if cancelled():
                raise Cancelled
        return examine(self, document, progress=progress, asking=asking, cancelled=cancelled)

    monkeypatch.setattr(engine.pipeline.Analyzer, "examine", slow)
    return go_on


def test_a_document_is_seen_while_it_is_analysed_and_gets_its_highlights_when_done(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, slow_analyzer: threading.Event
):
    window.files.add([written(tmp_path, "a.txt")])
    qtbot.waitUntil(lambda: window.panels.pane.shows_text(), timeout=10_000)
    assert shown_mentions(window) == []
    assert window.status_bar._cancel.isVisible()
    assert "a.txt" in window.status_bar._doing.text()
    index = window.panels.document_model.index(0)
    qtbot.waitUntil(lambda: index.data(window.panels.document_model.ActivityRole).done == len(TEXT) // 2)
    slow_analyzer.set()
    qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=10_000)
    assert shown_mentions(window)
    assert not window.status_bar._cancel.isVisible()


def test_cancel_in_the_middle_keeps_what_is_finished(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, slow_analyzer: threading.Event
):
    slow_analyzer.set()
    analysed(qtbot, window, written(tmp_path, "first.txt"))
    slow_analyzer.clear()
    window.files.add([written(tmp_path, "second.txt"), written(tmp_path, "third.txt")])
    window.files.add([written(tmp_path, "waiting.txt")])
    qtbot.waitUntil(lambda: "second.txt" in document_names(window), timeout=10_000)
    qtbot.mouseClick(window.status_bar._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=10_000)
    states = {row.name: row.state for row in window.panels.document_model.rows()}
    assert states == {"first.txt": "analysed", "second.txt": "new"}
    assert window.status_bar.currentMessage().startswith("Stopped.")
    slow_analyzer.set()
    analysed(qtbot, window, tmp_path / "second.txt")
    assert {row.state for row in window.panels.document_model.rows()} == {"analysed"}


def test_closing_while_analysing_asks_and_then_stops_and_waits(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, slow_analyzer: threading.Event
):
    window.files.add([written(tmp_path, "a.txt")])
    qtbot.waitUntil(lambda: document_names(window) == ["a.txt"], timeout=10_000)

    def answer(words: str):
        def press(dialog: QMessageBox) -> None:
            button = next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == words)
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

        return press

    when_dialog_opens(answer("Cancel"))
    assert not window.close()
    assert window.isVisible()
    assert window.analysis.is_running
    when_dialog_opens(answer("Stop and close"))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    assert not window.analysis._thread.isRunning()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("analysis")]


@pytest.mark.parametrize("agrees", [True, False])
def test_an_analysis_may_end_while_closing_is_asked(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, slow_analyzer: threading.Event, agrees: bool
):
    def wait_and_press(dialog: QMessageBox) -> None:
        slow_analyzer.set()
        qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=10_000)
        words = "Stop and close" if agrees else "Cancel"
        button = next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == words)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    window.files.add([written(tmp_path, "a.txt")])
    when_dialog_opens(wait_and_press)
    assert window.close() == agrees
    assert window.isVisible() != agrees
    if not agrees:
        analysed(qtbot, window, written(tmp_path, "b.txt"))
        assert window.isVisible()


def test_the_window_closes_though_the_disk_is_full(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(project: Project, _key: str, _value: object) -> None:
        raise ProjectError(f"{project.path}: the disk is full.")

    analysed(qtbot, window, written(tmp_path, "a.txt"))
    window.resize(790, 610)
    monkeypatch.setattr(Project, "set_setting", refuse)
    assert window.close()
    assert not window.isVisible()
    assert not window.analysis._thread.isRunning()
    assert not window.session.is_open
    assert Settings().layout("window") is not None


def test_the_window_is_gone_while_work_in_the_background_ends(qtbot: QtBot, window: MainWindow):
    seen: list[bool] = []

    def work() -> None:
        time.sleep(0.3)
        seen.append(window.isVisible() or window.registering.register.isVisible())

    window.actions_.register.trigger()
    assert window.registering.register.isVisible()
    in_background(work, window.registering, then=seen.append, failed=window.failed)
    assert window.close()
    assert seen[:1] == [False]


def test_the_window_answers_while_a_long_text_is_analysed(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    beats: list[float] = []
    heart = QTimer(window, interval=10)
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    heart.start()
    analysed(qtbot, window, written(tmp_path, "long.txt", TEXT * 4000))
    heart.stop()
    assert len(shown_mentions(window)[:10]) == 10
    assert len(beats) > 10


def test_analysing_again_keeps_what_a_person_decided(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    first = shown_mentions(window)[0]
    window.review.set_status([first.id], "rejected")
    with qtbot.waitSignal(window.analysis.running_changed, check_params_cb=lambda on: not on):
        qtbot.keyClick(window, Qt.Key.Key_F5)
    again = next(m for m in shown_mentions(window) if (m.start, m.end) == (first.start, first.end))
    assert again.status == "rejected"


def test_a_changed_file_is_shown_anew(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    path = written(tmp_path, "a.txt")
    analysed(qtbot, window, path)
    path.write_text("新的内容，日期2025年5月1日。", encoding="utf-8")
    analysed(qtbot, window, path)
    assert document_names(window) == ["a.txt"]
    assert [m.text for m in shown_mentions(window)] == ["2025年5月1日"]
