"""Train and measure packs on a folder of corpora: `corpora.py DATA OUT [NAME…]`; needs the train extra.

Each corpus is trained with `veritag train`, as a user would; what is in OUT already is not trained again. Prints
Markdown, in % on the held-out tenth: F1 of all corpora with the threshold / without it, then everything by corpus.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CORPORA: dict[str, tuple[str, tuple[str, ...]]] = {
    "cluener-shared": ("cluener2020/train.jsonl", ()),
    "cluener-separate": ("cluener2020/train.jsonl", ("--separate",)),
    "cluener-1000": ("cluener2020/train.jsonl", ("--limit", "1000")),
    "cluener-1000-lora": ("cluener2020/train.jsonl", ("--limit", "1000", "--lora")),
    "cmeee": ("cmeee_v1/train.jsonl", ("--limit", "10000", "--epochs", "3")),
    "msra": ("msra/train.jsonl", ("--limit", "10000", "--epochs", "3")),
    "ccks-military": ("ccks2020_military/train.jsonl", ()),
    "evahan-a": ("evahan2025_A/train.jsonl", ()),
    "evahan-b": ("evahan2025_B/train.jsonl", ()),
    "evahan-c": ("evahan2025_C/train.jsonl", ()),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the corpora")
    parser.add_argument("out", type=Path, help="where packs and figures go")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(CORPORA)}")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    measured = {}
    for name in arguments.names or CORPORA:
        figures = arguments.out / f"{name}.json"
        if not figures.exists():
            file, options = CORPORA[name]
            command = [sys.executable, "-m", "app.cli", "train", "--data", str(arguments.data / file)]
            command += ["--out", str(arguments.out / name), "--json", str(figures), *options]
            print(" ".join(command), file=sys.stderr)
            subprocess.run(command, check=True, stdout=sys.stderr)
        measured[name] = json.loads(figures.read_text(encoding="utf-8"))
    print("\n".join(_overview(measured)))
    for name, each in measured.items():
        print("\n".join(["", f"### {name}", "", *_details(each)]))


def _overview(measured: dict[str, dict[str, Any]]) -> list[str]:
    methods = list(dict.fromkeys(line["method"] for each in measured.values() for line in each["methods"]))
    lines = [f"| | {' | '.join(measured)} |", f"|---|{'---|' * len(measured)}"]
    lines.append(_row("training records", [f"{each['records']['train']:,}" for each in measured.values()]))
    lines.append(_row("minutes of training", [f"{each['minutes']:.0f}" for each in measured.values()]))
    for method in methods:
        cells = []
        for each in measured.values():
            found = next((line for line in each["methods"] if line["method"] == method), None)
            both = (found["f1"], found["without_threshold"]["f1"]) if found else None
            chosen = "**" if method == each["method"] else ""
            cells.append(f"{chosen}{100 * both[0]:.1f}{chosen} / {100 * both[1]:.1f}" if both else "")
        lines.append(_row(method, cells))
    own = [_certainty(each) for each in measured.values()]
    lines.append(_row("calibration error before, after", [f"{100 * a:.1f}, {100 * b:.1f}" for a, b, _ in own]))
    lines.append(_row("wrong ones among the 30 % most uncertain", [f"{100 * c:.0f}" for _, _, c in own]))
    return lines


def _details(each: dict[str, Any]) -> list[str]:
    before = {line["method"]: line["f1"] for line in each["before_quantisation"]}
    lines = ["| | P | R | F1 | P, R, F1 without threshold | F1 before int8 |", "|---|---|---|---|---|---|"]
    for line in each["methods"]:
        bare = " ".join(_rates(line["without_threshold"]))
        floating = before.get(line["method"])
        cells = [*_rates(line), bare, "" if floating is None else f"{100 * floating:.1f}"]
        lines.append(_row(line["method"], cells))
    lines += ["", "| doubt by | AUROC | wrong ones among the 30 % most uncertain |", "|---|---|---|"]
    for measure in each["certainty"]["measures"]:
        figures = (measure["auroc"], measure["error_share"])
        lines.append(_row(measure["measure"], ["n/a" if x is None else f"{100 * x:.0f}" for x in figures]))
    return lines


def _rates(scores: dict[str, Any]) -> list[str]:
    return [f"{100 * scores[name]:.1f}" for name in ("precision", "recall", "f1")]


def _certainty(each: dict[str, Any]) -> tuple[float, float, float]:
    certainty = each["certainty"]
    marginal = next(line for line in certainty["measures"] if line["measure"] == "marginal")
    return certainty["ece_before"], certainty["ece"], marginal["error_share"] or 0.0


def _row(head: str, cells: list[str]) -> str:
    return f"| {head} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
