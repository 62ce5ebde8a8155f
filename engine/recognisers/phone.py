"""Phone numbers: mainland mobile and landline, 400 and 800 numbers, and numbers with a country code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.recognisers.base import BLANK, PatternRecogniser
from engine.types import Label

_B = BLANK
_GAP = "[ \u00a0-]?"
_COUNTRY = f"(?:(?:(?:\\+|00|\\(\\+?)86\\)?|86(?=-)){_GAP})?"
_EXTENSION = f"(?:{_B}(?:转|轉|分机|分機|ext\\.?|-){_B}[0-9]{{1,6}})?"
_AREA = "(?:10|2[0-9]|[3-9][0-9]{2})"
_PHONE = re.compile(
    "(?<![0-9A-Za-z_+])(?<![0-9][.-])(?:"
    f"(?P<mobile>{_COUNTRY}1[3-9][0-9](?:{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}))"
    f"|(?P<service>[48]00(?:{_GAP}(?:[0-9]{{3}}{_GAP}[0-9]{{4}}|[0-9]{{4}}{_GAP}[0-9]{{3}})"
    f"|[0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}){_EXTENSION})"
    f"|(?P<landline>(?:{_COUNTRY}(?:\\(0?{_AREA}\\)|0{_AREA})|(?:(?:\\+|00)86{_GAP}|86-){_AREA})"
    f"{_B}[-—]?{_B}[2-8][0-9]{{2,3}}{_GAP}[0-9]{{4}}{_EXTENSION})"
    "|(?P<abroad>\\+(?!86)[1-9][0-9]{0,2}(?:[ -]?\\([0-9]{1,4}\\))?(?:[ -]?[0-9]{2,4}){2,4})"
    ")(?![0-9A-Za-z_])(?!-[0-9])"
)
_SCORES = {"mobile": 0.95, "service": 0.9, "landline": 0.9, "abroad": 0.8}


class PhoneRecogniser(PatternRecogniser):
    """Never a part of a longer run of digits. A landline or service number written in one run scores 0.7."""

    name = "phone"
    label = Label("PHONE", "电话", "Phone", "#ffc9e3", "#73284f")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        for match in _PHONE.finditer(text):
            kind = str(match.lastgroup)
            in_one_run = match[0].isdigit() and kind in ("landline", "service")
            yield match.start(), match.end(), 0.7 if in_one_run else _SCORES[kind]
