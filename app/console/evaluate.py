"""`veritag evaluate`: how well a pack and a method do on annotated records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from app.console.models import say_cloud, say_lost_gpu, say_lost_spans
from app.console.terminal import STDOUT, check_output, progress_bar, show_table, write_json
from engine.errors import BadInputError
from engine.evaluation.evaluate import evaluate as measure
from engine.evaluation.evaluate import evaluate_methods
from engine.evaluation.gold import GoldRecord, read_gold
from engine.packs import Pack
from engine.pipeline import Analyzer
from engine.taggers.tagging import PackTaggers

ALL_METHODS = "all"


def evaluate(data: Path, analyzer: Analyzer, limit: int | None, out: str | None) -> None:
    """Measure on the first `limit` records of a file of JSON lines, or on all; write JSON, and a table.

    Raises `BadInputError` for a file that does not hold annotated records.
    """
    check_output(out, kept=[data])
    records = _read(data, limit)
    with progress_bar(1.0) as show:
        result = measure(analyzer, records, progress=lambda done, all_: show(done / max(1, all_), data.name))
    say_lost_spans(analyzer)
    say_cloud(analyzer)
    _write(result, data, records, limit, out)
    if out != STDOUT:
        scores = {**result["per_label"], "all": result}
        rows = [
            [
                name,
                *(f"{rates[key]:.4f}" for key in ("precision", "recall", "f1")),
                rates["gold"],
                rates["found"],
            ]
            for name, rates in scores.items()
        ]
        show_table(["label", "precision", "recall", "F1", "gold", "found"], rows)


def compare(data: Path, pack: Pack, limit: int | None, out: str | None) -> None:
    """The same for every method of a pack, which reads the records once. Raises `BadInputError`."""
    check_output(out, kept=[data])
    records = _read(data, limit)
    taggers = PackTaggers(pack)
    say_lost_gpu(taggers)
    with progress_bar(1.0) as show:
        result = evaluate_methods(
            pack, taggers, records, progress=lambda done, all_: show(done / max(1, all_), data.name)
        )
    _write(result, data, records, limit, out)
    if out != STDOUT:
        rows = [
            [
                name,
                *(f"{rates[key]:.4f}" for key in ("precision", "recall", "f1")),
                f"{rates['without_threshold']['f1']:.4f}",
            ]
            for name, rates in result["methods"].items()
        ]
        show_table(["method", "precision", "recall", "F1", "F1 without threshold"], rows)


def _read(data: Path, limit: int | None) -> list[GoldRecord]:
    records = list(islice(read_gold(data), limit))
    if not records:
        raise BadInputError(f"{data}: the file holds no records.")
    return records


def _write(
    result: dict[str, Any], data: Path, records: Sequence[GoldRecord], limit: int | None, out: str | None
) -> None:
    result["data"] = data.name
    result["split"] = "all records" if limit is None else f"the first {len(records)} records"
    if out is not None:
        write_json(result, out)
