"""Shows the page of a PDF that the chosen entity stands on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import BackgroundCall
from app.reading import Reading
from app.session import Session
from app.views.page_panel import PagePanel
from app.words import fault_words
from engine.errors import DocumentError
from engine.store import DocumentRow, MentionRow

if TYPE_CHECKING:
    from engine.documents import PagePicture

_WAIT_MS = 60
_FORMAT = "pdf"


class Paging(QObject):
    """Draws in a thread of its own, while the panel can be seen; of several wishes the last counts."""

    failed = Signal(object)

    def __init__(self, session: Session, reading: Reading, panel: PagePanel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._reading, self._panel = session, reading, panel
        self._wanted = self._drawing = self._again = False
        self._page: int | None = None
        self._due = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._due.timeout.connect(self._draw)
        reading.choice_changed.connect(lambda _: self._follow_choice())
        reading.document_shown.connect(lambda _: self._turn(None))
        panel.page_asked.connect(self._turn)
        panel.width_changed.connect(self._due.start)

    def set_wanted(self, wanted: bool) -> None:
        """Whether the panel can be seen."""
        self._wanted = wanted
        self._due.start()

    def retranslate(self) -> None:
        self._due.start()

    def _turn(self, page: int | None) -> None:
        """Show this page; None for that of the chosen mention, or the first."""
        self._page = page
        self._due.start()

    def _follow_choice(self) -> None:
        if self._reading.has_choice():
            self._turn(None)

    def _draw(self) -> None:
        if not self._wanted or not self._session.is_open:
            return
        if self._drawing:
            self._again = True
            return
        row = self._reading.document
        if row is None or row.format != _FORMAT or row.state == "failed":
            self._panel.show_nothing(self.tr("Pages are shown of PDF documents."))
            return
        mention = self._reading.first_chosen()
        if mention is not None and mention.document_id != row.id:
            mention = None
        page = self._page or (mention.place.page if mention else None) or 1
        words, nth = "", 0
        if mention is not None and mention.place.page == page:
            words, nth = mention.text, self._before(row, mention)
        from engine.documents import show_page

        self._drawing = True
        draw = partial(show_page, row.path, row.sha256, page, self._panel.wanted_width(), words, nth)
        call = BackgroundCall(draw, self)
        call.succeeded.connect(self._show)
        call.failed.connect(self._fail)
        call.start()

    def _before(self, row: DocumentRow, mention: MentionRow) -> int:
        """How often the words of a mention stand on its page before it, white space apart."""
        project = self._session.project
        starts = [block.start for block in project.blocks(row.id) if block.page == mention.place.page]
        start = min((each for each in starts if each <= mention.start), default=mention.start)
        before = "".join(project.text(row.id)[start : mention.end].split())
        words = "".join(mention.text.split())
        return sum(before.startswith(words, place) for place in range(len(before) - len(words)))

    def _show(self, picture: PagePicture) -> None:
        if not self._draws_again():
            self._panel.show_picture(picture)

    def _fail(self, error: Exception) -> None:
        words = fault_words(error.fault, error.detail) if isinstance(error, DocumentError) else ""
        if not self._draws_again():
            self._panel.show_nothing(words)
        if not words:
            self.failed.emit(error)

    def _draws_again(self) -> bool:
        """A drawing has ended; whether another one was wished for meanwhile, which begins."""
        again, self._drawing, self._again = self._again, False, False
        if again:
            self._due.start()
        return again
