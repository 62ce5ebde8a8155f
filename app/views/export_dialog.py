"""What to export, and in which form."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.views.buttons import drop_icons
from app.views.mention_tip import type_name
from engine.store import DocumentRow
from engine.types import LabelSet
from exporters import ExportOptions


@dataclass(frozen=True, slots=True)
class ExportChoice:
    format: str
    options: ExportOptions


class ExportDialog(QDialog):
    """Asks for format, scope, types and details; `choice` is what was asked for."""

    def __init__(self, labels: LabelSet, document: DocumentRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.csv, self.json = QRadioButton("CSV"), QRadioButton("JSON")
        self.records = QRadioButton(self.tr("Records to train with"))
        self.records.setToolTip(
            self.tr("The paragraphs that you have reviewed, with the accepted entities (JSON lines)")
        )
        self.this_document, self.all_documents = (
            QRadioButton(self.tr("This document")),
            QRadioButton(self.tr("All documents of the project")),
        )
        self.types = QListWidget()
        self.with_rejected = QCheckBox(self.tr("Include rejected entities"))
        self.bom = QCheckBox(self.tr("For Excel (begin with a byte order mark)"))
        self.with_text = QCheckBox(self.tr("Include the full text of the documents"))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = self._buttons.addButton(self.tr("Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        drop_icons(self._buttons)
        self.setWindowTitle(self.tr("Export entities"))
        self._fill_types(labels)
        self._lay_out()
        self._connect()
        self.csv.setChecked(True)
        self.bom.setChecked(True)
        self.this_document.setEnabled(document is not None and document.state != "failed")
        (self.this_document if self.this_document.isEnabled() else self.all_documents).setChecked(True)

    def choice(self) -> ExportChoice:
        chosen = self._chosen_types()
        only_this = self.this_document.isChecked() and self._document is not None
        return ExportChoice(
            "csv" if self.csv.isChecked() else "records" if self.records.isChecked() else "json",
            ExportOptions(
                document_ids=[self._document.id] if only_this and self._document else None,
                labels=None if len(chosen) == self.types.count() else chosen,
                statuses=("suggested", "accepted", "rejected")
                if self.with_rejected.isChecked()
                else ("suggested", "accepted"),
                bom=self.csv.isChecked() and self.bom.isChecked(),
                with_text=self.json.isChecked() and self.with_text.isChecked(),
            ),
        )

    def _fill_types(self, labels: LabelSet) -> None:
        for label in labels.labels:
            item = QListWidgetItem(type_name(labels, label.name), self.types)
            item.setData(Qt.ItemDataRole.UserRole, label.name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        self.types.setAccessibleName(self.tr("Types"))

    def _chosen_types(self) -> list[str]:
        items = (self.types.item(row) for row in range(self.types.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        form.addRow(self.tr("Format:"), _side_by_side(self, self.csv, self.json, self.records))
        form.addRow(self.tr("Scope:"), _side_by_side(self, self.this_document, self.all_documents))
        form.addRow(self.tr("Types:"), self.types)
        form.addRow("", self.with_rejected)
        form.addRow("", self.bom)
        form.addRow("", self.with_text)
        self.types.setMinimumHeight(150)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addLayout(form, 1)
        layout.addWidget(self._buttons)
        self.resize(460, 440)

    def _connect(self) -> None:
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for button in (self.csv, self.json, self.records):
            button.toggled.connect(self._follow_format)
        self.types.itemChanged.connect(lambda _: self._follow_types())
        self._follow_format()

    def _follow_format(self) -> None:
        self.bom.setEnabled(self.csv.isChecked())
        self.with_text.setEnabled(self.json.isChecked())
        self.with_rejected.setEnabled(not self.records.isChecked())

    def _follow_types(self) -> None:
        some = bool(self._chosen_types()) or not self.types.count()
        self.save.setEnabled(some)


def _side_by_side(parent: QWidget, *buttons: QRadioButton) -> QHBoxLayout:
    group = QButtonGroup(parent)
    row = QHBoxLayout()
    for button in buttons:
        group.addButton(button)
        row.addWidget(button)
    row.addStretch()
    return row
