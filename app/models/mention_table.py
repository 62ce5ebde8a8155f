"""Mentions as a Qt table. Only the pages that are looked at are asked for, however many rows there are."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QCoreApplication,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPalette

from app.models.mention_query import MentionQuery
from app.models.named_columns import Index, NamedColumns
from app.theme import swatch_colour
from app.views.mention_tip import mention_tip, place_line, type_name
from app.words import decider_words, status_words
from engine.errors import ProjectError
from engine.store import MentionRow, OrderBy, Project
from engine.types import LabelSet

_PAGE = 200
_KEPT_PAGES = 24
_FEW = 50
_FAR = 50_000


class Column(IntEnum):
    TEXT = 0
    TYPE = 1
    SCORE = 2
    PLACE = 3
    DECIDED_BY = 4
    STATUS = 5
    DOCUMENT = 6
    COMMENT = 7
    DOUBT = 8
    DISAGREEMENT = 9


ORDERS: dict[int, OrderBy] = {
    Column.TEXT: "text",
    Column.TYPE: "label",
    Column.SCORE: "score",
    Column.PLACE: "start",
    Column.DECIDED_BY: "decided_by",
    Column.STATUS: "status",
    Column.DOCUMENT: "document",
    Column.COMMENT: "comment",
    Column.DOUBT: "uncertainty",
    Column.DISAGREEMENT: "disagreement",
}


class MentionTableModel(NamedColumns):
    """The rows of a `MentionQuery` on a project. `RowRole` gives the `MentionRow`.

    A page far from both ends is a long way for the database to count to: `order_wanted` asks once for the ids of the
    whole list, with which every page is near, and rows are dots until `set_order` brings them.

    Where the project can no longer be read, `failed` tells once, and rows are empty until others are asked for.
    """

    columns = Column
    failed = Signal(object)
    order_wanted = Signal(object)  # a MentionQuery
    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, palette: Callable[[], QPalette]) -> None:
        super().__init__()
        self._palette = palette
        self._project: Project | None = None
        self._query = MentionQuery()
        self._labels = LabelSet(())
        self._count = 0
        self._broken = False
        self._pages: OrderedDict[int, list[MentionRow]] = OrderedDict()
        self._ids: array[int] | None = None
        self._waits = False

    def show(self, project: Project | None, query: MentionQuery) -> None:
        """Ask for other rows, or for the same again."""
        self.beginResetModel()
        self._project, self._query, self._broken = project, query, False
        self._pages.clear()
        self._ids, self._waits = None, False
        self._count = query.count(project) if project is not None else 0
        self.endResetModel()

    def set_order(self, query: MentionQuery, ids: array[int]) -> None:
        """The list of a query, where that is still shown."""
        if self._waits and query is self._query:
            self._ids, self._waits = ids, False
            self.repaint()

    def set_labels(self, labels: LabelSet) -> None:
        self._labels = labels
        self.repaint()

    def repaint(self) -> None:
        """Names or colours have changed."""
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(Column) - 1))
        self.rename()

    def mention(self, row: int) -> MentionRow | None:
        """The mention in a row; None where the project has changed under the list."""
        if self._project is None or self._broken or not 0 <= row < self._count:
            return None
        number = row // _PAGE
        if number not in self._pages:
            try:
                page = self._read(self._project, number)
            except ProjectError as error:
                # Raised while a view paints, it would be raised again at every repaint.
                self._broken = True
                self.failed.emit(error)
                return None
            if page is None:
                return None
            self._pages[number] = page
            while len(self._pages) > _KEPT_PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        page = self._pages[number]
        return page[row % _PAGE] if row % _PAGE < len(page) else None

    def _read(self, project: Project, number: int) -> list[MentionRow] | None:
        """A page; None where it has to wait for the order."""
        first, last = number * _PAGE, min((number + 1) * _PAGE, self._count)
        if self._ids is not None:
            return project.mentions_of_ids(self._ids[first:last])
        if first < _FAR:
            return self._query.page(project, first, last - first)
        if self._count - last < _FAR:
            return self._query.page(project, self._count - last, last - first, backwards=True)[::-1]
        if not self._waits:
            self._waits = True
            self.order_wanted.emit(self._query)
        return None

    def ids(self, first: int, end: int) -> Sequence[int]:
        """The mentions in the rows from `first` up to `end`, of which many need not have been looked at."""
        if end - first <= _PAGE:
            rows = [self.mention(row) for row in range(first, end)]
            known = [row.id for row in rows if row is not None]
            if len(known) == len(rows):
                return known
        return self._order()[first:end]

    def rows_of(self, mention_ids: Sequence[int]) -> list[int]:
        """The rows of those of the mentions that are listed, from the top."""
        if len(mention_ids) <= _FEW:
            return sorted(row for row in map(self.position, mention_ids) if row is not None)
        wanted = set(mention_ids)
        return [row for row, identity in enumerate(self._order()) if identity in wanted]

    def mentions(self, mention_ids: Sequence[int]) -> list[MentionRow]:
        """Those of the mentions that are still there."""
        return self._project.mentions_of_ids(mention_ids) if self._project is not None else []

    def _order(self) -> array[int]:
        """The ids of all rows, read now where they were not yet."""
        if self._ids is None:
            self._ids = self._query.ids_in_order(self._project) if self._project is not None else array("q")
            self._waits = False
        return self._ids

    def position(self, mention_id: int) -> int | None:
        """The row of a mention, or None where the filters leave it out."""
        return self._query.position(self._project, mention_id) if self._project is not None else None

    def count(self) -> int:
        return self._count

    def heads(self) -> dict[int, str]:
        return {
            Column.TEXT: QCoreApplication.translate("EntityTable", "Text"),
            Column.TYPE: QCoreApplication.translate("EntityTable", "Type"),
            Column.SCORE: QCoreApplication.translate("EntityTable", "Score"),
            Column.PLACE: QCoreApplication.translate("EntityTable", "Place"),
            Column.DECIDED_BY: QCoreApplication.translate("EntityTable", "Decided by"),
            Column.STATUS: QCoreApplication.translate("EntityTable", "Status"),
            Column.DOCUMENT: QCoreApplication.translate("EntityTable", "Document"),
            Column.COMMENT: QCoreApplication.translate("EntityTable", "Comment"),
            Column.DOUBT: QCoreApplication.translate("EntityTable", "Doubt"),
            Column.DISAGREEMENT: QCoreApplication.translate("EntityTable", "Disputed"),
        }

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        mention = self.mention(index.row()) if index.isValid() else None
        if mention is None:
            return "…" if self._waits and role == Qt.ItemDataRole.DisplayRole and not index.column() else None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.words(mention, column)
            case Qt.ItemDataRole.ToolTipRole:
                return mention_tip(mention, self._labels)
            case Qt.ItemDataRole.DecorationRole if column is Column.TYPE:
                return swatch_colour(self._labels, mention.label, self._palette())
            case Qt.ItemDataRole.TextAlignmentRole if column in (Column.SCORE, Column.DOUBT, Column.DISAGREEMENT):
                return int(Qt.AlignmentFlag.AlignCenter)
            case Qt.ItemDataRole.ForegroundRole if mention.status == "rejected":
                return self._palette().color(QPalette.ColorRole.PlaceholderText)
            case Qt.ItemDataRole.FontRole if mention.status == "rejected" and column is Column.TEXT:
                return _struck_out()
            case self.RowRole:
                return mention
        return None

    def words(self, mention: MentionRow, column: Column) -> str:
        """What a cell says."""
        match column:
            case Column.TEXT:
                return " ".join(mention.text.split())
            case Column.TYPE:
                return type_name(self._labels, mention.label)
            case Column.SCORE:
                return f"{mention.score:.0%}"
            case Column.PLACE:
                return place_line(mention.place)
            case Column.DECIDED_BY:
                return decider_words(mention.decided_by)
            case Column.STATUS:
                return status_words(mention.status)
            case Column.DOCUMENT:
                return mention.document_name
            case Column.COMMENT:
                return " ".join(mention.comment.split())
            case Column.DOUBT:
                return f"{mention.uncertainty:.0%}"
            case Column.DISAGREEMENT:
                return f"{mention.disagreement:.0%}"


def _struck_out() -> QFont:
    font = QFont()
    font.setStrikeOut(True)
    return font
