"""What a verifier is taught: questions about spans, with their answers.

Naming an entity is learnt from the gold ones, rejecting what is none from the taggers' own mistakes on texts that they
had not seen, and from gold entities with a shifted boundary.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from engine.ensemble import NO_ENTITY, best_label
from engine.training.data import Example
from engine.types import Candidate
from engine.verifiers.base import Case, Question
from engine.verifiers.cases import shifted

# Of a sentence at most so many questions, the doubtful ones first.
MOST_OF_SENTENCE = 8
_SHIFTED = 0.4
_DOUBTFUL = (0.05, 0.95)


def cases(
    sentences: Sequence[Example], candidates: Mapping[str, Sequence[Candidate]], rng: random.Random
) -> list[list[Case]]:
    """For each sentence with anything to ask its cases; `candidates` are those of the sentences' texts."""
    found = []
    for sentence in sentences:
        of_sentence = _of_sentence(sentence, candidates.get(sentence.text, ()), rng)
        if of_sentence:
            found.append(of_sentence)
    return found


def _of_sentence(sentence: Example, candidates: Sequence[Candidate], rng: random.Random) -> list[Case]:
    gold = {(start, end): label for start, end, label in sentence.entities}
    scores = {(c.start, c.end): best_label(c)[1] for c in candidates}
    doubtful = [span for span, score in scores.items() if _DOUBTFUL[0] <= score <= _DOUBTFUL[1]]
    missed = [span for span in gold if span not in scores]
    sure = [span for span in gold if span in scores and span not in doubtful]
    moved = [other for span in gold if rng.random() < _SHIFTED and (other := shifted(sentence.text, span, rng))]
    wanted = dict.fromkeys((*_mixed(doubtful + missed, rng), *_mixed(moved, rng), *_mixed(sure, rng)))
    return [
        Case(Question(sentence.text, start, end), gold.get((start, end), NO_ENTITY))
        for start, end in sorted(list(wanted)[:MOST_OF_SENTENCE])
    ]


def _mixed(spans: Sequence[tuple[int, int]], rng: random.Random) -> list[tuple[int, int]]:
    return rng.sample(list(spans), len(spans))
