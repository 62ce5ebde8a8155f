"""Which occurrences of the same words a decision is for, and what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.store import Occurrence, Status

Scope = Literal["document", "listed", "project"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants: `label` is the type that accepted ones get, None to leave it.

    `unmarked` also makes entities where the words are none yet, `decided` also changes what a person decided before.
    """

    scope: Scope = "document"
    status: Status = "accepted"
    label: str | None = None
    unmarked: bool = True
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the wish comes to: suggestions, earlier decisions and unmarked places that change.

    `left` counts what stays only because the wish leaves it out: (earlier decisions, unmarked places); `covered` the
    places in or across other entities, which always stay.
    """

    mentions: tuple[Occurrence, ...]
    unmarked: tuple[Occurrence, ...]
    left: tuple[int, int]
    covered: int

    def documents(self) -> int:
        return len({each.document_id for each in (*self.mentions, *self.unmarked)})

    def all(self) -> list[Occurrence]:
        """Everything that changes, in reading order."""
        return sorted((*self.mentions, *self.unmarked), key=lambda each: each[:3])


def make_plan(found: Sequence[Occurrence], wish: Wish, document_id: int, listed: Collection[int]) -> Plan:
    """`document_id` is the document that is shown, `listed` the mentions that the table lists."""
    near = [each for each in found if _in_scope(each, wish.scope, document_id, listed)]
    changing = [each for each in near if each.mention_id is not None and _changes(each, wish)]
    free = [each for each in near if each.mention_id is None and not each.is_covered]
    marks = free if wish.status == "accepted" and wish.label else []
    return Plan(
        mentions=tuple(each for each in changing if wish.decided or not each.is_decided),
        unmarked=tuple(marks) if wish.unmarked else (),
        left=(0 if wish.decided else sum(each.is_decided for each in changing), 0 if wish.unmarked else len(marks)),
        covered=sum(each.is_covered for each in near),
    )


def _in_scope(each: Occurrence, scope: Scope, document_id: int, listed: Collection[int]) -> bool:
    if scope == "document":
        return each.document_id == document_id
    if scope == "listed":
        return each.mention_id in listed
    return True


def _changes(each: Occurrence, wish: Wish) -> bool:
    relabelled = wish.label is not None and wish.status == "accepted" and each.label != wish.label
    return each.status != wish.status or relabelled
