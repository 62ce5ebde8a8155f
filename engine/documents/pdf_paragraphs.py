"""Paragraphs out of the lines of a PDF page.

A line break is soft, and the lines are joined, where the next line's first word would not have fitted any
more and nothing else speaks of a new paragraph: an indent, a wider gap, another size, a list marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from engine.documents.joining import CJK, join_lines
from engine.documents.pdf_lines import Line

_NUMBER = "[一二三四五六七八九十百零〇0-9]+"
_OPENS_ITEM = re.compile(
    rf"第{_NUMBER}[编章节条款]\s|{_NUMBER}、|[（(]({_NUMBER}|[a-z])[)）]|\d{{1,3}}[.．)](?!\d)|\d+(\.\d+)+\.?\s"
    r"|[•●▪■◆○◦‣➢✓]|[-–—*·]\s|[①-⑳]"
)
_LEADER = re.compile(r"(\.\s?){4,}|(…\s?){2,}|(·\s?){4,}|_{4,}")
_ENDS_SENTENCE = re.compile(r"[.!?。！？；：:;][”’」』）】》)\"']*$")
_CJK = re.compile(f"[{CJK}]")
_NEIGHBOURS = 12  # lines on each side that show where the column ends


def paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """The paragraphs' texts, in order."""
    leading = _leading(lines)
    pending: list[str] = []
    divided = ""
    for place, line in enumerate(lines):
        goes_on = place > 0 and _is_soft_break(lines, place - 1, leading)
        if pending and not goes_on and not divided:
            yield join_lines(pending)
            pending = []
        text = divided + line.text
        divided = ""
        if not line.divided:
            pending.append(text)
        elif place + 1 == len(lines):
            pending.append(text + "-")
        else:
            divided = text if is_one_word(text, lines[place + 1].text) else text + "-"
    if pending:
        yield join_lines(pending)


def is_one_word(before: str, after: str) -> bool:
    """Whether what was divided between two lines is written without a hyphen inside a line."""
    return before[-1:].isalpha() and after[:1].islower()


def _is_soft_break(lines: Sequence[Line], place: int, leading: float) -> bool:
    line, following = lines[place], lines[place + 1]
    if not (line.upright and following.upright):
        return False
    if "\t" in line.text or "\t" in following.text or _OPENS_ITEM.match(following.text) or _LEADER.search(line.text):
        return False
    if max(line.height, following.height) > 1.2 * min(line.height, following.height):
        return False
    distance = line.bottom - following.bottom
    if not 0 < distance <= 1.35 * leading + 0.2 * line.height:
        return False
    indented = following.left - line.left > 0.8 * line.height
    if indented and not _OPENS_ITEM.match(line.text):
        return False
    if following.left >= line.right:
        return False
    rights = _rights_nearby(lines, place)
    edge = rights[len(rights) // 8]  # a lone wider line does not count
    full = sum(right > edge - 2.5 * line.height for right in rights)
    if _ENDS_SENTENCE.search(line.text) and full < 0.5 * len(rights):
        return False  # lines of their own, one of which happens to be the longest
    return edge - line.right < _first_word_width(following)


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance between the feet of neighbouring lines on this page."""
    pairs = pairwise(lines)
    distances = [
        above.bottom - below.bottom
        for above, below in pairs
        if 0.5 * above.height < above.bottom - below.bottom < 4 * above.height
    ]
    return median(distances) if distances else 0.0


def _rights_nearby(lines: Sequence[Line], place: int) -> list[float]:
    """Where the neighbouring lines of the same column end, the farthest first."""
    line = lines[place]
    near = lines[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]
    return sorted((other.right for other in near if abs(other.left - line.left) < 4 * line.height), reverse=True)


def _first_word_width(line: Line) -> float:
    """The room that the line's first word would have needed, with the space before it."""
    if _CJK.match(line.text):
        return 2.2 * line.height  # with a full stop, which may not begin a line
    word = re.split(rf"\s|(?=[{CJK}])", line.text, maxsplit=1)[0]
    return (len(word) + 1.5) * (line.right - line.left) / len(line.text)
