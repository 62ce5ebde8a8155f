"""`veritag evaluate`: how well a pack and a method do on annotated records."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from app.console.terminal import STDOUT, check_output, progress_bar, show_table, write_json
from engine.errors import BadInputError
from engine.evaluation.evaluate import evaluate as measure
from engine.evaluation.gold import read_gold
from engine.pipeline import Analyzer


def evaluate(data: Path, analyzer: Analyzer, limit: int | None, out: str | None) -> None:
    """Measure on the first `limit` records of a file of JSON lines, or on all; write JSON, and a table.

    Raises `BadInputError` for a file that does not hold annotated records.
    """
    check_output(out)
    records = list(islice(read_gold(data), limit))
    if not records:
        raise BadInputError(f"{data}: the file holds no records.")
    with progress_bar(1.0) as show:
        result = measure(analyzer, records, progress=lambda done, all_: show(done / max(1, all_), data.name))
    result["data"] = data.name
    result["split"] = "all records" if limit is None else f"the first {len(records)} records"
    if out is not None:
        write_json(result, out)
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
