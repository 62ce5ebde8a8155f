"""Look training data over before any time is spent on it: everything that is wrong, with the lines it stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from engine.ensemble import NO_ENTITY
from engine.errors import BadInputError
from engine.evaluation.gold import LONE_SURROGATE, MalformedRecordError, parse_record, read_lines
from engine.text.sentences import split_sentences
from engine.text.units import iter_units

LEAST_EXAMPLES = 10
_LINES_SHOWN, _LABELS_SHOWN = 5, 10
_PLURAL = {"is": "are", "has": "have"}

Entity = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of fault in one sentence; `lines` are the first few of the `count` lines that have it.

    A fault of the data as a whole has no lines and the count 0.
    """

    message: str
    lines: tuple[int, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class DataReport:
    """What a file of training data holds, and what is wrong with it.

    `records` are the lines that could be read; `labels` counts their sound entities, the most frequent first; `nested`
    is whether an entity lies inside another one, `nested_pairs` and `crossing_pairs` how often two do or cross.
    `errors` make the data unusable, the first line's first; `warnings` are worth a look.
    """

    path: Path
    records: int
    labels: Mapping[str, int]
    nested_pairs: int
    crossing_pairs: int
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def nested(self) -> bool:
        return self.nested_pairs > 0


def check_training_data(
    path: Path, *, sequence_taggers: bool, least_examples: int = LEAST_EXAMPLES, limit: int | None = None
) -> DataReport:
    """Check JSON lines as `engine.evaluation.gold.read_gold` reads them, to the last line or `limit` records.

    `sequence_taggers`: whether overlapping entities are worth a warning; those taggers cannot learn them, a span tagger
    can. A label with fewer than `least_examples` entities is one, too. Raises `BadInputError` only for a file that
    cannot be read; `refuse_errors` raises for what is in it.
    """
    seen = _Seen()
    for number, line in islice(read_lines(path), limit):
        seen.read(number, line)
    errors = [_problem(clause, lines) for clause, lines in seen.errors.items()]
    errors.extend(_nothing_to_learn(seen))
    warnings = [_problem(clause, lines) for clause, lines in seen.warnings.items()]
    if sequence_taggers and seen.overlaps:
        clause = (
            f"has overlapping entities ({seen.nested_pairs} nested and {seen.crossing_pairs} crossing pairs in all), of"
            " which sequence taggers learn only the outermost or the longest."
        )
        warnings.append(_problem(clause, seen.overlaps))
    warnings.extend(_weak_labels(seen.labels, least_examples))
    labels = dict(seen.labels.most_common())
    return DataReport(
        path, seen.records, labels, seen.nested_pairs, seen.crossing_pairs, tuple(errors), tuple(warnings)
    )


def refuse_errors(report: DataReport) -> None:
    """Raise `BadInputError` for data with errors: the file, the first of them and how many kinds there are besides."""
    if not report.errors:
        return
    first, *others = report.errors
    more = f" (and {len(others)} other kind{'s' if len(others) > 1 else ''} of error)" if others else ""
    sentence = first.message[0].lower() + first.message[1:].removesuffix(".")
    raise BadInputError(f"{report.path}: {sentence}{more}.")


@dataclass(slots=True)
class _Seen:
    """What the lines read so far hold. Faults are clauses that begin with "is" or "has", in the order they were met."""

    records: int = 0
    entities: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    errors: dict[str, list[int]] = field(default_factory=dict)
    warnings: dict[str, list[int]] = field(default_factory=dict)
    overlaps: list[int] = field(default_factory=list)
    nested_pairs: int = 0
    crossing_pairs: int = 0
    texts: dict[str, frozenset[Entity]] = field(default_factory=dict)

    def read(self, number: int, line: bytes) -> None:
        try:
            raw = parse_record(line)
        except MalformedRecordError as error:
            _note(self.errors, str(error), number)
            return
        self.records += 1
        self.entities += len(raw["entities"])
        text, sound = raw["text"], []
        for entity in raw["entities"]:
            fault = _fault(entity, text)
            if fault:
                _note(self.errors, fault, number)
            else:
                sound.append((entity["start"], entity["end"], entity["label"]))
        self.labels.update(label for _, _, label in sound)
        self._compare(number, text, sound)

    def _compare(self, number: int, text: str, entities: Sequence[Entity]) -> None:
        """A record's sound entities with each other, and with those of the same text elsewhere."""
        different = frozenset(entities)
        spans = sorted({(start, end) for start, end, _ in different}, key=lambda span: (span[0], -span[1]))
        if len(different) < len(entities):
            _note(self.warnings, "has the same entity twice.", number)
        if len(spans) < len(different):
            _note(self.warnings, "has two labels on one span, of which only one is learned.", number)
        if any(text[start].isspace() or text[end - 1].isspace() for start, end in spans):
            _note(self.warnings, "has an entity that begins or ends with whitespace.", number)
        else:
            if _breaks_units(text, spans):
                _note(self.warnings, "has an entity that begins or ends within a word or number: not learned.", number)
            if _crosses_sentences(text, spans):
                _note(self.warnings, "has an entity that crosses the end of a sentence: not learned.", number)
        if self.texts.setdefault(text, different) != different:
            _note(self.warnings, "has the text of an earlier line with other entities.", number)
        nested, crossing = _overlapping_pairs(spans)
        if nested or crossing:
            self.overlaps.append(number)
            self.nested_pairs += nested
            self.crossing_pairs += crossing


def _fault(entity: Any, text: str) -> str | None:
    """What makes an entity unusable, or None."""
    keys = ("start", "end", "label")
    kinds = [type(entity.get(key)) for key in keys] if isinstance(entity, dict) else []
    if kinds != [int, int, str]:
        return 'has an entity without a "start", "end" and "label".'
    start, end, label = (entity[key] for key in keys)
    if start >= end:
        return "has an empty entity, one that does not end after its start."
    if start < 0 or end > len(text):
        return "has an entity that lies outside its text."
    if not label.strip():
        return "has an entity with an empty label."
    if label == NO_ENTITY:
        return f'has an entity with the label "{NO_ENTITY}", which is kept for what is no entity.'
    if LONE_SURROGATE.search(label):
        return "has half a character (a lone surrogate)."
    if text[start:end].isspace():
        return "has an entity of nothing but whitespace."
    return None


def _breaks_units(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a span begins or ends where no unit of the taggers does."""
    units = list(iter_units(text)) if spans else []
    starts, ends = {start for start, _ in units}, {end for _, end in units}
    return any(start not in starts or end not in ends for start, end in spans)


def _crosses_sentences(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    sentences = [(sentence.start, sentence.end) for sentence in split_sentences(text)]
    return not all(any(low <= start and end <= high for low, high in sentences) for start, end in spans)


def _overlapping_pairs(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """How many pairs lie one in the other, and how many cross. Spans are distinct, by (start, -end)."""
    nested = crossing = 0
    for index, (_, end) in enumerate(spans):
        for later_start, later_end in spans[index + 1 :]:
            if later_start >= end:
                break
            if later_end <= end:
                nested += 1
            else:
                crossing += 1
    return nested, crossing


def _nothing_to_learn(seen: _Seen) -> Iterable[Problem]:
    if not seen.records and not seen.errors:
        yield Problem("There is no record.")
    elif seen.records and not seen.entities:
        yield Problem("No record has an entity.")


def _weak_labels(labels: Mapping[str, int], least: int) -> Iterable[Problem]:
    if len(labels) == 1:
        yield Problem(f"There is only one label, {next(iter(labels))}.")
    rare = sorted((count, label) for label, count in labels.items() if count < least)
    if rare:
        listed = ", ".join(f"{label} ({count})" for count, label in rare[:_LABELS_SHOWN])
        more = f" and {len(rare) - _LABELS_SHOWN} more" if len(rare) > _LABELS_SHOWN else ""
        yield Problem(f"These labels have fewer than {least} examples: {listed}{more}.")


def _note(faults: dict[str, list[int]], clause: str, number: int) -> None:
    lines = faults.setdefault(clause, [])
    if not lines or lines[-1] != number:
        lines.append(number)


def _problem(clause: str, lines: Sequence[int]) -> Problem:
    shown = tuple(lines[:_LINES_SHOWN])
    if len(lines) == 1:
        return Problem(f"Line {lines[0]} {clause}", shown, 1)
    verb, rest = clause.split(" ", 1)
    parts = [*map(str, shown), f"{len(lines) - len(shown)} more"]
    if len(lines) == len(shown):
        parts.pop()
    where = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return Problem(f"Lines {where} {_PLURAL[verb]} {rest}", shown, len(lines))
