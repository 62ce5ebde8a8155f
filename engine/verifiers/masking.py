"""Other entities of a sentence behind placeholders, before it is shown to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.verifiers.base import Other, Question

# A single character stands in too many other words to be hidden wherever it occurs.
_LEAST_REPEATED = 2


def mask_others(question: Question, words: Mapping[str, str]) -> Question:
    """The question with each other entity as a placeholder of its type, such as ［人名1］; `words` name the types.

    The span asked about stays. The same text has the same number, and is hidden wherever else in the sentence it
    stands; what overlaps the span is hidden as far as it lies outside of it.
    """
    sentence = question.sentence
    numbers: dict[str, dict[str, int]] = {}
    shown: list[str] = []
    at, start, end = 0, question.start, question.end
    for hidden in _apart(_outside(_everywhere(question), question)):
        word = words.get(hidden.label, hidden.label)
        known = numbers.setdefault(word, {})
        number = known.setdefault(sentence[hidden.start : hidden.end], len(known) + 1)
        mask = f"［{word}{number}］"
        shown += [sentence[at : hidden.start], mask]
        at = hidden.end
        if hidden.end <= question.start:
            longer = len(mask) - (hidden.end - hidden.start)
            start, end = start + longer, end + longer
    return replace(question, sentence="".join([*shown, sentence[at:]]), start=start, end=end, others=())


def _everywhere(question: Question) -> Iterator[Other]:
    """The others, and every place where the text of one stands again."""
    sentence = question.sentence
    for other in question.others:
        yield other
        text = sentence[other.start : other.end]
        found = sentence.find(text) if len(text) >= _LEAST_REPEATED else -1
        while found >= 0:
            yield Other(found, found + len(text), other.label)
            found = sentence.find(text, found + 1)


def _outside(others: Iterable[Other], question: Question) -> Iterator[Other]:
    """What of each lies before and behind the span that is asked about."""
    for other in others:
        for start, end in ((other.start, min(other.end, question.start)), (max(other.start, question.end), other.end)):
            if start < end:
                yield Other(start, end, other.label)


def _apart(others: Iterable[Other]) -> list[Other]:
    """Overlapping ones as one, with the type of the longest."""
    merged: list[tuple[Other, int]] = []
    for other in sorted(others, key=lambda other: (other.start, -other.end)):
        size = other.end - other.start
        if merged and other.start < merged[-1][0].end:
            last, longest = merged[-1]
            label = other.label if size > longest else last.label
            merged[-1] = Other(last.start, max(last.end, other.end), label), max(size, longest)
        else:
            merged.append((other, size))
    return [other for other, _ in merged]
