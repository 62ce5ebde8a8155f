"""One window at a time has a project open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.session import Session
from engine.errors import ProjectError
from engine.store import Project
from engine.types import Document

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_a_second_window_is_kept_out_until_the_first_closes(qapp: object, tmp_path: Path):
    path, first, second = tmp_path / "案.veritag", Session(), Session()
    first.open(path)
    with pytest.raises(ProjectError, match=r"it is open in another window of Veritag \(process \d+ on"):
        second.open(path)
    first.open(tmp_path / "other.veritag")
    second.open(path)
    second.open(path)
    with pytest.raises(ProjectError, match="another window"):
        first.save_as(path)
    second.close()
    first.close()
    assert list(tmp_path.glob("*.lock")) == []


def test_the_lock_of_a_killed_program_is_taken_over(qapp: object, tmp_path: Path):
    path = tmp_path / "a.veritag"
    script = (
        "import os, sys; from pathlib import Path; from app.session import Session;"
        "s = Session(); s.open(Path(sys.argv[1])); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name("a.veritag.lock").exists()
    session = Session()
    session.open(path)
    session.close()


def test_a_project_that_is_replaced_leaves_nothing_behind_though_its_program_was_killed(qapp: object, tmp_path: Path):
    path, text = tmp_path / "a.veritag", "新的正文" * 80
    script = (
        "import os, sys; from pathlib import Path; from engine.store import Project; from engine.types import Document;"
        "p = Project.open(Path(sys.argv[1]));"
        "[p.add_document(Document(Path(f'/old{i}.txt'), 'txt', '旧的正文' * 50, f'a{i}')) for i in range(3)];"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name("a.veritag-wal").stat().st_size
    session = Session()
    session.open(tmp_path / "mine.veritag")
    session.project.add_document(Document(Path("/new.txt"), "txt", text, "b"))
    session.save_as(path)
    assert session.path == path
    assert [(row.name, session.project.text(row.id)) for row in session.project.documents()] == [("new.txt", text)]
    other = Session()
    with pytest.raises(ProjectError, match="another window"):
        other.open(path)
    session.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.veritag", "mine.veritag"]


def test_a_copy_that_cannot_be_made_leaves_the_project_open(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(_project: Project, path: Path) -> None:
        raise ProjectError(f"{path}: the disk is full.")

    session = Session()
    session.open(tmp_path / "mine.veritag")
    monkeypatch.setattr(Project, "save_copy", refuse)
    with pytest.raises(ProjectError, match="the disk is full"):
        session.save_as(tmp_path / "a.veritag")
    assert session.path.name == "mine.veritag"
    assert not (tmp_path / "a.veritag.lock").exists()
    session.close()


def test_a_project_that_another_window_has_is_said_in_one_sentence(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    path, other = tmp_path / "a.veritag", Session()
    other.open(path)
    before = window.session.path
    window.use_language("zh")
    window.files.open_project(path)
    qtbot.waitUntil(lambda: "已在另一个 Veritag 窗口中打开" in said(window))
    assert window.session.path == before
    window.use_language("en")
    other.close()


def said(window: MainWindow) -> str:
    box = window.findChild(QMessageBox)
    return box.text() if box is not None else ""
