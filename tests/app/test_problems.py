from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

import engine
import exporters
from app.language import Interface
from app.main_window import MainWindow
from app.problems import problem_words
from app.views.export_dialog import ExportChoice
from engine.cloud import courier
from engine.errors import PackError, ProjectError
from engine.packs import find_pack
from engine.store import Project
from exporters import ExportOptions

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CHINESE = re.compile("[\u4e00-\u9fff]")


ERRORS = (
    "VeritagError",
    "BadInputError",
    "PackError",
    "NoVerifierError",
    "ProjectError",
    "PackExistsError",
    "ProjectFileError",
)
ERRORS += ("ModelError", "ModelMissingError", "_WrongContentError")
# Said at the command line only; the reasons of an endpoint have a test of their own.
AT_THE_COMMAND_LINE = ("cloud/", "evaluation/", "training/llm/", "training/e5_small.py")


def sentences_in_code() -> Iterator[str]:
    """Every sentence that engine and exporters give to an error, with X for what it names."""
    root = Path(engine.__file__).parent
    files = [path for path in root.rglob("*.py") if not str(path.relative_to(root)).startswith(AT_THE_COMMAND_LINE)]
    for file in sorted([*files, *Path(exporters.__file__).parent.rglob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
                parts = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else [node.args[0]]
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in parts)


def test_every_sentence_of_the_engine_has_its_chinese(interface: Interface):
    sentences = [sentence for sentence in sentences_in_code() if re.search("[a-z]", sentence)]
    assert len(sentences) > 80
    interface.use("zh")
    assert [sentence for sentence in sentences if not CHINESE.search(problem_words(sentence))] == []


def test_an_export_that_fails_is_said_in_chinese(
    qtbot: QtBot, window: MainWindow, interface: Interface, tmp_path: Path
):
    window.use_language("zh")
    window.files.export(ExportChoice("csv", ExportOptions()), tmp_path / "没有" / "x.csv")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    assert window.findChild(QMessageBox).text() == f"{tmp_path / '没有' / 'x.csv'}：文件夹 {tmp_path / '没有'} 不存在。"
    window.use_language("en")


def test_real_failures_are_said_in_both_languages(interface: Interface, home: Path, tmp_path: Path):
    file = tmp_path / "笔记.veritag"
    file.write_text("not a database, only a text that is long enough for one to be looked for in it", encoding="utf-8")
    with pytest.raises(ProjectError) as project:
        Project.open(file)
    with pytest.raises(PackError) as pack:
        find_pack("不存在")
    assert problem_words(str(project.value)) == str(project.value)
    interface.use("zh")
    assert problem_words(str(project.value)) == f"{file}：这不是 Veritag 项目。"
    assert problem_words(str(pack.value)) == "不存在：没有这个模型包（已安装：zh-open）。"


def test_a_sentence_nobody_knows_stays_as_it_is(interface: Interface):
    interface.use("zh")
    assert problem_words("Something else happened.") == "Something else happened."


def test_every_reason_of_an_endpoint_has_its_chinese(interface: Interface):
    interface.use("zh")
    reasons = [*courier.REASONS.values(), *courier.STATUS_REASONS.values(), "it answers with status 500"]
    for reason in (*reasons, "the ceiling of 9 requests is reached; nothing more is sent"):
        assert CHINESE.search(problem_words(f"https://a.example/v1: {reason}.")), reason
