"""The files of the current work with what becomes of each: how many there are, how fast it goes, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.models.queue_table import FileState, QueueColumn, QueueModel, QueueRow
from app.words import number_words, seconds_words
from app.work import Totals

_ROOM = 10


class QueueWindow(QDialog):
    """Knows no project: it shows what it is given, and its signals say what the user wants with files that wait."""

    first_asked = Signal(list)  # paths, in their order
    removal_asked = Signal(list)

    def __init__(self, commands: Sequence[QAction], parent: QWidget | None = None) -> None:
        """`commands` get a button each."""
        super().__init__(parent)
        self._totals = Totals(0, 0, 0, 0)
        self._model = QueueModel()
        self.table = QTableView(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self.state, self._counts = QComboBox(), QLabel()
        self.first, self.out, self.copy = QPushButton(), QPushButton(), QPushButton()
        self.commands = [_button(action) for action in commands]
        self._set_up_table()
        self._lay_out()
        self.state.currentIndexChanged.connect(lambda _: self._filter())
        self.first.clicked.connect(lambda: self.first_asked.emit(self._waiting_chosen()))
        self.out.clicked.connect(lambda: self.removal_asked.emit(self._waiting_chosen()))
        self.copy.clicked.connect(self.copy_rows)
        for keys, button in ((QKeySequence(QKeySequence.StandardKey.Copy), self.copy), (QKeySequence("Del"), self.out)):
            QShortcut(keys, self).activated.connect(button.click)
        self.resize(900, 560)
        self._retranslate()
        self._follow_choice()
        self.table.setFocus()

    def show_files(self, rows: Sequence[QueueRow], totals: Totals) -> None:
        """The files as they are now; what is chosen stays so."""
        self._model.set_rows(rows)
        self._totals = totals
        self._tell_totals()
        self._follow_choice()

    def choose(self, paths: Sequence[Path]) -> None:
        """Select the rows of files, and show the first of them."""
        places = [place for place in map(self._model.place, paths) if place is not None]
        selection = QItemSelection()
        for place in places:
            selection.select(self._model.index(place, 0), self._model.index(place, len(QueueColumn) - 1))
        if places:
            flags = QItemSelectionModel.SelectionFlag
            chooser, first = self.table.selectionModel(), self._model.index(places[0], 0)
            chooser.setCurrentIndex(first, flags.NoUpdate)
            chooser.select(selection, flags.ClearAndSelect | flags.Rows)
            self.table.scrollTo(first)

    def show_work(self) -> None:
        """Scroll to the file that is being worked on."""
        place = self._model.place_of_work()
        if place is not None:
            self.table.scrollTo(self._model.index(place, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard: path, state and result, divided by tabs."""
        chosen = self._chosen()
        if chosen:
            QGuiApplication.clipboard().setText(self._model.lines(chosen))

    def _chosen(self) -> list[int]:
        """The selected rows from above."""
        selection = self.table.selectionModel().selection()
        ranges = (selection.at(number) for number in range(selection.count()))
        return sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})

    def _waiting_chosen(self) -> list[Path]:
        rows = map(self._model.row, self._chosen())
        return [row.path for row in rows if row.state == "waiting"]

    def _filter(self) -> None:
        wanted: FileState | None = self.state.currentData()
        self._model.filter(wanted)
        self._follow_choice()

    def _follow_choice(self) -> None:
        chosen = self._chosen()
        waits = any(self._model.row(row).state == "waiting" for row in chosen)
        self.first.setEnabled(waits)
        self.out.setEnabled(waits)
        self.copy.setEnabled(bool(chosen))

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows, columns = table.verticalHeader(), table.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(table.fontMetrics().height() + _ROOM)
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setStretchLastSection(True)
        for column, width in enumerate((250, 150, 240)):
            table.setColumnWidth(column, width)
        table.selectionModel().selectionChanged.connect(lambda *_: self._follow_choice())

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.state)
        top.addWidget(self._counts, 1)
        for button in (self.first, self.out, self.copy):
            # Enter in the table is no click on a button.
            button.setAutoDefault(False)
            bottom.addWidget(button)
        bottom.addStretch()
        for command in self.commands:
            bottom.addWidget(command)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)

    def _tell_totals(self) -> None:
        totals = self._totals
        counts = (totals.waiting + totals.busy, totals.done, totals.failed)
        words = self.tr("To do: {0} · Done: {1} · Failed: {2}").format(*map(number_words, counts))
        if totals.a_minute is not None and totals.seconds is not None:
            pace = self.tr("files a minute: {0} · time left: about {1}")
            figures = (number_words(round(totals.a_minute)), seconds_words(totals.seconds))
            words = f"{words} · {pace.format(*figures)}"
        self._counts.setText(words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._model.retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Queue"))
        self.table.setAccessibleName(self.tr("Files"))
        self.state.setAccessibleName(self.tr("Which files are listed"))
        chosen = self.state.currentData()
        choices: dict[str, FileState | None] = {
            self.tr("All files"): None,
            self.tr("Waiting"): "waiting",
            self.tr("Failed"): "failed",
        }
        with QSignalBlocker(self.state):
            self.state.clear()
            for words, state in choices.items():
                self.state.addItem(words, state)
            self.state.setCurrentIndex(max(0, self.state.findData(chosen)))
        self.first.setText(self.tr("Do &first"))
        self.first.setToolTip(self.tr("Analyse the selected files before all others that wait"))
        self.out.setText(self.tr("&Take out"))
        self.out.setToolTip(self.tr("Do not analyse the selected files that wait"))
        self.copy.setText(self.tr("C&opy"))
        self.copy.setToolTip(self.tr("Copy the selected rows as text: path, state and result"))
        self._tell_totals()


def _button(command: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(command)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
