"""The key: in the keyring by endpoint, in the environment where there is none, and never in this process."""

from __future__ import annotations

import pytest
from chat_server import chat_server

from engine.cloud.endpoint import parse_endpoint
from engine.cloud.errors import CloudError
from engine.cloud.keys import keyring_process
from engine.cloud.line import Line

pytest.importorskip("keyring", reason="the extra cloud is not installed")


@pytest.fixture
def process(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "file_keyring.Keyring")
    monkeypatch.setenv("KEYRING_FILE", str(tmp_path / "keys.json"))
    monkeypatch.delenv("VERITAG_CLOUD_KEY", raising=False)
    made = keyring_process()
    yield made
    made.close()


def authorization(endpoint):
    with chat_server() as server:
        base = endpoint.format(port=server.port)
        line = Line(parse_endpoint(base), 5.0)
        try:
            assert line.request("post", (b"{}",)).status == 200
        finally:
            line.close()
        return server.requests[0]["headers"].get("Authorization")


def test_a_key_is_kept_for_its_endpoint_alone(process):
    process.request("keep", ("https://a.example", "one"))
    assert process.request("read", ("https://a.example",)) == "one"
    assert process.request("read", ("https://b.example",)) is None
    assert process.request("forget", ("https://a.example",)) is True
    assert process.request("forget", ("https://a.example",)) is False


def test_the_keyring_comes_before_the_environment(process, monkeypatch):
    with chat_server() as server:
        process.request("keep", (server.url, "from the keyring"))
        monkeypatch.setenv("VERITAG_CLOUD_KEY", "from the environment")
        line = Line(parse_endpoint(server.url), 5.0)
        line.request("post", (b"{}",))
        line.close()
        assert server.requests[0]["headers"]["Authorization"] == "Bearer from the keyring"


def test_where_there_is_no_keyring_the_environment_holds_the_key(process, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("VERITAG_CLOUD_KEY", "from the environment")
    assert authorization("http://127.0.0.1:{port}/v1") == "Bearer from the environment"
    without = keyring_process()
    with pytest.raises(CloudError, match="VERITAG_CLOUD_KEY may hold the key"):
        without.request("keep", ("https://a.example", "one"))
    without.close()


def test_an_endpoint_on_this_machine_needs_no_key(process):
    assert authorization("http://localhost:{port}/v1") is None
