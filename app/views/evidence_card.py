"""The card of the chosen entity: why it is here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.evidence import Card
from app.theme import highlight_colour, is_dark, readable_text
from app.views.bars import Bars
from app.views.wrapped_text import WrappedText
from engine.types import LabelSet


class EvidenceCard(QScrollArea):
    """Empty until a card is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card: Card | None = None
        self._labels = LabelSet(())
        self._head, self._type = WrappedText(), QLabel()
        self._said, self._facts, self._nothing = WrappedText(), WrappedText(), WrappedText()
        font = self._head.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setBold(True)
        self._head.setFont(font)
        self._type.setTextFormat(Qt.TextFormat.PlainText)
        self._type.setContentsMargins(7, 2, 7, 2)
        self._type.setAutoFillBackground(True)
        self._bars: list[Bars] = []
        self._page = QWidget()
        type_row = QHBoxLayout()
        type_row.addWidget(self._type)
        type_row.addStretch()
        self._layout = QVBoxLayout(self._page)
        self._layout.setContentsMargins(12, 10, 12, 10)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._nothing)
        self._layout.addWidget(self._head)
        self._layout.addLayout(type_row)
        self._layout.addWidget(self._said)
        self._layout.addWidget(self._facts)
        self._layout.addStretch(1)
        self.setWidget(self._page)
        self._retranslate()

    def show_card(self, card: Card | None, labels: LabelSet) -> None:
        """Show a card; None says that nothing is chosen."""
        self._card, self._labels = card, labels
        for widget in (self._head, self._type, self._said, self._facts):
            widget.setVisible(card is not None)
        self._nothing.setVisible(card is None)
        sections = card.sections if card is not None else ()
        while len(self._bars) < len(sections):
            self._bars.append(Bars())
            self._layout.insertWidget(self._layout.count() - 1, self._bars[-1])
        for place, bars in enumerate(self._bars):
            bars.setVisible(place < len(sections))
            if place < len(sections):
                bars.show_section(sections[place], labels)
        if card is not None:
            self._head.show_words(card.text if len(card.text) <= 200 else card.text[:199] + "…")
            self._type.setText(card.label_words)
            self._said.show_words("\n".join(card.sentences))
            self._facts.show_words(" · ".join(card.facts))
            self._recolour()
        self.setAccessibleDescription(card.words() if card is not None else self._nothing.words())

    @property
    def card(self) -> Card | None:
        """What is shown."""
        return self._card

    def said(self) -> str:
        """The sentences that are shown."""
        return self._said.words()

    def bars(self) -> list[Bars]:
        """The sections that are shown."""
        return [bars for bars in self._bars if not bars.isHidden()]

    def _recolour(self) -> None:
        label = self._labels.get(self._card.label) if self._card is not None else None
        palette = self.palette()
        if label is not None:
            background = highlight_colour(label, is_dark(palette))
            palette.setColor(QPalette.ColorRole.Window, background)
            wanted = palette.color(QPalette.ColorRole.WindowText)
            palette.setColor(QPalette.ColorRole.WindowText, readable_text(background, wanted))
        self._type.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._recolour()

    def _retranslate(self) -> None:
        self._nothing.show_words(self.tr("Choose an entity in the table or in the text to see why it is here."))
        self.setAccessibleName(self.tr("Why is this here"))
