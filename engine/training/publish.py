"""Make a pack of a trained network: int8 ONNX, measured figures, card, manifest."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.evaluation.metrics import SpanScores, score_spans
from engine.evaluation.predict import analyze_texts
from engine.packs import CARD, FORMAT, MANIFEST, LabelEntry, Manifest, Metric, NetworkEntry, Source, load_pack
from engine.pipeline import METHODS, Analyzer
from engine.training.data import Example
from engine.training.export import export_onnx, quantise
from engine.training.network import SharedNetwork

log = logging.getLogger(__name__)

NETWORK, TOKENIZER, LICENCE = "network.int8.onnx", "tokenizer.json", "LICENSE.txt"
# Scores are probabilities. On a few hundred validation sentences F1 hardly moves from 0.3 to 0.7 (docs/training.md).
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What a pack says of itself besides what is measured."""

    name: str
    version: str
    description: str
    languages: tuple[str, ...]
    licence: str
    labels: tuple[LabelEntry, ...]
    encoder: Source
    training_data: tuple[Source, ...]


def write_pack(
    network: SharedNetwork,
    encoder: Path,
    out: Path,
    facts: PackFacts,
    tests: Mapping[str, Sequence[Example]],
    *,
    licence_text: str,
    card: str,
) -> Manifest:
    """Write the pack folder `out`. `card` is a template with `{figures}` and `{version}`; the manifest comes last.

    `tests` (by name) are measured through the finished pack and decide nothing.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = Path(scratch) / "fp32.onnx"
        export_onnx(network, encoder / TOKENIZER, fp32)
        quantise(fp32, out / NETWORK)
    shutil.copyfile(encoder / TOKENIZER, out / TOKENIZER)
    (out / LICENCE).write_text(licence_text, encoding="utf-8")
    (out / CARD).write_text("being measured", encoding="utf-8")
    transitions = tuple(tuple(round(v, 4) for v in row) for row in network.allowed_transitions().tolist())
    entry = NetworkEntry(file=NETWORK, tokenizer=TOKENIZER, max_width=network.max_width, transitions=transitions)
    manifest = Manifest(
        format=FORMAT,
        name=facts.name,
        version=facts.version,
        minimum_program="0.1.0",
        languages=facts.languages,
        description=facts.description,
        licence=facts.licence,
        labels=facts.labels,
        network=entry,
        thresholds=dict.fromkeys(METHODS, THRESHOLD),
        encoder=facts.encoder,
        training_data=facts.training_data,
        files={},
    )
    _seal(out, manifest)
    metrics, rows = [], []
    for name, examples in tests.items():
        for method in METHODS:
            scores = _measure(out, method, examples)
            metrics.append(_metric(name, method, len(examples), scores))
            rows.append(_row(name, method, len(examples), scores))
            log.info("%s", rows[-1])
    (out / CARD).write_text(card.format(figures="\n".join(rows), version=facts.version), encoding="utf-8")
    return _seal(out, manifest.model_copy(update={"metrics": tuple(metrics)}))


def _measure(folder: Path, method: str, examples: Sequence[Example]) -> SpanScores:
    analyzer = Analyzer(load_pack(folder), method=method)
    found = analyze_texts(analyzer, [example.text for example in examples])
    gold = ((i, *entity) for i, example in enumerate(examples) for entity in example.entities)
    return score_spans(gold, ((i, m.start, m.end, m.label) for i, mentions in enumerate(found) for m in mentions))


def _metric(split: str, method: str, records: int, scores: SpanScores) -> Metric:
    rates = (round(rate, 4) for rate in (scores.precision, scores.recall, scores.f1))
    precision, recall, f1 = rates
    return Metric(split=split, method=method, records=records, precision=precision, recall=recall, f1=f1)


def _row(split: str, method: str, records: int, scores: SpanScores) -> str:
    labels = " ".join(f"{label} {100 * part.f1:.1f}" for label, part in scores.per_label.items())
    rates = f"{100 * scores.precision:.1f} | {100 * scores.recall:.1f} | **{100 * scores.f1:.1f}**"
    return f"| {split} | {records} | {method} | {rates} | {labels} |"


def _seal(folder: Path, manifest: Manifest) -> Manifest:
    """Write the manifest with the hash of every file of the pack."""
    names = (NETWORK, TOKENIZER, LICENCE, CARD)
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    sealed = manifest.model_copy(update={"files": files})
    text = json.dumps(sealed.model_dump(mode="json"), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return sealed
