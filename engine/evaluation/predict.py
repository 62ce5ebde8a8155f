"""Run taggers or a whole analyzer over many short annotated texts in one pass, as they would read a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from engine.pipeline import Analyzer
from engine.taggers.tagging import PackTaggers
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
    taggers: PackTaggers, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
) -> list[list[Vote]]:
    """All taggers' votes on each text, with offsets into that text."""
    whole = "\n".join(texts)
    done = 0

    def advance(characters: int) -> None:
        nonlocal done
        done += characters
        if progress is not None:
            progress(min(done, len(whole)), len(whole))

    return _shared_out(taggers.tag(list(split_sentences(whole)), progress=advance).votes, texts)


def _shared_out(found: Sequence[_Found], texts: Sequence[str]) -> list[list[_Found]]:
    starts, length = [], 0
    for text in texts:
        starts.append(length)
        length += len(text) + 1
    result: list[list[_Found]] = [[] for _ in texts]
    for one in found:
        index = bisect_right(starts, one.start) - 1
        base = starts[index]
        if one.end - base <= len(texts[index]):
            result[index].append(replace(one, start=one.start - base, end=one.end - base))
    return result
