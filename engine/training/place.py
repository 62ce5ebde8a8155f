"""Where what is trained may be written, and what it is called there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from engine.errors import BadInputError
from engine.packs import MANIFEST


def check_place(out: Path) -> None:
    """Raise `BadInputError` unless a pack may be written to the folder `out`, which need not be there yet."""
    pack_name(out)
    try:
        if os.path.lexists(out) and not out.is_dir():
            raise BadInputError(f"{out}: this is a file; a pack is a folder.")
        if not out.absolute().parent.is_dir():
            raise BadInputError(f"{out}: the folder {out.parent} does not exist.")
        if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).exists():
            raise BadInputError(f"{out}: the folder holds other files than a pack's; name a new one.")
        # A pack is made in a folder of such a name beside its place, and then moved there.
        tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-").cleanup()
        if out.is_dir():
            tempfile.TemporaryDirectory(dir=out).cleanup()
    except OSError as error:
        raise BadInputError(f"{out}: the pack cannot be written ({error.strerror}).") from None


def pack_name(out: Path) -> str:
    """The name of a pack in the folder `out`. Raises `BadInputError` where none can be made of it."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in out.name.lower())
    if not name or not name[0].isalnum():
        raise BadInputError(f"{out}: a pack's folder has a name that begins with a Latin letter or a digit.")
    return name
