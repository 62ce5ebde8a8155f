"""Frequencies and bands: 1575.42 MHz, 2.4GHz, 87-108 MHz, 1559 MHz–1610 MHz, 1575.42兆赫."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.recognisers.base import BLANK, PatternRecogniser
from engine.types import Label

_B = BLANK
_NUMBER = "(?:[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3}){1,4}|[0-9]{1,12})(?:\\.[0-9]{1,9})?"
_UNIT = "(?:[kKmMgGtT]?[hH][zZ](?![A-Za-z])|[千兆吉太]?赫(?:兹|茲)?(?!德|然|敏|赫|拉|尔|鲁|曼))"
_FREQUENCY = re.compile(
    f"(?<![0-9A-Za-z^])(?<![0-9][.,]){_NUMBER}(?:{_B}{_UNIT}?{_B}(?:[-~–—－至到/±]|to){_B}{_NUMBER}){{0,3}}{_B}{_UNIT}"
)


class FrequencyRecogniser(PatternRecogniser):
    """A number, or a range or list of numbers, with a unit of hertz."""

    name = "frequency"
    label = Label("FREQUENCY", "频率", "Frequency", "#d3d6de", "#454b5c")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        for match in _FREQUENCY.finditer(text):
            yield match.start(), match.end(), 0.95
