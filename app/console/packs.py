"""`veritag packs`: which model packs are there, whether they are whole, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.console.streams import complain
from app.console.terminal import show_table
from engine.errors import PackError
from engine.packs import find_pack, install_pack, list_packs, search_folders


def list_all() -> None:
    """A table of the packs in the search folders; what is wrong with a pack is said on stderr."""
    packs = list_packs()
    if not packs:
        folders = " or ".join(str(folder) for folder in search_folders())
        complain(f"There is no pack in {folders}.")
        return
    rows = [[pack.name, pack.version, "damaged" if pack.error else "ready", str(pack.path)] for pack in packs]
    show_table(["pack", "version", "state", "folder"], rows, numbers_from=4)
    for pack in packs:
        if pack.error:
            complain(pack.error)


def verify(names: Sequence[str]) -> bool:
    """Check the hash of every file of these packs, or of all; returns whether all are whole."""
    whole = True
    rows = []
    for name in names or [str(pack.path) for pack in list_packs()]:
        try:
            pack = find_pack(name)
            rows.append([pack.manifest.name, pack.manifest.version, f"{len(pack.manifest.files)} files are whole"])
        except PackError as error:
            whole = False
            complain(str(error))
    if rows:
        show_table(["pack", "version", "state"], rows, numbers_from=3)
    return whole


def install(source: Path) -> None:
    """Verify a pack and copy it to the user's packs."""
    pack = install_pack(source)
    show_table(
        ["pack", "version", "folder"],
        [[pack.manifest.name, pack.manifest.version, str(pack.path)]],
        numbers_from=3,
    )
