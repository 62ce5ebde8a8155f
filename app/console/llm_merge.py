"""`veritag llm merge`: a verifier's adapter into the weights of its model."""

from __future__ import annotations

import os
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.console import DEFAULT_PACK
from app.console.terminal import STDOUT, check_output, progress_bar, show_table, stop_on_interrupt, write_json
from engine.errors import BadInputError
from engine.packs import find_pack

if TYPE_CHECKING:
    from engine.training.llm.merge import MergedType


def merge(data: Path, verifier: str, pack_name: str, out: Path, kind: str, limit: int | None, json: str | None) -> None:
    """Make the merged verifier; what both answer as a table, and JSON where it was asked for.

    Raises `BadInputError`, `MergeRefusedError` and `Cancelled`.
    """
    need_gguf()
    from engine.evaluation.gold import read_gold
    from engine.training.llm.merge import MergePlan, check_merge, merge_verifier
    from engine.verifiers.bundle import find_bundle, named_bundle

    check_output(json, kept=[data])
    bundle = named_bundle(verifier) if verifier else find_bundle(find_pack(pack_name or DEFAULT_PACK))
    pack = find_pack(pack_name or bundle.manifest.pack)
    records = list(islice(read_gold(data), limit))
    threads = os.cpu_count() or 1
    plan = MergePlan(bundle, pack, records, data.name, out, cast("MergedType", kind), threads)
    check_merge(plan)
    with stop_on_interrupt() as stopped, progress_bar(1.0) as show:
        manifest = merge_verifier(plan, tell=lambda doing, share: show(share, doing), cancelled=stopped)
    figures = manifest.figures["merge"]
    if json is not None:
        write_json({**figures, "model": manifest.model.model_dump()}, json)
    if json != STDOUT:
        _show(figures)
        sys.stdout.write(f"The verifier is in {out}, and its language model installed as {manifest.model.name}.\n")


def need_gguf() -> None:
    """Raise `BadInputError` where the package that reads and writes GGUF files is not installed."""
    try:
        import engine.training.llm.weights  # noqa: F401
    except ImportError as error:
        raise BadInputError(
            f"Merging needs packages that are not installed ({error.name}): "
            "pip install -e '.[cpu,llm]' in the program's source folder."
        ) from None


def _show(figures: dict[str, Any]) -> None:
    columns = {
        "spans": "spans",
        "accuracy": "right",
        "brier": "Brier",
        "milliseconds_a_span": "ms a span",
        "peak_megabytes": "peak MB",
        "megabytes": "file MB",
    }
    rows = [
        [name.replace("_", " "), *(str(figures[name].get(key, "")) for key in columns)]
        for name in ("base_and_adapter", "merged")
    ]
    show_table(["", *columns.values()], rows)
