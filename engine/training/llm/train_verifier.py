"""Make a verifier for a pack: an adapter for a language model, and what is fitted for it on validation data."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from engine.evaluation.judgement import Judgement, ask_all
from engine.llm.bases import InstalledModel
from engine.llm.worker import Setup, Worker
from engine.methods import Method, make_method
from engine.packs import MANIFEST, Pack, Source
from engine.sealed import hashes
from engine.taggers.tagging import PackTaggers
from engine.training.data import Example
from engine.training.llm.adapter import write_adapter
from engine.training.llm.fit_fusion import fit_fusion
from engine.training.llm.qwen import Decoder, Lora
from engine.training.llm.tune import TunedQuestion, TunedSentence, TuningRecipe, tune
from engine.verifiers.base import Case
from engine.verifiers.bundle import (
    FORMAT,
    FusionEntry,
    MeaningEntry,
    ModelEntry,
    VerifierManifest,
    Worth,
    write_manifest,
)
from engine.verifiers.llama import LlamaVerifier, adapt_prompt
from engine.verifiers.prompts import Prompt

ADAPTER = "adapter.gguf"


@dataclass(frozen=True, slots=True)
class VerifierPlan:
    """What a verifier is made of. `cases` are the questions to learn from; `name` is what it is called."""

    name: str
    pack: Pack
    model: InstalledModel
    prompt: Prompt
    cases: Sequence[Sequence[Case]]
    validation: Sequence[Example]
    test: Sequence[Example]
    sources: Sequence[Source]
    out: Path
    lora: Lora = field(default_factory=Lora)
    recipe: TuningRecipe = field(default_factory=TuningRecipe)
    share: float = 0.3
    threads: int = 2


def train_verifier(
    plan: VerifierPlan, *, progress: Callable[[int, int, float], None] | None = None
) -> VerifierManifest:
    """Train the adapter, fit fusion and threshold on the validation texts, measure on the test texts, write the folder.

    Beside the folder, `<out>.training` holds the checkpoint until all is done.
    """
    work = plan.out.with_name(f"{plan.out.name}.training")
    worker = Worker(Setup(plan.model.path, cells=256, threads=1))
    prompt, words = adapt_prompt(worker, plan.prompt)
    torch.manual_seed(plan.recipe.seed)
    decoder = Decoder(plan.model.path, lora=plan.lora)
    prefix, sentences = _tokens(worker, prompt, plan.cases)
    worker.close()
    minutes = tune(decoder, prefix, sentences, words, plan.recipe, work, progress=progress)
    with tempfile.TemporaryDirectory(dir=plan.out.parent, prefix=f".{plan.out.name}-") as scratch:
        made = Path(scratch)
        write_adapter(decoder, plan.lora, made / ADAPTER)
        adapted = Worker(Setup(plan.model.path, made / ADAPTER, threads=plan.threads))
        verifier = LlamaVerifier(adapted, plan.prompt, {}, kept=made / "states")
        method = make_method(plan.pack, plan.pack.manifest.method)
        taggers = PackTaggers(plan.pack)
        validation, test = (ask_all(method, taggers, verifier, part) for part in (plan.validation, plan.test))
        verifier.close()
        manifest = describe(plan, method, validation, test, minutes)
        sealed = manifest.model_copy(update={"files": hashes(made, [ADAPTER])})
        write_manifest(sealed, made)
        plan.out.mkdir(exist_ok=True)
        for name in (ADAPTER, MANIFEST):
            (made / name).replace(plan.out / name)
    shutil.rmtree(work, ignore_errors=True)
    return sealed


def _tokens(worker: Worker, prompt: Prompt, cases: Sequence[Sequence[Case]]) -> tuple[list[int], list[TunedSentence]]:
    """The instructions and all sentences with their questions, as tokens."""
    prefix, end = worker.tokens([prompt.instructions, prompt.end], special=True)
    texts = worker.tokens([prompt.sentence(of[0].question.sentence) for of in cases])
    questions = worker.tokens([prompt.question(case.question) for of in cases for case in of])
    options = {name: index for index, name in enumerate(prompt.words)}
    each = iter(questions)
    return prefix, [
        TunedSentence(text, [TunedQuestion([*next(each), *end], options[case.label]) for case in of])
        for text, of in zip(texts, cases, strict=True)
    ]


def describe(
    plan: VerifierPlan, method: Method, validation: Judgement, test: Judgement, minutes: float
) -> VerifierManifest:
    """All that the verifier says of itself but its files' hashes."""
    tau = plan.pack.manifest.fitted.routing[f"share {plan.share}"]
    fusion = fit_fusion(validation.judged(tau))
    worth = {label: Worth(**asdict(each)) for label, each in validation.worth(fusion, tau).items()}
    skipped = tuple(sorted(label for label, each in worth.items() if each.fixed < each.broken))
    control = fit_fusion(validation.judged(tau), alone=True)
    report = test.report(fusion, tau, skipped)
    report["rules"]["local refitted"] = test.scores(control, tau)
    figures: dict[str, Any] = {
        "minutes": round(minutes, 1),
        "cases": sum(len(of) for of in plan.cases),
        "test": report,
    }
    prompt = plan.prompt
    return VerifierManifest(
        format=FORMAT,
        name=plan.name,
        version="1.0.0",
        licence="as its training data and its language model",
        pack=plan.pack.manifest.name,
        pack_fingerprint=plan.pack.fingerprint,
        model=ModelEntry(name=plan.model.name, sha256=plan.model.sha256),
        adapter=ADAPTER,
        language=prompt.language,
        domain=prompt.domain,
        meanings={name: MeaningEntry(word=m.word, definition=m.definition) for name, m in prompt.meanings.items()},
        prompt_sha256=prompt.fingerprint,
        fusion=FusionEntry(**asdict(fusion)),
        tau=tau,
        skipped=skipped,
        worth=worth,
        training_data=tuple(plan.sources),
        figures=figures,
        files={},
    )
