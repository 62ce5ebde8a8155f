"""HybridNER: the taggers decide what they are sure of, a second opinion has a say in the rest.

Source: HybridNER, section 2.4.5. Where this differs from the paper: the doubt is that of the calibrated decision, spans
that the taggers left out are looked at too, a further tagger may read the doubtful sentences before any question is
asked, and all distributions decide together (`engine.verifiers.fusion`).
"""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from engine.ensemble import NO_ENTITY, best_label
from engine.errors import BadInputError, Cancelled, VeritagError
from engine.findings import Cost
from engine.llm.errors import ModelCrashError, ModelError
from engine.methods.combining import Method
from engine.methods.opinion import Asked, Asking, Budget, Reading, SecondOpinion, Span, Verdict
from engine.types import Candidate, Sentence
from engine.uncertainty import ROUTE_NONE
from engine.verifiers.base import Question
from engine.verifiers.fusion import Fusion

log = logging.getLogger(__name__)

# Spans that are asked about, and characters that are read at most, at once, and about how long that may take: where
# time runs out, the lot is lost.
_LOT, _READ_LOT, _LOT_SECONDS = 16, 128, 1.0
_MOST_CRASHES = 3
_NOTHING: Mapping[str, float] = {NO_ENTITY: 1.0}

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
Questioner = Callable[[Candidate, Sentence], Question]


@dataclass(slots=True)
class _Work:
    """A document under way: its candidates, what was said of them, what it has cost, and how much of the voice at work
    is done in a second."""

    sentences: Sequence[Sentence]
    candidates: dict[Span, Candidate]
    ends: float
    verdicts: dict[Span, Verdict] = field(default_factory=dict)
    lost: int = 0
    cost: Cost = field(default_factory=Cost)
    crashes: int = 0
    pace: float = 0.0

    def __post_init__(self) -> None:
        self._starts = [sentence.start for sentence in self.sentences]

    _starts: list[int] = field(init=False)

    def sentence_of(self, candidate: Candidate) -> int:
        return bisect_right(self._starts, candidate.start) - 1

    def by_sentence(self, candidates: Iterable[Candidate]) -> dict[int, list[Candidate]]:
        """Candidates by their sentence, which comes as early as its first one: it is read once for all of them."""
        found: dict[int, list[Candidate]] = {}
        for candidate in candidates:
            found.setdefault(self.sentence_of(candidate), []).append(candidate)
        return found

    def is_over(self) -> bool:
        return self.crashes == _MOST_CRASHES or time.monotonic() >= self.ends

    def stops(self, cancelled: Cancel | None) -> Cancel:
        """What a voice is stopped by: the user, or the end of the time."""
        return lambda: time.monotonic() >= self.ends or (cancelled is not None and cancelled())

    def crashed(self, error: VeritagError, spans: int) -> None:
        log.warning("%s", error)
        self.lost += spans
        self.crashes += 1

    def decide(self, candidate: Candidate, verdict: Verdict, fusion: Fusion, word: Mapping[str, float]) -> None:
        """Pool the candidate's distribution with a further word."""
        distribution = {NO_ENTITY: 0.0, **fusion.apply(candidate.distribution, word)}
        decided = replace(candidate, distribution=distribution, uncertainty=1.0 - max(distribution.values()))
        self.candidates[candidate.start, candidate.end] = decided
        self.verdicts[candidate.start, candidate.end] = replace(verdict, rule=fusion.rule)


def make_question(candidate: Candidate, sentence: Sentence) -> Question:
    """What is asked about a candidate in its sentence."""
    return Question(sentence.text, candidate.start - sentence.start, candidate.end - sentence.start)


class HybridNER:
    """A method of taggers with a second opinion behind it. Raises `BadInputError` for one without probabilities."""

    def __init__(self, method: Method, opinion: SecondOpinion) -> None:
        if not method.probabilistic:
            raise BadInputError(f"The method {method.name} gives no probabilities, which a verifier needs.")
        self.method = method
        self._opinion = opinion

    def doubtful(self, candidates: Iterable[Candidate], tau: float) -> list[Candidate]:
        """The candidates with a doubt over `tau`, the most valuable first: those nearest to the threshold.

        There a second opinion is likeliest to change the decision; what is far below is dropped with or without one.
        """
        if tau >= ROUTE_NONE:
            return []
        everything = list(candidates)
        kept = {(entity.start, entity.end) for entity in self.method.settle(everything)}
        found = [c for c in everything if self.method.doubt(c, kept=(c.start, c.end) in kept) > tau]
        return sorted(found, key=lambda candidate: (-self._value(candidate), candidate.start, candidate.end))

    def ask(
        self,
        sentences: Sequence[Sentence],
        candidates: Sequence[Candidate],
        *,
        questioner: Callable[[Iterable[Candidate]], Questioner] = lambda _candidates: make_question,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
    ) -> Asked:
        """Get the second opinion on a document's candidates, as far as the budget goes. Raises `Cancelled`.

        Where the time runs out, what is at hand is stopped like by a user, and what was decided stays.

        `questioner` makes what asks from the candidates as they are then.

        Where the process of a model ends or refuses, what was decided before stands for the spans at hand, and the next
        ones are taken; after `_MOST_CRASHES` in a row no more are. `progress(done, all)` is told from 0 on.
        """
        budget, reading, asking = self._opinion.budget, self._opinion.reading, self._opinion.asking
        ends = time.monotonic() + budget.seconds if budget.seconds is not None else float("inf")
        work = _Work(sentences, {(c.start, c.end): c for c in candidates}, ends)
        tell = progress or (lambda _done, _all: None)
        doubtful: set[Span] = set()
        routed: set[Span] = set()
        if reading is not None:
            found = self.doubtful(candidates, reading.tau)
            found = [c for c in found if best_label(c)[0] not in reading.skipped]
            doubtful |= set(map(_span, found))
            rest = tell if asking is None else _half(tell)
            routed |= self._read(work, reading, _affordable(found, budget, routed), rest, cancelled)
        if asking is not None:
            found = self.doubtful(work.candidates.values(), asking.tau)
            found = [c for c in found if best_label(c)[0] not in asking.skipped]
            doubtful |= set(map(_span, found))
            rest = tell if reading is None else _half(tell, after=True)
            questions = questioner(work.candidates.values())
            routed |= self._ask(work, asking, _affordable(found, budget, routed), questions, rest, cancelled)
        decided = sorted(work.candidates.values(), key=_span)
        return Asked(decided, work.verdicts, len(doubtful), len(routed), work.lost, work.cost)

    def _read(
        self, work: _Work, reading: Reading, doubtful: Sequence[Candidate], tell: Progress, cancelled: Cancel | None
    ) -> set[Span]:
        """Have the sentences of these candidates read; returns those for which there was time."""
        by_sentence, mine = work.by_sentence(doubtful), work.by_sentence(work.candidates.values())
        sizes, done = {index: len(work.sentences[index].text) for index in by_sentence}, set[Span]()
        tell(0, len(doubtful))
        for lot in _lots(sizes, _READ_LOT, work):
            if work.is_over():
                break
            at_stake = [_span(candidate) for index in lot for candidate in by_sentence[index]]
            begun = time.monotonic()
            try:
                read = reading.reader.read([work.sentences[index] for index in lot], cancelled=work.stops(cancelled))
            except Cancelled:
                if cancelled is not None and cancelled():
                    raise
                break
            except (ModelCrashError, ModelError) as error:
                work.crashed(error, len(at_stake))
                continue
            work.crashes = 0
            characters, seconds = sum(sizes[index] for index in lot), time.monotonic() - begun
            work.cost += Cost(characters=characters, reading_seconds=seconds)
            work.pace = characters / max(seconds, 1e-3)
            for index, found in zip(lot, read, strict=True):
                _pool(work, reading, mine[index], found)
            done.update(at_stake)
            tell(len(done), len(doubtful))
        return done

    def _ask(
        self,
        work: _Work,
        asking: Asking,
        doubtful: Sequence[Candidate],
        questioner: Questioner,
        tell: Progress,
        cancelled: Cancel | None,
    ) -> set[Span]:
        """Ask about these candidates; returns those that were answered."""
        by_sentence, done = work.by_sentence(doubtful), set[Span]()
        sizes = {index: len(of_sentence) for index, of_sentence in by_sentence.items()}
        work.crashes, work.pace = 0, 0.0
        tell(0, len(doubtful))
        for indices in _lots(sizes, _LOT, work):
            if work.is_over():
                break
            lot = [candidate for index in indices for candidate in by_sentence[index]]
            questions = [questioner(candidate, work.sentences[work.sentence_of(candidate)]) for candidate in lot]
            begun = time.monotonic()
            try:
                answers = asking.verifier.classify(questions, cancelled=work.stops(cancelled))
            except Cancelled:
                if cancelled is not None and cancelled():
                    raise
                break
            except (ModelCrashError, ModelError) as error:
                work.crashed(error, len(lot))
                continue
            if cancelled is not None and cancelled():
                raise Cancelled
            work.crashes = 0
            seconds = time.monotonic() - begun
            work.cost += Cost(questions=len(lot), asking_seconds=seconds)
            work.pace = len(lot) / max(seconds, 1e-3)
            for candidate, answer in zip(lot, answers, strict=True):
                if answer is not None:
                    span = _span(candidate)
                    before = work.verdicts.get(span, Verdict(candidate.distribution))
                    rule = answer.rule or asking.fusion
                    work.decide(candidate, replace(before, answer=answer), rule, answer.distribution)
                    done.add(span)
            tell(len(done), len(doubtful))
        return done

    def _value(self, candidate: Candidate) -> float:
        return 1.0 - abs(self.method.score(candidate) - self.method.threshold)


def _pool(work: _Work, reading: Reading, mine: Sequence[Candidate], read: Sequence[Candidate]) -> None:
    """Every span of a sentence that the taggers or the reader saw anything in, with both words."""
    known, further = {_span(c): c for c in mine}, {_span(c): c for c in read}
    for span in dict.fromkeys((*known, *further)):
        own, other = known.get(span), further.get(span)
        if best_label(own or further[span])[0] in reading.skipped:
            continue
        word = other.distribution if other else _NOTHING
        local = own.distribution if own else _NOTHING
        votes = (*(own.votes if own else ()), *(other.votes if other else ()))
        work.decide(Candidate(*span, local, 0.0, votes), Verdict(local, word), reading.fusion, word)


def _half(tell: Progress, *, after: bool = False) -> Progress:
    """Progress of the first or the second half of the work."""
    return lambda done, size: tell(done + size if after else done, 2 * size)


def _affordable(doubtful: Sequence[Candidate], budget: Budget, routed: Set[Span]) -> list[Candidate]:
    """The candidates for which the budget has room, the first ones first; those in `routed` have been paid for."""
    if budget.spans is None:
        return list(doubtful)
    places = [place for place, candidate in enumerate(doubtful) if _span(candidate) not in routed]
    new = set(places[: max(0, budget.spans - len(routed))])
    return [c for place, c in enumerate(doubtful) if place in new or _span(c) in routed]


def _lots(sizes: Mapping[int, int], most: int, work: _Work) -> Iterator[list[int]]:
    """Sentences in lots: one, then as many as take about a second by the pace of the lot before, of at most a size of
    `most` in all.

    `sizes` has what there is to do in each sentence, in order.
    """
    lot: list[int] = []
    for index, size in sizes.items():
        if lot and size + sum(sizes[one] for one in lot) > min(most, work.pace * _LOT_SECONDS):
            yield lot
            lot = []
        lot.append(index)
    if lot:
        yield lot


def _span(candidate: Candidate) -> Span:
    return candidate.start, candidate.end
