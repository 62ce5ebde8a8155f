"""The project file."""

from engine.store.project import SUFFIX, Project
from engine.store.rows import DocumentRow, DocumentState, MentionFilter, MentionRow, OrderBy, Place, Status

__all__ = [
    "SUFFIX",
    "DocumentRow",
    "DocumentState",
    "MentionFilter",
    "MentionRow",
    "OrderBy",
    "Place",
    "Project",
    "Status",
]
