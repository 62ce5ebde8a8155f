"""A table of words that are chosen, not edited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QWidget


class WordTable(QTableWidget):
    """Rows are chosen, not edited. A kind of it says in `_retranslate` what its heads and cells are called."""

    def __init__(self, rows: int, columns: int, room: int, parent: QWidget | None = None) -> None:
        """`room` is the space of a row around its words, in pixels."""
        super().__init__(rows, columns, parent)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + room)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)

    def full_height(self) -> int:
        """The height at which no row is hidden, for a short table in a panel that scrolls."""
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        return self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _set_heads(self, heads: list[str], tips: Sequence[str] = ()) -> None:
        self.setHorizontalHeaderLabels(heads)
        for column, tip in enumerate(tips):
            head = self.horizontalHeaderItem(column)
            if head is not None:
                head.setToolTip(tip)

    def _retranslate(self) -> None:
        """Name heads and cells in the language in use."""
