"""The entity types with their counts, to be switched on and off."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPalette

from app.theme import highlight_colour, is_dark
from app.views.mention_tip import label_tip, type_name
from app.words import number_words
from engine.types import Label, LabelSet

Index = QModelIndex | QPersistentModelIndex


class LabelListModel(QAbstractTableModel):
    """Two columns: a type with its checkbox and colour, and how often it occurs."""

    hidden_changed = Signal(set)

    def __init__(self, palette: Callable[[], QPalette]) -> None:
        super().__init__()
        self._palette = palette
        self._labels: list[Label] = []
        self._counts: dict[str, int] = {}
        self._hidden: set[str] = set()

    @property
    def hidden(self) -> set[str]:
        """The names of the types that are switched off."""
        return set(self._hidden)

    def set_labels(self, labels: LabelSet) -> None:
        if list(labels.labels) != self._labels:
            self.beginResetModel()
            self._labels = list(labels.labels)
            self.endResetModel()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self.repaint()

    def set_all_shown(self, shown: bool) -> None:
        self._set_hidden(set() if shown else {label.name for label in self._labels})

    def repaint(self) -> None:
        """Names, counts or colours have changed."""
        if self._labels:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._labels) - 1, 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._labels)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        label = self._labels[index.row()]
        count = self._counts.get(label.name, 0)
        if index.column() == 1:
            return self._count_data(count, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return type_name(LabelSet(tuple(self._labels)), label.name)
            case Qt.ItemDataRole.ToolTipRole:
                return label_tip(label)
            case Qt.ItemDataRole.DecorationRole:
                return QColor(highlight_colour(label, is_dark(self._palette())))
            case Qt.ItemDataRole.CheckStateRole:
                shown = label.name not in self._hidden
                return Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ForegroundRole if not count:
                return self._palette().color(QPalette.ColorRole.PlaceholderText)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        name = self._labels[index.row()].name
        checked = value in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        self._set_hidden(self._hidden - {name} if checked else self._hidden | {name})
        return True

    def _count_data(self, count: int, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return number_words(count)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ForegroundRole:
                return self._palette().color(QPalette.ColorRole.PlaceholderText)
        return None

    def _set_hidden(self, hidden: set[str]) -> None:
        if hidden != self._hidden:
            self._hidden = hidden
            self.repaint()
            self.hidden_changed.emit(self.hidden)
