"""Reviewed spans with their answers: from annotated records, from a project, and as a file beside a verifier."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from engine.ensemble import NO_ENTITY
from engine.errors import BadInputError
from engine.evaluation.gold import read_gold
from engine.store import SUFFIX, Project
from engine.store.mention_rows import PERSON
from engine.text.sentences import split_sentences
from engine.text.units import iter_units
from engine.types import Sentence
from engine.verifiers.base import Case, Question

# Longer sentences make a prompt slow.
_LONGEST = 120
_SEED = 7


class Annotated(Protocol):
    """A text with its gold spans (start, end, label)."""

    @property
    def text(self) -> str: ...

    @property
    def entities(self) -> Sequence[tuple[int, int, str]]: ...


def read_cases(file: Path, labels: Collection[str]) -> list[Case]:
    """The cases of a project (`X.veritag`) or of annotated records that have one of these labels or "O".

    Raises `BadInputError`, also where there are none.
    """
    if file.suffix == SUFFIX:
        if not file.is_file():
            raise BadInputError(f"{file}: there is no such file.")
        with Project.open(file) as project:
            found = reviewed_cases(project)
    else:
        found = gold_cases(read_gold(file))
    found = [case for case in found if case.label == NO_ENTITY or case.label in labels]
    if not any(case.label != NO_ENTITY for case in found):
        raise BadInputError(f"{file}: there is no reviewed entity with a label of the pack, which could be an example.")
    return found


def gold_cases(records: Iterable[Annotated]) -> list[Case]:
    """Every gold entity in a sentence of moderate length, and for each one that is none: a boundary moved by a unit."""
    rng = random.Random(_SEED)  # noqa: S311
    found = []
    for record in records:
        for sentence in _moderate(record.text):
            gold = {(start, end): label for start, end, label in _inside(record.entities, sentence)}
            for span, label in gold.items():
                found.append(Case(Question(sentence.text, *span), label))
                other = shifted(sentence.text, span, rng)
                if other is not None and other not in gold:
                    found.append(Case(Question(sentence.text, *other), NO_ENTITY))
    return found


def reviewed_cases(project: Project) -> list[Case]:
    """What a person decided in a project: accepted, corrected and added entities, and rejected ones as "O"."""
    found = []
    for document in project.documents():
        decided = [
            (row.start, row.end, NO_ENTITY if row.status == "rejected" else row.label)
            for row in project.iterate_mentions(document.id)
            if row.status != "suggested" or row.decided_by == PERSON
        ]
        for sentence in _moderate(project.text(document.id)) if decided else ():
            found += [Case(Question(sentence.text, s, e), label) for s, e, label in _inside(decided, sentence)]
    return found


def write_cases(cases: Iterable[Case], file: Path) -> None:
    """One JSON object a line, as `load_cases` reads it."""
    with file.open("w", encoding="utf-8") as stream:
        for case in cases:
            question = case.question
            plain = {"text": question.sentence, "start": question.start, "end": question.end, "label": case.label}
            stream.write(json.dumps(plain, ensure_ascii=False) + "\n")


def load_cases(file: Path) -> list[Case]:
    """What `write_cases` wrote."""
    with file.open(encoding="utf-8") as stream:
        raw = [json.loads(line) for line in stream]
    return [Case(Question(one["text"], one["start"], one["end"]), one["label"]) for one in raw]


def shifted(text: str, span: tuple[int, int], rng: random.Random) -> tuple[int, int] | None:
    """The span with one boundary moved by one unit, None where that leaves nothing."""
    units = list(iter_units(text))
    begins, ends = [start for start, _ in units], [end for _, end in units]
    if span[0] not in begins or span[1] not in ends:
        return None
    first, last = begins.index(span[0]), ends.index(span[1])
    first, last = rng.choice([(first - 1, last), (first + 1, last), (first, last - 1), (first, last + 1)])
    if not 0 <= first <= last < len(units):
        return None
    return begins[first], ends[last]


def _moderate(text: str) -> Iterator[Sentence]:
    return (sentence for sentence in split_sentences(text) if len(sentence.text) <= _LONGEST)


def _inside(spans: Iterable[tuple[int, int, str]], sentence: Sentence) -> list[tuple[int, int, str]]:
    """The spans that lie in the sentence, counted from its start."""
    return [
        (start - sentence.start, end - sentence.start, label)
        for start, end, label in spans
        if sentence.start <= start and end <= sentence.end
    ]
