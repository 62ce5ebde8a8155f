"""Run taggers or a whole analyzer over many short annotated texts in one pass, as they would read a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from engine.pipeline import Analyzer
from engine.taggers.tagging import PackTaggers, Tagging
from engine.text.sentences import split_sentences
from engine.types import Document, Mention, Vote

_Found = TypeVar("_Found", Mention, Vote)


def analyze_texts(
    analyzer: Analyzer, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
) -> list[list[Mention]]:
    """The mentions of each text, with offsets into that text; the texts are read as paragraphs of one document."""
    document = Document(path=Path("texts"), format="txt", text="\n".join(texts), sha256="")
    return _shared_out(analyzer.analyze(document, progress=progress), texts)


def tag_texts(
    taggers: PackTaggers,
    texts: Sequence[str],
    *,
    vectors: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Tagging]:
    """All taggers' votes on each text, and the span tagger's vectors if asked for, with offsets into that text."""
    whole = "\n".join(texts)
    done = 0

    def advance(characters: int) -> None:
        nonlocal done
        done += characters
        if progress is not None:
            progress(min(done, len(whole)), len(whole))

    tagging = taggers.tag(list(split_sentences(whole)), vectors=vectors, progress=advance)
    result = [Tagging(votes) for votes in _shared_out(tagging.votes, texts)]
    starts = _starts(texts)
    for (start, end), vector in tagging.vectors.items():
        index = bisect_right(starts, start) - 1
        result[index].vectors[start - starts[index], end - starts[index]] = vector
    return result


def _shared_out(found: Sequence[_Found], texts: Sequence[str]) -> list[list[_Found]]:
    starts = _starts(texts)
    result: list[list[_Found]] = [[] for _ in texts]
    for one in found:
        index = bisect_right(starts, one.start) - 1
        base = starts[index]
        if one.end - base <= len(texts[index]):
            result[index].append(replace(one, start=one.start - base, end=one.end - base))
    return result


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins in all of them joined by line breaks."""
    return [0, *accumulate(len(text) + 1 for text in texts)][: len(texts)]
