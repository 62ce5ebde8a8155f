"""Which pack, method and patterns find entities in this project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.problems import problem_words
from app.settings import NO_PACK
from app.tools import Tools
from app.views.buttons import drop_icons
from app.views.mention_tip import type_name
from app.words import method_words
from engine.methods import DEFAULT_THRESHOLD, method_names
from engine.packs import Pack, PackInfo
from engine.recognisers import all_recognisers
from engine.types import LabelSet

_STEP = 0.05


class SettingsDialog(QDialog):
    """`tools` is what was chosen."""

    def __init__(self, packs: Sequence[PackInfo], tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.packs, self.methods, self.threshold = QComboBox(), QComboBox(), QDoubleSpinBox()
        self.patterns = QListWidget()
        self._problem = QLabel(wordWrap=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        drop_icons(self._buttons)
        self.setWindowTitle(self.tr("Packs and patterns"))
        # One step below 0 stands for the pack's own, which the box then says in words.
        self.threshold.setRange(-_STEP, 1.0)
        self.threshold.setSingleStep(_STEP)
        self._fill_packs(packs, tools.pack)
        self._fill_patterns(tools.recognisers_off)
        self._lay_out()
        self._follow_pack(tools.method)
        self.threshold.setValue(-_STEP if tools.threshold is None else tools.threshold)
        self.packs.currentIndexChanged.connect(lambda _: self._follow_pack(self.methods.currentData() or ""))
        self.methods.currentIndexChanged.connect(lambda _: self._follow_method())
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def tools(self) -> Tools:
        info = self.packs.currentData()
        items = (self.patterns.item(row) for row in range(self.patterns.count()))
        off = [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() != Qt.CheckState.Checked]
        chosen = self.threshold.value()
        return Tools(
            info.name if isinstance(info, PackInfo) else NO_PACK,
            self.methods.currentData() or "",
            None if chosen < 0 else round(chosen, 2),
            tuple(off),
        )

    def _fill_packs(self, packs: Sequence[PackInfo], chosen: str) -> None:
        known = list(packs)
        if chosen not in (NO_PACK, *(info.name for info in known)):
            known.append(PackInfo(chosen, "", Path(), self.tr("it is not installed")))
        for info in known:
            self.packs.addItem(f"{info.name} {info.version}".strip(), info)
        self.packs.addItem(self.tr("No pack: patterns only"), None)
        names = [*(info.name for info in known), NO_PACK]
        self.packs.setCurrentIndex(names.index(chosen))

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
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("&Pack"), self.packs)
        form.addRow(self.tr("&Method"), self.methods)
        form.addRow(self.tr("&Least score"), self.threshold)
        for box, name in (
            (self.packs, self.tr("Pack")),
            (self.methods, self.tr("Method")),
            (self.threshold, self.tr("Least score")),
        ):
            box.setAccessibleName(name)
        self.threshold.setToolTip(self.tr("Lower finds more, higher finds less and more surely"))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(QLabel(self.tr("The pack holds the models that find entities.")))
        layout.addLayout(form)
        layout.addWidget(self._problem)
        layout.addSpacing(6)
        layout.addWidget(QLabel(self.tr("Patterns find these types by their form.")))
        layout.addWidget(self.patterns, 1)
        said = QLabel(self.tr("The project keeps this. It applies to the next analysis; new projects begin with it."))
        said.setWordWrap(True)
        layout.addWidget(said)
        layout.addWidget(self._buttons)
        self.resize(500, 480)

    def _pack(self) -> Pack | None:
        info = self.packs.currentData()
        return info.pack if isinstance(info, PackInfo) else None

    def _follow_pack(self, method: str) -> None:
        """Offer the methods of the pack, the one before if it has it."""
        info, pack = self.packs.currentData(), self._pack()
        problem = info.error if isinstance(info, PackInfo) else ""
        self._problem.setText(self.tr("This pack cannot be used: {0}").format(problem_words(problem)))
        self._problem.setVisible(bool(problem))
        self.methods.clear()
        own = self.tr("The pack's own: {0}").format(method_words(pack.manifest.method)) if pack else ""
        self.methods.addItem(own, "")
        for name in method_names(pack) if pack else ():
            self.methods.addItem(method_words(name), name)
        self.methods.setCurrentIndex(max(0, self.methods.findData(method)))
        for box in (self.methods, self.threshold):
            box.setEnabled(pack is not None)
        self._follow_method()

    def _follow_method(self) -> None:
        pack = self._pack()
        if pack is not None:
            method = self.methods.currentData() or pack.manifest.method
            own = pack.manifest.fitted.thresholds.get(method, DEFAULT_THRESHOLD)
            self.threshold.setSpecialValueText(self.tr("The pack's own: {0}").format(f"{own:.2f}"))
