"""Questions to a real server on this machine: written down first, sent as they are, and again where that may help."""

from __future__ import annotations

import json
import sqlite3
import time
from email.utils import formatdate

import pytest
from chat_server import Say, chat_server, completion

from engine.cloud.courier import Courier
from engine.cloud.errors import CloudError
from engine.cloud.protocol import make_payload
from engine.cloud.settings import CloudSettings, turn_off, turn_on
from engine.errors import Cancelled
from engine.store import Project

pytest.importorskip("httpx", reason="the extra cloud is not installed")

MESSAGES = [{"role": "user", "content": "句子：“张三去了北京”\n片段：【北京】"}]
PAYLOAD = make_payload("tiny", MESSAGES)
KEYRING_OFF = "keyring.backends.null.Keyring"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch, tmp_path):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", KEYRING_OFF)
    monkeypatch.delenv("VERITAG_CLOUD_KEY", raising=False)


@pytest.fixture
def server():
    with chat_server() as made:
        yield made


@pytest.fixture
def project(tmp_path):
    file = tmp_path / "案件.veritag"
    Project.open(file).close()
    return file


@pytest.fixture
def courier(server, project):
    """Makes couriers with settings, and closes them."""
    made = []

    def make(**wanted):
        settings = CloudSettings(**({"endpoint": server.url, "model": "tiny", "timeout": 5.0} | wanted))
        with Project.open(project) as opened:
            turn_on(opened, settings)
        made.append(Courier(project, pause=0.05))
        return made[-1]

    yield make
    for one in made:
        one.close()


def payload(number):
    return make_payload("tiny", [{"role": "user", "content": f"第{number}句"}])


def trail(project):
    with Project.open(project) as opened:
        return list(opened.iterate_sent())


def test_what_is_sent_is_the_payload_to_the_byte(server, courier, project, monkeypatch):
    monkeypatch.setenv("VERITAG_CLOUD_KEY", "geheim")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert courier().ask("报告.txt", PAYLOAD) == (1, "地点")
    (request,) = server.requests
    assert request["body"] == PAYLOAD.encode()
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["Authorization"] == "Bearer geheim"
    sent = json.loads(request["body"])
    assert sent == {
        "model": "tiny",
        "messages": MESSAGES,
        "temperature": 0,
        "top_p": 1,
        "max_tokens": 128,
        "stream": False,
    }
    (row,) = trail(project)
    assert (row.document, row.endpoint, row.payload, row.status) == ("报告.txt", server.url, PAYLOAD, "answered")
    assert (row.tokens_in, row.tokens_out, row.answer) == (100, 2, "地点")
    assert b"geheim" not in project.read_bytes()


def test_the_payload_is_in_the_trail_before_it_is_sent(server, courier, project):
    seen = []

    def look():
        with sqlite3.connect(project) as connection:
            seen.extend(connection.execute("SELECT payload, sha256 FROM cloud_requests"))

    server.before_answer = look
    courier().ask("a.txt", PAYLOAD)
    assert seen == [(PAYLOAD, trail(project)[0].sha256)]


def test_what_cannot_be_written_down_is_not_sent(server, courier, project):
    one = courier()
    with sqlite3.connect(project) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON cloud_requests BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    assert one.ask("a.txt", PAYLOAD) is None
    assert server.requests == []
    assert "the database failed" in one.stopped


def test_what_was_answered_once_is_not_sent_again(server, courier):
    first = courier().ask("a.txt", PAYLOAD)
    assert courier().ask("b.txt", PAYLOAD) == first
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "trouble",
    [Say(status=429), Say(status=503, body=b"busy"), Say(cut=True), Say(completion("机构"), delay=1.5)],
    ids=["429", "503", "cut", "timeout"],
)
def test_what_may_pass_is_tried_again(server, courier, project, trouble):
    server.say(trouble, trouble, "地点")
    assert courier(timeout=0.5).ask("a.txt", PAYLOAD) == (3, "地点")
    rows = trail(project)
    assert [row.payload for row in rows] == [PAYLOAD] * 3
    assert rows[0].status == rows[1].status != "answered" == rows[2].status


def test_pauses_grow_and_end(server, courier):
    server.say(Say(status=500))
    one = courier()
    assert one.ask("a.txt", PAYLOAD) is None
    times = [request["at"] for request in server.requests]
    assert len(times) == 4
    assert times[3] - times[2] > times[1] - times[0]
    assert not one.stopped
    one.ask("a.txt", payload(2))
    one.ask("a.txt", payload(3))
    assert one.stopped.endswith("it answers with status 500.")
    assert one.ask("a.txt", payload(4)) is None
    assert len(server.requests) == 12


@pytest.mark.parametrize("after", ["1", "date"])
def test_the_endpoint_says_when_to_come_back(server, courier, after):
    one = courier()
    header = formatdate(time.time() + 3, usegmt=True) if after == "date" else after
    server.say(Say(status=429, headers={"Retry-After": header}), "地点")
    assert one.ask("a.txt", PAYLOAD) == (2, "地点")
    first, second = (request["at"] for request in server.requests)
    assert second - first >= 0.9


def test_an_endpoint_that_wants_to_be_left_alone_is(server, courier):
    server.say(Say(status=429, headers={"Retry-After": "3600"}))
    one = courier()
    assert one.ask("a.txt", PAYLOAD) is None
    assert "asks to be left alone for 3600 seconds" in one.stopped
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Say(status=401), "it does not accept the key (401)."),
        (Say(status=402), "the account has no credit (402)."),
        (Say(status=403), "it does not allow this (403)."),
        (Say(status=404), "there is no such model or path (404)."),
        (Say(status=302, headers={"Location": "http://127.0.0.1:9/"}), "it answers with status 302."),
    ],
)
def test_what_will_not_pass_ends_it_with_one_sentence(server, courier, answer, reason):
    server.say(answer)
    one = courier()
    assert one.ask("a.txt", PAYLOAD) is None
    assert one.stopped == f"{server.url}: {reason}"
    assert one.ask("a.txt", payload(2)) is None
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": 7}}]}', b"[" * 100_000],
)
def test_garbage_is_not_tried_again_and_three_times_of_it_are_enough(server, courier, project, body):
    server.say(Say(body))
    one = courier()
    assert [one.ask("a.txt", payload(number)) for number in range(4)] == [None] * 4
    assert len(server.requests) == 3
    assert one.stopped == f"{server.url}: what it answers is not understood."
    assert {row.status for row in trail(project)} == {"not_understood"}


def test_an_answer_without_end_is_cut_off(server, courier):
    server.say(Say(b" " * 3_000_000))
    one = courier()
    assert one.ask("a.txt", PAYLOAD) is None
    assert trail(one._project)[0].status == "too_long"


def test_an_answer_that_drips_is_too_late(server, courier, project):
    server.say(Say(b" " * 1000, drip=0.1))
    begun = time.monotonic()
    one = courier(timeout=0.5)
    with pytest.raises(Cancelled):
        one.ask("a.txt", PAYLOAD, lambda: len(server.requests) > 1)
    assert trail(project)[0].status == "timeout"
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("usage", [{}, {"prompt_tokens": -5, "completion_tokens": True}, {"prompt_tokens": 10**30}])
def test_tokens_that_nobody_counted_are_taken_for_the_most_they_can_be(server, courier, project, usage):
    server.say(Say({"choices": [{"message": {"content": "地点"}}], "usage": usage}))
    courier().ask("a.txt", PAYLOAD)
    with Project.open(project) as opened:
        spent = opened.spent()
    assert spent.tokens_in > len(PAYLOAD.encode())
    assert spent.tokens_out == 128


@pytest.mark.parametrize(
    ("ceiling", "sent", "words"),
    [
        ({"requests": 2}, 2, "the ceiling of 2 requests is reached"),
        ({"tokens": 800}, 5, "the ceiling of 800 tokens is reached"),
        ({"money": 0.0008, "price_in": 1.0, "price_out": 1.0}, 5, "the ceiling of 0.0008 in money is reached"),
    ],
)
def test_no_ceiling_is_broken_through(server, courier, project, ceiling, sent, words):
    one = courier(**ceiling)
    said = [one.ask("a.txt", payload(number)) for number in range(8)]
    assert len(server.requests) == sent == sum(answer is not None for answer in said)
    assert one.stopped == f"{server.url}: {words}; nothing more is sent."
    again = courier(**ceiling)
    assert again.ask("a.txt", payload(9)) is None
    assert len(server.requests) == sent
    with Project.open(project) as opened:
        spent = opened.spent()
    assert spent.tokens_in + spent.tokens_out <= ceiling.get("tokens", 10**6)


@pytest.mark.parametrize("answer", [Say(completion("地点"), delay=20), Say(status=429, headers={"Retry-After": "20"})])
def test_cancelling_takes_less_than_a_second_and_is_in_the_trail(server, courier, project, answer):
    server.say(answer)
    one = courier(timeout=30.0)
    asked = []

    def cancelled():
        if server.requests:
            asked.append(time.monotonic())
        return bool(asked) and time.monotonic() - asked[0] > 0.3

    with pytest.raises(Cancelled):
        one.ask("a.txt", PAYLOAD, cancelled)
    assert time.monotonic() - asked[0] < 1.3
    assert trail(project)[0].status in ("cancelled", "http 429")
    server.say("地点")
    assert one.ask("a.txt", PAYLOAD)[1] == "地点"


def test_nobody_there_is_said(courier, project):
    one = courier(endpoint="http://127.0.0.1:9/v1")
    assert [one.ask("a.txt", payload(number)) for number in range(3)] == [None] * 3
    assert one.stopped == "http://127.0.0.1:9/v1: it cannot be reached."


def test_nothing_is_asked_without_consent(server, courier, project, tmp_path, monkeypatch):
    with pytest.raises(CloudError, match=r"案件\.veritag: the cloud is not on in this project"):
        Courier(project)
    one = courier()
    one.ask("a.txt", payload(1))
    with Project.open(project) as opened:
        turn_off(opened)
    assert one.ask("a.txt", payload(2)) is None
    assert "the cloud is not on in this project" in one.stopped
    assert len(server.requests) == 1
    courier()
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "别人的家"))
    with pytest.raises(CloudError, match="turned on by somebody else"):
        Courier(project)


def test_other_settings_end_what_was_begun(server, courier):
    one = courier()
    other = courier(masked=False)
    assert one.ask("a.txt", payload(1)) is None
    assert "other settings hold now" in one.stopped
    assert other.ask("a.txt", payload(1)) is not None
    assert len(server.requests) == 1


def test_an_endpoint_elsewhere_is_not_asked_without_a_key(courier):
    with pytest.raises(CloudError, match=r"https://example\.org: there is no key"):
        courier(endpoint="https://example.org")


def test_a_key_that_no_header_can_hold_is_refused(courier, monkeypatch):
    monkeypatch.setenv("VERITAG_CLOUD_KEY", "钥匙\n")
    with pytest.raises(CloudError, match="its key is not one that can be sent"):
        courier()
