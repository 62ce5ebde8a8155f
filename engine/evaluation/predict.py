"""Run an analyzer over many short annotated texts in one pass, as it would read a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.pipeline import Analyzer
from engine.types import Document, Mention


def analyze_texts(
    analyzer: Analyzer, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
) -> list[list[Mention]]:
    """The mentions of each text, with offsets into that text; the texts are read as paragraphs of one document."""
    starts, length = [], 0
    for text in texts:
        starts.append(length)
        length += len(text) + 1
    document = Document(path=Path("texts"), format="txt", text="\n".join(texts), sha256="")
    result: list[list[Mention]] = [[] for _ in texts]
    for mention in analyzer.analyze(document, progress=progress):
        index = bisect_right(starts, mention.start) - 1
        base = starts[index]
        if mention.end - base <= len(texts[index]):
            result[index].append(_moved(mention, -base))
    return result


def _moved(mention: Mention, by: int) -> Mention:
    return Mention(
        mention.start + by,
        mention.end + by,
        mention.text,
        mention.label,
        mention.score,
        mention.uncertainty,
        mention.decided_by,
        mention.evidence,
    )
