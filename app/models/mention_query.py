"""Which mentions are listed, and in which order: the questions a list of mentions asks of the store."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from app.criteria import Criteria
from engine.errors import ProjectError
from engine.store import MentionRow, OrderBy, Project, Status


@dataclass(frozen=True, slots=True)
class MentionQuery:
    """A filtered and sorted list of mentions. `labels` None means every type; without a document, all of them."""

    document_id: int | None = None
    labels: tuple[str, ...] | None = None
    criteria: Criteria = field(default_factory=Criteria)
    order_by: OrderBy = "start"
    descending: bool = False

    def of_status(self, status: Status) -> Self:
        """The same list, of one status only."""
        return replace(self, criteria=replace(self.criteria, status=status))

    def count(self, project: Project) -> int:
        return project.count_mentions(self.document_id, **self._wanted())

    def page(self, project: Project, offset: int, limit: int, *, backwards: bool = False) -> list[MentionRow]:
        """Rows from `offset` on; with `backwards` both it and the rows count from the end."""
        return project.mentions(
            self.document_id,
            order_by=self.order_by,
            descending=self.descending,
            limit=limit,
            offset=offset,
            backwards=backwards,
            **self._wanted(),
        )

    def ids_in_order(self, project: Project) -> array[int]:
        """The whole list as ids, 8 bytes each."""
        return project.ids_in_order(
            self.document_id, order_by=self.order_by, descending=self.descending, **self._wanted()
        )

    def position(self, project: Project, mention_id: int) -> int | None:
        """The row of a mention, or None where the filters leave it out."""
        return project.mention_position(
            mention_id, self.document_id, order_by=self.order_by, descending=self.descending, **self._wanted()
        )

    def following(self, project: Project, mention_id: int, *, backwards: bool = False) -> int | None:
        """The mention next to (or before) another in this list; that other one need not be in it."""
        return project.mention_following(
            mention_id,
            self.document_id,
            order_by=self.order_by,
            descending=self.descending,
            backwards=backwards,
            **self._wanted(),
        )

    def ids(self, project: Project) -> list[int]:
        """All mentions of the list, in no order."""
        return project.mention_ids(self.document_id, **self._wanted())

    def decide(self, project: Project, status: Status) -> int | None:
        """One decision over all of the list."""
        return project.decide_matching(self.document_id, status=status, **self._wanted())

    def _wanted(self) -> dict[str, Any]:
        return self.criteria.wanted() | {"labels": self.labels}


class DocumentMentions:
    """The mentions of one document, asked for by range."""

    def __init__(self, project: Project, document_id: int) -> None:
        self._project = project
        self._document_id = document_id

    def between(self, start: int, end: int) -> Sequence[MentionRow]:
        """All mentions that overlap start..end; none where the project can no longer be read, which the table tells."""
        try:
            return self._project.mentions(self._document_id, start=start, end=end)
        except ProjectError:
            return []
