"""`veritag doctor`: is everything there that the program needs?"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module, metadata

from app.console import DEFAULT_PACK
from app.console.terminal import show_table
from engine import __version__, network, paths
from engine.cloud.keys import is_installed
from engine.errors import VeritagError
from engine.llm.bases import installed_models
from engine.packs import find_pack, list_packs
from engine.verifiers.bundle import list_bundles

_RUNTIMES = ("onnxruntime-gpu", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. The program cannot do its main job without what is `needed`."""

    name: str
    value: str
    ok: bool = True
    needed: bool = True


def examine() -> bool:
    """Print the findings as a table; returns whether nothing that is needed is missing."""
    findings = list(_findings())
    rows = [[_mark(finding), finding.name, finding.value] for finding in findings]
    show_table(["", "what", "found"], rows, numbers_from=3)
    return all(finding.ok for finding in findings if finding.needed)


def _mark(finding: Finding) -> str:
    if finding.ok:
        return "ok"
    return "MISSING" if finding.needed else "note"


def _findings() -> Iterator[Finding]:
    yield Finding("veritag", __version__)
    yield Finding("python", platform.python_version(), sys.version_info >= (3, 11))
    yield Finding("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield Finding("processor cores", str(os.cpu_count() or "unknown"), needed=False)
    memory = _memory_bytes()
    yield Finding("memory", f"{memory / 2**30:.1f} GiB" if memory else "unknown", needed=False)
    yield _runtime()
    yield from _packs()
    yield _provider()
    yield from _language_models()
    yield from _verifiers()
    yield _cloud()
    yield _sqlite()
    yield _qt()
    yield _plots()
    yield _aliases()
    if (fonts := _chinese_fonts()) is not None:
        yield Finding("fonts with Chinese", f"{fonts} found" if fonts else "none found", fonts > 0, needed=False)
    yield Finding("network", "refused by the program" if network.is_closed() else "open", network.is_closed())
    folders = {"data": paths.data_dir(), "settings": paths.config_dir(), "logs": paths.log_dir()}
    for kind, folder in folders.items():
        existing = next(place for place in (folder, *folder.parents) if place.exists())
        writable = os.access(existing, os.W_OK)
        yield Finding(f"{kind} folder", f"{folder}{'' if writable else ' (cannot be written)'}", writable, needed=False)


def _runtime() -> Finding:
    for name in _RUNTIMES:
        try:
            return Finding("model runtime", f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return Finding("model runtime", "no installed onnxruntime is known", ok=False, needed=False)


def _packs() -> Iterator[Finding]:
    packs = list_packs()
    for pack in packs:
        value = pack.error or f"{pack.version}, every file is whole"
        yield Finding(f"pack {pack.name}", value, not pack.error, needed=pack.name == DEFAULT_PACK)
    if not any(pack.name == DEFAULT_PACK for pack in packs):
        yield Finding(f"pack {DEFAULT_PACK}", "not installed", ok=False)


def _provider() -> Finding:
    """Load the default pack, because a provider that is listed may still fail to start."""
    try:
        from engine.pipeline import Analyzer

        analyzer = Analyzer(find_pack(DEFAULT_PACK))
        if analyzer.lost_gpu:
            why = f"{analyzer.provider}; a GPU runtime is installed but did not start"
            return Finding("models run on", why, ok=False, needed=False)
        return Finding("models run on", analyzer.provider)
    except (VeritagError, ImportError) as error:
        return Finding("models run on", f"nothing: {error}", ok=False)


def _language_models() -> Iterator[Finding]:
    """What a second opinion needs; the program does its main job without."""
    try:
        yield Finding("llama.cpp", f"llama-cpp-python {metadata.version('llama-cpp-python')}", needed=False)
    except metadata.PackageNotFoundError:
        yield Finding("llama.cpp", "not installed", ok=False, needed=False)
    for model in installed_models():
        yield Finding(f"language model {model.name}", f"{model.size / 1e6:.0f} MB, {model.licence}", needed=False)


def _verifiers() -> Iterator[Finding]:
    for info in list_bundles():
        manifest = info.manifest
        if manifest is None:
            yield Finding(f"verifier {info.path.name}", info.error, ok=False, needed=False)
            continue
        said = {"reading": "reads", "asking": "asks"}
        voices = [said[voice] for voice in manifest.voices()]
        does = " and ".join(voices) or "is switched off, because it gained nothing clear over the taggers alone"
        value = f"{does}; for the pack {manifest.pack}, over {manifest.model.name}"
        yield Finding(f"verifier {manifest.name}", value, needed=False)


def _cloud() -> Finding:
    """Where it is not installed nothing can leave, which is no lack."""
    value = "installed; a project asks nobody until its owner allows it" if is_installed() else "not installed"
    return Finding("cloud", value, needed=False)


def _sqlite() -> Finding:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        return Finding("sqlite", f"{sqlite3.sqlite_version}, without full-text search (FTS5)", ok=False)
    finally:
        connection.close()
    return Finding("sqlite", f"{sqlite3.sqlite_version}, with full-text search (FTS5)")


def _qt() -> Finding:
    try:
        core = import_module("PySide6.QtCore")
        import_module("PySide6.QtWidgets")
    except ImportError as error:
        return Finding("Qt (desktop)", f"cannot be loaded: {error}", ok=False)
    return Finding("Qt (desktop)", str(core.qVersion()))


def _plots() -> Finding:
    """The overview's plots, which are loaded when it is opened."""
    try:
        import_module("app.views.chart_plot")
    except ImportError as error:
        return Finding("plots", f"cannot be loaded: {error}", ok=False)
    return Finding("plots", f"pyqtgraph {metadata.version('pyqtgraph')}")


def _aliases() -> Finding:
    """What the register compares names with, which has tables of its own."""
    try:
        aliases = import_module("engine.aliases")
        works = aliases.alike("國立大學", ["国立大学"])[0].why == "form"
    except (ImportError, OSError, RuntimeError) as error:
        return Finding("aliases", f"cannot be loaded: {error}", ok=False)
    found = ", ".join(f"{name} {metadata.version(name)}" for name in ("opencc", "rapidfuzz"))
    return Finding("aliases", found, works)


def _chinese_fonts() -> int | None:
    """How many font families have Chinese, where fontconfig can say so."""
    command = shutil.which("fc-list")
    if command is None:
        return None
    listed = subprocess.run([command, ":lang=zh", "family"], capture_output=True, check=False)  # noqa: S603
    return len(set(listed.stdout.splitlines()))


def _memory_bytes() -> int | None:
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return _windows_memory_bytes()


def _windows_memory_bytes() -> int | None:
    import ctypes

    kilobytes = ctypes.c_ulonglong()
    kernel = getattr(ctypes, "windll", None)
    if kernel and kernel.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes)):
        return kilobytes.value * 1024
    return None
