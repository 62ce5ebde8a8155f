"""A project's consent: off until its owner turns it on here, and off again wherever it was not."""

from __future__ import annotations

import pytest

from engine.cloud.settings import CloudSettings, read_settings, turn_off, turn_on
from engine.errors import BadInputError
from engine.store import Project

WANTED = CloudSettings(endpoint="https://api.example/v1", model="m")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))


@pytest.fixture
def project(tmp_path):
    with Project.open(tmp_path / "a.veritag") as made:
        yield made


def test_it_is_off_until_it_is_turned_on(project):
    assert read_settings(project) == ("off", None)
    turn_on(project, WANTED)
    assert read_settings(project) == ("on", WANTED)
    assert turn_off(project)
    assert read_settings(project) == ("off", None)
    assert not turn_off(project)


def test_entities_are_masked_unless_the_owner_wants_otherwise():
    assert WANTED.masked


def test_a_project_from_elsewhere_is_off_here(project, tmp_path, monkeypatch):
    turn_on(project, WANTED)
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "别人的家"))
    assert read_settings(project)[0] == "elsewhere"


@pytest.mark.parametrize("change", [{"endpoint": "https://evil.example"}, {"masked": False}, {"requests": 10**6}])
def test_a_project_that_was_changed_behind_its_owners_back_is_off(project, change):
    turn_on(project, WANTED)
    project.set_setting("cloud", project.get_setting("cloud") | change)
    assert read_settings(project)[0] == "elsewhere"


def test_settings_that_are_none_are_told(project):
    project.set_setting("cloud", {"endpoint": "http://evil.example", "model": "m"})
    with pytest.raises(BadInputError, match="turn it on anew"):
        read_settings(project)
    turn_on(project, WANTED)
    assert read_settings(project)[0] == "on"


def test_a_ceiling_in_money_needs_prices(project):
    with pytest.raises(BadInputError, match="needs the prices"):
        turn_on(project, WANTED.model_copy(update={"money": 5.0}))
    turn_on(project, WANTED.model_copy(update={"money": 5.0, "price_in": 2.0, "price_out": 8.0}))
