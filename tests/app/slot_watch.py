"""Measures how long the window does not answer while a test uses it: the longest stretch between two looks at events.

Counted is the processor time of the GUI's thread, which other work of the machine hardly changes, and only inside the
calls by which a test presses, clicks and waits. A stretch may hold several slots, so none is longer than it.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher
from pytestqt.qtbot import QtBot

_USES = ("keyClick", "keyClicks", "keyPress", "keyRelease", "mouseClick", "mouseDClick", "mouseMove", "mousePress")
_USES += ("mouseRelease", "wait", "waitUntil")
_WAITS = ("waitSignal", "waitExposed", "waitActive")


class SlotWatch:
    """`slowest` is in seconds."""

    def __init__(self) -> None:
        self.slowest = 0.0
        self._began: float | None = None
        self._inside = 0

    @contextmanager
    def over(self, qtbot: QtBot) -> Iterator[None]:
        """Watch what happens in these calls of `qtbot`."""
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._turn)
        dispatcher.aboutToBlock.connect(self._turn)
        for name in _USES:
            setattr(qtbot, name, self._watched(getattr(qtbot, name)))
        for name in _WAITS:
            setattr(qtbot, name, self._waiting(getattr(qtbot, name)))
        yield
        dispatcher.awake.disconnect(self._turn)
        dispatcher.aboutToBlock.disconnect(self._turn)

    def _watched(self, use: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(use)
        def watched(*arguments: Any, **options: Any) -> Any:
            with self._using():
                return use(*arguments, **options)

        return watched

    def _waiting(self, use: Callable[..., Any]) -> Callable[..., Any]:
        """Of a wait as a context, that which comes at its end."""

        @contextmanager
        def waiting(*arguments: Any, **options: Any) -> Iterator[Any]:
            # What is entered inside ends after the wait itself.
            with ExitStack() as watching, use(*arguments, **options) as blocker:
                yield blocker
                watching.enter_context(self._using())

        return waiting

    @contextmanager
    def _using(self) -> Iterator[None]:
        self._inside += 1
        self._begin()
        try:
            yield
        finally:
            self._end()
            self._inside -= 1

    def _turn(self) -> None:
        """Events are handled before the one signal or before the other, as the platform has it."""
        self._end()
        self._begin()

    def _begin(self) -> None:
        if self._inside:
            self._began = time.thread_time()

    def _end(self) -> None:
        if self._began is not None:
            self.slowest = max(self.slowest, time.thread_time() - self._began)
            self._began = None
