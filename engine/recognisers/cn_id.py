"""Resident identity-card numbers: 18 characters with the checksum of GB 11643, and the old 15 digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.recognisers.base import PatternRecogniser
from engine.recognisers.regions import PROVINCES
from engine.types import Label

_NUMBER = re.compile(r"(?<![0-9A-Za-z_])(?<![0-9][.-])[1-8][0-9]{14}(?:[0-9]{2}[0-9Xx])?(?![0-9A-Za-z_])(?![.-][0-9])")
_EARLIEST_YEAR = 1880


def check_character(first_17: str) -> str:
    """The last character of an identity number that begins with these 17 digits."""
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first_17))
    return "10X98765432"[total % 11]


class CnIdRecogniser(PatternRecogniser):
    """The region and the date of birth must be possible. The old form has no checksum and scores 0.6."""

    name = "cn_id"
    label = Label("CN_ID", "身份证号", "Identity number", "#ffb8b8", "#7a2222")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        for match in _NUMBER.finditer(text):
            number = match[0].upper()
            if number[:2] not in PROVINCES:
                continue
            if len(number) == 15:
                if _is_birth_date("19" + number[6:12]):
                    yield match.start(), match.end(), 0.6
            elif number[-1] == check_character(number[:17]) and _is_birth_date(number[6:14]):
                yield match.start(), match.end(), 1.0


def _is_birth_date(digits: str) -> bool:
    """Whether eight digits are a day on which somebody with an identity card can have been born."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return day.year >= _EARLIEST_YEAR and day <= date.today()
