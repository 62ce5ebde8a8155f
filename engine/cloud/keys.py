"""The endpoint's key: in the system's keyring, by endpoint; in an environment variable where there is no keyring.

The keyring is spoken to over a socket of this machine, which this process refuses: a process of its own does it.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from multiprocessing.connection import Connection
from typing import Any

from engine.cloud.errors import CloudError
from engine.companion import Companion, answer_requests

KEY_VARIABLE = "VERITAG_CLOUD_KEY"
_SERVICE = "veritag"


def is_installed() -> bool:
    """Whether the extra `cloud` is there."""
    return all(find_spec(name) is not None for name in ("httpx", "keyring"))


def is_key(text: str) -> bool:
    """Whether a text can be sent as a key."""
    return bool(text) and text.isascii() and text.isprintable()


class Keyring:
    """The system's keyring, in the process that uses it. Raises `CloudError` where there is none."""

    def read(self, endpoint: str) -> str | None:
        """The key kept for that endpoint, None without one."""
        key: str | None = self._do("get_password", endpoint)
        return key

    def keep(self, endpoint: str, key: str) -> None:
        self._do("set_password", endpoint, key)

    def forget(self, endpoint: str) -> bool:
        """Whether there was one."""
        if self.read(endpoint) is None:
            return False
        self._do("delete_password", endpoint)
        return True

    def _do(self, action: str, *arguments: str) -> Any:
        try:
            import keyring
        except ImportError as error:
            raise CloudError(f"The keyring cannot be used: {error.name} is not installed (the extra cloud).") from None
        try:
            return getattr(keyring, action)(_SERVICE, *arguments)
        except Exception as error:  # each backend has errors of its own
            raise CloudError(
                f"This system's keyring cannot be used ({type(error).__name__}); "
                f"the environment variable {KEY_VARIABLE} may hold the key."
            ) from None


def find_key(endpoint: str) -> str | None:
    """In the process that speaks to the endpoint: the key of the keyring, else that of the environment, else None."""
    try:
        key = Keyring().read(endpoint)
    except CloudError:
        key = None
    return key or os.environ.get(KEY_VARIABLE) or None


def keyring_process() -> Companion:
    """A process that answers `read`, `keep` and `forget`; close it when done."""
    return Companion(serve, (), name="The keyring's process", refusal=CloudError, loss=CloudError)


def serve(requests: Connection, replies: Connection, _stop: Any) -> None:
    """The child's side, which reaches the keyring and no network."""
    from engine.cloud.door import Door

    Door(None)
    answer_requests(Keyring, CloudError, requests, replies)
