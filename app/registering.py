"""Keeps the register of entities in step with the project, and does what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget

from app.action_set import connect
from app.actions import Actions
from app.background import BackgroundCall
from app.commands import Review
from app.criteria import terms_of
from app.models.register_table import RegisterModel
from app.reading import Reading
from app.session import Session
from app.views.multi_line_dialog import ask_lines
from app.views.register_window import Details, RegisterWindow
from engine.store import EntityRow, Project

if TYPE_CHECKING:
    from engine.aliases import Likeness

_REFRESH_MS = 150
_MOST_MENTIONS = 500


class Registering(QObject):
    """The window is made when it is first asked for. Counting and comparing run in threads of their own."""

    failed = Signal(object)

    def __init__(self, actions: Actions, review: Review, reading: Reading, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._actions, self._review, self._reading, self._session = actions, review, reading, session
        self.register: RegisterWindow | None = None
        self._counting = self._again = False
        self._asked = 0
        self._model = RegisterModel(QApplication.palette)
        self._due = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._due.timeout.connect(self._count)
        connect(actions.register, self.open)
        for changed in (session.project_opened, session.mentions_changed, session.labels_changed):
            changed.connect(self._due.start)

    def open(self) -> None:
        """Show the register."""
        if self.register is None:
            self.register = self._make()
        self.register.show()
        self.register.raise_()
        self.register.activateWindow()
        self._count()

    def _make(self) -> RegisterWindow:
        register = RegisterWindow(self._model, self._window)
        register.addActions([self._actions.undo, self._actions.redo])
        register.entity_chosen.connect(self._show_details)
        register.mention_chosen.connect(self._reading.go_to)
        register.merge_asked.connect(
            lambda label, names, main: self._do(lambda project: project.merge_names(label, names, main))
        )
        register.separate_asked.connect(
            lambda label, names: self._do(lambda project: project.separate_names(label, names))
        )
        register.main_asked.connect(lambda label, name: self._do(lambda project: project.make_main_name(label, name)))
        register.apart_asked.connect(
            lambda label, one, other: self._do(lambda project: project.keep_apart(label, one, other))
        )
        register.direction_asked.connect(self._ask_direction)
        register.stop_asked.connect(lambda words: self._review.do_large(partial(_add_stops, words)))
        register.stops_asked.connect(self._ask_stops)
        return register

    def _do(self, work: Callable[[Project], object]) -> None:
        self._review.do(work)

    def _count(self) -> None:
        """Count the entities anew, unless nobody looks."""
        if self.register is None or not self.register.isVisible() or not self._session.is_open:
            return
        if self._counting:
            self._again = True
            return
        self._counting = True
        path = self._session.path
        call = BackgroundCall(lambda: _entities(path), self)
        call.succeeded.connect(self._show_entities)
        call.failed.connect(self._fail)
        call.start()

    def _show_entities(self, rows: list[EntityRow]) -> None:
        is_stale = self._again or not self._session.is_open
        self._end()
        if not is_stale:
            assert self.register is not None  # noqa: S101
            self.register.show_entities(rows, self._session.project.labels())

    def _end(self) -> None:
        self._counting = False
        if self._again:
            self._again = False
            self._due.start()

    def _show_details(self, entity: EntityRow | None) -> None:
        register = self.register
        if register is None:
            return
        self._asked += 1
        if entity is None:
            register.show_details(None)
            return
        project = self._session.project
        mentions = project.mentions(
            names=entity.names(), labels=[entity.label], statuses=["suggested", "accepted"], limit=_MOST_MENTIONS
        )
        contexts = project.contexts([(row.document_id, row.start, row.end) for row in mentions])
        register.show_details(Details(entity, mentions, contexts))
        apart = project.kept_apart(entity.label, entity.name)
        others = [
            row.name
            for row in self._model.all()
            if row.label == entity.label and row.name != entity.name and row.name not in apart
        ]
        from engine.aliases import alike

        call = BackgroundCall(lambda: alike(entity.name, others), self)
        call.succeeded.connect(partial(self._show_proposals, self._asked, entity.name))
        call.failed.connect(self.failed)
        call.start()

    def _show_proposals(self, asked: int, name: str, proposals: list[Likeness]) -> None:
        if asked == self._asked and self.register is not None:
            self.register.show_proposals(name, proposals)

    def _ask_direction(self, entities: list[EntityRow]) -> None:
        names = [entity.name for entity in sorted(entities, key=lambda row: -row.mentions)]
        main, agreed = QInputDialog.getItem(
            self.register,
            self.tr("Merge"),
            self.tr("The main name; the others become its aliases:"),
            names,
            0,
            False,
        )
        if agreed:
            label = entities[0].label
            self._do(lambda project: project.merge_names(label, [name for name in names if name != main], main))

    def _ask_stops(self) -> None:
        before = self._session.project.stops()
        pasted = ask_lines(
            self.register,
            self.tr("Stop list"),
            self.tr("Words that are never entities, one a line. Case and width do not count."),
            "\n".join(before),
        )
        if pasted is not None:
            after = terms_of(pasted)
            added = [word for word in after if word not in before]
            removed = [word for word in before if word not in after]
            self._review.do_large(lambda project: _change_stops(project, added, removed))

    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)


def _entities(path: Path) -> list[EntityRow]:
    with Project.open(path) as project:
        return project.entities()


def _add_stops(words: list[str], project: Project) -> None:
    project.add_stops(words)


def _change_stops(project: Project, added: list[str], removed: list[str]) -> None:
    if removed:
        project.remove_stops(removed)
    if added:
        project.add_stops(added)
