"""The air gap: a hook in the interpreter that refuses every socket opened from Python.

Native libraries that open sockets by themselves are outside its reach; the program ships none that does so.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

# These read the local host name and tables and send nothing.
_HARMLESS = frozenset({"socket.gethostname", "socket.getservbyname", "socket.getservbyport"})

_lock = threading.Lock()
_closed = False
_refused = 0


class NetworkRefusedError(OSError):
    """Something tried to use the network after it was closed."""


def close_network() -> None:
    """Refuse every socket in every thread until the process ends. Calling it again changes nothing."""
    global _closed
    with _lock:
        if not _closed:
            sys.addaudithook(_refuse_sockets)
            _closed = True


def is_closed() -> bool:
    return _closed


def refused_attempts() -> int:
    """How often something tried to use the network since it was closed."""
    return _refused


def _refuse_sockets(event: str, _arguments: tuple[Any, ...]) -> None:
    global _refused
    if event.startswith("socket.") and event not in _HARMLESS:
        with _lock:
            _refused += 1
        raise NetworkRefusedError(f"Veritag does not use the network: {event} was refused.")
