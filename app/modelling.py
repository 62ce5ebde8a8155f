"""Packs and language models on this machine: what is there, whether it is whole and works, and what may go."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.errors import VeritagError
from engine.types import Document

_SAMPLE = "2024年3月5日，张伟在北京大学作报告。"
Kind = Literal["pack", "model"]


@dataclass(frozen=True, slots=True)
class Item:
    """A pack or a language model; `own` says that the user installed it, `problem` why it cannot be used."""

    kind: Kind
    name: str
    version: str
    licence: str
    size: int
    path: Path
    own: bool
    problem: str = ""
    card: str = field(default="", repr=False)


def list_items() -> list[Item]:
    """Everything that is installed; packs are verified on the way, which takes a moment."""
    from engine.llm.bases import installed_models
    from engine.packs import is_own, list_packs, load_pack

    items = []
    for info in list_packs():
        size = sum(file.stat().st_size for file in info.path.rglob("*") if file.is_file())
        licence = card = ""
        if not info.error:
            pack = load_pack(info.path)
            licence, card = pack.manifest.licence, pack.card
        items.append(Item("pack", info.name, info.version, licence, size, info.path, is_own(info), info.error, card))
    for model in installed_models():
        card = f"# {model.name}\n\n{model.licence}\n\nsha256 `{model.sha256}`"
        items.append(Item("model", model.name, "", model.licence, model.size, model.path, True, card=card))
    return items


def check(item: Item) -> str:
    """Verify an item's hashes, and let a pack read a sentence. Returns the problem, empty where there is none."""
    from engine.llm.bases import find_model, verify_model
    from engine.packs import load_pack

    try:
        if item.kind == "model":
            verify_model(find_model(item.name))
        else:
            from engine.pipeline import Analyzer

            found = Analyzer(load_pack(item.path)).analyze(Document(Path("sample.txt"), "txt", _SAMPLE, ""))
            if any(mention.text != _SAMPLE[mention.start : mention.end] for mention in found):
                return f"{item.path}: the pack finds what is not in the text."
    except VeritagError as error:
        return str(error)
    return ""


def install(path: Path, *, replace: bool) -> None:
    """Install a pack (zip, or the folder of a manifest) or a language model (GGUF). Raises `VeritagError`.

    Unless `replace`, a pack whose name another has is refused with `PackExistsError`.
    """
    from engine.llm.install import install_file
    from engine.packs import install_pack

    if path.suffix.lower() == ".gguf":
        install_file(path)
    else:
        install_pack(path.parent if path.name == "manifest.json" else path, replace=replace)


def remove(item: Item) -> None:
    """Delete an item that the user installed. Raises `VeritagError`."""
    from engine.llm.bases import find_model, remove_model
    from engine.packs import PackInfo, remove_pack

    if item.kind == "model":
        remove_model(find_model(item.name))
    else:
        remove_pack(PackInfo(item.name, item.version, item.path))
