"""The audit trail: what was written down stays as it is, with the project and beyond its documents."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from engine.errors import BadInputError, ProjectError
from engine.store import Project
from engine.store.schema import latest_version
from engine.store.trail import Outcome, Spent

PAYLOAD = '{"model":"m","messages":[{"role":"user","content":"张三"}]}'
ENDPOINT = "https://api.example/v1"


def free(_spent):
    """Allow everything."""


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "a.veritag"
    with Project.open(made) as project:
        first = project.add_sent("报告.txt", ENDPOINT, PAYLOAD, (500, 128), free)
        project.add_outcome(first, Outcome("answered", 90, 3, "人名"))
        project.add_sent("报告.txt", ENDPOINT, PAYLOAD + " ", (500, 128), free)
    return made


def test_what_was_sent_comes_back_in_order(file):
    with Project.open(file) as project:
        first, second = project.iterate_sent()
        assert (first.document, first.endpoint, first.payload) == ("报告.txt", ENDPOINT, PAYLOAD)
        assert first.sha256 == hashlib.sha256(PAYLOAD.encode()).hexdigest()
        assert (first.status, first.tokens_in, first.tokens_out, first.answer) == ("answered", 90, 3, "人名")
        assert (second.status, second.tokens_in, second.answer) == ("", None, None)


def test_a_request_that_was_cut_off_counts_as_the_most_it_can_have_cost(file):
    with Project.open(file) as project:
        assert project.spent() == Spent(2, 590, 131)


def test_only_the_same_bytes_to_the_same_place_were_answered(file):
    with Project.open(file) as project:
        assert project.answered(ENDPOINT, PAYLOAD) == (1, "人名")
        assert project.answered(ENDPOINT, PAYLOAD + " ") is None
        assert project.answered("https://other.example", PAYLOAD) is None


@pytest.mark.parametrize("table", ["cloud_requests", "cloud_outcomes"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET at = ''"])
def test_nothing_in_it_can_be_changed(file, table, change):
    with sqlite3.connect(file) as connection, pytest.raises(sqlite3.IntegrityError, match="the audit trail is not"):
        connection.execute(change.format(table))


def test_an_outcome_is_given_once_and_to_what_was_sent(file):
    with Project.open(file) as project:
        for number in (1, 7):
            with pytest.raises(ProjectError):
                project.add_outcome(number, Outcome("answered"))


def test_a_project_from_before_it_gets_one(tmp_path):
    made = tmp_path / "old.veritag"
    with Project.open(made):
        pass
    with sqlite3.connect(made) as connection:
        for table in ("cloud_outcomes", "cloud_requests"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_cloud'")
        connection.execute(f"PRAGMA user_version = {latest_version() - 1}")
    with Project.open(made) as project:
        assert project.add_sent("a", ENDPOINT, PAYLOAD, (1, 1), free) == 1


def test_a_copy_takes_it_along(file):
    copy = Path(file).with_name("copy.veritag")
    with Project.open(file) as project:
        project.save_copy(copy)
    with Project.open(copy) as project:
        assert len(list(project.iterate_sent())) == 2


def test_what_is_not_allowed_is_not_written(file):
    def refuse(spent):
        assert spent.requests == 2
        raise BadInputError("no")

    with Project.open(file) as project:
        with pytest.raises(BadInputError, match="no"):
            project.add_sent("a", ENDPOINT, PAYLOAD, (1, 1), refuse)
        assert project.spent().requests == 2
