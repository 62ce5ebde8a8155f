"""Keeps list, text, table and legend in step with the open project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.finding import ExpressionError, find_expression
from app.models.mention_query import DocumentMentions, MentionQuery
from app.session import Session
from app.views.panels import Panels
from engine.store import DocumentRow, MentionRow
from engine.types import Span

_REFRESH_MS = 120
_REST = 8
_SHOWN_DOCUMENT = "desktop.document"


class Reading(QObject):
    """Which document is shown and which mentions are chosen."""

    document_shown = Signal(object)  # a DocumentRow or None
    choice_changed = Signal(bool)  # whether any mention is chosen
    documents_selected = Signal()
    counted = Signal(int, int)  # documents and mentions of the project

    def __init__(self, session: Session, panels: Panels, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._panels = panels
        self._document: DocumentRow | None = None
        self._unlisted: int | None = None
        self._only_failed = False
        # Documents that have changed since the list was asked for; None for any.
        self._changed: set[int] | None = set()
        self._documents = 0
        # A batch tells of many files a second; the list is asked for once for several of them, and the less often the
        # longer it is.
        self._due = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._due.timeout.connect(self._refresh_at_leisure)
        session.project_opened.connect(self._show_project)
        session.documents_changed.connect(self.refresh_documents)
        session.counts_changed.connect(self.refresh_counts)
        session.mentions_changed.connect(self.refresh_mentions)
        session.labels_changed.connect(self.refresh_labels)
        panels.documents.document_chosen.connect(self.show_document)
        panels.documents.selection_changed.connect(self.documents_selected)
        panels.documents.search_changed.connect(lambda _: self.refresh_documents())
        panels.document_model.modelReset.connect(self._choose_shown)
        panels.table.query_changed.connect(self._list_mentions)
        panels.table.mention_chosen.connect(self.jump)
        panels.table.selection_changed.connect(self._follow_table)
        panels.label_model.hidden_changed.connect(self._hide_labels)
        panels.pane.view.mention_activated.connect(self._choose_in_table)
        panels.pane.view.mention_focused.connect(self._choose_in_table)
        panels.pane.find_bar.search_asked.connect(self._find_in_text)

    @property
    def document(self) -> DocumentRow | None:
        """The document that is shown."""
        return self._document

    def selected(self) -> list[DocumentRow]:
        """The documents that are selected in the list."""
        return self._panels.documents.selected()

    def chosen(self) -> list[int]:
        """The mentions a command is meant for: the selected rows, or one clicked in the text that no row shows."""
        if self._unlisted is not None:
            return [self._unlisted]
        return self._panels.table.selected_ids()

    def chosen_mentions(self) -> list[MentionRow]:
        """The same, as they are in the project now."""
        return self._session.project.mentions_of_ids(self.chosen())

    def first_chosen(self) -> MentionRow | None:
        """The first of them."""
        first = self._unlisted if self._unlisted is not None else self._panels.table.first_selected()
        return self._session.project.mention(first) if first is not None else None

    def has_choice(self) -> bool:
        """Whether any mention is chosen."""
        return self._unlisted is not None or self._panels.table.has_selection()

    def choose(self, mention_id: int) -> None:
        """Choose a mention, as a click on it in the text does."""
        self._choose_in_table(mention_id)

    def go_to(self, mention_id: int) -> None:
        """Choose a mention and show its place, in another document if need be."""
        mention = self._session.project.mention(mention_id)
        if mention is not None:
            self.jump(mention)
            self.choose(mention_id)

    def query(self) -> MentionQuery:
        """What the table lists."""
        hidden, labels = self._panels.label_model.hidden, self._session.project.labels().names()
        return self._panels.table.query(self._document.id if self._document else None, hidden, labels)

    def list_only_failed(self, only: bool) -> None:
        """List the documents that could not be read, or all."""
        self._only_failed = only
        self.refresh_documents()

    def refresh_soon(self, document_id: int | None = None) -> None:
        """Ask in a moment for a document, or for all."""
        self._note(document_id)
        if not self._due.isActive():
            self._due.start()

    def refresh_now(self, document_id: int | None = None) -> None:
        """Ask for what has changed, this document included."""
        self._due.stop()
        if document_id is not None:
            self._note(document_id)
        if self._changed is None or self._only_failed or self._panels.documents.search_text():
            self.refresh_documents()
        elif self._changed:
            self._refresh_some(self._changed)

    def refresh_documents(self) -> None:
        self._due.stop()
        self._changed = set()
        if not self._session.is_open:
            return
        project, search = self._session.project, self._panels.documents.search_text()
        every = project.documents()
        listed = project.documents(contains=search) if search else every
        self._panels.document_model.set_rows([row for row in listed if row.state == "failed" or not self._only_failed])
        self._panels.documents.show_count(len(self._panels.document_model.rows()))
        self._documents = len(every)
        self.counted.emit(self._documents, sum(row.mention_count for row in every))
        self._follow_document(every)

    def refresh_counts(self) -> None:
        """Decisions have changed how many mentions documents have, and nothing else of them."""
        counts = self._session.project.document_counts()
        self._panels.document_model.set_counts(counts)
        self.counted.emit(self._documents, sum(counts.values()))
        if self._document is not None:
            self._document = replace(self._document, mention_count=counts.get(self._document.id, 0))

    def refresh_mentions(self) -> None:
        """The mentions have changed: paint, list and count them again, with the same ones chosen."""
        table = self._panels.table
        self._forget_gone()
        chosen, row = self.chosen(), table.current_row()
        scrolled = table.view.verticalScrollBar().value()
        self._panels.pane.view.refresh_mentions()
        self._list_mentions()
        if chosen and self._unlisted is None:
            table.select_mentions(chosen)
            if not table.has_selection() and self._panels.mention_model.rowCount():
                table.select(min(max(row, 0), self._panels.mention_model.rowCount() - 1), scroll=False)
        table.view.verticalScrollBar().setValue(scrolled)
        self._tell_choice()

    def refresh_labels(self) -> None:
        labels = self._session.project.labels()
        self._panels.label_model.set_labels(labels)
        self._panels.mention_model.set_labels(labels)
        self._panels.table.filter.set_labels(labels)
        self._panels.pane.view.set_labels(labels)

    def show_document(self, document_id: int) -> None:
        """Show a document from its top; nothing happens where it is shown already."""
        if self._document is not None and self._document.id == document_id:
            return
        project = self._session.project
        row = project.document(document_id)
        self._document, self._unlisted = row, None
        if row.state == "failed":
            self._panels.pane.show_failure(row)
        else:
            self._panels.pane.show_text(row, project.text(row.id), DocumentMentions(project, row.id))
        self._panels.documents.choose(row.id)
        self._list_mentions()
        self.document_shown.emit(row)

    def jump(self, mention: MentionRow) -> None:
        """Show the place of a mention, in another document if need be."""
        self.show_document(mention.document_id)
        self._panels.pane.view.show_span(mention.start, mention.end, mention.id)

    def show_place(self, start: int, end: int) -> None:
        """Scroll the document that is shown to a place and select it."""
        self._panels.pane.view.show_span(start, end, None)

    def follow_file(self, path: Path, document_id: int) -> None:
        """A file was read: where its older reading is shown, show the new one."""
        if self._document is not None and self._document.path == path and self._document.id != document_id:
            self.refresh_documents()
            self.show_document(document_id)

    def remember_place(self) -> None:
        """Let the project know which document is shown, for the next start."""
        self._session.project.set_setting(_SHOWN_DOCUMENT, self._document.id if self._document else None)

    def _refresh_at_leisure(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        self.refresh_now()
        self._due.setInterval(max(_REFRESH_MS, _REST * clock.elapsed()))

    def _note(self, document_id: int | None) -> None:
        if document_id is None:
            self._changed = None
        elif self._changed is not None:
            self._changed.add(document_id)

    def _refresh_some(self, ids: set[int]) -> None:
        self._changed = set()
        if not self._session.is_open:
            return
        model = self._panels.document_model
        model.put(self._session.project.documents_of_ids(ids))
        self._documents = len(model.rows())
        self._panels.documents.show_count(self._documents)
        self.counted.emit(self._documents, sum(row.mention_count for row in model.rows()))
        if self._document is not None and self._document.id in ids:
            self._follow_document(model.rows())

    def _show_project(self) -> None:
        self._show_nothing()
        self.refresh_labels()
        self.refresh_documents()
        listed = [row.id for row in self._panels.document_model.rows()]
        wanted = self._session.project.get_setting(_SHOWN_DOCUMENT)
        if listed:
            self.show_document(wanted if wanted in listed else listed[0])

    def _show_nothing(self) -> None:
        self._document, self._unlisted = None, None
        self._panels.pane.show_welcome()
        self._list_mentions()
        self.document_shown.emit(None)

    def _follow_document(self, every: list[DocumentRow]) -> None:
        """The shown document may have been analysed, read anew or removed meanwhile."""
        if self._document is None:
            return
        now = next((row for row in every if row.id == self._document.id), None)
        if now is None:
            replaced = next((row for row in every if row.path == self._document.path), None)
            if replaced is not None:
                self.show_document(replaced.id)
            elif every:
                self.show_document(every[0].id)
            else:
                self._show_nothing()
            return
        if now != self._document:
            analysed = now.state != self._document.state
            self._document = now
            self._panels.pane.update_row(now)
            if analysed:
                self.refresh_mentions()

    def _choose_shown(self) -> None:
        """The list has other rows, and what was selected in it is no more."""
        if self._document is not None:
            self._panels.documents.choose(self._document.id)

    def _list_mentions(self) -> None:
        panels = self._panels
        if not self._session.is_open:
            return
        query = self.query()
        nothing = self._document is None and not panels.table.filter.all_documents()
        panels.mention_model.show(None if nothing else self._session.project, query)
        panels.table.filter.show_count(panels.mention_model.rowCount())
        counts = {} if nothing else self._session.project.label_counts(query.document_id)
        panels.label_model.set_counts(counts)
        self._tell_choice()

    def _hide_labels(self, hidden: set[str]) -> None:
        self._panels.pane.view.set_hidden_labels(hidden)
        self._list_mentions()

    def _choose_in_table(self, mention_id: int) -> None:
        row = self._panels.mention_model.position(mention_id)
        self._unlisted = mention_id if row is None else None
        self._panels.table.select(row)
        self._tell_choice()

    def _forget_gone(self) -> None:
        """A mention that was undone is not chosen any more."""
        view, project = self._panels.pane.view, self._session.project
        ringed = view.ringed_mention()
        if ringed is not None and project.mention(ringed) is None:
            view.clear_marks()
        if self._unlisted is not None and project.mention(self._unlisted) is None:
            self._unlisted = None

    def _follow_table(self) -> None:
        if self._panels.table.has_selection():
            self._unlisted = None
        self._tell_choice()

    def _tell_choice(self) -> None:
        self.choice_changed.emit(self.has_choice())

    def _find_in_text(self, words: str, as_expression: bool) -> None:
        found: list[Span] = []
        bar, project = self._panels.pane.find_bar, self._session.project
        if self._document is not None and words.strip():
            try:
                if as_expression:
                    found = find_expression(project.text(self._document.id), words)
                else:
                    found = project.find_in_text(self._document.id, words)
            except ExpressionError as error:
                bar.show_problem(str(error))
                return
        bar.show_found(found)
