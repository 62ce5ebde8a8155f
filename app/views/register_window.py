"""The register: the distinct entities of the project, where each stands, its aliases, and what may mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.models.register_table import RegisterColumn, RegisterModel
from app.views.buttons import without_default
from app.views.mention_tip import type_name
from app.views.register_lists import AliasList, MentionList, ProposalList
from app.words import number_words
from engine.store import Context, EntityRow, MentionRow
from engine.types import LabelSet

if TYPE_CHECKING:
    from engine.aliases import Likeness

_TYPING_MS = 200


@dataclass(frozen=True, slots=True)
class Details:
    """What is shown of one entity: its first mentions with their surroundings."""

    entity: EntityRow
    mentions: Sequence[MentionRow]
    contexts: Sequence[Context]


class RegisterWindow(QDialog):
    """Knows no project: it shows what it is given, and its signals say what the user wants.

    Names belong to one type, given first: (label, …).
    """

    entity_chosen = Signal(object)  # an EntityRow or None
    mention_chosen = Signal(int)
    merge_asked = Signal(str, list, str)  # label, aliases, main name
    separate_asked = Signal(str, list)
    main_asked = Signal(str, str)
    apart_asked = Signal(str, str, str)
    direction_asked = Signal(object)  # several EntityRows of one type: which is the main name?
    stop_asked = Signal(list)
    stops_asked = Signal()

    def __init__(self, model: RegisterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._labels = LabelSet(())
        self._box = QLineEdit(clearButtonEnabled=True)
        self._type, self._differing, self._count = QComboBox(), QCheckBox(), QLabel()
        self.table = QTableView(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self.mentions, self.aliases, self.proposals = MentionList(), AliasList(), ProposalList()
        self.merge, self.stop, self.stops = QPushButton(), QPushButton(), QPushButton()
        self._tabs = QTabWidget()
        for page in (self.mentions, self.aliases, self.proposals):
            self._tabs.addTab(page, "")
        self._set_up_table()
        self._lay_out()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._filter)
        self._box.textChanged.connect(lambda: self._typing.start())
        self._type.currentIndexChanged.connect(lambda _: self._filter())
        self._differing.toggled.connect(lambda _: self._filter())
        self.merge.clicked.connect(lambda: self.direction_asked.emit(self.chosen()))
        self.stop.clicked.connect(self._stop)
        self.stops.clicked.connect(self.stops_asked)
        self.mentions.mention_chosen.connect(self.mention_chosen)
        self.aliases.separate_asked.connect(lambda names: self._with_label(self.separate_asked.emit, names))
        self.aliases.main_asked.connect(lambda alias: self._with_label(self.main_asked.emit, alias))
        self.proposals.merge_asked.connect(lambda alias, main: self._with_label(self.merge_asked.emit, [alias], main))
        self.proposals.apart_asked.connect(lambda one, other: self._with_label(self.apart_asked.emit, one, other))
        self.resize(1060, 640)
        self._retranslate()
        self._follow_choice()

    def show_entities(self, rows: Sequence[EntityRow], labels: LabelSet) -> None:
        """The register as it is now; what is chosen stays so."""
        before = self.chosen()
        if labels != self._labels:
            self._labels = labels
            self._retranslate()
        self._model.set_rows(rows, labels)
        self._tell_count()
        place = self._model.place(before[0].name, before[0].label) if before else None
        if place is None and self._model.rowCount():
            place = 0
        if place is not None:
            self.choose(place)
        else:
            self._follow_choice()

    def chosen(self) -> list[EntityRow]:
        """The entities of the selected rows, the current one first."""
        selected = self.table.selectionModel().selectedRows()
        rows = sorted((index.row() for index in selected), key=lambda row: row != self.table.currentIndex().row())
        return [entity for entity in map(self._model.entity, rows) if entity is not None]

    def choose(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self._model.index(row, 0), flags)
        self.table.scrollTo(self._model.index(row, 0))
        self._follow_choice()

    def show_details(self, details: Details | None) -> None:
        """Where the chosen entity stands, and its aliases; its proposals come later by `show_proposals`."""
        self.proposals.show_proposals("", [])
        if details is None:
            self.mentions.show_mentions([], [])
            self.aliases.show_aliases("", [])
        else:
            self.mentions.show_mentions(details.mentions, details.contexts)
            self.aliases.show_aliases(details.entity.name, details.entity.aliases)
        self._name_tabs()

    def show_proposals(self, name: str, proposals: Sequence[Likeness]) -> None:
        """What may mean the same as the chosen entity."""
        self.proposals.show_proposals(name, proposals)
        self._name_tabs()

    def _with_label(self, ask: object, *rest: object) -> None:
        chosen = self.chosen()
        if chosen:
            ask(chosen[0].label, *rest)  # type: ignore[operator]

    def _stop(self) -> None:
        self.stop_asked.emit([name for entity in self.chosen() for name in entity.names()])

    def _filter(self) -> None:
        self._typing.stop()
        before = self.chosen()
        self._model.filter(self._box.text().strip(), self._type.currentData() or "", self._differing.isChecked())
        self._tell_count()
        place = self._model.place(before[0].name, before[0].label) if before else None
        if self._model.rowCount():
            self.choose(place or 0)
        else:
            self._follow_choice()

    def _follow_choice(self) -> None:
        chosen = self.chosen()
        self.merge.setEnabled(len(chosen) > 1 and len({entity.label for entity in chosen}) == 1)
        self.stop.setEnabled(bool(chosen))
        self.entity_chosen.emit(chosen[0] if chosen else None)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.setSortingEnabled(True)
        table.sortByColumn(RegisterColumn.MENTIONS, Qt.SortOrder.DescendingOrder)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        columns = table.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setStretchLastSection(True)
        for column, width in enumerate((180, 112, 70, 84, 110)):
            table.setColumnWidth(column, width)
        table.selectionModel().selectionChanged.connect(lambda *_: self._follow_choice())

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._box, 1)
        for widget in (self._type, self._differing, self._count):
            top.addWidget(widget)
        for button in (self.merge, self.stop):
            bottom.addWidget(button)
        bottom.addStretch()
        bottom.addWidget(self.stops)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.table)
        halves.addWidget(self._tabs)
        halves.setSizes([640, 420])
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(halves, 1)
        layout.addLayout(bottom)
        without_default(self)

    def _tell_count(self) -> None:
        self._count.setText(self.tr("Shown: {0}").format(number_words(self._model.rowCount())))

    def _name_tabs(self) -> None:
        pages = (
            (self.tr("Mentions"), self.mentions.count()),
            (self.tr("Aliases"), self.aliases.count()),
            (self.tr("May be the same"), self.proposals.count()),
        )
        for place, (words, count) in enumerate(pages):
            self._tabs.setTabText(place, f"{words} ({number_words(count)})" if count else words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Register of entities"))
        self._box.setPlaceholderText(self.tr("Find an entity"))
        self._box.setAccessibleName(self.tr("Find an entity"))
        chosen = self._type.currentData()
        with QSignalBlocker(self._type):
            self._type.clear()
            self._type.addItem(self.tr("All types"), "")
            for name in self._labels.names():
                self._type.addItem(type_name(self._labels, name), name)
            self._type.setCurrentIndex(max(0, self._type.findData(chosen)))
        self._type.setAccessibleName(self.tr("Type"))
        self._differing.setText(self.tr("Found with several types"))
        self.table.setAccessibleName(self.tr("Register of entities"))
        self.merge.setText(self.tr("&Merge selected…"))
        self.merge.setToolTip(self.tr("Make one entity of the selected ones of a type; you say which is the main name"))
        self.stop.setText(self.tr("&Never an entity"))
        self.stop.setToolTip(self.tr("Put the names on the stop list: suggestions are rejected, now and from now on"))
        self.stops.setText(self.tr("Stop &list…"))
        self._tell_count()
        self._name_tabs()
