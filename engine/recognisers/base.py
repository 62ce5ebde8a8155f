"""What recognisers share: the face other packages see, and the folding of full-width characters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol

from engine.types import Label, Vote

# The blanks of a line, and up to two of them for use inside patterns; an entity ends with its line.
BLANKS = " \t\u00a0\u2009\u202f"
BLANK = f"[{BLANKS}]{{0,2}}"

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE1: 0xA3, 0xFFE5: 0xA5}


class Recogniser(Protocol):
    """Finds one type of entity by its form, and votes like a tagger. `find` reads a whole document's text."""

    name: str
    label: Label

    def find(self, text: str) -> Iterator[Vote]: ...


class PatternRecogniser(ABC):
    """A recogniser by regular expressions. Every pattern bounds its repetitions: time is linear."""

    name: str
    label: Label

    def find(self, text: str) -> Iterator[Vote]:
        """One vote for each place found, in order, without overlaps; the source is "pattern:<name>"."""
        for start, end, score in self._spans(fold_width(text)):
            yield Vote(start, end, self.label.name, score, f"pattern:{self.name}")

    @abstractmethod
    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        """(start, end, score) of each place in a text whose full-width characters were folded."""


def fold_width(text: str) -> str:
    """Full-width ASCII, blanks and currency signs in their usual forms, one for one: offsets stay."""
    return text.translate(_FOLDED)
