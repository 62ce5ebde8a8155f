"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.recognisers.base import PatternRecogniser
from engine.types import Label

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+-][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-])"
)


class EmailRecogniser(PatternRecogniser):
    """Addresses in ASCII; no part of the domain begins or ends with a hyphen, and no two dots meet."""

    name = "email"
    label = Label("EMAIL", "电子邮箱", "E-mail", "#dcc8ff", "#4a2f80")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        for match in _EMAIL.finditer(text):
            local, _, domain = match[0].partition("@")
            whole = ".." not in local and not local.endswith(".")
            if whole and not any(part.startswith("-") or part.endswith("-") for part in domain.split(".")):
                yield match.start(), match.end(), 0.99
