"""Two ways to find entities on the same annotated texts, side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from engine.evaluation.bootstrap import bootstrap_f1
from engine.evaluation.metrics import SpanScores, score_spans
from engine.evaluation.predict import analyze_texts
from engine.pipeline import Analyzer

_Span = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one of them did; `interval` is the 95 % bootstrap interval of its F1 over the texts."""

    scores: SpanScores
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both on `texts` annotated texts. A mistake is an entity that was missed or one that is none.

    `fixed` are mistakes of the first that the second does not make, `broken` the other way round.
    """

    texts: int
    before: Outcome
    after: Outcome
    fixed: int
    broken: int


def compare(
    before: Callable[[], Analyzer],
    after: Callable[[], Analyzer],
    texts: Sequence[str],
    entities: Sequence[Collection[tuple[int, int, str]]],
    labels: Collection[str],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Let both read the texts, one after the other; only `labels` count, on all sides.

    `entities` are the gold spans (start, end, label) of each text. Raises what the analyzers raise.
    """
    gold = {(i, *span) for i, of_text in enumerate(entities) for span in of_text if span[2] in labels}
    sizes = sum(map(len, texts)) + len(texts)

    def found(make: Callable[[], Analyzer], part: int) -> set[_Span]:
        def advance(done: int, _all: int) -> None:
            if progress is not None:
                progress(part * sizes + done, 2 * sizes)

        mentions = analyze_texts(make(), texts, progress=advance)
        return {
            (i, m.start, m.end, m.label) for i, of_text in enumerate(mentions) for m in of_text if m.label in labels
        }

    first, second = found(before, 0), found(after, 1)
    wrong_before, wrong_after = gold ^ first, gold ^ second
    return Comparison(
        len(texts),
        _outcome(gold, first, len(texts)),
        _outcome(gold, second, len(texts)),
        len(wrong_before - wrong_after),
        len(wrong_after - wrong_before),
    )


def _outcome(gold: set[_Span], found: set[_Span], texts: int) -> Outcome:
    counts = [[0, 0, 0] for _ in range(texts)]
    for place, spans in enumerate((gold & found, found, gold)):
        for span in spans:
            counts[span[0]][place] += 1
    return Outcome(score_spans(gold, found), bootstrap_f1(counts))
