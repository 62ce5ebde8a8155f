"""The process that speaks to an endpoint reaches this one place and no other; tried in processes of their own."""

import subprocess
import sys
import textwrap

import pytest

from engine.cloud.endpoint import parse_endpoint
from engine.errors import BadInputError

ATTEMPTS = """
import socket, urllib.request
listeners = []
for _ in range(2):
    listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()
    listeners.append(listener)
allowed, other = (listener.getsockname()[1] for listener in listeners)
from engine import network
from engine.cloud.door import Door
from engine.cloud.endpoint import parse_endpoint
door = Door(parse_endpoint(f"http://localhost:{allowed}/v1"))
assert network.is_closed()
def refused(attempt):
    try:
        attempt()
    except OSError as error:
        while error is not None and not isinstance(error, network.NetworkRefusedError):
            error = error.__cause__ or error.__context__ or getattr(error, "reason", None)
        return error is not None
    return False
def connect_to(place):
    with socket.socket() as made:
        made.connect(place)
assert refused(lambda: connect_to(("127.0.0.1", allowed))), "before its name was looked up"
socket.create_connection(("localhost", allowed)).close()
connect_to(("127.0.0.1", allowed))
attempts = {
    "another port": lambda: socket.create_connection(("localhost", other)),
    "another port without a name": lambda: connect_to(("127.0.0.1", other)),
    "another host": lambda: socket.create_connection(("example.org", allowed)),
    "another address": lambda: connect_to(("127.0.0.2", allowed)),
    "a look-up": lambda: socket.getaddrinfo("example.org", allowed),
    "an old look-up": lambda: socket.gethostbyname("localhost"),
    "datagrams": lambda: socket.socket(type=socket.SOCK_DGRAM),
    "a server": lambda: socket.socket().bind(("127.0.0.1", 0)),
    "a raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW),
    "a client of the library": lambda: urllib.request.urlopen(f"http://127.0.0.1:{other}/"),
}
for name, attempt in attempts.items():
    assert refused(attempt), name
socket.socket(socket.AF_UNIX).close()
door.shut_keyring()
assert refused(lambda: socket.socket(socket.AF_UNIX)), "the keyring after it was shut"
assert network.refused_attempts() >= len(attempts) + 2
"""

KEYRING_ONLY = """
import socket
from engine import network
from engine.cloud.door import Door
Door(None)
socket.socket(socket.AF_UNIX).close()
for attempt in (socket.socket, lambda: socket.getaddrinfo("localhost", 80)):
    try:
        attempt()
    except network.NetworkRefusedError:
        continue
    raise SystemExit("a network was reached")
"""

NAMES_THAT_LIE = """
import socket
elsewhere = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 80))]
socket.getaddrinfo = lambda *_arguments, **_options: elsewhere
from engine import network
from engine.cloud.door import Door
from engine.cloud.endpoint import parse_endpoint
Door(parse_endpoint("http://localhost:80"))
try:
    socket.create_connection(("localhost", 80))
except network.NetworkRefusedError:
    raise SystemExit(0)
raise SystemExit("a name of this machine led elsewhere")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no sockets of the system's own here")
@pytest.mark.parametrize("code", [ATTEMPTS, KEYRING_ONLY, NAMES_THAT_LIE], ids=["endpoint", "keyring", "lie"])
def test_nothing_but_the_endpoint_can_be_reached(code):
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "base", "host", "port"),
    [
        ("https://api.deepseek.com", "https://api.deepseek.com", "api.deepseek.com", 443),
        (" https://llm.example:8443/v1/ ", "https://llm.example:8443/v1", "llm.example", 8443),
        ("http://127.0.0.1:8080/v1/chat/completions", "http://127.0.0.1:8080/v1", "127.0.0.1", 8080),
        ("http://[::1]:8080", "http://[::1]:8080", "::1", 8080),
        ("http://localhost", "http://localhost", "localhost", 80),
    ],
)
def test_an_address_is_read(text, base, host, port):
    endpoint = parse_endpoint(text)
    assert (endpoint.base, endpoint.host, endpoint.port) == (base, host, port)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://api.deepseek.com", "only an endpoint on this machine may do without https"),
        ("http://127.0.0.1.example.org", "only an endpoint on this machine"),
        ("http://10.0.0.1:8080", "only an endpoint on this machine"),
        ("https://user:secret@api.deepseek.com", "holds no name and no password"),
        ("api.deepseek.com", "not the address of an endpoint"),
        ("ftp://api.deepseek.com", "not the address of an endpoint"),
        ("https://", "not the address of an endpoint"),
        ("https://a.example:99999", "not the address of an endpoint"),
        ("https://a.example/v1?key=1", "not the address of an endpoint"),
        ("https://例子.example", "not the address of an endpoint"),
    ],
)
def test_an_address_that_will_not_do_is_refused(text, why):
    with pytest.raises(BadInputError, match=why):
        parse_endpoint(text)
