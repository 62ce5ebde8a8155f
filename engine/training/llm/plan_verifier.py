"""From annotated records and a pack to the plan of a verifier: what it is to learn from, and what judges it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.errors import BadInputError
from engine.llm.bases import InstalledModel
from engine.methods import make_method
from engine.packs import Pack, Source
from engine.training.builtin import BUILT_IN
from engine.training.llm.folds import out_of_fold
from engine.training.llm.questions import cases
from engine.training.llm.train_verifier import VerifierPlan
from engine.training.llm.tune import TuningRecipe
from engine.training.place import pack_name
from engine.training.plan import Corpus, Plan, in_sentences, read_corpus
from engine.training.publish import PackFacts
from engine.training.train_pack import Watch, make_reading
from engine.verifiers.base import Case
from engine.verifiers.cases import gold_cases
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import Language, meanings

_SEED = 7


@dataclass(frozen=True, slots=True)
class VerifierWish:
    """What a user asks for. `taxonomy` is a file of label definitions; `encoder` what the pack's taggers stand on.

    Without `tuned` the model stays as it is, and is shown examples.
    """

    data: Path
    pack: Pack
    model: InstalledModel
    out: Path
    language: Language = "zh"
    domain: str = ""
    taxonomy: Path | None = None
    encoder: str = BUILT_IN
    folds: int = 2
    limit: int | None = None
    threads: int = 0
    tuned: bool = True
    recipe: TuningRecipe = field(default_factory=TuningRecipe)


def plan_verifier(wish: VerifierWish, watch: Watch) -> VerifierPlan:
    """Train taggers on folds, and make questions of what they get wrong. Raises `BadInputError`.

    What is done is kept in `<out>.training` for the next try.
    """
    corpus = _read(wish)
    work = wish.out.with_name(f"{wish.out.name}.training")
    taggers = wish.pack.manifest.taggers()
    plan = Plan(wish.data, wish.encoder, taggers, wish.out, limit=wish.limit, threads=wish.threads)
    reading = make_reading(plan, work / "encoder")
    try:
        found = out_of_fold(plan, corpus, reading, _facts(wish.pack), work, watch, folds=wish.folds)
    finally:
        reading.close()
    sentences = [sentence for example in corpus.parts["train"] for sentence in in_sentences(example)]
    rng = random.Random(_SEED)  # noqa: S311
    return _plan(wish, corpus, cases(sentences, found, rng))


def plan_untuned(wish: VerifierWish) -> VerifierPlan:
    """The same without any training: its cases are the training part's gold spans, to be shown as examples.

    A sentence of another part is none of them, even where it is a training sentence as well.
    """
    corpus = _read(wish)
    others = (*corpus.parts["validation"], *corpus.parts["test"])
    apart = {sentence.text for example in others for sentence in in_sentences(example)}
    shown = [case for case in gold_cases(corpus.parts["train"]) if case.question.sentence not in apart]
    if not shown:
        raise BadInputError(f"{wish.data}: no sentence of the training part has an entity and stands in no other part.")
    return _plan(wish, corpus, [shown], examples=True)


def _read(wish: VerifierWish) -> Corpus:
    name, method = wish.pack.manifest.name, wish.pack.manifest.method
    if not make_method(wish.pack, method).probabilistic or not wish.pack.manifest.fitted.routing:
        raise BadInputError(f"The pack {name} (method {method}) does not say how sure it is, which a verifier needs.")
    corpus = read_corpus(wish.data, wish.limit)
    labels = set(wish.pack.labels.names())
    if unknown := sorted(set(corpus.labels) - labels):
        raise BadInputError(f"{wish.data}: the pack {wish.pack.manifest.name} has no label {unknown[0]!r}.")
    return replace(corpus, labels=wish.pack.labels.names())


def _plan(
    wish: VerifierWish, corpus: Corpus, found: Sequence[Sequence[Case]], *, examples: bool = False
) -> VerifierPlan:
    known = meanings(wish.pack.labels, wish.language, wish.taxonomy)
    records = sum(map(len, corpus.parts.values()))
    return VerifierPlan(
        name=pack_name(wish.out),
        pack=wish.pack,
        model=wish.model,
        prompt=make_prompt(known, wish.language, wish.domain, examples=examples),
        cases=found,
        validation=corpus.parts["validation"],
        test=corpus.parts["test"],
        sources=(Source(name=wish.data.name, licence="not stated", attribution="the user's records", records=records),),
        out=wish.out,
        recipe=wish.recipe,
        threads=wish.threads or 2,
    )


def _facts(pack: Pack) -> PackFacts:
    manifest = pack.manifest
    return PackFacts(
        name=manifest.name,
        version=manifest.version,
        description=manifest.description,
        languages=manifest.languages,
        licence=manifest.licence,
        labels=manifest.labels,
        encoder=manifest.encoder,
        training_data=manifest.training_data,
        nested=manifest.nested,
    )
