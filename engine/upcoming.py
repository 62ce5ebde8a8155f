"""The files of one piece of work, taken one by one from those that wait in a project."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.paths import absolute
from engine.store import Project


class Upcoming:
    """For `analyze_files`: while it runs, others may put files first or let them wait no more, and more may come.

    A file goes on waiting in the project until whoever runs the analysis removes it, so that none is lost. Files that
    wait there without having been added here are left alone.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._left: set[Path] = set()
        self._order: deque[Path] = deque()
        self._begun = 0
        self._latest: tuple[Path, ...] = ()
        self._seen: int | None = None

    def __len__(self) -> int:
        """How many were begun and are still to come."""
        self._follow()
        return self._begun + len(self._order)

    def __iter__(self) -> Iterator[Path]:
        while len(self) > self._begun:
            path = self._order.popleft()
            self._left.discard(path)
            self._begun += 1
            self._latest = (path,)
            yield path

    def add(self, paths: Iterable[Path]) -> None:
        """Let files wait, behind those that do."""
        new = [absolute(path) for path in paths]
        self._project.add_waiting(new)
        self._left.update(new)
        self._seen = None

    def drop(self) -> None:
        """Let none of the files that were not finished wait any more."""
        self._follow()
        self._project.remove_waiting([*self._latest, *self._order])
        self._left.clear()
        self._order.clear()

    def _follow(self) -> None:
        version = self._project.version()
        if version != self._seen:
            self._order = deque(path for path in self._project.waiting() if path in self._left)
            self._left.intersection_update(self._order)
            self._seen = version
