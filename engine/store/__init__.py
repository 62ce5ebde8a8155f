"""The project file."""

from engine.store.connection import project_files
from engine.store.hits import Hit
from engine.store.occurrences import Context, Occurrence
from engine.store.overview import Overview, Together
from engine.store.project import SUFFIX, Project
from engine.store.rows import (
    DocumentRow,
    DocumentState,
    EntityRow,
    MentionFilter,
    MentionRow,
    OrderBy,
    Place,
    RemovalRow,
    Status,
    StepKind,
    StepRow,
)
from engine.store.trail import SentRow

__all__ = [
    "SUFFIX",
    "Context",
    "DocumentRow",
    "DocumentState",
    "EntityRow",
    "Hit",
    "MentionFilter",
    "MentionRow",
    "Occurrence",
    "OrderBy",
    "Overview",
    "Place",
    "Project",
    "RemovalRow",
    "SentRow",
    "Status",
    "StepKind",
    "StepRow",
    "Together",
    "project_files",
]
