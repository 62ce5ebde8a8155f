"""What the store hands out: plain frozen rows, no database objects."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypedDict

from engine.errors import DocumentFault
from engine.types import BlockKind, Note

DocumentState = Literal["new", "analysed", "failed"]
Status = Literal["suggested", "accepted", "rejected"]
RunState = Literal["running", "done", "cancelled", "failed"]
OrderBy = Literal[
    "start", "text", "label", "score", "uncertainty", "disagreement", "status", "decided_by", "document", "comment"
]
StepKind = Literal["decide", "add", "move", "split", "merge", "comment", "occurrences", "alias", "apart", "stop"]
WordKind = Literal["alias", "apart", "stop"]
STATUSES: tuple[Status, ...] = ("suggested", "accepted", "rejected")


class MentionFilter(TypedDict, total=False):
    """Which mentions are asked for; what is left out, None or empty text means "any".

    `start` and `end` ask for those that touch a range, `text_contains` for those with these characters, `texts` for
    those that are one of these words, `document_name` for documents with these characters in their name (in all three,
    case, width and accents do not count); `names` are words that count letter by letter. `deciders` are beginnings of
    `decided_by` up to the colon. `added_from` and `added_to` are days (YYYY-MM-DD, UTC) between which the document was
    added, both included. An empty collection asks for none.
    """

    document_ids: Collection[int] | None
    start: int | None
    end: int | None
    labels: Collection[str] | None
    text_contains: str
    texts: Collection[str] | None
    names: Collection[str] | None
    min_score: float | None
    max_score: float | None
    statuses: Collection[Status] | None
    deciders: Collection[str] | None
    commented: bool | None
    document_name: str
    added_from: str
    added_to: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its document a mention stands; `number` counts the blocks of its kind from 1."""

    kind: BlockKind = "paragraph"
    number: int = 0
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def describe(self) -> str:
        """The place in English: "page 3", "table 2, row 4", "footnote 1", "paragraph 12"; empty when unknown."""
        parts = [f"page {self.page}"] if self.page else []
        if self.table:
            parts += [f"table {self.table}"] + ([f"row {self.row}"] if self.row else [])
        elif self.number and (self.kind != "paragraph" or not parts):
            parts.append(f"{self.kind} {self.number}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text. `fault` and `fault_detail` are those of its `DocumentError` when it failed.

    One that was read before has a fault where its file failed since; text and mentions are then those of the earlier
    reading. `mention_count` leaves out rejected mentions.
    """

    id: int
    path: Path
    name: str
    format: str
    encoding: str
    sha256: str
    text_length: int
    notes: tuple[Note, ...]
    state: DocumentState
    fault: DocumentFault | None
    fault_detail: str
    mention_count: int
    added_at: str


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention as the project holds it; offsets are code points into the document's text."""

    id: int
    document_id: int
    document_name: str
    start: int
    end: int
    text: str
    label: str
    score: float
    uncertainty: float
    decided_by: str
    status: Status
    run_id: int | None = None
    place: Place = field(default_factory=Place)
    comment: str = ""
    disagreement: float = 0.0


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a person's work: when it was taken (UTC), how many mentions and words of the register it changed."""

    id: int
    kind: StepKind
    at: str
    mentions: int
    words: int
    undone: bool = False


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A distinct entity: its main name and type, its mentions that are not rejected, in how many documents.

    `aliases` are its other names that have mentions, `other_labels` the other types that one of its names has.
    """

    name: str
    label: str
    mentions: int
    documents: int
    aliases: tuple[str, ...] = ()
    other_labels: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class RemovalRow:
    """An entity that a second opinion took out of a document and on which nobody has decided yet."""

    id: int
    document_id: int
    document_name: str
    start: int
    end: int
    text: str
    label: str
