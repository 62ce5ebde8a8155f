"""The line to an endpoint: a process that can reach this one place, and sends what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Literal

from engine.cloud.endpoint import Endpoint
from engine.cloud.errors import CloudError
from engine.companion import Companion, answer_requests

if TYPE_CHECKING:
    from engine.cloud.client import Client

Failure = Literal["", "timeout", "unreachable", "certificate", "broken", "too_long", "not_understood"]
# Nothing is lost when the process is ended while it waits for an answer.
_GRACE = 0.1


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status and the body, or why there is none. `retry_after` is that header."""

    status: int = 0
    body: bytes = b""
    retry_after: str = ""
    failure: Failure = ""


class Line(Companion):
    """The parent's side. The key never comes here."""

    def __init__(self, endpoint: Endpoint, timeout: float) -> None:
        name = f"{endpoint.base}: the process that speaks to it"
        super().__init__(serve, (endpoint, timeout), name=name, refusal=CloudError, loss=CloudError, grace=_GRACE)


def serve(endpoint: Endpoint, timeout: float, requests: Connection, replies: Connection, _stop: Any) -> None:
    """The child's side: shut everything but the way to the endpoint, then send what comes."""
    from engine.cloud.door import Door

    door = Door(endpoint)
    answer_requests(lambda: _open(endpoint, timeout, door), CloudError, requests, replies)


def _open(endpoint: Endpoint, timeout: float, door: Any) -> Client:
    from engine.cloud.keys import KEY_VARIABLE, find_key, is_key

    key = find_key(endpoint.base)
    door.shut_keyring()
    if key is None and not endpoint.local:
        raise CloudError(f"{endpoint.base}: there is no key (veritag cloud key keeps one, or {KEY_VARIABLE} holds it).")
    if key is not None and not is_key(key):
        raise CloudError(f"{endpoint.base}: its key is not one that can be sent.")
    try:
        from engine.cloud.client import Client
    except ImportError as error:
        raise CloudError(f"{endpoint.base}: {error.name} is not installed (the extra cloud).") from None
    return Client(endpoint, key, timeout)
