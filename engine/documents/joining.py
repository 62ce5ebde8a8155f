"""Joining the hard-broken lines of one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Ideographs, kana, CJK punctuation and full-width forms: scripts that put no space between words.
CJK = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_ENDS_CJK = re.compile(f"[{CJK}“”‘’…—]$")
_STARTS_CJK = re.compile(f"[{CJK}“”‘’…—]")


def join_lines(lines: Iterable[str]) -> str:
    """The lines as one: no space between Chinese characters, one space elsewhere."""
    pieces: list[str] = []
    for line in lines:
        line = line.strip()
        if not line:
            continue
        if pieces and not (_ENDS_CJK.search(pieces[-1]) and _STARTS_CJK.match(line)):
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces)
