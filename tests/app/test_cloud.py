"""`veritag cloud` and `--verifier cloud`: off until a project's owner turns it on, and then told at every step."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chat_server import Say, chat_server
from opinion_setup import reading_only

from app.console import cloud as console
from app.console import models
from app.views.mention_tip import mention_tip
from app.words import decider_words
from engine.store import Project

pytest.importorskip("httpx", reason="the extra cloud is not installed")

ROOT = Path(__file__).parents[2]
TEXT = "舟山海上搜救中心的欧阳清让到了舟山医院，电话13800138000。李四与王五在上海见了面。"


@pytest.fixture(autouse=True)
def home(command_home, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "file_keyring.Keyring")
    monkeypatch.setenv("KEYRING_FILE", str(tmp_path / "keys.json"))
    monkeypatch.delenv("VERITAG_CLOUD_KEY", raising=False)
    return command_home


@pytest.fixture
def server():
    with chat_server() as made:
        yield made


@pytest.fixture
def project(tmp_path):
    return tmp_path / "案件.veritag"


@pytest.fixture
def document(tmp_path):
    made = tmp_path / "报告.txt"
    made.write_text(TEXT, encoding="utf-8")
    return made


@pytest.fixture
def allowed(veritag, project, server):
    def allow(*more):
        code, _, err = veritag("cloud", "on", project, "--endpoint", server.url, "--model", "tiny", *more)
        assert (code, err) == (0, "")

    return allow


def analyze(veritag, document, project, verifier, *more):
    return veritag("analyze", document, "--verifier", verifier, "--project", project, *more)


def test_a_project_in_which_it_is_on_asks_and_keeps_the_trail(veritag, server, project, document, allowed):
    server.say("其他")
    allowed()
    code, _, err = analyze(veritag, document, project, "cloud")
    assert code == 0
    assert f"go to {server.url}, with other entities masked." in err
    assert f"{len(server.requests)} request(s) were sent" in err
    assert server.requests
    assert all("13800138000" not in text for text in server.texts)
    code, out, _ = veritag("cloud", "log", project, "--json", "-")
    rows = json.loads(out)
    assert [row["payload"] for row in rows] == server.texts
    assert {row["document"] for row in rows} == {str(document)}
    assert {(row["status"], row["answer"]) for row in rows} == {("answered", "其他")}
    with Project.open(project) as opened:
        run = opened.last_run()
        assert run["verifier"] == "cloud"
        assert run["cloud"]["endpoint"] == server.url
        assert run["cloud"]["model"] == "tiny"
        assert run["fusion"]["rule"] == "replace"


def test_what_it_decided_says_so_in_evidence_and_words(veritag, server, project, document, allowed, interface):
    server.say("机构")
    allowed()
    analyze(veritag, document, project, "cloud")
    with Project.open(project) as opened:
        (mention, *_) = [one for one in opened.mentions() if one.decided_by == "hybridner:cloud"]
        verdict = opened.evidence(mention.id)["verdict"]
        assert mention.label == "ORG"
        assert mention.score == pytest.approx(0.9)
        assert verdict["cloud"]["model"] == "tiny"
        assert verdict["cloud"]["request"] in {row.id for row in opened.iterate_sent()}
        labels = opened.labels()
    assert "a language model elsewhere, which was sent the sentence" in mention_tip(mention, labels)
    interface.use("zh")
    assert "外部语言模型" in mention_tip(mention, labels)
    assert "外部语言模型" in decider_words(mention.decided_by)


def test_the_same_documents_again_send_nothing(veritag, server, project, document, allowed):
    allowed()
    analyze(veritag, document, project, "cloud")
    before = len(server.requests)
    code, _, err = analyze(veritag, document, project, "cloud")
    assert code == 0
    assert len(server.requests) == before
    assert "0 request(s) were sent" in err


def test_without_a_local_verifier_llama_falls_back_where_the_project_allows_it(
    veritag, server, project, document, allowed
):
    code, _, err = analyze(veritag, document, project, "llama")
    assert code == 2
    assert "no verifier was made for this pack" in err
    allowed()
    code, _, err = analyze(veritag, document, project, "llama")
    assert code == 0
    assert server.requests


@pytest.mark.parametrize("verifier", ["llama", "cloud"])
def test_where_the_local_verifier_only_reads_nothing_is_sent_and_this_is_said(
    veritag, server, project, document, allowed, home, tmp_path, verifier
):
    reading_only(home, tmp_path)
    allowed()
    code, out, err = analyze(veritag, document, project, verifier)
    assert code == 0
    assert err.splitlines() == ["veritag: The second opinion on this machine asks no questions, so nothing is sent."]
    assert "报告.txt" in out
    assert server.requests == []
    with Project.open(project) as opened:
        assert list(opened.iterate_sent()) == []
        run = opened.last_run()
        assert run["verifier"] == "reader"
        assert "cloud" not in run
        assert "reader" in {key for one in opened.mentions() for key in opened.evidence(one.id).get("verdict", {})}


def test_none_asks_nobody_even_where_it_is_on(veritag, server, project, document, allowed):
    allowed()
    assert analyze(veritag, document, project, "none")[0] == 0
    assert server.requests == []


def test_trouble_is_one_sentence_and_the_taggers_word_stands(veritag, server, project, document, allowed):
    allowed()
    server.say(Say(status=401))
    code, out, err = analyze(veritag, document, project, "cloud")
    assert code == 0
    assert err.strip().splitlines()[-1] == f"veritag: {server.url}: it does not accept the key (401)."
    assert len(server.requests) == 1
    assert "报告.txt" in out


def test_a_ceiling_is_kept_and_told(veritag, server, project, document, allowed):
    allowed("--max-requests", "1")
    _, _, err = analyze(veritag, document, project, "cloud")
    assert len(server.requests) == 1
    assert "the ceiling of 1 requests is reached; nothing more is sent." in err
    assert "1 of 1" in veritag("cloud", "show", project)[1]


def test_evaluate_asks_through_a_project(veritag, server, project, tmp_path, allowed):
    gold = tmp_path / "gold.jsonl"
    record = {"text": TEXT, "entities": [{"start": 0, "end": 8, "label": "ORG"}]}
    gold.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    allowed()
    code, out, _ = veritag("evaluate", "--data", gold, "--verifier", "cloud", "--project", project, "--json", "-")
    assert code == 0
    assert json.loads(out)["routed_fraction"] > 0
    assert server.requests


@pytest.mark.parametrize("verifier", ["cloud"])
def test_where_it_is_not_on_it_is_refused_and_nothing_is_made(veritag, project, document, verifier):
    code, _, err = analyze(veritag, document, project, verifier)
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert "the cloud is not on in this project; see veritag cloud on." in err
    assert not project.exists()
    code, _, err = veritag("analyze", document, "--verifier", verifier)
    assert code == 2
    assert "needs a project in which it is on (--project)" in err


def test_a_project_from_somebody_else_sends_nothing(veritag, server, project, document, allowed, tmp_path, monkeypatch):
    allowed()
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "another"))
    code, _, err = analyze(veritag, document, project, "cloud")
    assert code == 2
    assert "was turned on by somebody else, not here" in err
    assert "off: it was turned on by somebody else" in veritag("cloud", "show", project)[1]
    assert analyze(veritag, document, project, "llama")[0] == 2
    assert server.requests == []


def test_on_show_off(veritag, server, project, allowed):
    allowed("--no-mask", "--max-cost", "2.5", "--price-in", "1", "--price-out", "2")
    out = veritag("cloud", "show", project)[1]
    for words in (server.url, "tiny", "sent as they are", "0 of 1000", "0.0000 of 2.5"):
        assert words in out
    assert veritag("cloud", "off", project)[0] == 0
    assert "off" in veritag("cloud", "show", project)[1]
    assert "was not on" in veritag("cloud", "off", project)[2]


def test_a_key_is_read_from_stdin_kept_and_forgotten(veritag, server, project, document, allowed, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("geheim\n"))
    code, out, err = veritag("cloud", "key", server.url)
    assert code == 0
    assert "the key is in the keyring" in err
    assert "geheim" not in out + err
    allowed()
    analyze(veritag, document, project, "cloud")
    assert server.requests[0]["headers"]["Authorization"] == "Bearer geheim"
    assert b"geheim" not in project.read_bytes()
    assert "the key is forgotten" in veritag("cloud", "key", server.url, "--forget")[2]


def test_without_the_extra_it_is_absent(veritag, project, document, allowed, monkeypatch):
    allowed()
    monkeypatch.setattr(models, "is_installed", lambda: False)
    monkeypatch.setattr(console, "is_installed", lambda: False)
    for arguments, why in (
        (
            ("analyze", document, "--verifier", "cloud"),
            "not available without the extra cloud (available: none, llama)",
        ),
        (("cloud", "on", project, "--endpoint", "https://a.example", "--model", "m"), "it needs the extra cloud"),
        (("cloud", "key", "https://a.example"), "it needs the extra cloud"),
    ):
        code, _, err = veritag(*arguments)
        assert (code, len(err.strip().splitlines())) == (2, 1)
        assert why in err
    assert veritag("cloud", "log", project)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--endpoint", "http://a.example", "--model", "m"), "only an endpoint on this machine may do without https"),
        (("--endpoint", "https://a.example", "--model", ""), "The setting model is not valid"),
        (("--endpoint", "https://a.example", "--model", "m", "--language", "fr"), "The setting language is not valid"),
        (("--endpoint", "https://a.example", "--model", "m", "--timeout", "0"), "The setting timeout is not valid"),
        (("--endpoint", "https://a.example", "--model", "m", "--max-cost", "1"), "needs the prices"),
    ],
)
def test_what_cannot_be_allowed_is_one_line_and_code_2(veritag, project, arguments, why):
    code, _, err = veritag("cloud", "on", project, *arguments)
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert why in err


@pytest.mark.parametrize("command", ["off", "show", "log"])
def test_a_project_that_is_not_there_is_told(veritag, project, command):
    code, _, err = veritag("cloud", command, project)
    assert code == 2
    assert "there is no such project file" in err
    assert not project.exists()


def test_the_program_itself_stays_closed_and_stops_at_once(server, project, document, allowed, home):
    """A process of its own, as users have it: the network of the program is closed, that of the line is not."""
    allowed()
    command = [sys.executable, "-m", "app.cli", "analyze", document, "--verifier", "cloud", "--project", project]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert server.requests
    server.say(Say(delay=30))
    document.write_text(TEXT.replace("舟山", "岱山"), encoding="utf-8")
    before = len(server.requests)
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        while len(server.requests) == before:
            time.sleep(0.05)
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 130
        # Beside the second that stopping may take, an interpreter ends.
        assert time.monotonic() - begun < 5
    with Project.open(project) as opened:
        assert list(opened.iterate_sent())[-1].status == "cancelled"
