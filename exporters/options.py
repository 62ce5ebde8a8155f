"""What may be chosen of an export."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.store import Status

VISIBLE: tuple[Status, ...] = ("suggested", "accepted")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`document_ids` and `labels` None mean all; `bom` is for CSV, `with_text` for JSON."""

    document_ids: Collection[int] | None = None
    labels: Collection[str] | None = None
    statuses: Collection[Status] = VISIBLE
    bom: bool = False
    with_text: bool = False

    def wants(self, document_id: int) -> bool:
        return self.document_ids is None or document_id in self.document_ids
