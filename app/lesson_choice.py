"""Fills the page on which a person chooses what a pack is to learn, and makes a training of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.background import in_background
from app.choices import Choices
from app.lessons import Lessons, Run, free_name, look_over, usual_labels
from app.session import Session
from app.settings import NO_PACK
from app.training_process import can_train
from app.views.teach_pages import LessonPage
from app.words import number_words
from engine.errors import BadInputError
from engine.training.data import LEAST_RECORDS
from engine.training.place import pack_name


class LessonChoice(QObject):
    """The project is looked at in the background, anew for every change of the ticks."""

    failed = Signal(object)

    def __init__(self, session: Session, choices: Choices, page: LessonPage, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._choices, self._page = session, choices, page
        self._asked = 0
        self._possible = True
        page.labels_chosen.connect(self._look_over)

    def offer(self, *, possible: bool) -> None:
        """Show what there is to learn in the project; `possible` is whether it can be started now."""
        self._possible = possible
        self._page.show_types(self._session.project.labels(), {}, [])
        self._page.name.setText("")
        self._look_over(first=True)

    def run(self) -> Run:
        """What was chosen. Raises `BadInputError` for a name that no pack can have."""
        name = self._page.name.text().strip()
        if not name or name in ("zh-open", NO_PACK) or name != pack_name(Path(name)):
            raise BadInputError(f"{name}: this cannot be the name of a pack.")
        labels = tuple(self._page.chosen_labels())
        return Run(str(self._session.path), name, labels, self._choices.tools, self._page.chosen_taggers())

    def _look_over(self, first: bool = False) -> None:
        path, labels = self._session.path, set(self._page.chosen_labels())
        self._asked += 1

        def look() -> tuple[Lessons, set[str], str]:
            chosen = usual_labels(look_over(path, []).accepted) if first else labels
            return look_over(path, chosen), chosen, free_name(path.stem) if first else ""

        self._page.show_looking(self.tr("Looking at what was reviewed…"))
        in_background(look, self, then=partial(self._show, self._asked, path), failed=self.failed)

    def _show(self, asked: int, path: Path, found: tuple[Lessons, set[str], str]) -> None:
        if asked != self._asked or not self._session.is_open or path != self._session.path:
            return
        lessons, chosen, name = found
        if name:
            self._page.show_types(self._session.project.labels(), lessons.accepted, sorted(chosen))
            self._page.name.setText(name)
        ready = self._possible and lessons.suffices and can_train()
        self._page.show_counts(lessons.entities, self._words(lessons), ready=ready)

    def _words(self, lessons: Lessons) -> str:
        found = self.tr("Reviewed passages: {0}. To learn from: {1}, to fit on: {2}, held out: {3}.").format(
            *map(number_words, (lessons.passages, lessons.learnt, lessons.fitted, lessons.held_out))
        )
        if lessons.suffices:
            return found
        few = self.tr("At least {0} are needed: review more text.").format(LEAST_RECORDS)
        poor = self.tr("Too few of them hold an entity of these types: review more text.")
        return f"{found} {few if lessons.passages < LEAST_RECORDS else poor}"
