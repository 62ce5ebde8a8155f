"""What a pack can be taught, and the files of a training."""

from __future__ import annotations

import errno
import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.lessons import (
    Run,
    begin,
    begun,
    discard,
    free_name,
    look_over,
    measure,
    records_file,
    teaching_dir,
    usual_labels,
)
from app.settings import NO_PACK
from app.tools import Tools
from engine.errors import Cancelled, VeritagError
from engine.store import Project
from engine.training.place import pack_name
from engine.types import Block, Document, Label, LabelSet

TEXT = "王明去北京。\n李华在2024年3月5日去了上海。\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "案子.veritag"
    with Project.open(path) as opened:
        opened.set_labels(LabelSet(tuple(Label(name, name, name, "#ffffff", "#000000") for name in ("PER", "DATE"))))
        document = opened.add_document(Document(Path("/a.txt"), "txt", TEXT, "ab" * 32, (Block(0, 6), Block(7, 24))))
        opened.add_mention(document, 0, 2, "PER")
        opened.add_mention(document, 7, 9, "PER")
        opened.add_mention(document, 10, 19, "DATE")
    return path


def test_passages_and_entities_of_the_wanted_types_are_counted(home: Path, project: Path):
    found = look_over(project, ["PER"])
    assert (found.passages, dict(found.entities), dict(found.accepted)) == (2, {"PER": 2}, {"PER": 2, "DATE": 1})
    assert not found.suffices
    assert list((home / "data").iterdir()) == []


def test_what_patterns_find_need_not_be_learnt():
    assert usual_labels({"PER": 3, "DATE": 9, "SHIP": 0}) == {"PER"}


def test_a_training_is_written_down_found_again_and_deleted(home: Path, project: Path):
    run = Run(str(project), "mine-1", ("PER",), Tools("zh-open", "majority", 0.4, ("date",)), "span")
    begin(run)
    assert begun() == run
    assert not run.is_finished
    assert records_file().read_text(encoding="utf-8").count("\n") == 2
    discard()
    assert begun() is None
    assert not teaching_dir().exists()
    discard()


@pytest.mark.parametrize("damaged", [b"", b"[]", b"{", b'{"project": 1}', b"\xff"])
def test_a_damaged_training_counts_as_none(home: Path, damaged: bytes):
    teaching_dir().mkdir(parents=True)
    (teaching_dir() / "run.json").write_bytes(damaged)
    assert begun() is None


def test_texts_that_cannot_be_deleted_are_told(home: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_path: Path) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(VeritagError, match="teaching: what was kept of the training cannot be deleted"):
        discard()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=12))
def test_a_name_is_found_for_a_pack_whatever_the_project_is_called(home: Path, stem: str):
    name = free_name(stem)
    assert pack_name(Path(name)) == name


def test_a_comparison_stops_when_the_program_is_closed(home: Path, tmp_path: Path):
    path, stopped = tmp_path / "a.veritag", threading.Event()
    with Project.open(path) as opened:
        text = "王明在2024年3月5日去北京。"
        for number in range(60):
            document = opened.add_document(Document(Path(f"/{number}.txt"), "txt", f"{text}{number}", f"{number:064}"))
            opened.add_mention(document, 0, 2, "PER")
    run = Run(str(path), "mine-1", ("PER",), Tools(NO_PACK))
    begin(run)
    stopped.set()
    with pytest.raises(Cancelled):
        measure(run, stopped)
