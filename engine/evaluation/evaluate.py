"""Measure an analyzer on annotated records: exact spans and labels, and speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from engine.evaluation.gold import GoldRecord
from engine.evaluation.metrics import SpanScores, score_spans
from engine.evaluation.predict import analyze_texts
from engine.pipeline import Analyzer


def evaluate(
    analyzer: Analyzer,
    records: Sequence[GoldRecord],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Scores as plain JSON: micro-averaged and per label, with the analyzer's settings.

    Only the analyzer's labels count, on both sides: gold entities with others are ignored and counted in
    `ignored_gold`. `seconds` is the time of the analysis alone; rates are in [0, 1].
    """
    known = set(analyzer.labels.names())
    gold = [(i, start, end, label) for i, record in enumerate(records) for start, end, label in record.entities]
    counted = [span for span in gold if span[3] in known]
    started = time.perf_counter()
    mentions = analyze_texts(analyzer, [record.text for record in records], progress=progress)
    seconds = time.perf_counter() - started
    found = [
        (i, mention.start, mention.end, mention.label) for i, of_text in enumerate(mentions) for mention in of_text
    ]
    scores = score_spans(counted, found)
    characters = sum(len(record.text) for record in records)
    return {
        **_rates(scores),
        "per_label": {str(label): _rates(of_label) for label, of_label in scores.per_label.items()},
        "ignored_gold": len(gold) - len(counted),
        "records": len(records),
        "characters": characters,
        "routed_fraction": 0.0,
        "seconds": round(seconds, 3),
        "characters_per_second": round(characters / seconds, 1) if seconds else 0.0,
        **{key: value for key, value in analyzer.settings().items() if key != "recognisers"},
    }


def _rates(scores: SpanScores) -> dict[str, Any]:
    return {
        "precision": round(scores.precision, 4),
        "recall": round(scores.recall, 4),
        "f1": round(scores.f1, 4),
        "correct": scores.correct,
        "found": scores.found,
        "gold": scores.gold,
    }
