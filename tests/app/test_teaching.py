"""Teaching a pack in the window: what there is to learn, a real training, before and after, using it and going back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QMessageBox
from pytestqt.qtbot import QtBot
from tiny import records, tiny_encoder
from window_setup import activated, when_dialog_opens

from app import lesson_choice, training_process
from app.lessons import begun, teaching_dir
from app.main_window import MainWindow
from app.settings import NO_PACK
from app.training_run import TrainingRun
from app.views.teach_window import TeachWindow
from engine.packs import find_pack
from engine.paths import data_dir
from engine.store import Project
from engine.types import Block, Document, Label, LabelSet

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LABELS = LabelSet(
    (
        Label("PER", "人员", "People", "#ffd6a5", "#7a4a12", "有姓名的人"),
        Label("LOC", "地方", "Places", "#bfe8c5", "#1f5c33"),
    )
)


def reviewed(path: Path, count: int) -> Path:
    """A project with one document, all of which a person has marked."""
    text, blocks, entities = "", [], []
    for record in records(count):
        start = len(text)
        entities += [(start + e["start"], start + e["end"], e["label"]) for e in record["entities"]]
        text += record["text"]
        blocks.append(Block(start, len(text)))
        text += "\n"
    with Project.open(path) as project:
        project.set_labels(LABELS)
        document = project.add_document(Document(Path("/文本.txt"), "txt", text, "5a" * 32, tuple(blocks)))
        for start, end, label in entities:
            project.add_mention(document, start, end, label)
    return path


def opened(qtbot: QtBot, window: MainWindow, project: Path) -> TeachWindow:
    """The teaching window on this project, opened by its key."""
    window.files.open_project(project)
    activated(qtbot, window, window.panels.documents)
    qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.teaching is not None
    teach = window.teaching.window
    qtbot.waitUntil(teach.isVisible)
    qtbot.waitUntil(lambda: bool(teach.lesson.name.text()))
    return teach


def answer(words: str) -> None:
    """Click on the button of this name in the next question."""

    def click(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        button = next(b for b in dialog.buttons() if words in b.text())
        assert isinstance(button, QAbstractButton)
        button.click()

    when_dialog_opens(click)


def test_too_little_review_is_said_with_what_is_missing(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    teach = opened(qtbot, window, reviewed(tmp_path / "small.veritag", 12))
    page = teach.lesson
    assert sorted(page.chosen_labels()) == ["LOC", "PER"]
    qtbot.waitUntil(lambda: "Reviewed passages: 12" in page._found.text())
    assert "At least 40 are needed" in page._found.text()
    assert not page.start.isEnabled()
    assert page.name.text() == "small-1"


def test_without_the_training_packages_the_window_says_what_to_do(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(training_process, "find_spec", lambda name: None)
    teach = opened(qtbot, window, reviewed(tmp_path / "case.veritag", 60))
    qtbot.waitUntil(lambda: "passages: 60" in teach.lesson._found.text())
    assert "packages that are not installed" in teach.problem()
    assert not teach.lesson.start.isEnabled()


def test_the_name_of_a_pack_that_there_is_is_refused(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lesson_choice, "can_train", lambda: True)
    taken = data_dir() / "packs" / "mine"
    taken.mkdir(parents=True)
    (taken / "manifest.json").write_text("{}", encoding="utf-8")
    teach = opened(qtbot, window, reviewed(tmp_path / "case.veritag", 60))
    qtbot.waitUntil(teach.lesson.start.isEnabled)
    teach.lesson.name.setText("mine")
    qtbot.mouseClick(teach.lesson.start, Qt.MouseButton.LeftButton)
    assert "There is a pack of this name already" in teach.problem()
    assert teach.page() is teach.lesson
    assert begun() is None


def test_types_that_are_unticked_are_not_learnt(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    teach = opened(qtbot, window, reviewed(tmp_path / "case.veritag", 60))
    page = teach.lesson
    qtbot.waitUntil(lambda: "passages: 60" in page._found.text())
    item = page.types.item(0, 0)
    assert (item.text(), page.types.item(0, 2).text()) == ("People", page.types.item(0, 1).text())
    page.types.setCurrentItem(item)
    qtbot.keyClick(page.types, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.types.item(0, 2).text() == "0")
    assert page.chosen_labels() == ["LOC"]
    assert page.types.item(1, 2).text() != "0"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A tiny encoder in the place of the built-in one, of which a training takes seconds."""
    for name in ("torch", "transformers", "sklearn"):
        pytest.importorskip(name, reason=f"{name} comes with the extra train")
    (tmp_path / "encoder").mkdir()
    monkeypatch.setattr(TrainingRun, "encoder", str(tiny_encoder(tmp_path / "encoder")))


@pytest.mark.usefixtures("quick")
def test_a_pack_is_taught_compared_used_and_given_up_again(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    teach = opened(qtbot, window, reviewed(tmp_path / "case.veritag", 300))
    qtbot.waitUntil(teach.lesson.start.isEnabled)
    with qtbot.waitSignal(window.teaching.compared, timeout=200_000) as told:
        qtbot.mouseClick(teach.lesson.start, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: teach.page() is teach.progress)
    assert teach.progress.epochs.rowCount() > 1
    (comparison,) = told.args
    assert comparison.before.scores.f1 == 0.0 < comparison.after.scores.f1
    assert comparison.fixed > comparison.broken
    assert teach.page() is teach.outcome
    assert teach.outcome.rates.item(0, 0).text() == "All types"
    assert f"→ {100 * comparison.after.scores.f1:.1f}" in teach.outcome.rates.item(0, 2).text()
    answer("Cancel")
    qtbot.mouseClick(teach.outcome.adopt, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.choices.tools.pack == "case-1")
    assert find_pack("case-1").labels.get("PER") == LABELS.labels[0]
    assert not teaching_dir().exists()
    teach = opened(qtbot, window, window.session.path)
    assert teach.back.isVisible()
    qtbot.mouseClick(teach.back, Qt.MouseButton.LeftButton)
    assert window.choices.tools.pack == NO_PACK
    assert "case-1" in teach.back.text()


@pytest.mark.usefixtures("quick")
def test_a_stopped_training_goes_on_and_what_it_made_can_be_discarded(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    teach = opened(qtbot, window, reviewed(tmp_path / "case.veritag", 300))
    qtbot.waitUntil(teach.lesson.start.isEnabled)
    qtbot.mouseClick(teach.lesson.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: teach.progress.epochs.rowCount() >= 1, timeout=120_000)
    answer("Keep")
    qtbot.mouseClick(teach.progress.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.teaching.training.process.is_running, timeout=30_000)
    qtbot.waitUntil(lambda: not teach.isVisible())
    run = begun()
    assert run is not None
    assert (run.name, run.is_finished) == ("case-1", False)
    with qtbot.waitSignal(window.teaching.compared, timeout=200_000):
        window.actions_.teach.trigger()
        assert window.teaching.training.process.is_running
        teach.reject()
    assert "case-1 has been taught" in window.panels.notice.words()
    assert not teach.isVisible()
    qtbot.mouseClick(window.panels.notice._offer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(teach.isVisible)
    assert teach.page() is teach.outcome
    answer("Discard")
    qtbot.mouseClick(teach.outcome.discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: teach.page() is teach.lesson)
    assert begun() is None
    assert not teaching_dir().exists()
