"""`veritag combine`: how well the recorded answers of several systems do together."""

from __future__ import annotations

from pathlib import Path

from app.console.terminal import STDOUT, check_output, show_table, write_json
from engine.evaluation.systems import evaluate_combination, read_systems


def combine(path: Path, method: str, names: str | None, out: str | None) -> None:
    """Combine the systems of a comma-separated list, or all, and score the result; write JSON, and a table.

    Raises `BadInputError` for an unknown method or system, and for a file that does not hold recorded systems.
    """
    check_output(out, kept=[path])
    chosen = None if names is None else [name.strip() for name in names.split(",") if name.strip()]
    result = evaluate_combination(read_systems(path), method, chosen)
    result["data"] = path.name
    if out is not None:
        write_json(result, out)
    if out != STDOUT:
        rows = [
            [
                name,
                *(f"{rates[key]:.4f}" for key in ("precision", "recall", "f1")),
                rates["gold"],
                rates["found"],
            ]
            for name, rates in {**result["per_label"], "all": result}.items()
        ]
        show_table(["label", "precision", "recall", "F1", "gold", "found"], rows)
