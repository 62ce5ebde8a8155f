"""A verifier for the shipped pack among the user's, and one without a language model that says what it is told to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.views.opinion_panel import OpinionPanel
from engine.errors import Cancelled
from engine.llm.bases import InstalledModel
from engine.llm.install import install_file
from engine.packs import Pack, find_pack
from engine.verifiers.base import Answer, Question
from engine.verifiers.bundle import FORMAT
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import meanings

TEXT = "张三在北京大学读书，后来去了某某科技公司和东湖。李四与王五在上海见了面。\n" * 3
NONE = {"PER": 0.01, "LOC": 0.01, "ORG": 0.01, "O": 0.97}


class Scripted:
    """Gives every question the same answer, after `seconds`; `error` is raised instead."""

    name = "llama"

    def __init__(self, said: dict[str, float], fingerprint: str = "") -> None:
        self.said, self.fingerprint = said, fingerprint
        self.asked: list[str] = []
        self.calls = self.closed = 0
        self.seconds = 0.0
        self.error: Exception | None = None

    def classify(
        self,
        questions: Sequence[Question],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Answer | None]:
        self.calls += 1
        if self.error is not None:
            raise self.error
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            if cancelled is not None and cancelled():
                raise Cancelled
            time.sleep(0.01)
        self.asked += [question.span for question in questions]
        return [Answer(self.said) for _ in questions]

    def settings(self) -> dict[str, Any]:
        return {"verifier": self.name, "verifier_fingerprint": self.fingerprint}

    def close(self) -> None:
        self.closed += 1


def write_verifier(home: Path, model: InstalledModel, **changes: Any) -> Pack:
    """Put a verifier for zh-open into the user's folder; returns the pack."""
    pack = find_pack("zh-open")
    known = meanings(pack.labels, "zh")
    folder = home / "data" / "verifiers" / "mine"
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {
        "format": FORMAT,
        "name": "mine",
        "version": "1.0.0",
        "licence": "none",
        "pack": pack.manifest.name,
        "pack_fingerprint": pack.fingerprint,
        "model": {"name": model.name, "sha256": model.sha256},
        "language": "zh",
        "meanings": {name: {"word": m.word, "definition": m.definition} for name, m in known.items()},
        "prompt_sha256": make_prompt(known, "zh").fingerprint,
        "fusion": {"rule": "replace"},
        "tau": 0.05,
        "worth": {"PER": {"asked": 120, "fixed": 19, "broken": 6}, "ORG": {"asked": 88, "fixed": 4, "broken": 9}},
        "skipped": ["ORG"],
        "figures": {"test": {"milliseconds_a_span": 500.0}},
        "files": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | changes), encoding="utf-8")
    return pack


def reading_only(home: Path, folder: Path) -> Pack:
    """Put a verifier for zh-open into the user's folder that reads, with zh-open itself, and asks nothing."""
    file = folder / "small.gguf"
    file.write_bytes(b"GGUF" + bytes(2000))
    pack = find_pack("zh-open")
    reader = {"folder": "reader", "fingerprint": pack.fingerprint, "fusion": {"rule": "fuse"}}
    write_verifier(home, install_file(file), asks=False, reader=reader)
    (home / "data" / "verifiers" / "mine" / "reader").symlink_to(pack.path)
    return pack


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the panel has read the project."""
    control = window.second_opinion
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not control._due.isActive() and control._call is None, timeout=20_000)


def analysed_again(qtbot: QtBot, window: MainWindow, act: Callable[[], object]) -> None:
    """Start an analysis and wait for its end."""
    with qtbot.waitSignal(window.analysis.running_changed, timeout=60_000, check_params_cb=lambda running: not running):
        act()
    settled(qtbot, window)


def panel_of(qtbot: QtBot, window: MainWindow) -> OpinionPanel:
    """The panel, brought to the screen by its key."""
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    panel = window.panels.opinion
    qtbot.waitUntil(panel.isVisible)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: bool(panel.problem.text()))
    return panel
