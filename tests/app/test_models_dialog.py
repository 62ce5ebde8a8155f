from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QTextBrowser
from pytestqt.qtbot import QtBot
from window_setup import when_dialog_opens

from app.main_window import MainWindow
from app.views.models_dialog import ModelsDialog
from engine.paths import data_dir, resources_dir

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> ModelsDialog:
    shown = ModelsDialog("zh-open", window)
    qtbot.addWidget(shown)
    shown.show()
    done(qtbot, shown)
    return shown


def done(qtbot: QtBot, dialog: ModelsDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=60_000)


def row(dialog: ModelsDialog, number: int) -> list[str]:
    return [dialog.table.item(number, column).text() for column in range(dialog.table.columnCount())]


def copied(folder: Path) -> Path:
    """A pack of the user's own, by another name."""
    target = folder / "mine"
    shutil.copytree(resources_dir() / "packs" / "zh-open", target)
    manifest = target / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"name": "zh-open"', '"name": "mine"', 1), encoding="utf-8")
    return manifest


def test_the_pack_of_the_program_is_checked_and_its_card_read(qtbot: QtBot, dialog: ModelsDialog):
    name, kind, size, licence, state = row(dialog, 0)
    assert name.startswith("zh-open ")
    assert (kind, state) == ("Pack", "in use, came with the program")
    assert licence
    assert int(size.removesuffix(" MB")) > 10
    assert not dialog.remove.isEnabled()
    qtbot.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    done(qtbot, dialog)
    assert "whole and works" in row(dialog, 0)[4]
    qtbot.mouseClick(dialog.card, Qt.MouseButton.LeftButton)
    card = dialog.findChild(QTextBrowser)
    assert "zh-open" in card.toPlainText()
    card.window().close()


def test_a_pack_is_installed_found_damaged_and_removed(
    qtbot: QtBot, dialog: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    manifest = copied(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(manifest), ""))
    qtbot.mouseClick(dialog.install, Qt.MouseButton.LeftButton)
    done(qtbot, dialog)
    assert row(dialog, 1)[0].startswith("mine ")
    dialog.table.setCurrentCell(1, 0)
    card = data_dir() / "packs" / "mine" / "MODEL_CARD.md"
    card.write_text("changed", encoding="utf-8")
    qtbot.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    done(qtbot, dialog)
    assert "its hash does not match" in row(dialog, 1)[4]

    def agree(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == "Remove").click()

    when_dialog_opens(agree)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    done(qtbot, dialog)
    assert dialog.table.rowCount() == 1
    assert not card.exists()


def test_a_file_that_is_no_pack_is_one_sentence(
    qtbot: QtBot, dialog: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wrong = tmp_path / "模型.gguf"
    wrong.write_bytes(b"no model")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(wrong), ""))
    qtbot.mouseClick(dialog.install, Qt.MouseButton.LeftButton)
    done(qtbot, dialog)
    box = dialog.findChild(QMessageBox)
    assert "this is not a GGUF file" in box.text()
    box.close()


def test_enter_in_the_table_presses_no_button(qtbot: QtBot, dialog: ModelsDialog, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: asked.append("file") or ("", ""))
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert asked == []
    assert dialog.isVisible()


@pytest.mark.parametrize("words", ["Cancel", "Replace"])
def test_a_pack_of_the_same_name_is_replaced_only_where_that_is_agreed_to(
    qtbot: QtBot, dialog: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
):
    manifest = copied(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(manifest), ""))
    qtbot.mouseClick(dialog.install, Qt.MouseButton.LeftButton)
    done(qtbot, dialog)
    kept = data_dir() / "packs" / "mine" / "kept.txt"
    kept.write_text("of the first", encoding="utf-8")
    asked: list[str] = []

    def answer(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(f"{box.text()} {box.informativeText()}")
        next(button for button in box.buttons() if button.text().replace("&", "") == words).click()

    when_dialog_opens(answer)
    qtbot.mouseClick(dialog.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked), timeout=60_000)
    done(qtbot, dialog)
    assert "mine: a pack of this name is installed already." in asked[0]
    assert kept.exists() == (words == "Cancel")
    assert row(dialog, 1)[0].startswith("mine ")
