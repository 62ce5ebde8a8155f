from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.crash import CrashReporter
from app.main_window import MainWindow
from engine.errors import ProjectError

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SECRET = "机密文字"


def failing() -> None:
    raise ValueError(SECRET)


@pytest.fixture
def reporter(qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch) -> CrashReporter:
    return CrashReporter()


def reports(home: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (home / "logs" / "reports").glob("*.txt")]


def close_dialog(qtbot: QtBot, reporter: CrashReporter) -> QMessageBox:
    qtbot.waitUntil(lambda: reporter._dialog is not None)
    dialog = reporter._dialog
    assert dialog is not None
    words = dialog.text(), dialog.informativeText()
    dialog.button(QMessageBox.StandardButton.Close).click()
    assert reporter._dialog is None
    return words


def test_an_exception_leaves_a_report_without_document_text_and_one_dialog(
    qtbot: QtBot, home: Path, reporter: CrashReporter
):
    for _ in range(2):
        try:
            failing()
        except ValueError:
            reporter._exception(*sys.exc_info())
    sentence, detail = close_dialog(qtbot, reporter)
    assert sentence == "Something unexpected happened."
    assert str(home / "logs" / "reports") in detail
    assert SECRET not in detail
    assert all("ValueError" in report and "failing" in report and SECRET not in report for report in reports(home))


def test_an_exception_in_another_thread_is_told_in_the_window_s_thread(
    qtbot: QtBot, home: Path, reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(threading, "excepthook", reporter._thread_exception)
    thread = threading.Thread(target=failing)
    thread.start()
    thread.join()
    close_dialog(qtbot, reporter)
    assert len(reports(home)) == 1


def test_an_error_with_a_sentence_is_told_without_a_report(qtbot: QtBot, home: Path, reporter: CrashReporter):
    reporter.report(ProjectError("x.veritag: the disk is full."))
    sentence, _ = close_dialog(qtbot, reporter)
    assert sentence == "x.veritag: the disk is full."
    assert not (home / "logs" / "reports").exists()


def test_a_failure_in_the_worker_is_passed_on_and_the_next_task_works(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from window_setup import analysed, document_names, written

    import engine.batch

    told: list[Exception] = []
    window.failed.connect(told.append)
    path = written(tmp_path, "a.txt")
    with monkeypatch.context() as broken:
        broken.setattr(engine.batch, "analyze_files", lambda *_, **__: failing())
        analysed(qtbot, window, path)
    assert [str(error) for error in told] == [SECRET]
    analysed(qtbot, window, path)
    assert document_names(window) == ["a.txt"]
