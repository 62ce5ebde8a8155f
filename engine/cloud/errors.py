"""What may go wrong with an endpoint."""

from __future__ import annotations

from engine.errors import BadInputError


class CloudError(BadInputError):
    """The endpoint cannot be asked, or may not be, as things are."""
