"""Documents: from files of any supported kind to `engine.types.Document`."""

from engine.documents.files import expand, read
from engine.documents.registry import supported_suffixes

__all__ = ["expand", "read", "supported_suffixes"]
