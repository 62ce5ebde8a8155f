"""The same against a server that others made: llama.cpp's own, with a tiny model of random weights."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec

import pytest

from engine.cloud.courier import Courier
from engine.cloud.settings import CloudSettings, turn_on
from engine.ensemble import NO_ENTITY
from engine.store import Project
from engine.verifiers.base import Other, Question
from engine.verifiers.cloud import CloudVerifier
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import Meaning

NEEDED = ("llama_cpp", "httpx", "fastapi", "uvicorn", "sse_starlette", "starlette_context", "pydantic_settings")
MISSING = [name for name in NEEDED if find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (extras llm, cloud, dev)")

PROMPT = make_prompt({"PER": Meaning("人名", "姓名"), "LOC": Meaning("地点", "地名")}, "zh")
KEY = "schluessel"


@pytest.fixture
def url(tiny_model, tmp_path):
    """A server that wants a key."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--model", str(tiny_model), "--host", "127.0.0.1", "--port", str(port)]
    options += ["--n_ctx", "2048", "--n_threads", "1", "--chat_format", "chatml", "--api_key", KEY]
    log = (tmp_path / "server.log").open("wb")
    # The server does not find llama.cpp's kernels by itself.
    run = "import runpy, engine.llm.llama; runpy.run_module('llama_cpp.server', run_name='__main__')"
    server = subprocess.Popen([sys.executable, "-c", run, *options], stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/v1"
    asked = urllib.request.Request(f"{address}/models", headers={"Authorization": f"Bearer {KEY}"})
    ends = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(asked, timeout=5).close()
            break
        except OSError:
            if server.poll() is not None or time.monotonic() > ends:
                pytest.fail((tmp_path / "server.log").read_text())
            time.sleep(0.2)
    yield address
    server.kill()
    server.wait()
    log.close()


def verifier(url, tmp_path):
    settings = CloudSettings(endpoint=url, model="tiny", timeout=60.0)
    with Project.open(tmp_path / "a.veritag") as project:
        turn_on(project, settings)
    return CloudVerifier(Courier(tmp_path / "a.veritag", pause=0.1), PROMPT)


def test_llama_cpps_own_server_understands_what_is_asked(url, tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("VERITAG_CLOUD_KEY", KEY)
    one = verifier(url, tmp_path)
    questions = [Question("张三去了北京", 4, 6, (Other(0, 2, "PER"),), "a.txt"), Question("李四来了", 0, 2)]
    answers = one.classify(questions)
    one.close()
    assert one.courier.stopped == ""
    for answer in answers:
        assert answer is None or set(answer.distribution) == {"PER", "LOC", NO_ENTITY}
    with Project.open(tmp_path / "a.veritag") as project:
        rows = list(project.iterate_sent())
    assert [row.status for row in rows] == ["answered"] * 2
    # Its count of what it wrote may go beyond what was asked for: it counts pieces of broken characters again.
    assert all(row.tokens_in > 100 and row.tokens_out > 0 for row in rows)
    assert all(row.tokens_in <= len(row.payload.encode()) for row in rows)


def test_its_refusal_of_a_wrong_key_is_understood(url, tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("VERITAG_CLOUD_KEY", "another")
    one = verifier(url, tmp_path)
    assert one.classify([Question("张三去了北京", 4, 6)]) == [None]
    one.close()
    assert one.courier.stopped == f"{url}: it does not accept the key (401)."
