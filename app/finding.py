"""Finds a regular expression in a text. Qt's engine gives up on an expression that would take too long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QRegularExpression

from engine.types import Span

_MOST = 10_000
_BEYOND = 0xFFFF


class ExpressionError(ValueError):
    """The expression cannot be used; the message says why, in the language of the interface."""


def find_expression(text: str, expression: str) -> list[Span]:
    """Where a regular expression matches, without empty matches; the first 10,000 places. Case does not count."""
    options = QRegularExpression.PatternOption
    compiled = QRegularExpression(
        expression,
        options.CaseInsensitiveOption | options.MultilineOption | options.UseUnicodePropertiesOption,
    )
    if not compiled.isValid():
        raise ExpressionError(QCoreApplication.translate("Finding", "This is no regular expression"))
    return list(_matches(text, compiled))


def _matches(text: str, compiled: QRegularExpression) -> Iterator[Span]:
    # Qt counts in UTF-16; a character beyond the first plane takes two of its units.
    wide = [place for place, char in enumerate(text) if ord(char) > _BEYOND]
    starts = [place + number for number, place in enumerate(wide)]
    if not compiled.match(text).isValid():
        raise ExpressionError(QCoreApplication.translate("Finding", "The expression takes too long"))
    found = compiled.globalMatch(text)
    count = 0
    while found.hasNext() and count < _MOST:
        match = found.next()
        start, end = (unit - bisect_right(starts, unit - 1) for unit in (match.capturedStart(), match.capturedEnd()))
        if end > start:
            count += 1
            yield Span(start, end)
