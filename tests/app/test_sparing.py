"""What a person decided in a project takes types from the second opinion on the command line as in the window."""

from __future__ import annotations

import json

import pytest
from chat_server import chat_server
from opinion_setup import NONE, TEXT, Scripted, write_verifier

import engine.methods.opinions
from app.asking import Asking, setting_of
from engine.llm.install import install_file
from engine.store import Project
from engine.verifiers.bundle import find_bundle


@pytest.fixture(autouse=True)
def home(command_home):
    return command_home


@pytest.fixture
def project(tmp_path):
    return tmp_path / "案件.veritag"


@pytest.fixture
def document(tmp_path):
    made = tmp_path / "报告.txt"
    made.write_text(TEXT * 2, encoding="utf-8")
    return made


@pytest.fixture
def scripted(home, tmp_path, monkeypatch):
    """A verifier that says of everything that it is none."""
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF" + bytes(2000))
    pack = write_verifier(home, install_file(file), skipped=[])
    made = Scripted(NONE, find_bundle(pack).fingerprint)
    monkeypatch.setattr(engine.methods.opinions, "open_verifier", lambda *_, **__: made)
    return made


@pytest.fixture
def endpoint(veritag, project, monkeypatch):
    """An endpoint that says of everything that it is none, in place of a verifier."""
    pytest.importorskip("httpx", reason="the extra cloud is not installed")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with chat_server() as server:
        server.say("其他")
        assert veritag("cloud", "on", project, "--endpoint", server.url, "--model", "tiny")[0] == 0
        yield server


def put_back(project):
    """Say of five removals of one type that they were wrong; returns the type."""
    with Project.open(project) as opened:
        removals = opened.removals()
        label = max({row.label for row in removals}, key=[row.label for row in removals].count)
        wrong = [row for row in removals if row.label == label][:5]
        assert len(wrong) == 5
        for row in wrong:
            opened.add_mention(row.document_id, row.start, row.end, label, status="accepted")
    return label


def left_out(project):
    with Project.open(project) as opened:
        return opened.last_run()["skipped_labels"]


def told(err):
    return [line for line in err.splitlines() if "leaves out" in line]


def test_a_type_that_a_verifier_harmed_is_left_out_and_named(veritag, scripted, project, document):
    ask = ("analyze", document, "--verifier", "llama", "--project", project)
    code, _, err = veritag(*ask)
    assert (code, told(err), left_out(project)) == (0, [], [])
    label = put_back(project)
    code, _, err = veritag(*ask)
    assert code == 0
    assert told(err) == [f"veritag: By what was decided in 案件.veritag the second opinion leaves out: {label}."]
    assert left_out(project) == [label]
    code, _, err = veritag("analyze", document, "--verifier", "llama")
    assert (code, told(err)) == (0, [])


def test_what_was_ticked_in_the_window_counts(veritag, scripted, project, document):
    ask = ("analyze", document, "--verifier", "llama", "--project", project)
    veritag(*ask)
    label = put_back(project)
    other = next(name for name in ("PER", "LOC", "ORG") if name != label)
    with Project.open(project) as opened:
        opened.set_setting(setting_of("zh-open"), Asking(labels={label: True, other: False}).plain())
    _, _, err = veritag(*ask)
    assert [line.split(": ")[-1] for line in told(err)] == [f"{other}."]
    assert left_out(project) == [other]


def test_a_measurement_with_the_project_leaves_them_out_as_well(veritag, scripted, project, document, tmp_path):
    veritag("analyze", document, "--verifier", "llama", "--project", project)
    label = put_back(project)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"text": TEXT, "entities": []}, ensure_ascii=False) + "\n", encoding="utf-8")
    ask = ("evaluate", "--data", gold, "--verifier", "llama")
    assert told(veritag(*ask)[2]) == []
    assert label in told(veritag(*ask, "--project", project)[2])[0]


def test_decisions_on_what_an_endpoint_alone_said_count_for_it(veritag, endpoint, project, document):
    ask = ("analyze", document, "--verifier", "cloud", "--project", project)
    veritag(*ask)
    with Project.open(project) as opened:
        fingerprint = opened.last_run()["verifier_fingerprint"]
    label = put_back(project)
    with Project.open(project) as opened:
        assert opened.repairs(fingerprint)[label].broken == 5
    _, _, err = veritag(*ask)
    assert label in told(err)[0]
    assert left_out(project) == [label]
    veritag("cloud", "on", project, "--endpoint", endpoint.url, "--model", "another")
    assert told(veritag(*ask)[2]) == []
    with Project.open(project) as opened:
        assert opened.last_run()["verifier_fingerprint"] != fingerprint
