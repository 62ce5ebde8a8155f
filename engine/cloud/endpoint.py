"""An endpoint's address, and whether text may be sent there at all."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.errors import BadInputError

_PATH = "/chat/completions"
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`base` is what the user gave, without the path that every endpoint has."""

    base: str
    host: str
    port: int
    local: bool

    @property
    def url(self) -> str:
        """Where requests go."""
        return self.base + _PATH


def parse_endpoint(text: str) -> Endpoint:
    """Read an address such as https://api.deepseek.com/v1.

    Raises `BadInputError` for one that is none, that carries a name or password, or that is not encrypted and not on
    this machine.
    """
    base = text.strip().rstrip("/").removesuffix(_PATH)
    try:
        parts = urlsplit(base)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise BadInputError(f"{text}: this is not the address of an endpoint.") from None
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or not host.isascii() or parts.query or parts.fragment:
        raise BadInputError(f"{text}: this is not the address of an endpoint.")
    if "@" in parts.netloc:
        raise BadInputError("An endpoint's address holds no name and no password; the key has a place of its own.")
    if parts.scheme == "http" and not is_loopback(host):
        raise BadInputError(f"{text}: only an endpoint on this machine may do without https.")
    return Endpoint(base, host, port, is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself: "localhost", or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
