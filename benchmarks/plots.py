"""Plots of what `veritag train --json` wrote: `plots.py learning-curve|reliability IN.json OUT.svg`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from matplotlib import pyplot


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plot", choices=("learning-curve", "reliability"))
    parser.add_argument("measured", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    measured = json.loads(arguments.measured.read_text(encoding="utf-8"))
    pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "veritag", "font.size": 9})
    figure, axes = pyplot.subplots(figsize=(5, 3.4), layout="constrained")
    (_learning_curve if arguments.plot == "learning-curve" else _reliability)(axes, measured)
    figure.savefig(arguments.out, metadata={"Date": None})


def _learning_curve(axes: Any, measured: dict[str, Any]) -> None:
    points = measured["points"]
    records = [point["records"] for point in points]
    for tagger in points[0]["f1"]:
        axes.plot(records, [100 * point["f1"][tagger] for point in points], marker="o", label=tagger)
    axes.set(xlabel="training records", ylabel="F1 (%)", xscale="log", title=measured["data"])
    axes.set_xticks(records, [f"{count:,}" for count in records], minor=False)
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend()


def _reliability(axes: Any, measured: dict[str, Any]) -> None:
    certainty = measured["certainty"]
    bins = [each for each in certainty["bins"] if each["count"]]
    largest = max(each["count"] for each in bins)
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.scatter(
        [each["confidence"] for each in bins],
        [each["accuracy"] for each in bins],
        s=[20 + 200 * each["count"] / largest for each in bins],
    )
    axes.set(xlabel="mean score", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"{certainty['method']}: expected calibration error {100 * certainty['ece']:.1f} %")
    axes.grid(alpha=0.3)


if __name__ == "__main__":
    main()
