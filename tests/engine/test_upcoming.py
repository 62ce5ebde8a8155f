"""The files of one piece of work while others change what waits in the project."""

from pathlib import Path

import pytest

from engine.batch import BatchCancelled, FileDone, FileFailed, FileStarted, analyze_files
from engine.pipeline import Analyzer
from engine.recognisers import all_recognisers
from engine.store import Project
from engine.upcoming import Upcoming

PATHS = [Path(f"/资料/{number}.txt") for number in range(5)]


@pytest.fixture
def project(tmp_path):
    with Project.open(tmp_path / "a.veritag") as project:
        yield project


@pytest.fixture
def other(project):
    """The project as the window has it open."""
    with Project.open(project.path) as other:
        yield other


@pytest.fixture
def upcoming(project):
    upcoming = Upcoming(project)
    upcoming.add(PATHS)
    return upcoming


def numbers(paths):
    return [int(path.stem) for path in paths]


def test_files_come_in_their_order_and_go_on_waiting(upcoming, project):
    assert numbers(upcoming) == [0, 1, 2, 3, 4]
    assert project.waiting() == PATHS


def test_files_that_wait_besides_are_left_alone(project, upcoming):
    project.add_waiting([Path("/资料/9.txt")])
    mine = Upcoming(project)
    mine.add([Path("/资料/7.txt"), PATHS[2]])
    assert len(mine) == 2
    assert numbers(mine) == [2, 7]


def test_what_others_put_first_comes_next(upcoming, other):
    files = iter(upcoming)
    next(files)
    other.put_first([PATHS[4], PATHS[2]])
    assert numbers(files) == [4, 2, 1, 3]


def test_what_others_take_out_does_not_come_and_does_not_count(upcoming, other):
    files = iter(upcoming)
    next(files)
    other.remove_waiting([PATHS[1], PATHS[4]])
    assert len(upcoming) == 3
    assert numbers(files) == [2, 3]
    assert len(upcoming) == 3


def test_more_may_come_while_it_runs(upcoming):
    files = iter(upcoming)
    next(files)
    upcoming.add([Path("/资料/5.txt")])
    assert len(upcoming) == 6
    assert numbers(files) == [1, 2, 3, 4, 5]


def test_what_is_dropped_waits_no_more_the_file_under_way_included(upcoming, project):
    project.add_waiting([Path("/资料/9.txt")])
    files = iter(upcoming)
    next(files)
    upcoming.drop()
    assert numbers(project.waiting()) == [9]
    assert list(files) == []


def test_an_analysis_follows_the_queue(tmp_path, project, other):
    paths = [tmp_path / f"{number}.txt" for number in range(5)]
    for path in paths:
        path.write_text("2024年3月5日", encoding="utf-8")
    upcoming = Upcoming(project)
    upcoming.add(paths)
    told, done = [], []
    for event in analyze_files(
        project,
        Analyzer(None, recognisers=all_recognisers()),
        upcoming,
        cancelled=lambda: len(done) == 2,
    ):
        if isinstance(event, FileStarted):
            told.append((event.path.stem, event.index, event.total))
        elif isinstance(event, FileDone | FileFailed):
            done.append(event.path)
            project.remove_waiting([event.path])
            if len(done) == 1:
                other.put_first([paths[3]])
                other.remove_waiting([paths[1]])
    assert told == [("0", 1, 5), ("3", 2, 4)]
    assert isinstance(event, BatchCancelled)
    assert (event.done, event.total) == (2, 4)
    assert numbers(project.waiting()) == [2, 4]


def test_a_path_comes_however_it_was_written(project):
    mine = Upcoming(project)
    mine.add([Path("/资料/../资料/1.txt"), Path("2.txt")])
    assert list(mine) == [Path("/资料/1.txt"), Path.cwd() / "2.txt"]
