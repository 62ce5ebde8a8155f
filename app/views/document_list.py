"""The list of documents with a box that searches their texts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.models.document_list import DocumentListModel
from app.views.document_delegate import DocumentDelegate
from app.words import number_words
from engine.store import DocumentRow

_TYPING_MS = 250


class _Rows(QTableView):
    """One column; of thousands of rows only those on the screen are looked at, where a list view looks at all."""

    def __init__(self) -> None:
        super().__init__()
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        # Home and End of a table mean its columns.
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self.model().index(0, 0)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self.model().index(self.model().rowCount() - 1, 0)
        return super().moveCursor(action, modifiers)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit_rows()

    def fit_rows(self) -> None:
        """Make rows as high as the delegate draws them."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        self.verticalHeader().setDefaultSectionSize(self.itemDelegate().sizeHint(option, QModelIndex()).height())


class DocumentList(QWidget):
    """Tells which document is chosen and what is searched for; the window answers."""

    document_chosen = Signal(int)
    search_changed = Signal(str)
    selection_changed = Signal()

    def __init__(self, model: DocumentListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._heading = QLabel()
        self._count = QLabel()
        self._search = QLineEdit(clearButtonEnabled=True)
        self._search.setAcceptDrops(False)
        self._beside = QToolButton()
        self._beside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._beside.hide()
        self._view = _Rows()
        self._view.setModel(model)
        self._view.setItemDelegate(DocumentDelegate(self._view))
        self._view.fit_rows()
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._actions: list[QAction] = []
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._tell_search)
        self._lay_out()
        self._search.textChanged.connect(self._follow_typing)
        self._search.returnPressed.connect(self._tell_search)
        self._view.selectionModel().currentChanged.connect(self._tell_chosen)
        self._view.selectionModel().selectionChanged.connect(lambda: self.selection_changed.emit())
        # A reset takes the selection away without a word of the selection model.
        model.modelReset.connect(self.selection_changed)
        self._view.customContextMenuRequested.connect(self._show_menu)
        self._retranslate()

    def search_text(self) -> str:
        return self._search.text().strip()

    def is_searching(self) -> bool:
        """Whether the user is at the box or the button beside it."""
        return self._search.hasFocus() or self._beside.hasFocus()

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def selected(self) -> list[DocumentRow]:
        indexes = self._view.selectionModel().selectedIndexes()
        return [index.data(DocumentListModel.RowRole) for index in indexes]

    def has_selection(self) -> bool:
        return self._view.selectionModel().hasSelection()

    def choose(self, document_id: int) -> None:
        """Select a document, where it is listed."""
        index = self._model.index_of(document_id)
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._view.selectionModel().setCurrentIndex(index, flag)
            self._view.scrollTo(index)

    def set_menu_actions(self, actions: list[QAction]) -> None:
        """What the context menu offers; their shortcuts work while the list has the focus."""
        self._actions = actions
        for action in actions:
            self._view.addAction(action)

    def set_search_action(self, action: QAction) -> None:
        """What else can be done with the words in the box: a button beside it while there are any."""
        self._beside.setDefaultAction(action)

    def show_count(self, total: int) -> None:
        self._count.setText(number_words(total))

    def _lay_out(self) -> None:
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch()
        head.addWidget(self._count)
        search = QHBoxLayout()
        search.addWidget(self._search, 1)
        search.addWidget(self._beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 4)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(search)
        layout.addWidget(self._view, 1)

    def _follow_typing(self) -> None:
        self._beside.setVisible(bool(self.search_text()))
        self._typing.start()

    def _tell_search(self) -> None:
        self._typing.stop()
        self.search_changed.emit(self.search_text())

    def _tell_chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            self.document_chosen.emit(current.data(DocumentListModel.RowRole).id)

    def _show_menu(self, point: QPoint) -> None:
        if not self._view.indexAt(point).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions)
        menu.popup(self._view.viewport().mapToGlobal(point))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Documents"))
        self._search.setPlaceholderText(self.tr("Search in all texts"))
        self._search.setToolTip(self.tr("Shows only the documents whose text contains these words"))
        self._search.setAccessibleName(self.tr("Search in all texts"))
        self._view.setAccessibleName(self.tr("Documents"))
        self._model.retranslate()
