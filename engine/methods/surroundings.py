"""What a verifier is told beside the span: the document, and what else in the sentence is taken for an entity."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from engine.ensemble import NO_ENTITY
from engine.methods.combining import Method
from engine.methods.hybridner import make_question
from engine.types import Candidate, Document, Sentence, Vote
from engine.verifiers.base import Other, Question

# A span that is an entity with this probability counts as one here, kept or not: it is about what not to give away.
_LEAST = 0.2


class Surroundings:
    """Makes the questions about a document, with its taggers' candidates and patterns around each span."""

    def __init__(
        self, document: Document, method: Method, candidates: Iterable[Candidate], patterns: Iterable[Vote]
    ) -> None:
        candidates = list(candidates)
        kept = {(entity.start, entity.end) for entity in method.settle(candidates)}
        known = [
            Other(c.start, c.end, _label(c))
            for c in candidates
            if (c.start, c.end) in kept or 1.0 - c.distribution[NO_ENTITY] >= _LEAST
        ]
        known += [Other(vote.start, vote.end, vote.label) for vote in patterns]
        self._known = sorted(known, key=lambda other: (other.start, -other.end))
        self._starts = [other.start for other in self._known]
        self._longest = max((other.end - other.start for other in known), default=0)
        self._name = str(document.path).encode("utf-8", "replace").decode("utf-8")

    def question(self, candidate: Candidate, sentence: Sentence) -> Question:
        """What is asked about a candidate in its sentence."""
        plain = make_question(candidate, sentence)
        first = bisect_left(self._starts, sentence.start - self._longest)
        last = bisect_left(self._starts, sentence.end)
        others = tuple(
            Other(max(0, other.start - sentence.start), min(other.end, sentence.end) - sentence.start, other.label)
            for other in self._known[first:last]
            if other.end > sentence.start and (other.start, other.end) != (candidate.start, candidate.end)
        )
        return Question(plain.sentence, plain.start, plain.end, others, self._name)


def _label(candidate: Candidate) -> str:
    """The likeliest label that is one."""
    labels = {label: p for label, p in candidate.distribution.items() if label != NO_ENTITY}
    return max(labels, key=labels.__getitem__, default=NO_ENTITY)
