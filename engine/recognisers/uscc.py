"""Unified social credit codes (GB 32100): 18 characters, the last a check character modulo 31."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.recognisers.base import PatternRecogniser
from engine.recognisers.regions import PROVINCES
from engine.types import Label

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_CODE = re.compile(
    r"(?<![0-9A-Za-z_])(?<![0-9][.-])[1-9ANY][0-9][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}(?![0-9A-Za-z_])(?![.-][0-9])"
)
_NATIONAL = "10"


def check_character(first_17: str) -> str:
    """The last character of a credit code that begins with these 17 characters of its alphabet."""
    total = sum(_VALUES[character] * (3**place % 31) for place, character in enumerate(first_17))
    return ALPHABET[-total % 31]


def organisation_check_character(first_8: str) -> str:
    """The ninth character of the organisation code (GB 11714) inside a credit code."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum((int(c) if c.isdigit() else ord(c) - 55) * w for c, w in zip(first_8, weights, strict=True))
    return "0X987654321"[total % 11]


class UsccRecogniser(PatternRecogniser):
    """Wants the check character and a possible region; 0.95 where the inner check (GB 11714) fails."""

    name = "uscc"
    label = Label("USCC", "统一社会信用代码", "Unified social credit code", "#d8b58e", "#58361f")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        for match in _CODE.finditer(text):
            code = match[0]
            if code[2:4] not in PROVINCES and code[2:4] != _NATIONAL:
                continue
            if code[17] == check_character(code[:17]):
                yield (
                    match.start(),
                    match.end(),
                    1.0 if code[16] == organisation_check_character(code[8:16]) else 0.95,
                )
