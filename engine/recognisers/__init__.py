"""Recognisers: entities that show by their form, some proven by a checksum. They vote beside the taggers."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import BadInputError
from engine.recognisers.base import Recogniser
from engine.recognisers.cn_id import CnIdRecogniser
from engine.recognisers.coordinates import CoordinatesRecogniser
from engine.recognisers.date import DateRecogniser
from engine.recognisers.email import EmailRecogniser
from engine.recognisers.frequency import FrequencyRecogniser
from engine.recognisers.money import MoneyRecogniser
from engine.recognisers.phone import PhoneRecogniser
from engine.recognisers.uscc import UsccRecogniser

__all__ = ["Recogniser", "all_recognisers", "recognisers"]


def all_recognisers() -> tuple[Recogniser, ...]:
    """One of each, in display order."""
    return (
        DateRecogniser(),
        MoneyRecogniser(),
        EmailRecogniser(),
        PhoneRecogniser(),
        CnIdRecogniser(),
        UsccRecogniser(),
        CoordinatesRecogniser(),
        FrequencyRecogniser(),
    )


def recognisers(names: Iterable[str]) -> tuple[Recogniser, ...]:
    """Those of these names, in display order. Raises `BadInputError` for a name that does not exist."""
    wanted = set(names)
    every = all_recognisers()
    if unknown := wanted - {recogniser.name for recogniser in every}:
        known = ", ".join(recogniser.name for recogniser in every)
        raise BadInputError(f"There is no pattern recogniser called {min(unknown)} (available: {known}).")
    return tuple(recogniser for recogniser in every if recogniser.name in wanted)
