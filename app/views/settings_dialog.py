"""Which pack and which patterns find entities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.problems import problem_words
from app.settings import NO_PACK
from app.views.buttons import drop_icons
from app.views.mention_tip import type_name
from engine.errors import VeritagError
from engine.packs import PackInfo, install_pack, list_packs
from engine.recognisers import all_recognisers
from engine.types import LabelSet


class SettingsDialog(QDialog):
    """`pack` and `recognisers_off` are what was chosen."""

    def __init__(self, pack: str, recognisers_off: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.packs = QComboBox()
        self.patterns = QListWidget()
        self._problem = QLabel(wordWrap=True)
        self._install = QPushButton(self.tr("Install a pack…"))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        drop_icons(self._buttons)
        self.setWindowTitle(self.tr("Packs and patterns"))
        self._fill_packs(pack)
        self._fill_patterns(recognisers_off)
        self._lay_out()
        self.packs.currentIndexChanged.connect(lambda _: self._show_problem())
        self._install.clicked.connect(self._ask_for_pack)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._show_problem()

    @property
    def pack(self) -> str:
        info = self.packs.currentData()
        return info.name if isinstance(info, PackInfo) else NO_PACK

    @property
    def recognisers_off(self) -> list[str]:
        items = (self.patterns.item(row) for row in range(self.patterns.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() != Qt.CheckState.Checked]

    def _fill_packs(self, chosen: str) -> None:
        self.packs.clear()
        for info in list_packs():
            self.packs.addItem(f"{info.name} {info.version}".strip(), info)
            if info.name == chosen:
                self.packs.setCurrentIndex(self.packs.count() - 1)
        self.packs.addItem(self.tr("No pack: patterns only"), None)
        if chosen == NO_PACK:
            self.packs.setCurrentIndex(self.packs.count() - 1)
        self.packs.setAccessibleName(self.tr("Pack"))

    def _fill_patterns(self, off: Sequence[str]) -> None:
        for recogniser in all_recognisers():
            words = type_name(LabelSet((recogniser.label,)), recogniser.label.name)
            item = QListWidgetItem(words, self.patterns)
            item.setData(Qt.ItemDataRole.UserRole, recogniser.name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            on = recogniser.name not in off
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.patterns.setAccessibleName(self.tr("Patterns"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.packs, 1)
        row.addWidget(self._install)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(QLabel(self.tr("The pack holds the models that find entities.")))
        layout.addLayout(row)
        layout.addWidget(self._problem)
        layout.addSpacing(6)
        layout.addWidget(QLabel(self.tr("Patterns find these types by their form.")))
        layout.addWidget(self.patterns, 1)
        layout.addWidget(QLabel(self.tr("Changes apply to the next analysis.")))
        layout.addWidget(self._buttons)
        self.resize(480, 420)

    def _show_problem(self) -> None:
        info = self.packs.currentData()
        problem = info.error if isinstance(info, PackInfo) else ""
        self._problem.setText(self.tr("This pack cannot be used: {0}").format(problem) if problem else "")
        self._problem.setVisible(bool(problem))

    def _ask_for_pack(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Install a pack"), "", self.tr("Packs (*.zip manifest.json)")
        )
        if path:
            self.install(path)

    def install(self, path: str) -> None:
        """Install a zipped pack, or the folder of a manifest, and choose it."""
        source = Path(path)
        try:
            pack = install_pack(source.parent if source.name == "manifest.json" else source)
        except VeritagError as error:
            QMessageBox.warning(self, self.tr("Install a pack"), problem_words(str(error)))
            return
        self._fill_packs(pack.manifest.name)
