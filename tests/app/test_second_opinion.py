"""The panel of the second opinion: what it asks, what it tells, and what the user's decisions do to it."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from opinion_setup import NONE, TEXT, Scripted, analysed_again, panel_of, settled, write_verifier
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from window_setup import analysed, click_at, written

import engine.methods.opinions
import engine.verifiers.readiness
from app.asking import Asking
from app.main_window import MainWindow
from app.settings import Settings
from app.tools import Tools
from app.views.opinion_panel import OpinionPanel
from app.views.routing_table import STEPS
from engine.llm.bases import InstalledModel, models_folder
from engine.llm.errors import ModelCrashError
from engine.llm.install import install_file
from engine.paths import resources_dir
from engine.verifiers.bundle import find_bundle

pytestmark = [
    # The offscreen platform has no window manager and says so.
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(not (resources_dir() / "packs" / "zh-open").is_dir(), reason="the pack is not there"),
]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def model(home: Path, tmp_path: Path) -> InstalledModel:
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF" + bytes(2000))
    return install_file(file)


@pytest.fixture
def scripted(home: Path, model: InstalledModel, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A verifier that says of everything that it is none; nobody knows that no language model answers."""
    settings.tools = Tools("zh-open")
    pack = write_verifier(home, model)
    made = Scripted(NONE, find_bundle(pack).fingerprint)
    monkeypatch.setattr(engine.methods.opinions, "open_verifier", lambda *_, **__: made)
    monkeypatch.setattr(engine.verifiers.readiness, "find_spec", lambda name: name)
    return made


def click_box(qtbot: QtBot, panel: OpinionPanel) -> None:
    qtbot.mouseClick(panel.on, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.on.height() // 2))


@pytest.fixture
def opened(qtbot: QtBot, scripted: Scripted, window: MainWindow, tmp_path: Path) -> MainWindow:
    """A document analysed without a second opinion."""
    analysed(qtbot, window, written(tmp_path, "一.txt", TEXT))
    return window


def words(window: MainWindow) -> set[str]:
    return {mention.text for mention in window.session.project.mentions(labels=["PER", "LOC", "ORG"])}


def counted(panel: OpinionPanel) -> tuple[int, int]:
    """Doubtful spans and those to be asked about at the threshold in use."""
    tau = panel.slider.value() / 100
    over, asked, _ = panel.counts.row_words(tau)
    return int(over), int(asked)


def test_switched_on_it_is_asked_about_as_many_spans_as_were_counted(
    qtbot: QtBot, opened: MainWindow, scripted: Scripted
):
    panel = panel_of(qtbot, opened)
    assert not scripted.calls
    assert not panel.again.isEnabled()
    click_box(qtbot, panel)
    settled(qtbot, opened)
    over, asked = counted(panel)
    assert over == asked > 0
    before = words(opened)
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert len(scripted.asked) == asked
    assert words(opened) < before
    assert panel.removed.view.count() > 0
    run = opened.session.project.last_run()
    assert (run["tau"], run["skipped_labels"]) == (0.05, ["ORG"])
    assert opened.choices.asking.on


def test_the_threshold_follows_slider_and_table_and_stays(qtbot: QtBot, opened: MainWindow, scripted: Scripted):
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    panel.slider.setFocus()
    for _ in range(4):
        qtbot.keyClick(panel.slider, Qt.Key.Key_Right)
    assert opened.choices.asking.tau == pytest.approx(0.09)
    row = STEPS.index(0.20)
    index = panel.counts.model().index(row, 0)
    click_at(qtbot, panel.counts.viewport(), panel.counts.visualRect(index).center())
    assert opened.choices.asking.tau == 0.20
    assert panel.slider.value() == 20
    assert panel.counts.item(row, 0).font().bold()
    assert "0.20" in panel._tau.text()
    assert Settings().asking("zh-open").tau == 0.20
    qtbot.mouseClick(panel.own, Qt.MouseButton.LeftButton)
    assert opened.choices.asking.tau is None
    counts = [int(panel.counts.row_words(tau)[0]) for tau in STEPS]
    assert counts == sorted(counts, reverse=True)


def test_the_budget_is_that_of_each_document(qtbot: QtBot, opened: MainWindow, scripted: Scripted, tmp_path: Path):
    analysed(qtbot, opened, written(tmp_path, "二.txt", TEXT))
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    panel.scope.setCurrentIndex(1)
    panel.spans.setValue(2)
    settled(qtbot, opened)
    over, asked = counted(panel)
    assert over > asked == 4
    assert "in about 2.0 s" in panel.summary.text()
    # Those of a sentence are asked about together, so one document may take a few more.
    analysed_again(qtbot, opened, lambda: qtbot.keyClick(opened, Qt.Key.Key_F5, CONTROL))
    assert len(scripted.asked) == 4
    panel.spans.setValue(0)
    panel.seconds.setValue(0)
    assert opened.choices.asking == Asking(on=True, spans=None, seconds=None)


def test_how_long_a_span_took_is_kept_for_the_next_estimate(qtbot: QtBot, opened: MainWindow, scripted: Scripted):
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    settled(qtbot, opened)
    slow = panel.counts.row_words(0.05)[2]
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    measured = opened._settings.pace(scripted.fingerprint).milliseconds_a_span
    assert measured is not None
    assert measured < 500
    assert panel.counts.row_words(0.05)[2] != slow


def test_progress_says_that_the_model_is_asked_and_cancelling_takes_less_than_a_second(
    qtbot: QtBot, opened: MainWindow, scripted: Scripted
):
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    scripted.seconds = 60.0
    qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Asking the language model, 0 of" in opened.status_bar._doing.text(), timeout=20_000)
    begun = time.monotonic()
    qtbot.keyClick(opened, Qt.Key.Key_Period, CONTROL)
    qtbot.waitUntil(lambda: not opened.analysis.is_running, timeout=5_000)
    assert time.monotonic() - begun < 1.0


def test_cancelling_does_not_wait_for_a_model_that_is_being_loaded(
    qtbot: QtBot, opened: MainWindow, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
):
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    loaded = threading.Event()

    def slow(*_arguments: object, **_options: object) -> Scripted:
        loaded.wait(20)
        return scripted

    monkeypatch.setattr(engine.methods.opinions, "open_verifier", slow)
    qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Starting the language model" in opened.status_bar._doing.text(), timeout=20_000)
    begun = time.monotonic()
    qtbot.keyClick(opened, Qt.Key.Key_Period, CONTROL)
    qtbot.waitUntil(lambda: not opened.analysis.is_running, timeout=5_000)
    assert time.monotonic() - begun < 1.0
    loaded.set()
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert scripted.asked
    click_box(qtbot, panel)
    qtbot.waitUntil(lambda: scripted.closed == 1)


def test_a_model_that_only_fails_is_given_up_and_the_analysis_goes_on(
    qtbot: QtBot, opened: MainWindow, scripted: Scripted, tmp_path: Path
):
    analysed(qtbot, opened, written(tmp_path, "二.txt", TEXT))
    before = words(opened)
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    panel.scope.setCurrentIndex(1)
    scripted.error = ModelCrashError("small.gguf: the language model's process ended (-11).")
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert words(opened) == before
    assert scripted.calls <= 3
    assert "was given up" in opened.panels.notice.words()
    scripted.error, calls = None, scripted.calls
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert scripted.calls > calls


def test_a_model_that_cannot_be_opened_is_told_and_the_analysis_goes_on(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    before = words(opened)

    def fail(*_arguments: object, **_options: object) -> None:
        raise ModelCrashError("small.gguf: the language model's process ended (-4).")

    monkeypatch.setattr(engine.methods.opinions, "open_verifier", fail)
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert words(opened) == before
    assert "the models decided alone. small.gguf" in opened.panels.notice.words()


def test_what_is_missing_is_one_sentence_and_nothing_can_be_switched_on(
    qtbot: QtBot, scripted: Scripted, opened: MainWindow, home: Path, monkeypatch: pytest.MonkeyPatch
):
    panel = panel_of(qtbot, opened)
    assert panel.on.isEnabled()
    assert "mine 1.0.0" in panel.problem.text()

    def says_when_shown_again(words: str) -> None:
        qtbot.keyClick(opened, Qt.Key.Key_M, CONTROL)
        qtbot.keyClick(opened, Qt.Key.Key_M, CONTROL)
        qtbot.waitUntil(lambda: words in panel.problem.text(), timeout=20_000)

    monkeypatch.setattr(engine.verifiers.readiness, "find_spec", lambda _name: None)
    says_when_shown_again("llama.cpp is not installed")
    monkeypatch.setattr(engine.verifiers.readiness, "find_spec", lambda name: name)
    for file in models_folder().glob("*.gguf"):
        file.unlink()
    says_when_shown_again("veritag llm install small")
    manifest = home / "data" / "verifiers" / "mine" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"tau"', '"threshold"'), encoding="utf-8")
    says_when_shown_again("not valid at")
    manifest.unlink()
    says_when_shown_again("veritag llm train --pack zh-open")
    assert not panel.on.isEnabled()
    assert not panel.again.isEnabled()
    assert not opened.actions_.ask_again.isEnabled()


def test_a_type_that_it_harms_is_left_out_until_the_user_says_otherwise(
    qtbot: QtBot, opened: MainWindow, scripted: Scripted
):
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    removals = opened.session.project.removals()
    label = removals[0].label
    times = sum(removal.label == label for removal in removals)
    opinions = 0
    while opinions < 5 and panel.removed.view.count():
        row = panel.removed.view.item(0)
        click_at(qtbot, panel.removed.view.viewport(), panel.removed.view.visualItemRect(row).center())
        opinions += row.data(Qt.ItemDataRole.UserRole).label == label
        qtbot.mouseClick(panel.removed.put_back, Qt.MouseButton.LeftButton)
        settled(qtbot, opened)
    repairs = opened.session.project.repairs(scripted.fingerprint)
    assert repairs[label].broken == min(5, times)
    if times < 5:
        pytest.fail("the text has too few spans for this test")
    place = [row.label for row in panel.worth._rows].index(label)
    assert panel.worth.item(place, 0).checkState() == Qt.CheckState.Unchecked
    assert panel.worth.item(place, 2).text() == "+0 −5 / 5"
    assert "not asked about any more" in panel.worth_words.text()
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert label in opened.session.project.last_run()["skipped_labels"]
    box = panel.worth.visualRect(panel.worth.model().index(place, 0))
    click_at(qtbot, panel.worth.viewport(), QPoint(box.left() + 10, box.center().y()))
    assert opened.choices.asking.labels == {label: True}
    assert "not asked about any more" not in panel.worth_words.text()
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert label not in opened.session.project.last_run()["skipped_labels"]


def test_a_removal_that_was_right_counts_as_fixed_and_can_be_undone(
    qtbot: QtBot, opened: MainWindow, scripted: Scripted
):
    panel = panel_of(qtbot, opened)
    click_box(qtbot, panel)
    analysed_again(qtbot, opened, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    count = panel.removed.view.count()
    before = words(opened)
    qtbot.mouseClick(panel.removed.agree, Qt.MouseButton.LeftButton)
    settled(qtbot, opened)
    assert panel.removed.view.count() == count - 1
    (repairs,) = opened.session.project.repairs(scripted.fingerprint).values()
    assert (repairs.asked, repairs.fixed, repairs.broken) == (1, 1, 0)
    opened.panels.pane.view.setFocus()
    qtbot.keyClick(opened, Qt.Key.Key_Z, CONTROL)
    settled(qtbot, opened)
    assert panel.removed.view.count() == count
    assert words(opened) == before


def test_one_process_serves_all_documents_and_ends_when_it_is_switched_off_or_the_window_closes(
    qtbot: QtBot, home: Path, settings: Settings, window: MainWindow, tmp_path: Path
):
    pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")
    pytest.importorskip("gguf", reason="gguf is not installed")
    from tiny_model import write_tiny_model

    settings.tools = Tools("zh-open")
    installed = install_file(write_tiny_model(tmp_path / "tiny.gguf"))
    write_verifier(home, installed, fusion={"rule": "fuse", "local": 1.0, "verifier": 0.5, "none": 0.0})
    window.files.prepare()
    analysed(qtbot, window, written(tmp_path, "一.txt", TEXT), written(tmp_path, "二.txt", TEXT))
    panel = panel_of(qtbot, window)
    click_box(qtbot, panel)
    panel.scope.setCurrentIndex(1)

    def process() -> int:
        return window.analysis.facts._opinions._opening.result().asking.verifier._worker.pid

    analysed_again(qtbot, window, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    first = process()
    assert any(mention.decided_by == "hybridner" for mention in window.session.project.mentions())
    analysed_again(qtbot, window, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    assert process() == first
    click_box(qtbot, panel)
    qtbot.waitUntil(lambda: not is_running(first), timeout=5_000)
    click_box(qtbot, panel)
    analysed_again(qtbot, window, lambda: qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton))
    second = process()
    assert is_running(second)
    window.close()
    qtbot.waitUntil(lambda: not is_running(second), timeout=5_000)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_damaged_setting_counts_as_not_set():
    for plain in ("", "[]", "{}", '{"on": 1}', '{"on": true, "tau": "x", "spans": 1, "seconds": 1, "labels": {}}'):
        assert Asking.from_plain(plain) == Asking()
    kept = Asking(True, 0.2, 5, None, {"LOC": False})
    assert Asking.from_plain(kept.plain()) == kept
