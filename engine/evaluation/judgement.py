"""What a verifier is worth: its answers to all doubtful spans of annotated texts, under any rule and threshold."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any, Protocol

from engine.ensemble import NO_ENTITY, best_label
from engine.evaluation.bootstrap import bootstrap_f1
from engine.evaluation.metrics import score_spans
from engine.findings import Repairs
from engine.methods import Method
from engine.methods.hybridner import Asked, HybridNER, SecondOpinion
from engine.taggers.tagging import PackTaggers
from engine.text.sentences import split_sentences
from engine.types import Candidate
from engine.verifiers.base import Verifier
from engine.verifiers.fusion import Fusion

_ANY_DOUBT = 0.02


class Annotated(Protocol):
    """A text with its gold spans (start, end, label)."""

    @property
    def text(self) -> str: ...

    @property
    def entities(self) -> Sequence[tuple[int, int, str]]: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A span with what the taggers and the verifier said of it, and its true label or "O"."""

    local: Mapping[str, float]
    verifier: Mapping[str, float]
    truth: str


class Judgement:
    """Annotated texts with the taggers' candidates and the verifier's answers wherever there was any doubt."""

    def __init__(
        self, method: Method, asked: Asked, gold: Mapping[tuple[int, int], str], starts: Sequence[int]
    ) -> None:
        self._method = method
        self._asked = asked
        self._gold = gold
        self._starts = starts
        self._local = [self._before(candidate) for candidate in asked.candidates]
        self._kept = {(c.start, c.end) for c in method.settle(self._local)}
        self.milliseconds = 0.0

    def judged(self, tau: float) -> list[Judged]:
        """The spans over that threshold of doubt, with the truth."""
        verdicts = [(candidate, self._asked.verdicts[span]) for span, candidate in self._routed(tau).items()]
        return [
            Judged(verdict.local, verdict.answer.distribution, self._gold.get((c.start, c.end), NO_ENTITY))
            for c, verdict in verdicts
        ]

    def scores(self, rule: Fusion | None, tau: float, skipped: Collection[str] = ()) -> dict[str, float]:
        """Precision, recall, F1 with its 95 % interval, and spans asked as a share of those the taggers found."""
        entities = {(c.start, c.end, label) for c, label in self._entities(rule, tau, skipped)}
        gold = {(*span, label) for span, label in self._gold.items()}
        score = score_spans([(0, *span) for span in gold], [(0, *span) for span in entities])
        counts = [[0, 0, 0] for _ in self._starts]
        for place, spans in enumerate((gold & entities, entities, gold)):
            for span in spans:
                counts[bisect_right(self._starts, span[0]) - 1][place] += 1
        low, high = bootstrap_f1(counts)
        asked = len(self._routed(tau, skipped)) if rule else 0
        return {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "routed": round(asked / max(1, len(self._kept)), 4),
        }

    def worth(self, rule: Fusion, tau: float) -> dict[str, Repairs]:
        """For each label what the answers to the spans that the taggers gave it did to the decision."""
        before, after = self._decisions(None, tau), self._decisions(rule, tau)
        found: dict[str, Repairs] = {}
        for span, candidate in self._routed(tau).items():
            label = best_label(candidate)[0]
            truth = self._gold.get(span, NO_ENTITY)
            was, is_now = before.get(span, NO_ENTITY) == truth, after.get(span, NO_ENTITY) == truth
            known = found.get(label, Repairs())
            found[label] = Repairs(
                known.asked + 1, known.fixed + (is_now and not was), known.broken + (was and not is_now)
            )
        return dict(sorted(found.items()))

    def accuracy(self, tau: float) -> dict[str, float]:
        """How often the verifier's likeliest answer is the truth: overall, on entities and on what is none."""
        judged = self.judged(tau)
        right = [(max(one.verifier, key=one.verifier.__getitem__) == one.truth, one.truth) for one in judged]
        entities = [hit for hit, truth in right if truth != NO_ENTITY]
        others = [hit for hit, truth in right if truth == NO_ENTITY]
        return {
            "spans": len(right),
            "all": _mean([hit for hit, _ in right]),
            "entities": _mean(entities),
            "none": _mean(others),
            "taggers": _mean([max(one.local, key=one.local.__getitem__) == one.truth for one in judged]),
            "brier": round(sum(map(_brier, judged)) / max(1, len(judged)), 4),
        }

    def report(self, fused: Fusion, tau: float, skipped: Collection[str] = ()) -> dict[str, Any]:
        """All of this as plain JSON: scores by rule, accuracy, worth by label, milliseconds a span."""
        rules = {"local": None, "replace": Fusion("replace"), "drop": Fusion("drop")}
        return {
            "rules": {
                **{name: self.scores(rule, tau) for name, rule in rules.items()},
                "fuse": self.scores(fused, tau, skipped),
            },
            "accuracy": self.accuracy(tau),
            "worth": {label: asdict(repairs) for label, repairs in self.worth(fused, tau).items()},
            "milliseconds_a_span": round(self.milliseconds, 1),
        }

    def _before(self, candidate: Candidate) -> Candidate:
        verdict = self._asked.verdicts.get((candidate.start, candidate.end))
        if verdict is None:
            return candidate
        return Candidate(candidate.start, candidate.end, verdict.local, 1.0 - max(verdict.local.values()))

    def _routed(self, tau: float, skipped: Collection[str] = ()) -> dict[tuple[int, int], Candidate]:
        """The candidates, as the taggers left them, that are asked about at that threshold."""
        found = {}
        for candidate in self._local:
            span = (candidate.start, candidate.end)
            doubt = self._method.doubt(candidate, kept=span in self._kept)
            if span in self._asked.verdicts and doubt > tau and best_label(candidate)[0] not in skipped:
                found[span] = candidate
        return found

    def _entities(self, rule: Fusion | None, tau: float, skipped: Collection[str] = ()) -> list[tuple[Candidate, str]]:
        routed = self._routed(tau, skipped) if rule else {}
        decided = []
        for candidate in self._local:
            span = (candidate.start, candidate.end)
            if rule is not None and span in routed:
                pooled = rule.apply(candidate.distribution, self._asked.verdicts[span].answer.distribution)
                candidate = Candidate(*span, {NO_ENTITY: 0.0, **pooled}, 0.0)
            decided.append(candidate)
        return [(entity, best_label(entity)[0]) for entity in self._method.settle(decided)]

    def _decisions(self, rule: Fusion | None, tau: float) -> dict[tuple[int, int], str]:
        return {(c.start, c.end): label for c, label in self._entities(rule, tau)}


def ask_all(
    method: Method,
    taggers: PackTaggers,
    verifier: Verifier,
    part: Sequence[Annotated],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Judgement:
    """Read the texts and ask about every span that there is any doubt about. Raises `Cancelled`."""
    whole = "\n".join(example.text for example in part)
    starts = [0, *accumulate(len(example.text) + 1 for example in part)][: len(part)]
    sentences = list(split_sentences(whole))
    candidates = method.candidates(taggers.tag(sentences, cancelled=cancelled).votes)
    hybrid = HybridNER(method, SecondOpinion(verifier, Fusion("fuse", 1.0, 0.0, 0.0), _ANY_DOUBT))
    begun = time.monotonic()
    asked = hybrid.ask(sentences, candidates, progress=progress, cancelled=cancelled)
    gold = {
        (start + base, end + base): label
        for example, base in zip(part, starts, strict=True)
        for start, end, label in example.entities
    }
    found = Judgement(method, asked, gold, starts)
    found.milliseconds = 1000 * (time.monotonic() - begun) / max(1, len(asked.verdicts))
    return found


def _mean(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0


def _brier(one: Judged) -> float:
    labels = {*one.verifier, one.truth}
    return sum((one.verifier.get(label, 0.0) - (label == one.truth)) ** 2 for label in labels)
