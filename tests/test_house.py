"""Rules that hold for the whole tree: no network, no pickles, no file too large, no broken link."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import __version__

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "engine", "exporters")
PROGRAM = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "resources" / "guide").rglob("*.md")),
]
NETWORK_CLIENTS = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "socketserver", "urllib3"}
NETWORK_CLIENTS |= {"PySide6.QtNetwork", "urllib.request", "xmlrpc"}
# The one way out, in processes of its own (docs/second-opinion.md).
ALLOWED = {"engine/cloud/client.py": {"httpx"}, "engine/cloud/door.py": {"socket"}}
UNSAFE_FORMATS = {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
LARGEST_FILE = 45 * 2**20


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def forbidden(file: Path, modules: set[str]) -> set[str]:
    return {name for name in imported(file) if any(name == m or name.startswith(f"{m}.") for m in modules)}


def test_the_walk_sees_the_program() -> None:
    assert {file.relative_to(ROOT).parts[0] for file in PROGRAM} == set(PACKAGES)
    assert len(PROGRAM) > 50


@pytest.mark.parametrize("file", PROGRAM, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_module_speaks_to_a_network_or_reads_pickles(file: Path) -> None:
    allowed = ALLOWED.get(file.relative_to(ROOT).as_posix(), set())
    assert forbidden(file, NETWORK_CLIENTS | UNSAFE_FORMATS) == allowed


def test_the_check_would_notice(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("from urllib import request\nimport http.client\nfrom PySide6 import QtNetwork\nimport pickle\n")
    assert forbidden(file, NETWORK_CLIENTS | UNSAFE_FORMATS) == {
        "urllib.request",
        "http.client",
        "PySide6.QtNetwork",
        "pickle",
    }


def test_nothing_shipped_is_too_large_or_a_pickle() -> None:
    shipped = [file for folder in (*PACKAGES, "resources") for file in (ROOT / folder).rglob("*") if file.is_file()]
    assert not [file for file in shipped if file.stat().st_size > LARGEST_FILE]
    assert not [file for file in shipped if file.suffix in {".pkl", ".pickle", ".pt", ".pth", ".bin", ".joblib"}]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]


def test_the_changelog_knows_this_version() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
