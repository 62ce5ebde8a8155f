"""The project file."""

from engine.store.project import SUFFIX, Project
from engine.store.rows import DocumentRow, DocumentState, MentionFilter, MentionRow, OrderBy, Place, RemovalRow, Status

__all__ = [
    "SUFFIX",
    "DocumentRow",
    "DocumentState",
    "MentionFilter",
    "MentionRow",
    "OrderBy",
    "Place",
    "Project",
    "RemovalRow",
    "Status",
]
