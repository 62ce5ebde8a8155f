"""Coordinates: 北纬39°54′20″，东经116°23′29″; 39.9042°N 116.4074°E; 39.9042, 116.4074; 50S MK 12345 67890."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.recognisers.base import BLANK, BLANKS, PatternRecogniser
from engine.types import Label

_B = BLANK
_NUMBER = "[0-9]{1,3}(?:\\.[0-9]{1,8})?"
_DEGREE, _MINUTE, _SECOND = "[°º˚度]", "[′'’ʹ分]", "(?:[″\"”“ʺ秒]|''|′′|’’)"
_ANGLE = (
    f"(?P<degrees>{_NUMBER}){_B}{_DEGREE}"
    f"(?:{_B}(?P<minutes>{_NUMBER}){_B}{_MINUTE}(?:{_B}(?P<seconds>{_NUMBER}){_B}{_SECOND})?)?"
)
_PLAIN_ANGLE = re.sub(r"\?P<\w+>", "?:", _ANGLE)
_PART = re.compile(
    f"(?<![0-9.])(?:(?P<before>[北南][纬緯]|[东東西][经經]|(?<![A-Za-z])[NSEW]){_B})?(?<![0-9.])"
    f"{_ANGLE}(?:{_B}[-~–—至到]{_B}{_PLAIN_ANGLE})?(?(before)|{_B}(?P<after>[NSEW])(?![A-Za-z]))"
)
# N45°E is a direction.
_BEARING = re.compile(f"[NS]{_B}{_PLAIN_ANGLE}{_B}[EW](?!{_B}[0-9])")
_BETWEEN = re.compile(f"[{BLANKS},;、和及/]{{0,3}}")
_DECIMAL_PAIR = re.compile(
    f"(?<![0-9.+-])([+-]?[0-9]{{1,3}}\\.[0-9]{{4,8}}){_B}[,;]{_B}([+-]?[0-9]{{1,3}}\\.[0-9]{{4,8}})(?![0-9])(?!\\.[0-9])"
)
_MGRS = re.compile(
    f"(?<![0-9A-Za-z.])(?:60|[1-5][0-9]|0?[1-9])[C-HJ-NP-X]{_B}[A-HJ-NP-Z][A-HJ-NP-V]{_B}"
    "(?:[0-9]{4}[ ]?[0-9]{4}|[0-9]{5}[ ]?[0-9]{5})(?![0-9A-Za-z])"
)
_Part = tuple[int, int, bool]


class CoordinatesRecogniser(PatternRecogniser):
    """A latitude and a longitude side by side are one (0.95); one alone 0.85, MGRS 0.8, bare decimals 0.6."""

    name = "coordinates"
    label = Label("COORDINATE", "坐标", "Coordinates", "#a9ebe6", "#0f5753")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        found = [*_joined(text, list(_parts(text)))]
        found += [(m.start(), m.end(), 0.6) for m in _DECIMAL_PAIR.finditer(text) if _is_on_globe(m[1], m[2])]
        found += [(m.start(), m.end(), 0.8) for m in _MGRS.finditer(text)]
        end = 0
        for span in sorted(found):
            if span[0] >= end:
                yield span
                end = span[1]


def _parts(text: str) -> Iterator[_Part]:
    """(start, end, is a latitude) of every angle with a hemisphere."""
    for match in _PART.finditer(text):
        if _BEARING.match(text, match.start()):
            continue
        latitude = (match["before"] or match["after"])[0] in "北南NS"
        degrees, minutes, seconds = (float(match[name] or 0) for name in ("degrees", "minutes", "seconds"))
        if minutes < 60 and seconds < 60 and degrees + minutes / 60 + seconds / 3600 <= (90 if latitude else 180):
            yield match.start(), match.end(), latitude


def _joined(text: str, parts: list[_Part]) -> Iterator[tuple[int, int, float]]:
    index = 0
    while index < len(parts):
        start, end, latitude = parts[index]
        index += 1
        if index < len(parts):
            next_start, next_end, next_latitude = parts[index]
            if latitude != next_latitude and _BETWEEN.fullmatch(text, end, next_start):
                yield start, next_end, 0.95
                index += 1
                continue
        yield start, end, 0.85


def _is_on_globe(first: str, second: str) -> bool:
    smaller, larger = sorted((abs(float(first)), abs(float(second))))
    return smaller <= 90 and larger <= 180
