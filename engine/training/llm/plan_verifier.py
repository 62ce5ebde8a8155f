"""From annotated records and a pack to the plan of a verifier: what it is to learn from, and what judges it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.errors import BadInputError
from engine.llm.bases import InstalledModel
from engine.methods import make_method
from engine.packs import MANIFEST, Pack, Source, load_pack
from engine.training.builtin import BUILT_IN
from engine.training.data import Example
from engine.training.llm.folds import OutOfFold, out_of_fold
from engine.training.llm.questions import cases
from engine.training.llm.qwen import Lora
from engine.training.llm.train_verifier import VerifierPlan
from engine.training.llm.tune import TuningRecipe
from engine.training.network import TAGGERS
from engine.training.place import pack_name
from engine.training.plan import Corpus, Plan, fingerprint, in_sentences, read_corpus
from engine.training.publish import PackFacts
from engine.training.train_pack import Watch, make_reading, train_pack
from engine.types import Candidate
from engine.verifiers.base import Case
from engine.verifiers.bundle import Bundle
from engine.verifiers.cases import gold_cases
from engine.verifiers.prompts import Prompt, make_prompt
from engine.verifiers.taxonomy import Language, meanings

_SEED, _READING_SEED = 7, 11
# With fewer validation records, training records that were read by halves are fitted on as well.
_FEW = 300
_RUN = "reader.run"


@dataclass(frozen=True, slots=True)
class VerifierWish:
    """What a user asks for.

    `taxonomy` is a file of label definitions; `encoder` what the pack's taggers stand on. `reading`: taggers over the
    language model's states read the doubtful sentences, or those of the pack `reader` where one is given; `asking`:
    the model answers questions about doubtful spans, and is taught that by an adapter of this `rank`, has that of the
    verifier `adapter` where one is given, or is without `tuned` only shown examples.
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
    reading: bool = True
    asking: bool = True
    tuned: bool = True
    reader: Pack | None = None
    recipe: TuningRecipe = field(default_factory=TuningRecipe)
    rank: int = Lora().rank
    adapter: Bundle | None = None


def plan_verifier(wish: VerifierWish, watch: Watch) -> VerifierPlan:
    """Train the reader, train taggers on folds, and make questions of what these get wrong. Raises `BadInputError`.

    What is done is kept in `<out>.training` for the next try.
    """
    corpus = _corpus(wish)
    work = wish.out.with_name(f"{wish.out.name}.training")
    records = sum(map(len, corpus.parts.values()))
    known = meanings(wish.pack.labels, wish.language, wish.taxonomy)
    sentences = [sentence for example in corpus.parts["train"] for sentence in in_sentences(example)]
    prompt = make_prompt(known, wish.language, wish.domain, examples=wish.asking and not wish.tuned)
    learns = wish.asking and wish.tuned and wish.adapter is None
    by_halves = learns or (wish.reading and len(corpus.parts["validation"]) < _FEW)
    unseen = _unseen(wish, corpus, sentences, work, watch) if by_halves else None
    return VerifierPlan(
        name=pack_name(wish.out),
        pack=wish.pack,
        model=wish.model,
        prompt=prompt,
        adapter=_adapter(wish, prompt),
        cases=cases(sentences, unseen.taggers, random.Random(_SEED)) if unseen and learns else (),  # noqa: S311
        examples=_examples(wish, corpus) if wish.asking and not wish.tuned else (),
        validation=corpus.parts["validation"],
        tests={"test": corpus.parts["test"]},
        sources=(Source(name=wish.data.name, licence="not stated", attribution="the user's records", records=records),),
        out=wish.out,
        reader=_reader(wish, work, watch) if wish.reading else None,
        unseen=unseen,
        lora=Lora(wish.rank, 2.0 * wish.rank),
        recipe=wish.recipe,
        threads=wish.threads or os.cpu_count() or 1,
    )


def _corpus(wish: VerifierWish) -> Corpus:
    """The records with the pack's labels."""
    name, method = wish.pack.manifest.name, wish.pack.manifest.method
    if not make_method(wish.pack, method).probabilistic or not wish.pack.manifest.fitted.routing:
        raise BadInputError(f"The pack {name} (method {method}) does not say how sure it is, which a verifier needs.")
    if not (wish.reading or wish.asking):
        raise BadInputError("A verifier reads doubtful sentences, asks about doubtful spans, or both.")
    corpus = read_corpus(wish.data, wish.limit)
    known = wish.pack.labels.names()
    if unknown := sorted(set(corpus.labels) - set(known)):
        raise BadInputError(f"{wish.data}: the pack {name} has no label {unknown[0]!r}.")
    if wish.reader is not None and (unknown := sorted(set(wish.reader.labels.names()) - set(known))):
        raise BadInputError(f"{wish.reader.path}: the pack {name} has no label {unknown[0]!r}.")
    reads_with = wish.reader.manifest.language_model if wish.reader is not None else None
    if wish.reader is not None and reads_with is not None and reads_with.sha256 != wish.model.sha256:
        raise BadInputError(
            f"{wish.reader.path}: this pack reads with the language model {reads_with.name}, and a verifier has one"
            f" model; name that one with --base."
        )
    return replace(corpus, labels=known)


def _adapter(wish: VerifierWish, prompt: Prompt) -> Path | None:
    """The adapter that was given. Raises `BadInputError` where it was not trained for this model and prompt."""
    if wish.adapter is None or not (wish.asking and wish.tuned):
        return None
    manifest, folder = wish.adapter.manifest, wish.adapter.path
    if not manifest.adapter:
        raise BadInputError(f"{folder}: this verifier has no adapter.")
    if manifest.model.sha256 != wish.model.sha256 or manifest.prompt_sha256 != prompt.fingerprint:
        raise BadInputError(f"{folder}: this adapter was trained for another language model, or for another prompt.")
    return folder / manifest.adapter


def _reader(wish: VerifierWish, work: Path, watch: Watch) -> Pack:
    """The pack that reads: the one that was given, or taggers over the language model's states."""
    if wish.reader is not None:
        return wish.reader
    folder, note = work / "reader", work / _RUN
    plan = Plan(wish.data, wish.model.name, TAGGERS, folder, limit=wish.limit, threads=wish.threads)
    run = fingerprint(plan, TAGGERS)
    if not ((folder / MANIFEST).exists() and note.exists() and note.read_text(encoding="utf-8") == run):
        work.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        train_pack(plan, watch)
        note.write_text(run, encoding="utf-8")
    return load_pack(folder)


def _unseen(wish: VerifierWish, corpus: Corpus, sentences: Sequence[Example], work: Path, watch: Watch) -> OutOfFold:
    """What taggers like the pack's say of the training sentences without having seen them, and readers like the one
    that reads."""
    taggers = _of_folds(wish, corpus, wish.encoder, wish.pack, work, watch, _SEED)
    if not wish.reading:
        return OutOfFold(sentences, taggers)
    given = wish.reader
    encoder = wish.model.name if given is None or given.manifest.language_model else wish.encoder
    like = given or wish.pack
    read = _of_folds(wish, corpus, encoder, like, work / "reading", watch, _READING_SEED)
    return OutOfFold(sentences, taggers, read)


def _of_folds(
    wish: VerifierWish, corpus: Corpus, encoder: str, like: Pack, work: Path, watch: Watch, seed: int
) -> dict[str, list[Candidate]]:
    taggers = like.manifest.taggers()
    plan = Plan(wish.data, encoder, taggers, wish.out, limit=wish.limit, threads=wish.threads, seed=seed)
    reading = make_reading(plan, work / "encoder")
    try:
        return out_of_fold(plan, corpus, reading, _facts(wish.pack), work, watch, folds=wish.folds)
    finally:
        reading.close()


def _examples(wish: VerifierWish, corpus: Corpus) -> list[Case]:
    """The training part's gold spans, to be shown.

    A sentence of another part is none of them, even where it is a training sentence as well.
    """
    others = (*corpus.parts["validation"], *corpus.parts["test"])
    apart = {sentence.text for example in others for sentence in in_sentences(example)}
    shown = [case for case in gold_cases(corpus.parts["train"]) if case.question.sentence not in apart]
    if not shown:
        raise BadInputError(f"{wish.data}: no sentence of the training part has an entity and stands in no other part.")
    return shown


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
