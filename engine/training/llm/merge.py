"""Make a verifier one language model out of two files: its adapter goes into the weights, if it answers as well so."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from gguf import GGMLQuantizationType as Kind

from engine.errors import BadInputError, VeritagError
from engine.evaluation.judgement import UNMOVED, Annotated, Judgement, Rule, tagged
from engine.llm.bases import InstalledModel, file_hash, models_folder, needed_model
from engine.llm.errors import ModelCrashError, ModelError
from engine.llm.install import adopt
from engine.llm.quantising import quantise
from engine.llm.worker import Setup, Worker
from engine.methods import make_method
from engine.packs import Pack
from engine.taggers.tagging import PackTaggers
from engine.training.llm.weights import FULL, matrix_kinds, merge_weights
from engine.training.place import pack_name
from engine.verifiers.bundle import Bundle, ModelEntry, VerifierManifest, write_manifest
from engine.verifiers.llama import LlamaVerifier

MergedType = Literal["q8_0", "q4_k_m"]
# Told while it works: what is being done, and how much of that.
Tell = Callable[[str, float], None]
Stop = Callable[[], bool]

# Accuracy may fall by so much, measured on so many spans at least; of fewer than a hundred that is none of them.
TOLERANCE = 0.01
LEAST_SPANS = 30


class MergeRefusedError(VeritagError):
    """The merged model answers worse than base and adapter; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What is merged: a verifier with an adapter, its pack, the annotated texts that judge it, and where it goes.

    Of the spans in these texts the pack has to doubt `least` or more.
    """

    bundle: Bundle
    pack: Pack
    records: Sequence[Annotated]
    data: str
    out: Path
    kind: MergedType = "q8_0"
    threads: int = 2
    least: int = LEAST_SPANS


def check_merge(plan: MergePlan) -> None:
    """Raise `BadInputError` for what cannot be merged, before any work."""
    manifest = plan.bundle.manifest
    pack_name(plan.out)
    if plan.kind not in get_args(MergedType):
        raise BadInputError(f"There is no type {plan.kind!r} (there are {', '.join(get_args(MergedType))}).")
    if plan.out.is_file() or (plan.out.is_dir() and any(plan.out.iterdir())):
        raise BadInputError(f"{plan.out}: there is something of this name already; name a new folder.")
    if not plan.out.absolute().parent.is_dir():
        raise BadInputError(f"{plan.out}: the folder {plan.out.parent} does not exist.")
    if manifest.pack_fingerprint != plan.pack.fingerprint:
        raise BadInputError(f"{plan.bundle.path}: this verifier was made for another pack than {plan.pack.path}.")
    if not manifest.adapter:
        raise BadInputError(f"{plan.bundle.path}: this verifier has no adapter that could be merged.")
    if not plan.records:
        raise BadInputError(f"{plan.data}: the file holds no records.")


def merge_verifier(plan: MergePlan, *, tell: Tell, cancelled: Stop) -> VerifierManifest:
    """Merge, ask both about the held-out spans that the pack doubts, and keep the merged one if it is as good.

    The model is installed beside the others and the verifier's manifest written to `out`. Raises `MergeRefusedError`
    where accuracy falls by more than `TOLERANCE`, `BadInputError` (too few such spans among it), `ModelError` and
    `Cancelled`: nothing is left then.
    """
    check_merge(plan)
    bundle, manifest = plan.bundle, plan.bundle.manifest
    base = needed_model(manifest.model.name, manifest.model.sha256, bundle.path)
    adapter = bundle.path / manifest.adapter
    if plan.kind == "q4_k_m":
        _need_full_precision(base)
    with tempfile.TemporaryDirectory(dir=models_folder(), prefix=".merging-") as folder:
        scratch = Path(folder)
        before = _measure(
            plan, Setup(base.weights, adapter, plan.threads), "base and adapter", scratch, tell, cancelled
        )
        merged = _write(plan, base.path, adapter, scratch, tell, cancelled)
        after = _measure(plan, Setup(merged, None, plan.threads), "merged", scratch, tell, cancelled)
        if after["accuracy"] < before["accuracy"] - TOLERANCE:
            raise MergeRefusedError(
                f"{plan.out}: the merged model is right in {100 * after['accuracy']:.1f} % of {after['spans']} "
                f"held-out spans, base and adapter in {100 * before['accuracy']:.1f} %; it is not kept."
            )
        # The name says what went in, so that another merge never takes the place of this one.
        name = f"{base.name}-{manifest.name}-{bundle.fingerprint[:8]}-{plan.kind}"
        sizes = {"base": base.size + adapter.stat().st_size, "merged": merged.stat().st_size}
        figures = {
            "type": plan.kind,
            "of": {"verifier": manifest.name, "fingerprint": bundle.fingerprint, "model": manifest.model.name},
            "data": plan.data,
            "base_and_adapter": before | {"megabytes": round(sizes["base"] / 1e6, 1)},
            "merged": after | {"megabytes": round(sizes["merged"] / 1e6, 1)},
        }
        digest = file_hash(merged, cancelled=cancelled)
        changes = {
            "name": pack_name(plan.out),
            "model": ModelEntry(name=name, sha256=digest),
            "adapter": "",
            "figures": {**manifest.figures, "merge": figures},
            "files": {},
        }
        made = manifest.model_copy(update=changes)
        if manifest.reader is not None:
            shutil.copytree(bundle.path / manifest.reader.folder, plan.out / manifest.reader.folder)
        write_manifest(made, plan.out)
        place = models_folder() / f"{name}.gguf"
        adopt(merged, InstalledModel(name, place, merged.stat().st_size, digest, base.licence))
    return made


def _need_full_precision(base: InstalledModel) -> None:
    coarse = sorted(kind.name for kind in matrix_kinds(base.path) - {*FULL, Kind.Q8_0})
    if coarse:
        raise ModelError(
            f"{base.path}: the weights of this model are rounded already ({', '.join(coarse)}), and rounding them to "
            "Q4_K_M once more would spoil it; merge to q8_0, or tune a model in F16, BF16, F32 or Q8_0."
        )


def _write(plan: MergePlan, base: Path, adapter: Path, scratch: Path, tell: Tell, cancelled: Stop) -> Path:
    """The merged model in `scratch`."""
    whole = scratch / "whole.gguf"
    kind = Kind.Q8_0 if plan.kind == "q8_0" else Kind.F16

    def progress(done: int, size: int) -> None:
        tell("merging", done / size)

    merge_weights(base, adapter, whole, kind, progress=progress, cancelled=cancelled)
    if kind is Kind.Q8_0:
        return whole
    small = scratch / "small.gguf"
    tell("quantising", 0.0)
    quantise(whole, small, "q4_k_m", threads=plan.threads, cancelled=cancelled)
    whole.unlink()
    return small


def _measure(plan: MergePlan, setup: Setup, name: str, scratch: Path, tell: Tell, cancelled: Stop) -> dict[str, Any]:
    """How often it is right on the spans over the verifier's threshold of doubt, and what that costs."""
    manifest = plan.bundle.manifest
    worker = Worker(setup)
    try:
        verifier = LlamaVerifier(worker, manifest.prompt(), {"model": name}, kept=scratch)
        method = make_method(plan.pack, plan.pack.manifest.method)
        local = tagged(method, PackTaggers(plan.pack, threads=plan.threads), cancelled=cancelled)
        judgement = Judgement(method, local, plan.records, verifier=verifier)
        asked = judgement.run(
            Rule(manifest.tau, asking=UNMOVED),
            progress=lambda done, size: tell(f"asking: {name}", done / max(1, size)),
            cancelled=cancelled,
        )
        if asked.lost:
            raise ModelCrashError(
                f"{plan.out}: the language model's process ended while it was asked; nothing is kept."
            )
        accuracy = judgement.accuracy(judgement.judged(Rule(manifest.tau)))
        if accuracy["spans"] < plan.least:
            raise BadInputError(
                f"{plan.data}: the pack doubts {accuracy['spans']} span(s) in these records, too few to judge a merged "
                f"model by; give more records, with {plan.least} such spans or more."
            )
        peak = worker.peak_memory()
    finally:
        worker.close()
    return {
        "spans": accuracy["spans"],
        "accuracy": accuracy["all"],
        "brier": accuracy["brier"],
        "milliseconds_a_span": judgement.milliseconds_a_span,
        **({"peak_megabytes": round(peak / 1e6, 1)} if peak else {}),
    }
