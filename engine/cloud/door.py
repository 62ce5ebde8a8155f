"""The door in the air gap of a process: one host and port, and nothing beside it."""

from __future__ import annotations

import socket
from typing import Any

from engine.cloud.endpoint import Endpoint, is_loopback
from engine.network import close_network

_INTERNET = (socket.AF_INET, socket.AF_INET6)
# Beside the kind of a socket, Linux puts flags into the same number.
_KIND = 0xF
_THIS_MACHINE = getattr(socket, "AF_UNIX", None)


class Door:
    """Closes the network of this process but for connections to `endpoint`, None for nowhere.

    Only the endpoint's name may be looked up, and only what it stands for may be connected to: for an endpoint on this
    machine, only this machine. The keyring's sockets, which lead to no network, are let through until `shut_keyring`.
    """

    def __init__(self, endpoint: Endpoint | None) -> None:
        self._endpoint = endpoint
        self._addresses: set[tuple[Any, ...]] = set()
        self._keyring = True
        self._look_up = socket.getaddrinfo
        socket.getaddrinfo = self._noting
        close_network(self.permits)

    def shut_keyring(self) -> None:
        """From now on only the endpoint is let through."""
        self._keyring = False

    def permits(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """Whether an audit event of sockets may happen."""
        endpoint = self._endpoint
        match event:
            case "socket.__new__":
                _, family, kind, _ = arguments
                if family == _THIS_MACHINE:
                    return self._keyring
                return endpoint is not None and family in _INTERNET and kind & _KIND == socket.SOCK_STREAM
            case "socket.connect" if isinstance(arguments[1], tuple):
                return arguments[1][:2] in self._addresses
            case "socket.connect":
                return self._keyring
            case "socket.getaddrinfo":
                return endpoint is not None and _plain(arguments[0]) == endpoint.host and arguments[1] == endpoint.port
            case _:
                return False

    def _noting(self, *asked: Any, **options: Any) -> list[Any]:
        """`socket.getaddrinfo`, whose answers are where may be connected to."""
        found = self._look_up(*asked, **options)
        places = {place[:2] for *_, place in found}
        if self._endpoint is not None and self._endpoint.local:
            places = {place for place in places if is_loopback(str(place[0]))}
        self._addresses |= places
        return found


def _plain(host: str | bytes) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else host
