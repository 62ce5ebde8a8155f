"""How fast files are done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

# Of a long run only the latest files tell how long those to come will take.
_LATEST = 100


class Rate:
    """`begin` when the first file begins, `tell` when one is finished."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=_LATEST + 1)

    def begin(self) -> None:
        self._times.clear()
        self.tell()

    def tell(self) -> None:
        self._times.append(self._clock())

    def a_minute(self) -> float | None:
        """Files a minute; None before the first is done."""
        files = len(self._times) - 1
        passed = self._clock() - self._times[0] if files > 0 else 0.0
        return 60 * files / passed if passed > 0 else None

    def seconds_for(self, files: int) -> float | None:
        """How long so many files will take."""
        pace = self.a_minute()
        return 60 * files / pace if pace else None
