"""The air gap: a hook in the interpreter that refuses every socket opened from Python.

A process that was made to speak to one place leaves a door in it (`engine.cloud.door`). Native libraries that open
sockets by themselves are outside its reach; the program ships none that does so.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

# Given the name of an audit event and its arguments, says whether it may happen.
Permit = Callable[[str, tuple[Any, ...]], bool]

# These read the local host name and tables and send nothing.
_HARMLESS = frozenset({"socket.gethostname", "socket.getservbyname", "socket.getservbyport"})

_lock = threading.Lock()
_closed = False
_refused = 0
_permit: Permit | None = None


class NetworkRefusedError(OSError):
    """Something tried to use the network after it was closed."""


def close_network(permit: Permit | None = None) -> None:
    """Refuse every socket in every thread until the process ends, but for what `permit` allows.

    Calling it again changes nothing.
    """
    global _closed, _permit
    with _lock:
        if not _closed:
            _permit = permit
            sys.addaudithook(_refuse_sockets)
            _closed = True


def is_closed() -> bool:
    """Whether every socket is refused; in a process with a door, every other one."""
    return _closed


def refused_attempts() -> int:
    """How often something tried to use the network since it was closed."""
    return _refused


def _refuse_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    global _refused
    if event.startswith("socket.") and event not in _HARMLESS:
        if _permit is not None and _permit(event, arguments):
            return
        with _lock:
            _refused += 1
        raise NetworkRefusedError(f"Veritag does not use the network: {event} was refused.")
