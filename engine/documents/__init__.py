"""Documents: from files of any supported kind to `engine.types.Document`."""

from engine.documents.files import expand, read
from engine.documents.pages import Box, PagePicture, show_page
from engine.documents.registry import supported_suffixes

__all__ = ["Box", "PagePicture", "expand", "read", "show_page", "supported_suffixes"]
