"""The packs and language models on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app import modelling
from app.background import BackgroundCall
from app.messages import confirm, say_problem
from app.modelling import Item
from app.problems import problem_words
from app.views.buttons import drop_icons, without_default
from app.views.word_table import WordTable
from engine.errors import PackExistsError, VeritagError

_ROOM, _MEGABYTE = 10, 1_000_000


class ModelsDialog(QDialog):
    """Long work runs in a thread of its own, one thing at a time; `used` is the name of the pack in use."""

    def __init__(self, used: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Packs and language models"))
        self._used = used
        self._items: list[Item] = []
        self._checked: dict[Path, str] = {}
        self.table = WordTable(0, 5, _ROOM)
        heads = [self.tr("Name"), self.tr("Kind"), self.tr("Size"), self.tr("Licence"), self.tr("State")]
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setAccessibleName(self.windowTitle())
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.install, self.check = QPushButton(self.tr("&Install from file…")), QPushButton(self.tr("&Check"))
        self.check.setToolTip(self.tr("Compare every file with its hash, and let a pack read a sentence"))
        self.card, self.remove = QPushButton(self.tr("C&ard")), QPushButton(self.tr("&Remove…"))
        self.state = QLabel(wordWrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        drop_icons(buttons)
        row = QHBoxLayout()
        for button in (self.install, self.check, self.card, self.remove):
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(self.state)
        layout.addWidget(buttons)
        without_default(self)
        self.resize(780, 420)
        self._busy = False
        self.install.clicked.connect(self._ask_file)
        self.check.clicked.connect(self._check)
        self.card.clicked.connect(self._show_card)
        self.remove.clicked.connect(self._ask_removal)
        self.table.itemSelectionChanged.connect(self._follow)
        self.refresh()

    @property
    def is_busy(self) -> bool:
        return self._busy

    def refresh(self) -> None:
        """List what is installed."""
        self._do(modelling.list_items, self._show, self.tr("Reading…"))

    def _show(self, items: list[Item]) -> None:
        chosen = self._chosen()
        self._items = items
        self.table.setRowCount(len(items))
        for row, item in enumerate(items):
            kind = self.tr("Pack") if item.kind == "pack" else self.tr("Language model")
            size = self.tr("{0} MB").format(f"{item.size / _MEGABYTE:.0f}")
            for column, words in enumerate(
                (f"{item.name} {item.version}".strip(), kind, size, item.licence, self._state_of(item))
            ):
                cell = QTableWidgetItem(words)
                cell.setToolTip(words)
                self.table.setItem(row, column, cell)
        paths = [item.path for item in items]
        self.table.setCurrentCell(paths.index(chosen.path) if chosen and chosen.path in paths else 0, 0)
        self._follow()

    def _state_of(self, item: Item) -> str:
        problem = item.problem or self._checked.get(item.path, "")
        if problem:
            return problem_words(problem)
        words = [self.tr("in use")] if item.kind == "pack" and item.name == self._used else []
        words += [self.tr("whole and works")] if item.path in self._checked else []
        words += [] if item.own else [self.tr("came with the program")]
        return ", ".join(words)

    def _chosen(self) -> Item | None:
        row = self.table.currentRow()
        return self._items[row] if 0 <= row < len(self._items) else None

    def _check(self) -> None:
        item = self._chosen()
        if item is not None:

            def keep(problem: str) -> None:
                self._checked[item.path] = problem
                self._show(self._items)

            self._do(lambda: modelling.check(item), keep, self.tr("Checking {0}…").format(item.name))

    def _show_card(self) -> None:
        item = self._chosen()
        if item is None:
            return
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(item.name)
        page = QTextBrowser(openLinks=False)
        page.setMarkdown(item.card)
        layout = QVBoxLayout(dialog)
        layout.addWidget(page)
        dialog.resize(640, 560)
        dialog.open()

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Install from file"),
            "",
            self.tr("Packs and language models (*.zip manifest.json *.gguf)"),
        )
        if name:
            self._install(Path(name))

    def _install(self, path: Path, *, replace: bool = False) -> None:
        def ask(error: Exception) -> None:
            if not isinstance(error, PackExistsError):
                self._say(error)
            elif confirm(self, self.tr("Replace the installed pack?"), problem_words(str(error)), self.tr("Replace")):
                self._install(path, replace=True)

        self._do(
            lambda: modelling.install(path, replace=replace),
            lambda _: self.refresh(),
            self.tr("Installing {0}…").format(path.name),
            failed=ask,
        )

    def _ask_removal(self) -> None:
        item = self._chosen()
        if item is None:
            return
        detail = self.tr("Its files are deleted: {0}").format(item.path)
        if confirm(self, self.tr("Remove {0}?").format(item.name), detail, self.tr("Remove")):
            self._do(lambda: modelling.remove(item), lambda _: self.refresh(), self.tr("Removing…"))

    def _do(
        self,
        work: Callable[[], object],
        then: Callable[..., object],
        words: str,
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._busy = True
        self.state.setText(words)
        self._follow()
        call = BackgroundCall(work, self)
        call.succeeded.connect(lambda result: self._end(lambda: then(result)))
        call.failed.connect(lambda error: self._end(lambda: (failed or self._say)(error)))
        call.start()

    def _end(self, then: Callable[[], object]) -> None:
        self._busy = False
        self.state.clear()
        then()
        self._follow()

    def _say(self, error: Exception) -> None:
        if not isinstance(error, VeritagError):
            raise error
        say_problem(self, problem_words(str(error)))

    def _follow(self) -> None:
        item = None if self._busy else self._chosen()
        self.install.setEnabled(not self._busy)
        self.check.setEnabled(item is not None)
        self.card.setEnabled(item is not None and bool(item.card))
        in_use = item is not None and item.kind == "pack" and item.name == self._used
        self.remove.setEnabled(item is not None and item.own and not in_use)

    def reject(self) -> None:
        # A thread that still works would outlive the dialog that it reports to.
        if not self._busy:
            super().reject()
