"""The second opinion of zh-open: `python -m engine.training.zh_open_opinion records|publish`.

Between the two steps `veritag llm train` makes the verifier; `docs/training.md` gives the exact commands.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.packs import CARD, MANIFEST, Manifest, Source, load_pack
from engine.sealed import hashes
from engine.training.data import Example, Part, part_of
from engine.training.fit import Recipe
from engine.training.open_pack import FACTS, read_parts
from engine.training.publish import LICENCE
from engine.verifiers.bundle import load_bundle, write_manifest

VERSION = "1.2.0"
_READER = """- **reader/**: taggers (bilstm-crf, bigru-crf, attn-bilstm-crf, SpanNER) over the states of
  {model}, which stays as it is, for a sentence that is given to it twice; int8. They read the
  sentences with doubtful spans.
"""
_ADAPTER = """- **adapter.gguf**: LoRA on every linear layer of that model, taught to name the type of a doubtful span,
  or none, by the mistakes of taggers that had not seen the sentence, on 1,000 sentences of Universal NER; half
  precision.
"""
# Of each corpus as many sentences of each part, None for all: fewer than 5,000 in all, so that `veritag llm train` sets
# them apart as zh-open does.
_TAKEN: Mapping[str, Mapping[Part, int | None]] = {
    "uner_zh_gsdsimp": {"train": 2400, "validation": None, "test": None},
    "aishell_ner": {"train": 1000, "validation": 400, "test": 400},
}
_CORPORA = ("Universal NER, Chinese GSD (simplified)", "AISHELL-NER (dev)")
MODELS = {
    name: Source(
        name=published,
        licence="Apache-2.0",
        attribution="Copyright Alibaba Cloud; Hui et al., Qwen2.5-Coder Technical Report, 2024",
    )
    for name, published in (
        ("qwen2.5-coder-0.5b", "Qwen2.5-Coder-0.5B-Instruct"),
        ("qwen2.5-coder-1.5b", "Qwen2.5-Coder-1.5B-Instruct"),
    )
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    steps = parser.add_subparsers(required=True)
    step = steps.add_parser("records", help="what the verifier is made of, for veritag llm train")
    step.add_argument("--data", type=Path, required=True)
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(run=lambda a: write_records(a.data, a.out))
    step = steps.add_parser("publish", help="the verifier with licence, attribution and card")
    step.add_argument("--made", type=Path, required=True, help="the folder that veritag llm train wrote")
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(run=lambda a: publish(a.made, a.out))
    arguments = parser.parse_args()
    arguments.run(arguments)


def write_records(data: Path, out: Path) -> None:
    """Chinese sentences: what the pack was fitted and measured on, and some of those that it learnt from.

    The split of fewer than 5,000 records validates on ids that the pack learnt from: those are left out.
    """
    chosen: list[Example] = []
    parts = read_parts(data)
    for corpus, taken in _TAKEN.items():
        for part, most in taken.items():
            found = [example for source, of in parts.items() if source.startswith(f"{corpus}/") for example in of[part]]
            found = [example for example in found if part_of(example.id, validation_percent=10) == part]
            random.Random(Recipe().seed).shuffle(found)  # noqa: S311
            chosen += found[:most]
    with out.open("w", encoding="utf-8") as lines:
        for example in chosen:
            entities = [{"start": start, "end": end, "label": label} for start, end, label in example.entities]
            record = {"id": example.id, "text": example.text, "entities": entities}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def publish(made: Path, out: Path) -> None:
    """Copy what was made to `out`, whose name it gets, and say whose data and model it stands on."""
    bundle = load_bundle(made)
    model = MODELS[bundle.manifest.model.name]
    shutil.copytree(made, out)
    learnt = [taken["train"] for taken in _TAKEN.values()]
    data = tuple(
        source.model_copy(update={"records": count})
        for name, count in zip(_CORPORA, learnt, strict=True)
        for source in FACTS.training_data
        if source.name == name
    )
    manifest = bundle.manifest.model_copy(
        update={"name": out.name, "version": VERSION, "licence": FACTS.licence, "training_data": data}
    )
    folder = Path(__file__).parent
    licence = (folder / "zh_open_opinion_licence.txt").read_text(encoding="utf-8").format(model=model.name)
    if manifest.reader is not None:
        fingerprint = _seal_reader(out / manifest.reader.folder, out.name, model, data, licence)
        manifest = manifest.model_copy(
            update={"reader": manifest.reader.model_copy(update={"fingerprint": fingerprint})}
        )
    (out / LICENCE).write_text(licence, encoding="utf-8")
    card = (folder / "zh_open_opinion_card.md").read_text(encoding="utf-8")
    (out / CARD).write_text(
        card.format(
            version=VERSION,
            parts=(_READER.format(model=model.name) if manifest.reader else "")
            + (_ADAPTER if manifest.adapter else ""),
            install=bundle.manifest.model.name,
            figures=_figures(manifest.figures["test"]["rules"]),
            gains=_gains(manifest.figures["gains"]),
        ),
        encoding="utf-8",
    )
    files = hashes(out, [*manifest.files, LICENCE, CARD])
    write_manifest(manifest.model_copy(update={"files": files}), out)
    load_bundle(out)


def _seal_reader(folder: Path, name: str, model: Source, data: Sequence[Source], licence: str) -> str:
    """Give the reader's pack its licence and attribution; returns its new fingerprint."""
    (folder / LICENCE).write_text(licence, encoding="utf-8")
    manifest: Manifest = _unsealed(folder).model_copy(
        update={
            "name": f"{name}-reader",
            "description": "Taggers over the states of a language model, for doubtful sentences.",
            "languages": ("zh",),
            "licence": FACTS.licence,
            "encoder": model,
            "training_data": tuple(data),
        }
    )
    sealed = manifest.model_copy(update={"files": hashes(folder, list(manifest.files))})
    text = json.dumps(sealed.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    load_pack(folder)
    return hashlib.sha256(text.encode()).hexdigest()


def _unsealed(folder: Path) -> Manifest:
    return Manifest.model_validate_json((folder / MANIFEST).read_bytes())


def _figures(rules: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for name, scores in rules.items():
        rates = " | ".join(f"{100 * scores[rate]:.1f}" for rate in ("precision", "recall", "f1"))
        interval = f"{100 * scores['low']:.1f} to {100 * scores['high']:.1f}"
        changed = f"{scores['fixed']}, {scores['broken']}" if "fixed" in scores else ""
        lines.append(f"| {name} | {rates} | {interval} | {100 * scores['routed']:.0f} | {changed} |")
    return "\n".join(lines)


def _gains(gains: Mapping[str, Mapping[str, float]]) -> str:
    return "\n".join(
        f"- {voice}: {100 * gain['f1']:+.1f} points, standard error {100 * gain['error']:.1f}"
        for voice, gain in gains.items()
    )


if __name__ == "__main__":
    main()
