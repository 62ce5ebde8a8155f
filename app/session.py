"""The project that is open on the screen, and what happened to it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

from engine.errors import ProjectFileError
from engine.paths import data_dir
from engine.store import SUFFIX, DocumentRow, Project
from engine.types import LabelSet

_log = logging.getLogger(__name__)


def default_project() -> Path:
    """Where work goes that was not given a project of its own."""
    return data_dir() / f"default{SUFFIX}"


class Session(QObject):
    """Holds the open project of the GUI thread. Every method may raise `ProjectError`.

    A lock file beside the project keeps a second window out; one that a killed program left is taken over.
    """

    project_opened = Signal()
    documents_changed = Signal()
    mentions_changed = Signal()
    counts_changed = Signal()  # documents have other numbers of mentions
    labels_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._lock: QLockFile | None = None

    @property
    def project(self) -> Project:
        if self._project is None:
            raise RuntimeError("no project is open")
        return self._project

    @property
    def is_open(self) -> bool:
        return self._project is not None

    @property
    def path(self) -> Path:
        path = self.project.path
        if path is None:
            raise RuntimeError("the project has no file")
        return path

    @property
    def is_default(self) -> bool:
        return self.path == default_project()

    def open(self, path: Path) -> None:
        """Open a project, made if missing; the one before stays open when this fails."""
        if path == default_project():
            path.parent.mkdir(parents=True, exist_ok=True)
        self._open(path, self._lock if self.is_open and self.path == path else _lock(path))

    def save_as(self, path: Path) -> None:
        """Copy the project to a new file and go on with the copy; a file of that name is replaced."""
        if path == self.path:
            return
        lock, beside = _lock(path), path.with_name(f".{path.name}.writing")
        try:
            beside.unlink(missing_ok=True)
            self.project.save_copy(beside)
            # What a killed program left of the replaced project would be read as changes of the new one.
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            beside.replace(path)
        except BaseException:
            lock.unlock()
            raise
        self._open(path, lock)

    def _open(self, path: Path, lock: QLockFile | None) -> None:
        try:
            opened = Project.open(path)
        except BaseException:
            if lock is not None and lock is not self._lock:
                lock.unlock()
            raise
        kept, self._lock = self._lock, None
        self.close()
        if kept is not None and kept is not lock:
            kept.unlock()
        self._project, self._lock = opened, lock
        self.project_opened.emit()

    def close(self) -> None:
        if self._project is not None:
            self._project.close()
            self._project = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def add_labels(self, labels: LabelSet) -> None:
        """Make types known to the project that it does not have yet."""
        known = set(self.project.labels().labels)
        if set(labels.labels) - known:
            self.project.set_labels(labels)
            self.labels_changed.emit()

    def arrange_labels(self, labels: LabelSet, before: LabelSet) -> None:
        """Types as a person wants them who saw those of `before`; what came or was found meanwhile stays."""
        used, gone = self.project.used_labels(), set(before.names())
        kept = (
            label
            for label in self.project.labels().labels
            if label.name not in labels.names() and (label.name in used or label.name not in gone)
        )
        self.project.arrange_labels(LabelSet((*labels.labels, *kept)))
        self.labels_changed.emit()

    def remove_documents(self, rows: Sequence[DocumentRow]) -> None:
        self.project.remove_documents([row.id for row in rows])
        _log.info("removed %d documents", len(rows))
        self.documents_changed.emit()
        self.mentions_changed.emit()


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(0)
    if not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError:
        process, host, _ = lock.getLockInfo()
        raise ProjectFileError(f"{path}: it is open in another window of Veritag (process {process} on {host}).")
    # Where no lock can be written, opening the project says why.
    return lock
