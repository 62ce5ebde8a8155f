"""The commands of review; their keys are single letters and work in the text and in the table."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.action_set import ActionSet

_DIGITS = 9


class ReviewActions(ActionSet):
    """One attribute for each command; `types` gives the chosen entities the first, second, … type."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.accept = self._make_inner("accept", "A")
        self.reject = self._make_inner("reject", "R", "Delete")
        self.change_type = self._make_inner("type", "T")
        self.add_entity = self._make_inner("add", "E")
        self.start_earlier = self._make_inner(None, "[")
        self.start_later = self._make_inner(None, "Ctrl+[")
        self.end_later = self._make_inner(None, "]")
        self.end_earlier = self._make_inner(None, "Ctrl+]")
        self.split = self._make_inner(None, "S")
        self.merge = self._make_inner(None, "M")
        self.comment = self._make_inner(None, "C")
        self.occurrences = self._make_inner(None, "O")
        self.next_doubtful = self._make_inner(None, "J")
        self.previous_doubtful = self._make_inner(None, "K")
        self.next_entity = self._make_inner(None, "N")
        self.previous_entity = self._make_inner(None, "P")
        self.accept_listed = self._make(None, "Ctrl+Shift+A")
        self.reject_listed = self._make(None, "Ctrl+Shift+R")
        self.go_on = self._make(None, "Ctrl+J")
        self.go_on.setCheckable(True)
        self.by_place = self._make(None, "Ctrl+1")
        self.by_doubt = self._make(None, "Ctrl+2")
        self.by_disagreement = self._make(None, "Ctrl+3")
        self._group([self.by_place, self.by_doubt, self.by_disagreement])
        self.types = [self._make_inner(None, str(digit)) for digit in range(1, _DIGITS + 1)]
        self._name_actions()

    def named(self) -> dict[str, QAction]:
        return super().named() | {f"type_{number}": action for number, action in enumerate(self.types, start=1)}

    def of_choice(self) -> list[QAction]:
        """What is done to chosen entities, in the order of a menu."""
        return [self.accept, self.reject, self.change_type]

    def of_shape(self) -> list[QAction]:
        """What is done to the boundaries of chosen entities."""
        return [self.start_earlier, self.start_later, self.end_later, self.end_earlier, self.split, self.merge]

    def of_text(self) -> list[QAction]:
        """What leads from entity to entity in the text."""
        return [self.next_entity, self.previous_entity]

    def inner(self) -> list[QAction]:
        """Every command whose keys work in the text and in the table."""
        rest = [self.add_entity, self.comment, self.occurrences, self.next_doubtful, self.previous_doubtful]
        return [*self.of_choice(), *self.of_shape(), *rest, *self.types]

    def retranslate(self) -> None:
        self._say(self.accept, self.tr("&Accept"), self.tr("The chosen entities are right"))
        self._say(self.reject, self.tr("&Reject"), self.tr("The chosen entities are wrong"))
        self._say(self.change_type, self.tr("Change &type…"), self.tr("Give the chosen entities another type"))
        self._say(self.add_entity, self.tr("Add &entity…"), self.tr("Make the selected text an entity"))
        self._say(
            self.start_earlier, self.tr("&Begin one earlier"), self.tr("Take the character before into the entity")
        )
        self._say(self.start_later, self.tr("Begin one &later"), self.tr("Leave the first character out"))
        self._say(self.end_later, self.tr("E&nd one later"), self.tr("Take the character behind into the entity"))
        self._say(self.end_earlier, self.tr("En&d one earlier"), self.tr("Leave the last character out"))
        self._say(self.split, self.tr("&Split…"), self.tr("Make two entities of the chosen one"))
        self._say(
            self.merge,
            self.tr("&Merge"),
            self.tr("Make one of the chosen entities, or of the chosen one and the next"),
        )
        self._say(self.comment, self.tr("&Comment…"), self.tr("Write a remark on the chosen entities"))
        self._say(
            self.occurrences,
            self.tr("All &occurrences…"),
            self.tr("Decide everywhere where the same words stand, marked or not"),
        )
        self._say(self.next_doubtful, self.tr("Ne&xt to review"), self.tr("Go to the next suggestion of the list"))
        self._say(
            self.previous_doubtful, self.tr("Pre&vious to review"), self.tr("Go to the suggestion before in the list")
        )
        self._say(self.next_entity, self.tr("Next entity in the text"), self.tr("Go to the next entity of the text"))
        self._say(
            self.previous_entity,
            self.tr("Previous entity in the text"),
            self.tr("Go to the entity before in the text"),
        )
        self._say(
            self.accept_listed, self.tr("Accept all listed…"), self.tr("Accept the suggestions that the table lists")
        )
        self._say(
            self.reject_listed, self.tr("Reject all listed…"), self.tr("Reject the suggestions that the table lists")
        )
        self._say(self.go_on, self.tr("&Go on after a decision"), self.tr("A decision goes on to the next suggestion"))
        self._say(self.by_place, self.tr("In reading order"), self.tr("List entities as they stand in the text"))
        self._say(self.by_doubt, self.tr("The doubtful first"), self.tr("List first what is most likely wrong"))
        self._say(
            self.by_disagreement,
            self.tr("The disputed first"),
            self.tr("List first what the models disagree about"),
        )
        for number, action in enumerate(self.types, start=1):
            self._say(action, self.tr("Type {0}").format(number), "")
