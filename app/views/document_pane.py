"""The middle of the window: the text of a document, why there is none, or how to begin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app import icons
from app.views.document_view import DocumentView
from app.views.find_bar import FindBar
from app.views.highlights import MentionSource
from app.words import fault_words, note_words
from engine.store import DocumentRow

_PICTURE = 56


class DocumentPane(QWidget):
    """Shows one of three pages: a welcome, a failure, or the text with its notes above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = DocumentView()
        self.find_bar = FindBar(self.view)
        self.open_button = QPushButton()
        self._row: DocumentRow | None = None
        self._notes = QLabel(wordWrap=True)
        self._notes.setContentsMargins(12, 6, 12, 6)
        self._notes.setAutoFillBackground(True)
        self._notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._message_picture, self._message_head, self._message = _picture(), _headline(), _paragraph()
        self._welcome_picture, self._welcome_head, self._welcome = _picture(), _headline(), _paragraph()
        self._pages = QStackedWidget()
        self._welcome_page = _page(self._welcome_picture, self._welcome_head, self._welcome, _centred(self.open_button))
        self._message_page = _page(self._message_picture, self._message_head, self._message)
        self._text_page = self._make_text_page()
        for page in (self._welcome_page, self._message_page, self._text_page):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 8, 4)
        layout.addWidget(self._pages)
        self._recolour()
        self._retranslate()

    @property
    def document(self) -> DocumentRow | None:
        """The document that is shown."""
        return self._row

    def show_welcome(self) -> None:
        self._row = None
        self.view.clear()
        self.find_bar.close_bar()
        self._pages.setCurrentWidget(self._welcome_page)

    def show_failure(self, row: DocumentRow) -> None:
        """Say why there is no text."""
        self._row = row
        self.view.clear()
        self.find_bar.close_bar()
        self._retranslate()
        self._pages.setCurrentWidget(self._message_page)

    def show_text(self, row: DocumentRow, text: str, mentions: MentionSource) -> None:
        if not text:
            self.show_failure(row)
            return
        self._row = row
        self._retranslate()
        self.find_bar.forget()
        self.view.set_document(text, mentions)
        self._pages.setCurrentWidget(self._text_page)

    def update_row(self, row: DocumentRow) -> None:
        """The same document, newly analysed: its notes may have changed."""
        self._row = row
        self._retranslate()

    def shows_text(self) -> bool:
        return self._pages.currentWidget() is self._text_page

    def _make_text_page(self) -> QWidget:
        page = QFrame()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._notes)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.find_bar)
        return page

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._recolour()

    def _recolour(self) -> None:
        palette = self.palette()
        ratio = self.devicePixelRatioF()
        faint, alarm = palette.color(QPalette.ColorRole.PlaceholderText), palette.color(QPalette.ColorRole.BrightText)
        self._welcome_picture.setPixmap(icons.pixmap("file", faint, _PICTURE, ratio))
        self._message_picture.setPixmap(icons.pixmap("failed", alarm, _PICTURE, ratio))
        strip = QPalette(palette)
        strip.setColor(QPalette.ColorRole.Window, palette.color(QPalette.ColorRole.Midlight))
        self._notes.setPalette(strip)

    def _retranslate(self) -> None:
        self._welcome_head.setText(self.tr("Drop documents here"))
        self._welcome.setText(
            self.tr("Text, Markdown, HTML, Word and PDF files, or whole folders. Everything stays on this machine.")
        )
        self.open_button.setText(self.tr("Open files…"))
        if self._row is None:
            return
        self._message_head.setText(self._row.name)
        notes = "\n".join(note_words(note) for note in self._row.notes)
        failed = self._row.state == "failed"
        self._message.setText(fault_words(self._row.fault, self._row.fault_detail) if failed else notes)
        self._notes.setText(notes)
        self._notes.setVisible(bool(self._row.notes))


def _picture() -> QLabel:
    return QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)


def _headline() -> QLabel:
    label = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    label.setFont(font)
    return label


def _paragraph() -> QLabel:
    label = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _centred(button: QPushButton) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.addStretch()
    row.addWidget(button)
    row.addStretch()
    return holder


def _page(*widgets: QWidget) -> QWidget:
    page = QFrame()
    page.setAutoFillBackground(True)
    page.setBackgroundRole(QPalette.ColorRole.Base)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(48, 24, 48, 24)
    layout.setSpacing(12)
    layout.addStretch(2)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(3)
    return page
