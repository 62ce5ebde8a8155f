"""The air gap, tried in other processes because it cannot be opened again."""

import subprocess
import sys
import textwrap

ATTEMPTS = """
import http.client, socket, urllib.request, _socket
from engine import network
assert not network.is_closed()
network.close_network()
network.close_network()
assert network.is_closed() and network.refused_attempts() == 0
socket.gethostname()
assert network.refused_attempts() == 0
attempts = [
    lambda: socket.socket(),
    lambda: _socket.socket(),
    lambda: socket.socketpair(),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.gethostbyname("localhost"),
    lambda: urllib.request.urlopen("http://127.0.0.1:9/"),
    lambda: http.client.HTTPConnection("127.0.0.1", 9).request("GET", "/"),
]
for number, attempt in enumerate(attempts, start=1):
    try:
        attempt()
    except OSError as error:
        while not isinstance(error, network.NetworkRefusedError):
            error = error.__cause__ or error.__context__ or error.reason
        assert str(error).startswith("Veritag does not use the network: socket."), error
    else:
        raise SystemExit(f"attempt {number} went through")
assert network.refused_attempts() >= len(attempts)
"""

OPENED_BEFORE = """
import socket
listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()
early = socket.socket()
datagrams = socket.socket(type=socket.SOCK_DGRAM)
from engine import network
network.close_network()
for use in (
    lambda: early.connect(listener.getsockname()),
    lambda: early.bind(("127.0.0.1", 0)),
    lambda: datagrams.sendto(b"x", ("127.0.0.1", 9)),
    lambda: datagrams.sendmsg([b"x"], [], 0, ("127.0.0.1", 9)),
):
    try:
        use()
    except network.NetworkRefusedError:
        continue
    raise SystemExit("a socket from before was of use")
assert network.refused_attempts() == 4
for handle in (listener, early, datagrams):
    handle.close()
"""


def run(code):
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60)


def test_every_way_to_a_socket_is_refused_and_counted():
    result = run(ATTEMPTS)
    assert (result.returncode, result.stderr) == (0, "")


def test_sockets_opened_before_are_of_no_use():
    result = run(OPENED_BEFORE)
    assert (result.returncode, result.stderr) == (0, "")
