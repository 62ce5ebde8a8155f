"""The entities as a table: sorted, filtered, copied, decided, and a way to their places in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QByteArray, QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QVBoxLayout, QWidget

from app.models.mention_query import MentionQuery
from app.models.mention_table import ORDERS, Column, MentionTableModel
from app.views.entity_filter import EntityFilter
from engine.store import MentionRow, OrderBy

_WIDTHS = {
    Column.TEXT: 220,
    Column.TYPE: 125,
    Column.SCORE: 60,
    Column.PLACE: 140,
    Column.DECIDED_BY: 120,
    Column.STATUS: 90,
    Column.DOCUMENT: 200,
    Column.COMMENT: 140,
    Column.DOUBT: 60,
    Column.DISAGREEMENT: 70,
}
# Shown only where the user asks for them in the menu of the headers.
_HIDDEN = (Column.DOUBT, Column.DISAGREEMENT)


class EntityTable(QWidget):
    """`query_changed` asks for other rows; `mention_chosen` is a click or Enter on a row."""

    query_changed = Signal()
    mention_chosen = Signal(object)
    selection_changed = Signal()

    def __init__(self, model: MentionTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._order: tuple[OrderBy, bool] = ("start", False)
        self._actions: list[QAction] = []
        self.filter = EntityFilter()
        self.view = QTableView(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setAlternatingRowColors(True)
        self.view.setModel(model)
        self.view.setTabKeyNavigation(False)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._set_up_headers()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.filter)
        layout.addWidget(self.view, 1)
        self.filter.changed.connect(self._ask)
        self.view.clicked.connect(lambda index: self._choose(index.row()))
        self.view.activated.connect(lambda index: self._choose(index.row()))
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.installEventFilter(self)
        # One signal for a burst of selection changes, and none while rows are replaced.
        self._selecting = QTimer(self, singleShot=True, interval=0)
        self._selecting.timeout.connect(self._tell_selection)
        self.view.selectionModel().selectionChanged.connect(lambda: self._selecting.start())
        self._retranslate()

    def query(self, document_id: int | None, hidden: set[str], every: tuple[str, ...]) -> MentionQuery:
        """What the filters and the sorting ask for; `hidden` types of `every` are left out."""
        criteria = self.filter.criteria()
        self.view.setColumnHidden(Column.DOCUMENT, not criteria.everywhere)
        order_by, descending = self._order
        return MentionQuery(
            document_id=None if criteria.everywhere else document_id,
            labels=_shown(criteria.label, hidden, every),
            criteria=criteria,
            order_by=order_by,
            descending=descending,
        )

    def selected(self) -> list[MentionRow]:
        """The mentions of the selected rows, from the top."""
        return self._model.mentions(self.selected_ids())

    def selected_ids(self) -> list[int]:
        return [identity for first, end in self._selected_spans() for identity in self._model.ids(first, end)]

    def first_selected(self) -> int | None:
        """The mention of the topmost selected row."""
        found = [self._model.ids(first, first + 1) for first, _ in self._selected_spans()[:1]]
        return found[0][0] if found and found[0] else None

    def order(self) -> OrderBy:
        """What the rows are sorted by."""
        return self._order[0]

    def sort_by(self, order_by: OrderBy, *, descending: bool) -> None:
        column = next(column for column, order in ORDERS.items() if order == order_by)
        direction = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.horizontalHeader().setSortIndicator(column, direction)

    def select(self, row: int | None, *, scroll: bool = True) -> None:
        """Select one row; None selects nothing."""
        if row is None:
            self.view.clearSelection()
            return
        self.view.selectionModel().setCurrentIndex(
            self._model.index(row, 0),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        if scroll:
            self.view.scrollTo(self._model.index(row, 0))

    def select_mentions(self, mention_ids: Sequence[int]) -> None:
        """Select the rows of mentions that are listed, without scrolling."""
        selection, last = QItemSelection(), self._model.columnCount() - 1
        spans = _joined((row, row + 1) for row in self._model.rows_of(mention_ids))
        for first, end in spans:
            selection.select(self._model.index(first, 0), self._model.index(end - 1, last))
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().select(selection, flag)
        if spans:
            keep = QItemSelectionModel.SelectionFlag.NoUpdate
            self.view.selectionModel().setCurrentIndex(self._model.index(spans[0][0], 0), keep)

    def has_selection(self) -> bool:
        return self.view.selectionModel().hasSelection()

    def current_row(self) -> int:
        """The row with the keyboard's place, -1 without one."""
        return self.view.currentIndex().row()

    def restore_columns(self, state: QByteArray | None) -> None:
        """Widths, order and sorting as they were saved."""
        header = self.view.horizontalHeader()
        if state is not None and header.count() == len(Column) and header.restoreState(state):
            descending = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            self._order = (ORDERS[header.sortIndicatorSection()], descending)

    def set_menu_actions(self, actions: list[QAction]) -> None:
        self._actions = actions

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard as tab-separated lines."""
        columns = [column for column in Column if not self.view.isColumnHidden(column)]
        lines = ["\t".join(self._model.words(mention, column) for column in columns) for mention in self.selected()]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802
        if watched is self.view and isinstance(event, QKeyEvent):
            copies = event.matches(QKeySequence.StandardKey.Copy)
            if copies and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if copies and event.type() == QEvent.Type.KeyPress:
                self.copy_rows()
                return True
        return False

    def _set_up_headers(self) -> None:
        rows = self.view.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.view.fontMetrics().height() + 10)
        columns = self.view.horizontalHeader()
        columns.setHighlightSections(False)
        # A header looks at every row of a long selection; this one's is never filled.
        columns.setSelectionModel(QItemSelectionModel(self._model, columns))
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setSectionsMovable(True)
        columns.setSortIndicatorShown(True)
        columns.setSortIndicator(Column.PLACE, Qt.SortOrder.AscendingOrder)
        columns.setStretchLastSection(True)
        columns.setSectionsClickable(True)
        columns.sortIndicatorChanged.connect(self._sort)
        for column, width in _WIDTHS.items():
            self.view.setColumnWidth(column, width)
            self.view.setColumnHidden(column, column in _HIDDEN)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.customContextMenuRequested.connect(self._show_columns_menu)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._order = (ORDERS[column], order == Qt.SortOrder.DescendingOrder)
        self._ask()

    def _ask(self) -> None:
        self.query_changed.emit()

    def _tell_selection(self) -> None:
        self.selection_changed.emit()
        spans = self._selected_spans()
        if self.view.hasFocus() and len(spans) == 1 and spans[0][1] - spans[0][0] == 1:
            self._choose(spans[0][0])

    def _selected_spans(self) -> list[tuple[int, int]]:
        """The selected rows as spans (first, end), from the top. Qt's list of single rows takes minutes for many."""
        selection = self.view.selectionModel().selection()
        ranges = (selection.at(place) for place in range(selection.count()))
        return _joined(sorted((each.top(), each.bottom() + 1) for each in ranges))

    def _choose(self, row: int) -> None:
        mention = self._model.mention(row)
        modifiers = QGuiApplication.keyboardModifiers()
        extending = modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if mention is not None and not extending:
            self.mention_chosen.emit(mention)

    def _show_menu(self, point: QPoint) -> None:
        if not self.view.indexAt(point).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy rows"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy_rows)
        menu.addSeparator()
        menu.addActions(self._actions)
        menu.popup(self.view.viewport().mapToGlobal(point))

    def _show_columns_menu(self, point: QPoint) -> None:
        """Which columns are shown; the text always is, and the document whenever several are listed."""
        columns, menu = self.view.horizontalHeader(), QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in Column:
            if column in (Column.TEXT, Column.DOCUMENT):
                continue
            action = menu.addAction(str(self._model.headerData(column, Qt.Orientation.Horizontal)))
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(column))
            action.toggled.connect(lambda on, column=column: self.view.setColumnHidden(column, not on))
        menu.popup(columns.mapToGlobal(point))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._model.repaint()

    def _retranslate(self) -> None:
        self.view.setAccessibleName(self.tr("Entities"))
        self._model.repaint()


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, of which those that touch or overlap are one."""
    joined: list[tuple[int, int]] = []
    for first, end in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined


def _shown(chosen: str, hidden: set[str], every: tuple[str, ...]) -> tuple[str, ...] | None:
    """The types to list; None for all."""
    if chosen:
        return (chosen,) if chosen not in hidden else ()
    return tuple(name for name in every if name not in hidden) if hidden else None
