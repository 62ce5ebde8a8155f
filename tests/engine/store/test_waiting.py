"""The files that wait in a project: their order, and who hears of a change."""

from pathlib import Path

import pytest

from engine.errors import DocumentError
from engine.store import Project
from engine.types import Document

PATHS = [Path(f"/资料/{number}.txt") for number in range(5)]


@pytest.fixture
def project(tmp_path):
    with Project.open(tmp_path / "a.veritag") as project:
        project.add_waiting(PATHS)
        yield project


def order(project):
    return [int(path.stem) for path in project.waiting()]


def test_files_are_put_first_in_the_order_they_are_given(project):
    project.put_first([PATHS[3], PATHS[1]])
    assert order(project) == [3, 1, 0, 2, 4]
    project.put_first([PATHS[3], PATHS[4]])
    assert order(project) == [3, 4, 1, 0, 2]


def test_what_comes_later_stands_behind_and_what_does_not_wait_is_passed_over(project):
    project.put_first([PATHS[4], Path("/资料/7.txt")])
    project.remove_waiting([PATHS[0]])
    project.add_waiting([Path("/资料/8.txt"), PATHS[0], PATHS[4]])
    assert order(project) == [4, 1, 2, 3, 8, 0]


def test_an_order_survives_a_restart(project, tmp_path):
    project.put_first([PATHS[4]])
    with Project.open(tmp_path / "a.veritag") as again:
        assert order(again) == [4, 0, 1, 2, 3]


def test_only_a_change_by_others_gives_another_version(project, tmp_path):
    before = project.version()
    project.put_first([PATHS[4]])
    assert project.version() == before
    with Project.open(tmp_path / "a.veritag") as other:
        other.remove_waiting([PATHS[1]])
    assert project.version() != before


def test_failed_documents_are_those_that_could_not_be_read(project):

    project.add_document(Document(PATHS[0], "txt", "文", "1"))
    project.add_failed(PATHS[1], DocumentError(PATHS[1], "empty"))
    project.add_failed(PATHS[0], DocumentError(PATHS[0], "empty"))
    assert [(row.path, row.fault) for row in project.failed_documents()] == [(PATHS[1], "empty")]


def test_a_lean_project_is_the_same_with_less_in_memory(project):
    with Project.open(project.path, lean=True) as lean:
        assert lean.waiting() == project.waiting()
        (here,), (there,) = (each._db.execute("PRAGMA cache_size").fetchone() for each in (lean, project))
    assert 0 > here > there
