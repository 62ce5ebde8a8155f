"""What taggers and readers say of training sentences that they had not seen.

From their mistakes a verifier learns, and on their words it is fitted how much each voice weighs (stacked
generalisation, Wolpert 1992).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from engine.evaluation.judgement import Judgement
from engine.evaluation.predict import tag_texts
from engine.evaluation.recorded import KnownReader, KnownVerifier, in_document
from engine.methods import Method, make_method
from engine.packs import load_pack
from engine.taggers.tagging import PackTaggers
from engine.training.checkpoint import write_whole
from engine.training.data import Example
from engine.training.evidence import fit_evidence
from engine.training.plan import Corpus, Plan, fingerprint, in_sentences
from engine.training.publish import PackFacts, write_pack
from engine.training.reading import Reading
from engine.training.train_pack import Watch, train_network
from engine.types import Candidate
from engine.verifiers.base import Answer, Question

_FILE = "candidates.json"


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Training sentences with the words, by a sentence's text, of taggers and of a reader that had not seen it."""

    sentences: Sequence[Example]
    taggers: Mapping[str, Sequence[Candidate]]
    reader: Mapping[str, Sequence[Candidate]] | None = None

    def judgement(self, method: Method, answers: Mapping[Question, Answer]) -> Judgement:
        """These sentences under any rule of `method`; `answers` are those of a verifier before it learnt from them."""
        return Judgement(
            method,
            lambda sentences: [c for sentence in sentences for c in in_document(self.taggers, sentence)],
            self.sentences,
            reader=KnownReader(self.reader) if self.reader is not None else None,
            verifier=KnownVerifier(answers) if answers else None,
        )


def out_of_fold(
    plan: Plan,
    corpus: Corpus,
    reading: Reading,
    facts: PackFacts,
    work: Path,
    watch: Watch,
    *,
    folds: int = 2,
) -> dict[str, list[Candidate]]:
    """The candidates of every training sentence (by its text), from taggers that were trained on the other folds.

    Each fold is a small pack of its own, calibrated on the validation part, so that doubt means what it means later.
    What the same run left in `work` is taken.
    """
    found: dict[str, list[Candidate]] = {}
    run = fingerprint(plan, plan.networks()[0])
    for fold in range(folds):
        file = work / f"fold-{fold}" / _FILE
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if kept.get("run") != [run, folds]:
            made = _candidates_of_fold(plan, corpus, reading, facts, work / f"fold-{fold}", watch, fold, folds)
            kept = {"run": [run, folds], "candidates": made}
            text = json.dumps(kept, ensure_ascii=False)
            write_whole(file, partial(Path.write_text, data=text, encoding="utf-8"))
        for sentence, rows in kept["candidates"].items():
            found[sentence] = [Candidate(**row) for row in rows]
    return found


def _candidates_of_fold(
    plan: Plan,
    corpus: Corpus,
    reading: Reading,
    facts: PackFacts,
    work: Path,
    watch: Watch,
    fold: int,
    folds: int,
) -> dict[str, list[dict[str, Any]]]:
    train = corpus.parts["train"]
    apart = [example for example in train if _fold_of(example, folds) == fold]
    others = [example for example in train if _fold_of(example, folds) != fold]
    smaller = replace(corpus, parts={**corpus.parts, "train": others})
    taggers = plan.networks()[0]
    network, _ = train_network(
        replace(plan, limit=len(others)), taggers, smaller, reading, work / "run", watch, (fold + 1, folds)
    )
    fit_evidence(network, smaller.items("train", reading.featuriser))
    validation = corpus.parts["validation"]
    write_pack(
        [network],
        reading,
        work / "pack",
        facts,
        validation,
        {"validation": validation},
        licence_text="",
        card=lambda *_: "",
    )
    pack = load_pack(work / "pack")
    method = make_method(pack, pack.manifest.method)
    texts = [sentence.text for example in apart for sentence in in_sentences(example)]
    taggings = tag_texts(PackTaggers(pack), texts)
    return {
        text: [asdict(replace(candidate, votes=())) for candidate in method.candidates(tagging.votes)]
        for text, tagging in zip(texts, taggings, strict=True)
    }


def _fold_of(example: Example, folds: int) -> int:
    return int.from_bytes(hashlib.sha256(f"fold:{example.id}".encode()).digest()[:8], "big") % folds
