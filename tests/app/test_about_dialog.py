from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from app.settings import NO_PACK
from app.views.about_dialog import _LIBRARIES, AboutDialog

ROOT = Path(__file__).parents[2]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}


def test_every_library_that_is_used_is_named_with_its_licence():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    used = names(
        [*project["dependencies"], *(each for kind in ("cpu", "gpu", "llm", "cloud") for each in extras[kind])]
    )
    assert used == {package.lower() for package, _, _ in _LIBRARIES}
    assert all(licence for _, _, licence in _LIBRARIES)


@pytest.mark.parametrize("words", ["LGPL", "OpenCC", "PyQtGraph", "MIT"])
def test_the_window_shows_them(qtbot: QtBot, words: str):
    dialog = AboutDialog(NO_PACK)
    qtbot.addWidget(dialog)
    assert any(words in page.toPlainText() for page in dialog.findChildren(QTextBrowser))
