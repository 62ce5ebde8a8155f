from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from window_setup import (
    OTHER,
    TEXT,
    activated,
    analysed,
    document_names,
    shown_mentions,
    texts,
    when_dialog_opens,
    written,
)

import app.files
from app.language import Interface
from app.main_window import MainWindow
from app.settings import Settings
from app.tools import Tools
from engine.errors import ProjectError
from engine.paths import resources_dir
from engine.store import Project

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, none = QPoint(400, 300), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window, event)
    assert event.isAccepted()


def test_files_chosen_in_the_dialog_are_analysed_and_shown(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = written(tmp_path, "报告.txt")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    with qtbot.waitSignal(window.analysis.running_changed, check_params_cb=lambda on: not on):
        qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert document_names(window) == ["报告.txt"]
    assert window.panels.pane.shows_text()
    found = texts(shown_mentions(window))
    assert {"2024年3月5日", "a@example.com", "13800138000"} <= set(found)
    assert [TEXT[m.start : m.end] for m in shown_mentions(window)] == found


def test_the_welcome_page_has_a_button_that_opens_files(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = written(tmp_path, "a.txt")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    button = window.panels.pane.open_button
    assert button.isVisible()
    with qtbot.waitSignal(window.analysis.running_changed, check_params_cb=lambda on: not on):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert document_names(window) == ["a.txt"]


def test_a_dropped_folder_brings_its_documents(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    folder = tmp_path / "folder"
    folder.mkdir()
    written(folder, "a.txt")
    written(folder, "b.md", OTHER)
    with qtbot.waitSignal(window.analysis.running_changed, check_params_cb=lambda on: not on):
        drop(window, folder)
    assert sorted(document_names(window)) == ["a.txt", "b.md"]


def test_a_file_that_cannot_be_read_shows_its_sentence_and_the_others_are_done(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 not really")
    analysed(qtbot, window, broken, written(tmp_path, "good.txt"))
    rows = {row.name: row for row in window.panels.document_model.rows()}
    assert rows["good.txt"].mention_count > 0
    assert rows["broken.docx"].state == "failed"
    window.reading.show_document(rows["broken.docx"].id)
    pane = window.panels.pane
    assert not pane.shows_text()
    assert pane._message.isVisible()
    assert "damaged" in pane._message.text()
    index = window.panels.document_model.index_of(rows["broken.docx"].id)
    assert "damaged" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "damaged" in index.data(window.panels.document_model.LineRole)


def test_a_folder_without_documents_is_said(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    analysed(qtbot, window, tmp_path / "empty")
    qtbot.waitUntil(lambda: "no file of a supported kind" in window.status_bar.currentMessage())
    assert document_names(window) == []


def test_searching_lists_only_documents_with_these_words(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    box = window.panels.documents._search
    assert box.hasFocus()
    box.insert("频率")
    qtbot.waitUntil(lambda: document_names(window) == ["b.txt"])
    qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: document_names(window) == ["a.txt", "b.txt"])


def test_commands_for_the_selected_documents_follow_a_search(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analyze, remove = window.actions_.analyze_selected, window.actions_.remove_documents
    assert not analyze.isEnabled()
    assert not remove.isEnabled()
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    assert window.reading.document is not None
    assert window.reading.document.name == "a.txt"
    assert analyze.isEnabled()
    box = window.panels.documents._search
    box.setFocus()
    qtbot.keyClicks(box, "1575")
    qtbot.waitUntil(lambda: document_names(window) == ["b.txt"])
    assert window.reading.selected() == []
    assert not analyze.isEnabled()
    assert not remove.isEnabled()
    qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: document_names(window) == ["a.txt", "b.txt"])
    assert [row.name for row in window.reading.selected()] == ["a.txt"]
    assert analyze.isEnabled()
    assert remove.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.analysis.is_running
    qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=60_000)


def test_find_in_text_steps_through_the_places(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = window.panels.pane.find_bar
    bar._box.setText("2024")
    qtbot.waitUntil(lambda: bar._count.text() == "1 of 2")
    qtbot.keyClick(bar._box, Qt.Key.Key_Return)
    assert bar._count.text() == "2 of 2"
    qtbot.keyClick(bar._box, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_removing_documents_asks_first_and_cancel_is_the_default(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    asked = []

    def press_enter(dialog: QMessageBox) -> None:
        asked.append(dialog.text())
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    def agree(dialog: QMessageBox) -> None:
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Remove")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    listed = window.panels.documents._view
    listed.setFocus()
    when_dialog_opens(press_enter)
    qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert asked == ["Remove documents from the project: 1?"]
    assert document_names(window) == ["a.txt", "b.txt"]
    activated(qtbot, window, listed)
    when_dialog_opens(agree)
    qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert document_names(window) == ["b.txt"]
    assert window.reading.document is not None
    assert window.reading.document.name == "b.txt"


def test_work_is_there_again_after_a_restart(
    qtbot: QtBot, window: MainWindow, settings: Settings, interface: Interface, tmp_path: Path
):
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    second = window.panels.document_model.rows()[1]
    window.reading.show_document(second.id)
    window.resize(780, 600)
    window.close()
    again = MainWindow(settings, interface)
    qtbot.addWidget(again, before_close_func=lambda shown: shown.analysis.shut_down())
    again.start([])
    assert document_names(again) == ["a.txt", "b.txt"]
    assert again.reading.document == second
    assert (again.width(), again.height()) == (780, 600)


def test_projects_are_saved_opened_and_remembered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    copy = tmp_path / "case.veritag"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "case"), ""))
    window.actions_.save_project_as.trigger()
    assert window.session.path == copy
    assert window.windowTitle() == "case – Veritag"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "new.veritag"), ""))
    window.actions_.new_project.trigger()
    assert document_names(window) == []
    assert window._settings.recent_projects == [tmp_path / "new.veritag", copy]
    window._recent.aboutToShow.emit()
    window._recent.actions()[1].trigger()
    assert window.session.path == copy
    assert document_names(window) == ["a.txt"]
    window.actions_.default_project.trigger()
    assert window.session.is_default
    assert document_names(window) == ["a.txt"]


def test_a_dropped_project_is_opened(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    path = tmp_path / "case.veritag"
    window.session.project.save_copy(path)
    drop(window, path)
    assert window.session.path == path


def test_a_recent_project_that_is_gone_is_told_and_forgotten(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    said: list[str] = []
    monkeypatch.setattr(app.files, "say_problem", lambda _, sentence: said.append(sentence))
    window._settings.remember_project(tmp_path / "gone.veritag")
    before = window.session.path
    window._recent.aboutToShow.emit()
    window._recent.actions()[0].trigger()
    assert "gone.veritag" in said[0]
    assert window._settings.recent_projects == []
    assert window.session.path == before


def test_a_damaged_default_project_is_left_alone_and_work_goes_on_beside_it(
    qtbot: QtBot,
    home: Path,
    settings: Settings,
    interface: Interface,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    said: list[str] = []
    monkeypatch.setattr(app.files, "say_problem", lambda _, sentence: said.append(sentence))
    damaged = home / "data" / "default.veritag"
    damaged.write_bytes(b"no database at all, but long enough to be looked at as one" * 50)
    kept = damaged.read_bytes()
    window = MainWindow(settings, interface)
    qtbot.addWidget(window, before_close_func=lambda shown: shown.analysis.shut_down())
    window.start([])
    assert window.session.path.name == "default-2.veritag"
    assert damaged.read_bytes() == kept
    assert "default.veritag" in said[0]


def test_where_no_project_can_be_made_it_is_said_once_and_nothing_is_offered_that_needs_one(
    qtbot: QtBot,
    home: Path,
    settings: Settings,
    interface: Interface,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    def refuse(path: Path, *, lean: bool = False) -> Project:
        raise ProjectError(f"{path}: the disk is full.")

    said: list[str] = []
    monkeypatch.setattr(app.files, "say_problem", lambda _, sentence: said.append(sentence))
    window = MainWindow(settings, interface)
    qtbot.addWidget(window, before_close_func=lambda shown: shown.analysis.shut_down())
    with monkeypatch.context() as full:
        full.setattr(Project, "open", refuse)
        window.start([written(tmp_path, "a.txt")])
        window.actions_.default_project.trigger()
    default = home / "data" / "default.veritag"
    assert said == [f"{default}: the disk is full."] * 2
    assert not window.session.is_open
    a, review = window.actions_, window.review_actions
    needing = [a.open_files, a.save_project_as, a.labels, a.history, a.register, a.teach]
    needing += [review.accept_listed, review.next_doubtful, review.types[0]]
    assert not any(action.isEnabled() for action in needing)
    drop(window, written(tmp_path, "b.txt"))
    assert not window.analysis.is_running
    assert not window.panels.isEnabled()
    window.actions_.default_project.trigger()
    assert window.session.path == default
    assert window.panels.isEnabled()
    assert all(action.isEnabled() for action in needing)
    analysed(qtbot, window, written(tmp_path, "c.txt"))
    assert document_names(window) == ["c.txt"]


@pytest.mark.skipif(not (resources_dir() / "packs" / "zh-open").is_dir(), reason="the pack is not there")
def test_with_the_pack_persons_places_and_organisations_are_found(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    window.choices.tools = Tools("zh-open")
    text = "2024年3月5日，李明在上海会见了北京大学的代表。"
    analysed(qtbot, window, written(tmp_path, "a.txt", text))
    found = {(m.text, m.label) for m in shown_mentions(window)}
    assert {("李明", "PER"), ("上海", "LOC"), ("2024年3月5日", "DATE")} <= found
    assert "zh-open" in window.status_bar._pack.text()


def test_without_the_pack_one_sentence_says_so_and_patterns_still_work(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    window.choices.tools = Tools("missing-pack")
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    assert window.panels.notice.isVisible()
    assert "missing-pack" in window.panels.notice.words()
    assert "2024年3月5日" in texts(shown_mentions(window))
    assert window.status_bar._pack.text() == "Patterns only"
