"""The queue with keys and clicks: what becomes of each file, what is done first, what is taken out, what failed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot
from window_setup import NO_KEY, analysed, click_row, document_names, written

import engine.pipeline
from app.main_window import MainWindow
from app.models.queue_table import QueueColumn, QueueModel, QueueRow
from app.views.queue_window import QueueWindow
from engine.errors import Cancelled
from engine.store import Project

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def permits(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Half of a file is analysed at once, the rest when there is a permit for it."""
    permits = threading.Semaphore(0)
    examine = engine.pipeline.Analyzer.examine

    def slow(self, document, *, progress=None, asking=None, cancelled=None):
        while not permits.acquire(timeout=0.02):
            progress(1, 2)
            if cancelled():
                raise Cancelled
        return examine(self, document, cancelled=cancelled)

    monkeypatch.setattr(engine.pipeline.Analyzer, "examine", slow)
    return permits


def opened(qtbot: QtBot, window: MainWindow) -> QueueWindow:
    """The queue, opened by its key."""
    qtbot.keyClick(window, Qt.Key.Key_Q, CONTROL | ALT)
    queue = window.awaiting.queue
    assert queue is not None
    qtbot.waitUntil(queue.isActiveWindow)
    return queue


def files(folder: Path, count: int) -> list[Path]:
    return [written(folder, f"{number}.txt") for number in range(count)]


def shown(queue: QueueWindow, *columns: QueueColumn) -> list[tuple[str, ...]]:
    model = queue.table.model()
    return [tuple(model.index(row, column).data() for column in columns) for row in range(model.rowCount())]


def shows(qtbot: QtBot, queue: QueueWindow, *expected: str) -> None:
    """Wait until the queue lists files so: "name state"."""
    rows = [tuple(words.split(" ", 1)) for words in expected]
    qtbot.waitUntil(lambda: shown(queue, QueueColumn.FILE, QueueColumn.STATE) == rows, timeout=10_000)


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def chosen(queue: QueueWindow) -> list[str]:
    return [index.data() for index in queue.table.selectionModel().selectedRows(QueueColumn.FILE)]


def test_every_file_is_listed_with_its_state(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, permits: threading.Semaphore
):
    broken = tmp_path / "坏.txt"
    broken.write_bytes(b"")
    window.files.add([*files(tmp_path, 2), broken, written(tmp_path, "z.txt")])
    queue = opened(qtbot, window)
    shows(qtbot, queue, "0.txt Being analysed: 50%", "1.txt Waiting", "坏.txt Waiting", "z.txt Waiting")
    assert queue._counts.text() == "To do: 4 · Done: 0 · Failed: 0"
    permits.release(2)
    shows(qtbot, queue, "0.txt Done", "1.txt Done", "坏.txt Failed", "z.txt Being analysed: 50%")
    assert queue._counts.text().startswith("To do: 1 · Done: 2 · Failed: 1 · files a minute: ")
    assert "time left: about" in queue._counts.text()
    results = [result for (result,) in shown(queue, QueueColumn.RESULT)]
    assert results == ["Entities: 5", "Entities: 5", "The file is empty.", ""]
    assert shown(queue, QueueColumn.FOLDER)[0] == (str(tmp_path),)
    permits.release()
    qtbot.waitUntil(lambda: queue._counts.text() == "To do: 0 · Done: 3 · Failed: 1")
    qtbot.waitUntil(lambda: not window.analysis.is_running)


def test_files_are_done_first_or_taken_out_while_others_are_analysed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, permits: threading.Semaphore
):
    window.files.add(files(tmp_path, 6))
    queue = opened(qtbot, window)
    waiting = [f"{number}.txt Waiting" for number in range(1, 6)]
    shows(qtbot, queue, "0.txt Being analysed: 50%", *waiting)
    click_row(qtbot, queue.table, 0)
    assert not queue.first.isEnabled()
    assert not queue.out.isEnabled()
    click_row(qtbot, queue.table, 3)
    click_row(qtbot, queue.table, 5, CONTROL)
    click(qtbot, queue.first)
    moved = ["3.txt Waiting", "5.txt Waiting", "1.txt Waiting", "2.txt Waiting", "4.txt Waiting"]
    shows(qtbot, queue, "0.txt Being analysed: 50%", *moved)
    assert chosen(queue) == ["3.txt", "5.txt"]
    click_row(qtbot, queue.table, 3)
    qtbot.keyClick(queue.table, Qt.Key.Key_Delete)
    shows(qtbot, queue, "0.txt Being analysed: 50%", *moved[:2], *moved[3:])
    assert [path.name for path in window.session.project.waiting()] == ["3.txt", "5.txt", "0.txt", "2.txt", "4.txt"]
    permits.release(2)
    shows(qtbot, queue, "0.txt Done", "3.txt Done", "5.txt Being analysed: 50%", *moved[3:])
    qtbot.waitUntil(lambda: "3 of 5" in window.status_bar._doing.text())
    permits.release(3)
    qtbot.waitUntil(lambda: not window.analysis.is_running)
    assert document_names(window) == ["0.txt", "3.txt", "5.txt", "2.txt", "4.txt"]
    assert window.session.project.waiting() == []


def test_pause_and_go_on_are_at_hand_and_an_order_chosen_meanwhile_holds(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, permits: threading.Semaphore
):
    window.files.add(files(tmp_path, 3))
    queue = opened(qtbot, window)
    pause, go_on, cancel, retry = queue.commands
    permits.release()
    shows(qtbot, queue, "0.txt Done", "1.txt Being analysed: 50%", "2.txt Waiting")
    assert not go_on.isEnabled()
    assert not retry.isEnabled()
    click(qtbot, pause)
    shows(qtbot, queue, "0.txt Done", "1.txt Waiting", "2.txt Waiting")
    assert not pause.isEnabled()
    assert not cancel.isEnabled()
    click_row(qtbot, queue.table, 2)
    qtbot.keyClick(queue, Qt.Key.Key_F, ALT)
    shows(qtbot, queue, "0.txt Done", "2.txt Waiting", "1.txt Waiting")
    qtbot.keyClick(queue.table, Qt.Key.Key_G, CONTROL | ALT)
    shows(qtbot, queue, "0.txt Done", "2.txt Being analysed: 50%", "1.txt Waiting")
    click(qtbot, cancel)
    shows(qtbot, queue, "0.txt Done")
    assert window.session.project.waiting() == []
    window.files.add([tmp_path / "1.txt"])
    shows(qtbot, queue, "1.txt Being analysed: 50%")
    permits.release()
    shows(qtbot, queue, "1.txt Done")
    qtbot.waitUntil(lambda: not window.analysis.is_running)


def test_what_failed_is_listed_alone_and_tried_again(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    broken = tmp_path / "坏.txt"
    broken.write_bytes(b"")
    analysed(qtbot, window, written(tmp_path, "a.txt"), broken, tmp_path / "没有")
    queue = opened(qtbot, window)
    queue.state.setFocus()
    qtbot.keyClicks(queue.state, "F")
    shows(qtbot, queue, "没有 Failed", "坏.txt Failed")
    queue.table.selectAll()
    qtbot.keyClick(queue.table, Qt.Key.Key_C, CONTROL)
    lines = [f"{tmp_path / '没有'}\tFailed\tThe file does not exist.", f"{broken}\tFailed\tThe file is empty."]
    assert QApplication.clipboard().text().split("\n") == lines
    written(tmp_path, "坏.txt")
    click(qtbot, queue.commands[3])
    shows(qtbot, queue, "没有 Failed")
    qtbot.waitUntil(lambda: not window.analysis.is_running)
    qtbot.keyClick(queue.state, Qt.Key.Key_Up)
    qtbot.keyClick(queue.state, Qt.Key.Key_Up)
    shows(qtbot, queue, "没有 Failed", "坏.txt Done")


def test_a_file_whose_new_reading_fails_is_listed_though_its_document_stays(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    path = written(tmp_path, "a.txt")
    analysed(qtbot, window, path)
    path.write_bytes(b"")
    analysed(qtbot, window, path)
    queue = opened(qtbot, window)
    shows(qtbot, queue, "a.txt Failed")
    assert window.session.project.documents()[0].state == "analysed"
    written(tmp_path, "a.txt")
    click(qtbot, queue.commands[3])
    shows(qtbot, queue, "a.txt Done")
    qtbot.waitUntil(lambda: not window.analysis.is_running)
    assert not queue.commands[3].isEnabled()


def test_what_is_opened_meanwhile_waits_in_the_project_at_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, permits: threading.Semaphore
):
    told: list[object] = []
    window.analysis.facts.task_started.connect(told.append)
    paths = files(tmp_path, 3)
    window.files.add(paths[:2])
    queue = opened(qtbot, window)
    shows(qtbot, queue, "0.txt Being analysed: 50%", "1.txt Waiting")
    window.files.add(paths[2:])
    permits.release()
    shows(qtbot, queue, "0.txt Done", "1.txt Being analysed: 50%", "2.txt Waiting")
    assert window.session.project.waiting() == paths[1:]
    window.files.add([written(tmp_path, "later.txt")])
    window.actions_.pause.trigger()
    shows(qtbot, queue, "0.txt Done", "1.txt Waiting", "2.txt Waiting", "later.txt Waiting")
    qtbot.waitUntil(lambda: not window.analysis.is_running)
    assert len(told) == 2


def test_after_a_restart_the_queue_holds_what_waits_and_what_failed(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    broken = tmp_path / "坏.txt"
    broken.write_bytes(b"")
    analysed(qtbot, window, broken)
    before = window.session.path
    with Project.open(tmp_path / "b.veritag") as project:
        project.add_waiting(files(tmp_path, 2))
    queue = opened(qtbot, window)
    window.files.open_project(tmp_path / "b.veritag")
    shows(qtbot, queue, "0.txt Waiting", "1.txt Waiting")
    window.files.open_project(before)
    shows(qtbot, queue, "坏.txt Failed")
    window.session.remove_documents(window.session.project.documents())
    shows(qtbot, queue)


@pytest.mark.slow_slot("5,000 files are taken out at once, and the test itself asks for all that wait")
def test_thousands_of_files_are_listed_without_losing_what_is_chosen(qtbot: QtBot, window: MainWindow):
    paths = [Path(f"/资料/{number}.txt") for number in range(5000)]
    window.session.project.add_waiting(paths)
    window.files.open_project(window.session.path)
    queue = opened(qtbot, window)
    assert queue.table.model().rowCount() == 5000
    assert not queue.table.selectionModel().hasSelection()
    queue.table.selectAll()
    qtbot.keyClick(queue, Qt.Key.Key_T, ALT)
    qtbot.waitUntil(lambda: window.session.project.waiting() == [])
    assert queue.table.model().rowCount() == 0


def row_names(model: QueueModel) -> list[str]:
    return [model.index(number, QueueColumn.FILE).data() for number in range(model.rowCount())]


@pytest.mark.parametrize(
    ("after", "kept"),
    [("bcdef", "bdf"), ("abcdefgh", "bdf"), ("abdf", "bf"), ("eabcdf", "f"), ("fabcde", ""), ("xyabcdef", "bdf")],
)
def test_rows_that_keep_their_place_among_others_stay_selected(
    qtbot: QtBot, window: MainWindow, after: str, kept: str, qtmodeltester: Callable[[QueueModel], None]
):
    queue = QueueWindow([], window)
    qtbot.addWidget(queue)
    model = queue._model
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    model.set_rows([QueueRow(Path(name)) for name in "abcdef"])
    queue.choose([Path(name) for name in "bdf"])
    model.set_rows([QueueRow(Path(name)) for name in after])
    assert row_names(model) == list(after)
    assert "".join(chosen(queue)) == kept
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_it_can_be_used_with_keys_alone_and_is_named(qtbot: QtBot, window: MainWindow):
    queue = opened(qtbot, window)
    assert queue.table.hasFocus()
    assert queue.table.accessibleName() == "Files"
    assert queue.state.accessibleName() == "Which files are listed"
    for button in [*queue.commands, queue.first, queue.out, queue.copy]:
        assert button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert window.actions_.queue in window._document_menu.actions()
    qtbot.keyClick(queue, Qt.Key.Key_Escape, NO_KEY)
    assert not queue.isVisible()
