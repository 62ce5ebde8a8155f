"""Make a pack of trained networks: int8 ONNX, what is fitted on validation texts, measured figures, card, manifest."""

from __future__ import annotations

import json
import logging
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.evaluation.compare import MethodScores, compare_methods
from engine.evaluation.doubt import DoubtScores, score_doubt
from engine.evaluation.metrics import SpanScores
from engine.evaluation.predict import tag_texts
from engine.evaluation.routing import Reach, decided, reach
from engine.methods import make_method
from engine.packs import (
    CARD,
    FORMAT,
    MANIFEST,
    LabelEntry,
    Manifest,
    Metric,
    NetworkEntry,
    Source,
    TaggerEntry,
    load_pack,
)
from engine.sealed import hashes
from engine.taggers.span_layers import SpanLayers
from engine.taggers.tagging import PackTaggers, Tagging
from engine.training.data import Example
from engine.training.export import quantise
from engine.training.fitting import fit_routing, fit_scores, fit_votes
from engine.training.network import SPAN, SpanHead, TaggerNetwork
from engine.training.reading import Reading
from engine.types import Vote

log = logging.getLogger(__name__)

LICENCE, SPAN_LAYERS = "LICENSE.txt", "span-layers.npz"
_USUAL_METHOD = "average"


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
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A held-out set through the finished pack: every method, how well the pack's own knows when it is wrong, what a
    second opinion could reach (by what its threshold is for), and every method with the networks before int8."""

    name: str
    records: int
    methods: tuple[MethodScores, ...]
    doubt: DoubtScores
    routed: tuple[tuple[str, Reach], ...]
    before: tuple[MethodScores, ...] = ()


def write_pack(
    networks: Sequence[TaggerNetwork],
    reading: Reading,
    out: Path,
    facts: PackFacts,
    validation: Sequence[Example],
    tests: Mapping[str, Sequence[Example]],
    *,
    licence_text: str,
    card: Callable[[Manifest, Sequence[Measured]], str],
) -> Manifest:
    """Write the pack folder `out`, once everything of it is made; the manifest comes last.

    What settles votes is fitted on `validation`. `tests` (by name) are measured through the finished pack and decide
    nothing; the first one also before quantisation. `card` makes the text of the model card.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        floating, made = Path(scratch) / "fp32", Path(scratch) / "int8"
        for folder in (floating, made):
            folder.mkdir()
            read_with = reading.write(networks[0], folder)
            (folder / LICENCE).write_text(licence_text, encoding="utf-8")
            (folder / CARD).write_text("being measured", encoding="utf-8")
        for index, network in enumerate(networks):
            reading.export(network, validation, floating / _file(index, "fp32"))
            quantise(floating / _file(index, "fp32"), made / _file(index, "int8"))
        if layers := _span_layers(networks):
            for folder in (floating, made):
                layers.save(folder / SPAN_LAYERS)
        manifest = _manifest(networks, facts, read_with, has_layers=layers is not None)
        _seal(made, manifest)
        votes = [tagging.votes for tagging in _tag(made, validation)]
        fitted = fit_votes(votes, validation, manifest.taggers(), [label.name for label in facts.labels])
        manifest = _seal(made, manifest.model_copy(update={"fitted": fitted}))
        manifest = _seal(made, manifest.model_copy(update={"fitted": fit_scores(load_pack(made), votes, validation)}))
        manifest = _seal(made, manifest.model_copy(update={"method": _best_method(made, votes, validation)}))
        manifest = _seal(made, manifest.model_copy(update={"fitted": fit_routing(load_pack(made), votes, validation)}))
        _seal(floating, _with_files(manifest, "fp32"))
        measured: list[Measured] = []
        for name, examples in tests.items():
            before = () if measured else _measure(floating, name, examples).methods
            measured.append(replace(_measure(made, name, examples), before=before))
            for line in measured[-1].methods:
                log.info("%s, %s: F1 %.4f", name, line.method, line.scores.f1)
        metrics = tuple(_metric(part, line) for part in measured for line in part.methods)
        manifest = manifest.model_copy(update={"metrics": metrics})
        (made / CARD).write_text(card(manifest, measured), encoding="utf-8")
        sealed = _seal(made, manifest)
        out.mkdir(exist_ok=True)
        for file in sorted(made.iterdir(), key=lambda file: file.name == MANIFEST):
            file.replace(out / file.name)
    return sealed


def card_parts(manifest: Manifest, measured: Sequence[Measured]) -> dict[str, str]:
    """What every model card tells of the finished pack: the method, and tables of figures."""
    doubt = measured[0].doubt
    return {
        "method": manifest.method,
        "figures": _figures(measured),
        "quantisation": _quantisation(measured[0]),
        "certainty": _certainty(doubt),
        "routing": _routing(measured[0]),
        "ece": _percent(doubt.ece),
        "ece_before": _percent(doubt.ece_before),
    }


def _figures(measured: Sequence[Measured]) -> str:
    """The measured methods as lines of a Markdown table: set, records, method, P, R, F1 and F1 by label."""
    return "\n".join(
        f"| {part.name} | {part.records} | {line.method} | {_rates(line.scores)} "
        f"| {100 * line.without_threshold.f1:.1f} | {_labels(line.scores)} |"
        for part in measured
        for line in part.methods
    )


def _quantisation(first: Measured) -> str:
    """F1 of each method before and after int8, as lines of a Markdown table."""
    return "\n".join(
        f"| {after.method} | {100 * before.scores.f1:.2f} | {100 * after.scores.f1:.2f} |"
        for before, after in zip(first.before, first.methods, strict=True)
    )


def _certainty(doubt: DoubtScores) -> str:
    """Each measure of uncertainty as a line of a Markdown table: AUROC, share of the wrong spans."""
    return "\n".join(
        f"| {line.measure} | {_percent(line.auroc)} | {_percent(line.error_share)} |" for line in doubt.measures
    )


def _routing(first: Measured) -> str:
    """What routing reaches, as lines of a Markdown table: aim, routed share, wrong ones and missed ones among it."""
    return "\n".join(
        f"| {aim} | {_percent(each.share)} | {_percent(each.wrong)} | {_percent(each.missed)} |"
        for aim, each in first.routed
    )


def _percent(value: float | None) -> str:
    return "n/a" if value is None else f"{100 * value:.1f}"


def _file(index: int, kind: str) -> str:
    return f"network{index or ''}.{kind}.onnx"


def _manifest(
    networks: Sequence[TaggerNetwork], facts: PackFacts, read_with: Mapping[str, Any], *, has_layers: bool
) -> Manifest:
    return Manifest(
        format=FORMAT,
        name=facts.name,
        version=facts.version,
        minimum_program="0.1.0",
        languages=facts.languages,
        description=facts.description,
        licence=facts.licence,
        labels=facts.labels,
        **read_with,
        max_width=networks[0].max_width,
        nested=facts.nested,
        networks=tuple(_entry(network, _file(index, "int8")) for index, network in enumerate(networks)),
        span_layers=SPAN_LAYERS if has_layers else "",
        encoder=facts.encoder,
        training_data=facts.training_data,
        files={},
    )


def _entry(network: TaggerNetwork, file: str) -> NetworkEntry:
    taggers = [
        TaggerEntry(
            name=name,
            kind="sequence",
            output=f"{name}.emissions",
            transitions=tuple(tuple(round(v, 4) for v in row) for row in head.allowed_transitions().tolist()),
        )
        for name, head in zip(network.sequence_names, network.sequence, strict=True)
    ]
    if network.span is not None:
        taggers.append(TaggerEntry(name=SPAN, kind="span", output="span.logits"))
    return NetworkEntry(file=file, taggers=tuple(taggers))


def _with_files(manifest: Manifest, kind: str) -> Manifest:
    renamed = tuple(
        entry.model_copy(update={"file": _file(index, kind)}) for index, entry in enumerate(manifest.networks)
    )
    return manifest.model_copy(update={"networks": renamed})


def _span_layers(networks: Sequence[TaggerNetwork]) -> SpanLayers | None:
    head: SpanHead | None = next((network.span for network in networks if network.span is not None), None)
    if head is None:
        return None
    return SpanLayers(
        width=head.width.weight.detach().numpy(),
        label=head.label.weight.detach().numpy().T,
        label_bias=head.label.bias.detach().numpy(),
        evidence=head.evidence.weight.detach().numpy().T,
        evidence_bias=head.evidence.bias.detach().numpy(),
    )


def _tag(folder: Path, examples: Sequence[Example]) -> list[Tagging]:
    return tag_texts(PackTaggers(load_pack(folder)), [example.text for example in examples], vectors=True)


def _measure(folder: Path, name: str, examples: Sequence[Example]) -> Measured:
    pack = load_pack(folder)
    taggings, gold = _tag(folder, examples), [example.entities for example in examples]
    methods = compare_methods(pack, [tagging.votes for tagging in taggings], gold)
    layers = SpanLayers.load(folder / pack.manifest.span_layers) if pack.manifest.span_layers else None
    method = make_method(pack, pack.manifest.method)
    doubt = score_doubt(method, taggings, gold, layers)
    found = decided(method, [tagging.votes for tagging in taggings], gold)
    routed = tuple((aim, reach(found, gold, tau)) for aim, tau in pack.manifest.fitted.routing.items())
    return Measured(name, len(examples), tuple(methods), doubt, routed)


def _best_method(folder: Path, votes: Sequence[Sequence[Vote]], validation: Sequence[Example]) -> str:
    """The mean of the taggers, unless another's F1 on validation texts is better by more than its standard error.

    A method that was itself fitted span by span on these texts has no say.
    """
    lines = compare_methods(load_pack(folder), votes, [example.entities for example in validation])
    f1 = {line.method: line.scores.f1 for line in lines if line.method != "stacking"}
    best = max(f1, key=f1.__getitem__)
    entities = sum(len(example.entities) for example in validation)
    error = math.sqrt(f1[best] * (1.0 - f1[best]) / max(1, entities))
    return best if f1[best] > f1[_USUAL_METHOD] + error else _USUAL_METHOD


def _metric(part: Measured, line: MethodScores) -> Metric:
    scores = line.scores
    precision, recall, f1 = (round(rate, 4) for rate in (scores.precision, scores.recall, scores.f1))
    return Metric(split=part.name, method=line.method, records=part.records, precision=precision, recall=recall, f1=f1)


def _rates(scores: SpanScores) -> str:
    return f"{100 * scores.precision:.1f} | {100 * scores.recall:.1f} | **{100 * scores.f1:.1f}**"


def _labels(scores: SpanScores) -> str:
    return " ".join(f"{label} {100 * part.f1:.1f}" for label, part in scores.per_label.items())


def _seal(folder: Path, manifest: Manifest) -> Manifest:
    """Write the manifest with the hash of every file of the pack."""
    names = [LICENCE, CARD, *manifest.own_files()]
    sealed = manifest.model_copy(update={"files": hashes(folder, names)})
    text = json.dumps(sealed.model_dump(mode="json"), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return sealed
