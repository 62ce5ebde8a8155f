"""Make a verifier for a pack: an adapter for a language model, and what is fitted for it on validation data."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from engine.evaluation.judgement import UNMOVED, Judgement, Rule, tagged
from engine.llm.bases import InstalledModel
from engine.llm.worker import Setup, Worker
from engine.methods import make_method
from engine.methods.second_reader import PackReader
from engine.methods.untuned import SHOWN
from engine.packs import MANIFEST, Pack, Source
from engine.sealed import hashes
from engine.taggers.embedding import Embedder
from engine.taggers.tagging import PackTaggers
from engine.training.data import Example
from engine.training.llm.adapter import write_adapter
from engine.training.llm.fit_opinion import FittedOpinion, fit_opinion
from engine.training.llm.folds import OutOfFold
from engine.training.llm.qwen import Decoder, Lora
from engine.training.llm.tune import TunedQuestion, TunedSentence, TuningRecipe, tune
from engine.verifiers.base import Answer, Case, Question
from engine.verifiers.bundle import (
    FORMAT,
    FusionEntry,
    MeaningEntry,
    ModelEntry,
    ReaderEntry,
    VerifierManifest,
    Worth,
    write_manifest,
)
from engine.verifiers.cases import write_cases
from engine.verifiers.demonstrations import Demonstrations
from engine.verifiers.fusion import Fusion
from engine.verifiers.llama import LlamaVerifier, adapt_prompt
from engine.verifiers.prompts import Prompt

ADAPTER, READER, EXAMPLES = "adapter.gguf", "reader", "examples.jsonl"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class VerifierPlan:
    """What a verifier is made of.

    `cases` are the questions to learn from; without those there may be an `adapter`, or `examples` that are shown; with
    nothing of that nothing is asked.
    `unseen` is what was said of training sentences by voices that had not learnt from them. `reader` is the pack that
    reads doubtful sentences before; `name` is what it is called; `tests` are texts to measure it on, by name.
    """

    name: str
    pack: Pack
    model: InstalledModel
    prompt: Prompt
    cases: Sequence[Sequence[Case]]
    validation: Sequence[Example]
    tests: Mapping[str, Sequence[Example]]
    sources: Sequence[Source]
    out: Path
    reader: Pack | None = None
    unseen: OutOfFold | None = None
    examples: Sequence[Case] = ()
    adapter: Path | None = None
    lora: Lora = field(default_factory=Lora)
    recipe: TuningRecipe = field(default_factory=TuningRecipe)
    share: float = 0.3
    threads: int = 2


def train_verifier(plan: VerifierPlan, *, progress: Progress | None = None) -> VerifierManifest:
    """Train the adapter, fit fusion and threshold on the validation texts, measure on the test texts, write the folder.

    `progress(what, done, all)` may raise to stop; beside the folder, `<out>.training` holds what the same call goes on
    from until all is done.
    """
    tell = progress or (lambda *_: None)
    work = plan.out.with_name(f"{plan.out.name}.training")
    with tempfile.TemporaryDirectory(dir=plan.out.parent, prefix=f".{plan.out.name}-") as scratch:
        made = Path(scratch)
        minutes, answers = _tune(plan, work, made / ADAPTER, tell) if plan.cases else (0.0, {})
        if plan.adapter is not None:
            shutil.copyfile(plan.adapter, made / ADAPTER)
        with _voices(plan, made) as (reader, verifier):
            method = make_method(plan.pack, plan.pack.manifest.method)
            local = tagged(method, PackTaggers(plan.pack))
            tau = plan.pack.manifest.fitted.routing[f"share {plan.share}"]

            def judge(name: str, part: Sequence[Example]) -> Judgement:
                judgement = Judgement(method, local, part, reader=reader, verifier=verifier)
                for reads in (UNMOVED, None):
                    judgement.run(Rule(tau, reads, UNMOVED), progress=lambda done, size: tell(name, done, size))
                return judgement

            validation = judge("validation", plan.validation)
            unseen = [plan.unseen.judgement(method, answers)] if plan.unseen else []
            fitted = fit_opinion(validation, tau, *unseen)
            figures = {
                "minutes": round(minutes, 1),
                "cases": sum(len(of) for of in plan.cases),
                "fitted_on_spans": dict(fitted.spans),
                "gains": {voice: asdict(gain) for voice, gain in fitted.gains.items()},
                "validation": validation.report(fitted.rules, fitted.tried),
                "unseen": [part.report(fitted.rules, fitted.tried) for part in unseen],
                **{name: judge(name, part).report(fitted.rules, fitted.tried) for name, part in plan.tests.items()},
            }
        manifest = _manifest(plan, fitted, figures)
        names = [name for name in (manifest.adapter, manifest.examples) if name]
        sealed = manifest.model_copy(update={"files": hashes(made, names)})
        write_manifest(sealed, made)
        _put(made, plan.out, [*([READER] if plan.reader else []), *names, MANIFEST])
    shutil.rmtree(work, ignore_errors=True)
    return sealed


@contextmanager
def _voices(plan: VerifierPlan, made: Path) -> Iterator[tuple[PackReader | None, LlamaVerifier | None]]:
    """The reader and the verifier as they will be used; what they need is in `made` then."""
    reader = verifier = None
    if plan.reader is not None:
        shutil.copytree(plan.reader.path, made / READER)
        reader = PackReader(plan.reader, threads=plan.threads)
    has_adapter = (made / ADAPTER).exists()
    if has_adapter or plan.examples:
        shown = None
        if plan.examples:
            write_cases(plan.examples, made / EXAMPLES)
            shown = Demonstrations(plan.examples, Embedder(plan.pack, threads=plan.threads), SHOWN)
        adapter = made / ADAPTER if has_adapter else None
        worker = Worker(Setup(plan.model.weights, adapter, threads=plan.threads))
        verifier = LlamaVerifier(worker, plan.prompt, {}, kept=made / "states", demonstrations=shown)
    try:
        yield reader, verifier
    finally:
        for voice in (reader, verifier):
            if voice is not None:
                voice.close()


def _tune(plan: VerifierPlan, work: Path, out: Path, tell: Progress) -> tuple[float, dict[Question, Answer]]:
    """Train the adapter and write it; returns the minutes, and answers that it gave before it learnt from them."""
    worker = Worker(Setup(plan.model.weights, cells=256, threads=1))
    prompt, words = adapt_prompt(worker, plan.prompt)
    torch.manual_seed(plan.recipe.seed)
    decoder = Decoder(plan.model.path, lora=plan.lora)
    prefix, sentences = _tokens(worker, prompt, plan.cases)
    worker.close()
    learnt = repr((plan.model.sha256, plan.lora, prefix, words, sentences))
    recipe = replace(plan.recipe, run=hashlib.sha256(learnt.encode()).hexdigest())
    tuned = tune(
        decoder, prefix, sentences, words, recipe, work, progress=lambda step, all_, _: tell("tuning", step, all_)
    )
    write_adapter(decoder, plan.lora, out)
    answers = {
        case.question: Answer(dict(zip(prompt.words, probabilities.tolist(), strict=True)))
        for index, said in tuned.before.items()
        for case, probabilities in zip(plan.cases[index], said, strict=True)
    }
    return tuned.minutes, answers


def _put(made: Path, out: Path, names: Sequence[str]) -> None:
    """Move what was made to its place, the manifest last; what an earlier verifier left there goes."""
    out.mkdir(exist_ok=True)
    shutil.rmtree(out / READER, ignore_errors=True)
    for name in (ADAPTER, EXAMPLES):
        (out / name).unlink(missing_ok=True)
    for name in names:
        (made / name).replace(out / name)


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


def _manifest(plan: VerifierPlan, fitted: FittedOpinion, figures: dict[str, Any]) -> VerifierManifest:
    """All that the verifier says of itself but its files' hashes."""
    prompt, tried, chosen = plan.prompt, fitted.tried, fitted.chosen
    reader = None
    if plan.reader is not None and tried.reading is not None:
        fusion = FusionEntry(**asdict(tried.reading))
        reader = ReaderEntry(
            folder=READER,
            fingerprint=plan.reader.fingerprint,
            fusion=fusion,
            worth={label: Worth(**asdict(each)) for label, each in fitted.reading_worth.items()},
            skipped=tuple(sorted(tried.unread)),
        )
    return VerifierManifest(
        format=FORMAT,
        name=plan.name,
        version="1.0.0",
        licence="as its training data and its language model",
        pack=plan.pack.manifest.name,
        pack_fingerprint=plan.pack.fingerprint,
        model=ModelEntry(name=plan.model.name, sha256=plan.model.sha256),
        adapter=ADAPTER if plan.cases or plan.adapter else "",
        examples=EXAMPLES if plan.examples else "",
        examples_shown=SHOWN if plan.examples else 0,
        answers=bool(plan.cases or plan.adapter or plan.examples),
        asks=chosen.asking is not None,
        reads=chosen.reading is not None,
        reader=reader,
        language=prompt.language,
        domain=prompt.domain,
        meanings={name: MeaningEntry(word=m.word, definition=m.definition) for name, m in prompt.meanings.items()},
        prompt_sha256=prompt.fingerprint,
        fusion=FusionEntry(**asdict(tried.asking or Fusion())),
        tau=tried.tau,
        skipped=tuple(sorted(tried.skipped)),
        worth={label: Worth(**asdict(each)) for label, each in fitted.worth.items()},
        training_data=tuple(plan.sources),
        figures=figures,
        files={},
    )
