"""What a second opinion is worth: annotated texts under any rule and threshold, each voice heard once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from typing import Any, Protocol

from engine.ensemble import NO_ENTITY, best_label, settle
from engine.evaluation.bootstrap import bootstrap_f1
from engine.evaluation.metrics import score_spans
from engine.evaluation.mistakes import mistakes
from engine.evaluation.recorded import RecordedReader, RecordedVerifier
from engine.findings import Repairs
from engine.methods import Method
from engine.methods.hybridner import HybridNER
from engine.methods.opinion import Asked, Asking, Reader, Reading, SecondOpinion, Span, Verdict
from engine.taggers.tagging import PackTaggers
from engine.text.sentences import split_sentences
from engine.types import Candidate, Sentence
from engine.verifiers.base import Verifier
from engine.verifiers.fusion import Fusion

ANY_DOUBT = 0.02
UNMOVED = Fusion("fuse", 1.0, 0.0, 0.0)

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
Local = Callable[[Sequence[Sentence]], list[Candidate]]


class Annotated(Protocol):
    """A text with its gold spans (start, end, label)."""

    @property
    def text(self) -> str: ...

    @property
    def entities(self) -> Sequence[tuple[int, int, str]]: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A span with what was said of it before, what a further voice said, and its true label or "O"."""

    local: Mapping[str, float]
    verifier: Mapping[str, float]
    truth: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done at a threshold of doubt: `reading` pools the reader's word, `asking` the verifier's; None is not
    listened to. Labels in `skipped` are not asked about, those in `unread` are left alone by the reader."""

    tau: float
    reading: Fusion | None = None
    asking: Fusion | None = None
    skipped: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


def tagged(method: Method, taggers: PackTaggers, *, cancelled: Cancel | None = None) -> Local:
    """What the taggers say of sentences, as that method combines it."""
    return lambda sentences: method.candidates(taggers.tag(sentences, cancelled=cancelled).votes)


class Judgement:
    """Annotated texts with what taggers say of them (`local`), and a reader and a verifier to hear about them, or one
    of both. `method` decides.

    Voices are heard when a rule needs them, each about each thing once.
    """

    def __init__(
        self,
        method: Method,
        local: Local,
        part: Sequence[Annotated],
        *,
        reader: Reader | None = None,
        verifier: Verifier | None = None,
    ) -> None:
        self.method = method
        self.reader = RecordedReader(reader) if reader else None
        self.verifier = RecordedVerifier(verifier) if verifier else None
        whole = "\n".join(example.text for example in part)
        self._starts = [0, *accumulate(len(example.text) + 1 for example in part)][: len(part)]
        self._sentences = list(split_sentences(whole))
        self._local = local(self._sentences)
        self._kept = self._labels(self._local)
        self.gold: dict[Span, str] = {
            (start + base, end + base): label
            for example, base in zip(part, self._starts, strict=True)
            for start, end, label in example.entities
        }

    @property
    def milliseconds_a_span(self) -> float:
        """What a question has cost so far."""
        verifier = self.verifier
        return round(1000 * verifier.seconds / max(1, verifier.asked), 1) if verifier else 0.0

    def run(self, rule: Rule, *, progress: Progress | None = None, cancelled: Cancel | None = None) -> Asked:
        """The texts under a rule, as a document with that second opinion."""
        asking = reading = None
        if rule.asking is not None and self.verifier is not None:
            asking = Asking(self.verifier, rule.asking, rule.tau, rule.skipped)
        if rule.reading is not None and self.reader is not None:
            reading = Reading(self.reader, rule.reading, rule.tau, rule.unread)
        hybrid = HybridNER(self.method, SecondOpinion(asking, reading))
        return hybrid.ask(self._sentences, self._local, progress=progress, cancelled=cancelled)

    def judged_reading(self, tau: float) -> list[Judged]:
        """Every candidate of the sentences that the reader reads at that threshold."""
        verdicts = self.run(Rule(tau, reading=UNMOVED)).verdicts
        return [
            Judged(v.local, v.read, self.gold.get(span, NO_ENTITY))
            for span, v in verdicts.items()
            if v.read is not None
        ]

    def judged(self, before: Rule) -> list[Judged]:
        """The spans that the verifier could be asked about after that rule's reading, also those of skipped labels."""
        found = []
        for span, verdict in self.run(replace(before, asking=UNMOVED, skipped=frozenset())).verdicts.items():
            if verdict.answer is not None:
                said = _before_asking(verdict, before.reading)
                found.append(Judged(said, verdict.answer.distribution, self.gold.get(span, NO_ENTITY)))
        return found

    def scores(self, rule: Rule | None) -> dict[str, Any]:
        """Precision, recall, F1 with its 95 % interval, mistakes by their kind, and spans looked at as a share of those
        that the taggers found."""
        asked = self.run(rule) if rule is not None else Asked(self._local)
        found = self._labels(asked.candidates)
        return {
            **self._scores(found),
            "routed": round(asked.routed / max(1, len(self._kept)), 4),
            "mistakes": mistakes(self.gold, found),
        }

    def counts(self, rule: Rule | None) -> list[list[int]]:
        """How many entities are right, found and annotated in each text."""
        return self._counts(self._labels((self.run(rule) if rule is not None else Asked(self._local)).candidates))

    def reader_alone(self) -> dict[str, float]:
        """The same for what the reader finds by itself in all sentences, by the likelier of label and "O"."""
        assert self.reader is not None  # noqa: S101
        found = [candidate for of_sentence in self.reader.read(self._sentences) for candidate in of_sentence]
        entities = settle(found, None, nested=self.method.nested)
        return {**self._scores({(c.start, c.end): best_label(c)[0] for c in entities}), "routed": 0.0}

    def worth(self, rule: Rule) -> dict[str, Repairs]:
        """For each label what the answers to the spans that had it before did to the decision."""
        asked = self.run(rule)
        before = self._labels(self.run(replace(rule, asking=None)).candidates) if rule.reading else self._kept
        after = self._labels(asked.candidates)
        heard = {
            span: _likeliest(_before_asking(verdict, rule.reading))
            for span, verdict in asked.verdicts.items()
            if verdict.answer is not None
        }
        return self._repairs(heard, before, after)

    def reading_worth(self, rule: Rule) -> dict[str, Repairs]:
        """For each label what the reading alone did to the decision on the spans of the sentences that were read.

        A span has the taggers' likeliest label, or the reader's where they saw nothing.
        """
        read = self.run(replace(rule, asking=None))
        heard = {}
        for span, verdict in read.verdicts.items():
            assert verdict.read is not None  # noqa: S101
            label = _likeliest(verdict.local)
            heard[span] = label if label != NO_ENTITY else _likeliest(verdict.read)
        return self._repairs(heard, self._kept, self._labels(read.candidates))

    def changes(self, rule: Rule) -> dict[str, int]:
        """Decisions of all that was looked at: mistakes of the taggers put right, and mistakes made."""
        asked = self.run(rule)
        after = self._labels(asked.candidates)
        fixed = broken = 0
        for span in asked.verdicts:
            truth = self.gold.get(span, NO_ENTITY)
            was, is_now = self._kept.get(span, NO_ENTITY) == truth, after.get(span, NO_ENTITY) == truth
            fixed, broken = fixed + (is_now and not was), broken + (was and not is_now)
        return {"fixed": fixed, "broken": broken}

    def accuracy(self, judged: Sequence[Judged]) -> dict[str, float]:
        """How often the verifier's likeliest answer is the truth: overall, on entities and on what is none."""
        right = [(max(one.verifier, key=one.verifier.__getitem__) == one.truth, one.truth) for one in judged]
        return {
            "spans": len(right),
            "all": _mean([hit for hit, _ in right]),
            "entities": _mean([hit for hit, truth in right if truth != NO_ENTITY]),
            "none": _mean([hit for hit, truth in right if truth == NO_ENTITY]),
            "taggers": _mean([max(one.local, key=one.local.__getitem__) == one.truth for one in judged]),
            "brier": round(sum(map(_brier, judged)) / max(1, len(judged)), 4),
        }

    def report(self, rules: Mapping[str, Rule | None], fullest: Rule) -> dict[str, Any]:
        """All of this as plain JSON: scores by rule, accuracy and worth under the one with every voice, time."""
        shown: dict[str, Any] = {
            "rules": {
                name: {**self.scores(rule), **(self.changes(rule) if rule else {})} for name, rule in rules.items()
            },
        }
        if self.reader is not None:
            shown["rules"]["reader alone"] = self.reader_alone()
            speed = self.reader.characters / self.reader.seconds if self.reader.seconds else 0.0
            shown["reader_characters_a_second"] = round(speed, 1)
            if fullest.reading is not None:
                worth = self.reading_worth(fullest)
                shown["reading_worth"] = {label: asdict(repairs) for label, repairs in worth.items()}
        if self.verifier is not None:
            judged = self.judged(fullest)
            shown["accuracy"] = self.accuracy(judged)
            shown["worth"] = {label: asdict(repairs) for label, repairs in self.worth(fullest).items()}
            shown["milliseconds_a_span"] = self.milliseconds_a_span
        return shown

    def _repairs(
        self, heard: Mapping[Span, str], before: Mapping[Span, str], after: Mapping[Span, str]
    ) -> dict[str, Repairs]:
        """What became of the spans that a voice was heard about, by the label that each has there."""
        found: dict[str, Repairs] = {}
        for span, label in heard.items():
            truth, known = self.gold.get(span, NO_ENTITY), found.get(label, Repairs())
            was, is_now = before.get(span, NO_ENTITY) == truth, after.get(span, NO_ENTITY) == truth
            found[label] = Repairs(
                known.asked + 1, known.fixed + (is_now and not was), known.broken + (was and not is_now)
            )
        return dict(sorted(found.items()))

    def _labels(self, candidates: Sequence[Candidate]) -> dict[Span, str]:
        return {(c.start, c.end): best_label(c)[0] for c in self.method.settle(candidates)}

    def _counts(self, found: Mapping[Span, str]) -> list[list[int]]:
        counts = [[0, 0, 0] for _ in self._starts]
        right = [span for span, label in found.items() if self.gold.get(span) == label]
        for place, spans in enumerate((right, found, self.gold)):
            for span in spans:
                counts[bisect_right(self._starts, span[0]) - 1][place] += 1
        return counts

    def _scores(self, found: Mapping[Span, str]) -> dict[str, float]:
        entities = {(*span, label) for span, label in found.items()}
        gold = {(*span, label) for span, label in self.gold.items()}
        score = score_spans([(0, *span) for span in gold], [(0, *span) for span in entities])
        low, high = bootstrap_f1(self._counts(found))
        return {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }


def rules_of(opinion: SecondOpinion) -> dict[str, Rule | None]:
    """What an opinion decides without any of its voices, with each, and last with all."""
    asking, reading = opinion.asking, opinion.reading
    rules: dict[str, Rule | None] = {"local": None}
    if reading is not None:
        rules["reading"] = Rule(reading.tau, reading.fusion, unread=reading.skipped)
    if asking is not None:
        rules["replace"], rules["drop"] = (
            Rule(asking.tau, None, Fusion("replace")),
            Rule(asking.tau, None, Fusion("drop")),
        )
        read = rules.get("reading") or Rule(asking.tau)
        name = "reading and asking" if reading else "asking"
        rules[name] = replace(read, tau=asking.tau, asking=asking.fusion, skipped=asking.skipped)
    return rules


def _before_asking(verdict: Verdict, reading: Fusion | None) -> Mapping[str, float]:
    """The distribution with which a span went into the asking."""
    if reading is None or verdict.read is None:
        return verdict.local
    return reading.apply(verdict.local, verdict.read)


def _likeliest(distribution: Mapping[str, float]) -> str:
    """The likeliest label, "O" where there is none."""
    return best_label(Candidate(0, 0, distribution, 0.0))[0]


def _mean(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0


def _brier(one: Judged) -> float:
    labels = {*one.verifier, one.truth}
    return sum((one.verifier.get(label, 0.0) - (label == one.truth)) ** 2 for label in labels)
