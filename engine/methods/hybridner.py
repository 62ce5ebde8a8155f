"""HybridNER: the taggers decide what they are sure of, a verifier has a say in the rest.

Source: HybridNER, section 2.4.5. Where this differs from the paper: the doubt is that of the calibrated decision, spans
that the taggers left out are asked about too, and both distributions decide together (`engine.verifiers.fusion`).
"""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from engine.ensemble import NO_ENTITY, best_label
from engine.errors import BadInputError
from engine.llm.errors import ModelCrashError, ModelError
from engine.methods.combining import Method
from engine.types import Candidate, Sentence
from engine.uncertainty import ROUTE_NONE
from engine.verifiers.base import Answer, Question, Verifier
from engine.verifiers.fusion import Fusion

log = logging.getLogger(__name__)

# Spans that are asked at once: after each lot the budget is looked at.
_LOT = 16
_MOST_CRASHES = 3


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many spans and seconds of asking a document; None is no limit."""

    spans: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was asked about a candidate: the taggers' own distribution and score, and the verifier's answer."""

    local: Mapping[str, float]
    answer: Answer

    def plain(self) -> dict[str, Any]:
        return {
            "local": {label: round(p, 4) for label, p in self.local.items()},
            "verifier": {label: round(p, 4) for label, p in self.answer.distribution.items()},
            **self.answer.evidence,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """Candidates after the verifier had its say: `verdicts` by (start, end) for those that it was asked about.

    `doubtful` counts the spans over the threshold, whether there was time to ask about them or not, and `lost` those
    with which the verifier's process ended.
    """

    candidates: list[Candidate]
    verdicts: Mapping[tuple[int, int], Verdict] = field(default_factory=dict)
    doubtful: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Who is asked, about what, and what becomes of the answer.

    Spans of which the decision is wrong with a probability over `tau` are doubtful. Labels in `skipped` are not asked
    about: the verifier was seen to do harm there.
    """

    verifier: Verifier
    fusion: Fusion
    tau: float
    budget: Budget = Budget()
    skipped: frozenset[str] = frozenset()

    def settings(self) -> dict[str, Any]:
        """What decides about a span, for the record of the run."""
        return {
            **self.verifier.settings(),
            "fusion": asdict(self.fusion),
            "tau": self.tau,
            "budget": asdict(self.budget),
            "skipped_labels": sorted(self.skipped),
        }


class HybridNER:
    """A method of taggers with a second opinion behind it. Raises `BadInputError` for one without probabilities."""

    def __init__(self, method: Method, opinion: SecondOpinion) -> None:
        if not method.probabilistic:
            raise BadInputError(f"The method {method.name} gives no probabilities, which a verifier needs.")
        self.method = method
        self._opinion = opinion

    def doubtful(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates to ask about, the most valuable first: those nearest to the threshold of the decision.

        There an answer is likeliest to change it; what is far below is dropped with or without one.
        """
        if self._opinion.tau >= ROUTE_NONE:
            return []
        kept = {(entity.start, entity.end) for entity in self.method.settle(candidates)}
        found = [
            candidate
            for candidate in candidates
            if self.method.doubt(candidate, kept=(candidate.start, candidate.end) in kept) > self._opinion.tau
            and best_label(candidate)[0] not in self._opinion.skipped
        ]
        return sorted(found, key=lambda candidate: (-self._value(candidate), candidate.start, candidate.end))

    def ask(
        self,
        sentences: Sequence[Sentence],
        candidates: Sequence[Candidate],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Asked:
        """Ask about the doubtful candidates of a document, as far as the budget goes. Raises `Cancelled`.

        Where the verifier's process ends or refuses, the taggers' word stands for what it was asked, and the next spans
        are asked; after `_MOST_CRASHES` in a row no more are. `progress(asked, to ask)` is told from 0 on.
        """
        doubtful = self.doubtful(candidates)
        budget = self._opinion.budget
        routed = doubtful[: budget.spans]
        starts = [sentence.start for sentence in sentences]
        verdicts: dict[tuple[int, int], Verdict] = {}
        begun = time.monotonic()
        lost = crashes = 0
        if progress is not None and routed:
            progress(0, len(routed))
        for lot in _lots(routed, starts):
            if crashes == _MOST_CRASHES or (budget.seconds is not None and time.monotonic() - begun >= budget.seconds):
                break
            questions = [
                _question(candidate, sentences[bisect_right(starts, candidate.start) - 1]) for candidate in lot
            ]
            try:
                answers = self._opinion.verifier.classify(questions, cancelled=cancelled)
            except (ModelCrashError, ModelError) as error:
                log.warning("%s", error)
                lost, crashes = lost + len(lot), crashes + 1
                continue
            crashes = 0
            for candidate, answer in zip(lot, answers, strict=True):
                if answer is not None:
                    verdicts[candidate.start, candidate.end] = Verdict(candidate.distribution, answer)
            if progress is not None:
                progress(len(verdicts), len(routed))
        decided = [self._decided(c, verdicts.get((c.start, c.end))) for c in candidates]
        return Asked(decided, verdicts, len(doubtful), lost)

    def _decided(self, candidate: Candidate, verdict: Verdict | None) -> Candidate:
        if verdict is None:
            return candidate
        distribution = self._opinion.fusion.apply(candidate.distribution, verdict.answer.distribution)
        distribution.setdefault(NO_ENTITY, 0.0)
        return replace(candidate, distribution=distribution, uncertainty=1.0 - max(distribution.values()))

    def _value(self, candidate: Candidate) -> float:
        return 1.0 - abs(self.method.score(candidate) - self.method.threshold)


def _lots(candidates: Sequence[Candidate], starts: Sequence[int]) -> list[list[Candidate]]:
    """The candidates in lots, those of one sentence together: a sentence is read once for all of them.

    A sentence comes as early as its most valuable candidate.
    """
    by_sentence: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_sentence.setdefault(bisect_right(starts, candidate.start), []).append(candidate)
    lots: list[list[Candidate]] = [[]]
    for of_sentence in by_sentence.values():
        if len(lots[-1]) >= _LOT:
            lots.append([])
        lots[-1].extend(of_sentence)
    return [lot for lot in lots if lot]


def _question(candidate: Candidate, sentence: Sentence) -> Question:
    return Question(sentence.text, candidate.start - sentence.start, candidate.end - sentence.start)
