from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from window_setup import OTHER, TEXT, analysed, shown_mentions, when_dialog_opens, written

import app.files
from app.main_window import MainWindow
from app.views.export_dialog import ExportDialog

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    window.reading.show_document(window.panels.document_model.rows()[0].id)
    return window


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window says after an export."""
    sentences: list[str] = []
    monkeypatch.setattr(app.files, "say_written", lambda _, sentence, file: sentences.append(sentence))
    monkeypatch.setattr(app.files, "say_problem", lambda _, sentence: sentences.append(sentence))
    return sentences


def export_to(
    qtbot: QtBot,
    window: MainWindow,
    out: Path,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    fill: Callable[[ExportDialog], None],
) -> None:
    """Ctrl+E, fill in the dialog, press Export, choose a file, and wait for the answer."""

    def act(dialog: ExportDialog) -> None:
        fill(dialog)
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    when_dialog_opens(act)
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)


def test_this_document_as_csv_for_excel(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out.csv"
    export_to(qtbot, opened, out, said, monkeypatch, lambda _: None)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["text"].lstrip("'") for row in rows] == [m.text for m in shown_mentions(opened)]
    assert {row["document"] for row in rows} == {"a.txt"}
    assert said == [f"Exported entities: {len(rows)}"]


def test_one_type_of_all_documents_as_json_with_text_and_rejected(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
):
    opened.review.set_status([shown_mentions(opened)[0].id], "rejected")
    out = tmp_path / "out.json"

    def fill(dialog: ExportDialog) -> None:
        for box in (dialog.json, dialog.all_documents, dialog.with_rejected, dialog.with_text):
            box.click()
        assert not dialog.bom.isEnabled()
        for row in range(dialog.types.count()):
            item = dialog.types.item(row)
            keep = item.data(Qt.ItemDataRole.UserRole) == "DATE"
            item.setCheckState(Qt.CheckState.Checked if keep else Qt.CheckState.Unchecked)

    export_to(qtbot, opened, out, said, monkeypatch, fill)
    documents = json.loads(out.read_text(encoding="utf-8"))["documents"]
    assert [document["text"] for document in documents] == [TEXT, OTHER]
    found = [(e["text"], e["label"], e["status"]) for d in documents for e in d["entities"]]
    assert found == [
        ("2024年3月5日", "DATE", "rejected"),
        ("2024年6月30日", "DATE", "suggested"),
        ("2023年1月1日", "DATE", "suggested"),
    ]


def test_without_any_type_nothing_can_be_exported(qtbot: QtBot, opened: MainWindow):
    dialog = ExportDialog(opened.session.project.labels(), opened.reading.document, opened)
    qtbot.addWidget(dialog)
    for row in range(dialog.types.count()):
        dialog.types.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.save.isEnabled()


def test_a_place_that_cannot_be_written_is_told_in_one_sentence(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
):
    export_to(qtbot, opened, tmp_path / "no" / "out.csv", said, monkeypatch, lambda _: None)
    assert len(said) == 1
    assert str(tmp_path / "no" / "out.csv") in said[0]
    assert "does not exist" in said[0]


def test_cancelling_writes_nothing(qtbot: QtBot, opened: MainWindow, tmp_path: Path, said: list[str]):
    when_dialog_opens(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    opened.actions_.export.trigger()
    assert said == []
