"""What the panel of the second opinion reads out of a project, in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.asking import Asking, skipped_labels, unread_labels
from engine.findings import Pace, Repairs, Routed, routed_in_all
from engine.store import Project, RemovalRow

if TYPE_CHECKING:
    from engine.verifiers.bundle import VerifierManifest

_MOST_REMOVALS = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What is read out of a project, and for which verifier; `ids` are the documents in scope, None for all."""

    path: Path
    ids: list[int] | None
    fingerprint: str
    manifest: VerifierManifest
    asking: Asking
    pace: Pace | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a look into the project gave; `unknown` counts documents, `timed` says that the pace is known."""

    path: Path
    routed: Routed
    timed: bool
    unknown: int
    repairs: dict[str, Repairs]
    removals: list[RemovalRow]


def look(question: Question) -> Facts:
    """Read the project. Raises `ProjectError`."""
    with Project.open(question.path) as project, project.snapshot():
        ids = question.ids
        if ids is None:
            ids = [row.id for row in project.documents() if row.state != "failed"]
        known = project.doubts(ids)
        repairs = project.repairs(question.fingerprint)
        only = ids[0] if question.ids is not None and len(ids) == 1 else None
        removals = project.removals(only, limit=_MOST_REMOVALS)
    spared = unread_labels if "reading" in question.manifest.voices() else skipped_labels
    skipped = spared(question.manifest, repairs, question.asking)
    asking, pace = question.asking, question.pace or Pace()
    routed = routed_in_all(known.values(), pace, skipped, spans=asking.spans, seconds=asking.seconds)
    return Facts(question.path, routed, question.pace is not None, len(ids) - len(known), repairs, removals)
