"""Reads the order of a long list of mentions in the background, when somebody looks far into it."""

from __future__ import annotations

from array import array
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.background import in_background
from app.models.mention_query import MentionQuery
from app.models.mention_table import MentionTableModel
from app.session import Session
from engine.store import Project


class FarRows(QObject):
    """Answers `order_wanted` of the table."""

    failed = Signal(object)

    def __init__(self, session: Session, model: MentionTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._model = session, model
        model.order_wanted.connect(self._read)

    def _read(self, query: MentionQuery) -> None:
        path = self._session.path
        show = partial(self._model.set_order, query)
        in_background(lambda: _ids(path, query), self, then=show, failed=self.failed)


def _ids(path: Path, query: MentionQuery) -> array[int]:
    with Project.open(path) as project:
        return query.ids_in_order(project)
