"""The words everything shares.

Offsets are code points into `Document.text` (Python `str` indices); `end` is exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

BlockKind = Literal["paragraph", "heading", "cell", "header", "footer", "footnote", "endnote", "comment"]
NoteCode = Literal[
    "images",
    "scanned_pages",
    "no_text_layer",
    "encoding_guessed",
    "undecodable",
    "truncated",
    "embedded",
    "skipped",
    "decisions_left",
]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that has one place in the document. Blocks are ordered and do not overlap.

    `page`, `table`, `row` and `column` count from 1 and are None where the format has no such thing.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know about a document, such as three images that were not read."""

    code: NoteCode
    count: int = 0
    detail: str = ""

    def message(self) -> str:
        """The note as one English sentence."""
        return _NOTE_SENTENCES[self.code].format(count=self.count, detail=self.detail)


_NOTE_SENTENCES: dict[NoteCode, str] = {
    "images": "{count} image(s) inside were not read.",
    "scanned_pages": "{count} page(s) hold only an image and were not read.",
    "no_text_layer": "This is a scan without a text layer ({count} page(s)): nothing could be read.",
    "encoding_guessed": "The encoding was guessed: {detail}.",
    "undecodable": "{count} byte sequence(s) could not be decoded as {detail} and were replaced.",
    "truncated": "Only the first {count} characters were read.",
    "embedded": "{count} embedded file(s) were not read.",
    "decisions_left": "{count} decision(s) on an earlier version of this file found no place in this one.",
    "skipped": "{count} part(s) could not be read: {detail}.",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its text, where each stretch of it stands, and what could not be read.

    `sha256` is the hex digest of the file's bytes; `encoding` is empty for formats that carry their own.
    """

    path: Path
    format: str
    text: str
    sha256: str
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    encoding: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got {self.start}, {self.end}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document; `text == document.text[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What one source says of one span, in document offsets.

    `source` is a tagger's name in its pack or "pattern:<recogniser>"; `score` is that source's probability of the span
    and label together, in [0, 1]. `chosen` is true where the span with this label is part of the source's own answer.
    """

    start: int
    end: int
    label: str
    score: float
    source: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span with the combined distribution over labels ("O" included) and how unsure it is (1 - largest)."""

    start: int
    end: int
    distribution: Mapping[str, float]
    uncertainty: float
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity in a document, with the evidence for it.

    `decided_by` names the rule or person that settled it: "ensemble", "single:<tagger>", "hybridner" (a verifier had a
    say; "hybridner:cloud" where it was one elsewhere), "pattern:<recogniser>" or "person".
    `evidence` is plain JSON: `votes` (list of {source, label, score}) and what the deciding rule adds.
    """

    start: int
    end: int
    text: str
    label: str
    score: float
    uncertainty: float
    decided_by: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """An entity type: its name in data, its names on screen, and its colours ("#rrggbb") in light and dark themes.

    `definition` says what counts as one, in the words of those who annotate; it may be empty.
    """

    name: str
    zh: str
    en: str
    light: str
    dark: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The entity types in use, in display order."""

    labels: tuple[Label, ...]

    def names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    def get(self, name: str) -> Label | None:
        return next((label for label in self.labels if label.name == name), None)
