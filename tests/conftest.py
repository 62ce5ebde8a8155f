"""What all tests share: how properties are tried, and which verifiers there are."""

from pathlib import Path

import pytest
from hypothesis import settings

# However slow the machine is, a slow example is not a failure.
settings.register_profile("veritag", deadline=None)
settings.load_profile("veritag")


@pytest.fixture(autouse=True)
def _own_verifiers_only(request, monkeypatch):
    """The verifier that comes with the program is in no test's way, but for those that are about it."""
    if "shipped_verifier" not in request.keywords:
        from engine.verifiers import bundle

        monkeypatch.setattr(bundle, "resources_dir", lambda: Path(__file__).parent / "nothing")
