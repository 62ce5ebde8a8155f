from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import engine
from app.language import Interface
from app.problems import problem_words
from engine import atomic
from engine.cloud import courier
from engine.errors import PackError, ProjectError
from engine.packs import find_pack
from engine.store import Project

KINDS = ("PackError", "PackExistsError", "ProjectError", "ProjectFileError")
CHINESE = re.compile("[\u4e00-\u9fff]")


def sentences_in_code(place: Path, errors: Sequence[str]) -> Iterator[str]:
    """Every sentence that a module, or those of a folder, gives to these errors, with X for what it names."""
    for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors:
                parts = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else [node.args[0]]
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in parts)


def test_every_sentence_of_the_engine_has_its_chinese(interface: Interface):
    found = sentences_in_code(Path(engine.__file__).parent, KINDS)
    sentences = [s for s in found if s.startswith("X: ") and s != "X: X."]
    assert len(sentences) > 15
    interface.use("zh")
    for sentence in sentences:
        assert CHINESE.search(problem_words(sentence)), sentence


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


def test_every_sentence_about_a_file_that_cannot_be_written_has_its_chinese(interface: Interface):
    sentences = list(sentences_in_code(Path(atomic.__file__), ("BadInputError", "VeritagError")))
    assert len(sentences) > 5
    interface.use("zh")
    for sentence in (*sentences, "X: this file is part of the project."):
        assert CHINESE.search(problem_words(sentence)), sentence


def test_a_sentence_nobody_knows_stays_as_it_is(interface: Interface):
    interface.use("zh")
    assert problem_words("Something else happened.") == "Something else happened."


def test_every_reason_of_an_endpoint_has_its_chinese(interface: Interface):
    interface.use("zh")
    reasons = [*courier.REASONS.values(), *courier.STATUS_REASONS.values(), "it answers with status 500"]
    for reason in (*reasons, "the ceiling of 9 requests is reached; nothing more is sent"):
        assert CHINESE.search(problem_words(f"https://a.example/v1: {reason}.")), reason
