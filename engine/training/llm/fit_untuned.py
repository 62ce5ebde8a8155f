"""A verifier without an adapter: a language model as it is, shown examples, with what its word weighs fitted."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.evaluation.judgement import ask_all
from engine.llm.worker import Setup, Worker
from engine.methods import make_method
from engine.methods.untuned import SHOWN
from engine.sealed import hashes
from engine.taggers.embedding import Embedder
from engine.taggers.tagging import PackTaggers
from engine.training.llm.train_verifier import VerifierPlan, describe
from engine.verifiers.bundle import VerifierManifest, write_manifest
from engine.verifiers.cases import write_cases
from engine.verifiers.demonstrations import Demonstrations
from engine.verifiers.llama import LlamaVerifier

EXAMPLES = "examples.jsonl"


def fit_untuned(
    plan: VerifierPlan,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> VerifierManifest:
    """Ask about the doubtful spans of the validation and test texts, fit on the former, write the folder.

    The plan's cases are the examples; they hold no text of these parts. Raises `Cancelled`.
    """
    begun = time.monotonic()
    cases = [case for of in plan.cases for case in of]
    with tempfile.TemporaryDirectory(dir=plan.out.parent, prefix=f".{plan.out.name}-") as scratch:
        made = Path(scratch)
        write_cases(cases, made / EXAMPLES)
        shown = Demonstrations(cases, Embedder(plan.pack, threads=plan.threads), SHOWN, cancelled=cancelled)
        worker = Worker(Setup(plan.model.path, threads=plan.threads))
        try:
            verifier = LlamaVerifier(worker, plan.prompt, {}, kept=made / "states", demonstrations=shown)
            method, taggers = make_method(plan.pack, plan.pack.manifest.method), PackTaggers(plan.pack)
            tau = plan.pack.manifest.fitted.routing[f"share {plan.share}"]
            validation, test = (
                ask_all(method, taggers, verifier, part, doubt=tau, progress=progress, cancelled=cancelled)
                for part in (plan.validation, plan.test)
            )
        finally:
            worker.close()
        manifest = describe(plan, method, validation, test, (time.monotonic() - begun) / 60).model_copy(
            update={
                "adapter": "",
                "examples": EXAMPLES,
                "examples_shown": SHOWN,
                "files": hashes(made, [EXAMPLES]),
            }
        )
        plan.out.mkdir(exist_ok=True)
        (made / EXAMPLES).replace(plan.out / EXAMPLES)
        write_manifest(manifest, plan.out)
    return manifest
