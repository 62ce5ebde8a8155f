"""Measure an analyzer on annotated records: exact spans and labels, and speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.evaluation.bootstrap import bootstrap_f1
from engine.evaluation.calibration import auroc, error_share, expected_calibration_error
from engine.evaluation.compare import compare_methods
from engine.evaluation.gold import GoldRecord
from engine.evaluation.metrics import score_spans
from engine.evaluation.predict import analyze_texts, tag_texts
from engine.packs import Pack
from engine.pipeline import Analyzer
from engine.taggers.tagging import PackTaggers
from engine.types import Mention

Span = tuple[int, int, int, str]


def evaluate(
    analyzer: Analyzer,
    records: Sequence[GoldRecord],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Scores as plain JSON: micro-averaged and per label, with the analyzer's settings.

    Only the analyzer's labels count, on both sides: gold entities with others are ignored and counted in
    `ignored_gold`. `seconds` is the time of the analysis alone; rates are in [0, 1]. `f1_interval` is the 95 %
    bootstrap interval over records. Of what was found: `calibration_error` is the expected error of the scores (15 bins
    of equal width), `error_auroc` how well the uncertainty ranks the wrong ones before the right ones, and
    `errors_in_most_uncertain` the share of the wrong ones among the 30 % most uncertain (null where nothing is wrong).
    `routed_fraction` are the spans that a verifier was asked about, as a share of those found.
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
        **scores.plain(),
        "f1_interval": [round(end, 4) for end in bootstrap_f1(_counts(counted, found, len(records)))],
        **_certainty(mentions, set(counted)),
        "per_label": {str(label): of_label.plain() for label, of_label in scores.per_label.items()},
        "ignored_gold": len(gold) - len(counted),
        "records": len(records),
        "characters": characters,
        "routed_fraction": round(analyzer.asked / max(1, len(found)), 4),
        "seconds": round(seconds, 3),
        "characters_per_second": round(characters / seconds, 1) if seconds else 0.0,
        **{key: value for key, value in analyzer.settings().items() if key != "recognisers"},
    }


def evaluate_methods(
    pack: Pack,
    taggers: PackTaggers,
    records: Sequence[GoldRecord],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Every method of a pack as plain JSON, with its threshold and without one; its `taggers` read the texts once."""
    known = set(pack.labels.names())
    gold = [[entity for entity in record.entities if entity[2] in known] for record in records]
    started = time.perf_counter()
    taggings = tag_texts(taggers, [record.text for record in records], progress=progress)
    seconds = time.perf_counter() - started
    lines = compare_methods(pack, [tagging.votes for tagging in taggings], gold)
    return {
        "methods": {
            line.method: {
                **line.scores.plain(),
                "threshold": line.threshold,
                "without_threshold": line.without_threshold.plain(),
                "per_label": {str(label): of_label.plain() for label, of_label in line.scores.per_label.items()},
            }
            for line in lines
        },
        "ignored_gold": sum(len(record.entities) for record in records) - sum(map(len, gold)),
        "records": len(records),
        "seconds": round(seconds, 3),
        "pack": pack.manifest.name,
        "pack_version": pack.manifest.version,
        "pack_fingerprint": pack.fingerprint,
        "provider": taggers.provider,
    }


def _counts(gold: Sequence[Span], found: Sequence[Span], records: int) -> list[list[int]]:
    """Correct, found and gold spans of each record."""
    counts = [[0, 0, 0] for _ in range(records)]
    for place, spans in enumerate((set(gold) & set(found), set(found), set(gold))):
        for span in spans:
            counts[span[0]][place] += 1
    return counts


def _certainty(mentions: Sequence[Sequence[Mention]], gold: set[Span]) -> dict[str, Any]:
    found = [(i, mention) for i, of_text in enumerate(mentions) for mention in of_text]
    right = np.array([(i, m.start, m.end, m.label) in gold for i, m in found], dtype=bool)
    doubt = np.array([m.uncertainty for _, m in found])
    error = expected_calibration_error(np.array([m.score for _, m in found]), right) if found else 0.0
    ranked, share = auroc(doubt, ~right), error_share(doubt, ~right)
    return {
        "calibration_error": round(error, 4),
        "error_auroc": None if ranked is None else round(ranked, 4),
        "errors_in_most_uncertain": None if share is None else round(share, 4),
    }
