"""Brings the translations up to date: `python -m app.translations.update`.

New strings of the program go into the .ts file, marked as unfinished; the .qm file, which the program loads, is
compiled from it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE = FOLDER / "veritag_zh_CN.ts"
COMPILED = FOLDER / "veritag_zh_CN.qm"
_ROOT = FOLDER.parent.parent


def collect(ts: Path) -> None:
    """Add the program's strings to a .ts file and drop those that are gone."""
    files = sorted(str(file.relative_to(_ROOT)) for file in (_ROOT / "app").rglob("*.py"))
    _run("lupdate", ["-no-obsolete", "-locations", "none", "-silent", *files, "-ts", str(ts)])


def compile_to(ts: Path, qm: Path) -> None:
    _run("lrelease", ["-silent", str(ts), "-qm", str(qm)])


def _run(tool: str, arguments: Sequence[str]) -> None:
    command = Path(sys.executable).parent / f"pyside6-{tool}"
    subprocess.run([str(command), *arguments], check=True, cwd=_ROOT)  # noqa: S603


if __name__ == "__main__":
    collect(SOURCE)
    compile_to(SOURCE, COMPILED)
