"""How fast a verifier is reckoned to be: as measured on this machine, else as where it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Cost, Pace

if TYPE_CHECKING:
    from engine.verifiers.bundle import VerifierManifest

# A run that read or asked less says little about how long it takes.
_ENOUGH_SPANS, _ENOUGH_CHARACTERS = 8, 200


def measured(cost: Cost) -> Pace:
    """What a run tells of a verifier's pace."""
    characters = questions = None
    if cost.characters >= _ENOUGH_CHARACTERS and cost.reading_seconds:
        characters = cost.characters / cost.reading_seconds
    if cost.questions >= _ENOUGH_SPANS:
        questions = 1000 * cost.asking_seconds / cost.questions
    return Pace(characters, questions)


def pace_of(manifest: VerifierManifest, here: Pace) -> Pace | None:
    """The pace of the voices in use; None where one of them was measured nowhere. `here` was measured here."""
    figures = manifest.figures.get("test", {})
    characters, milliseconds = here.characters_a_second, here.milliseconds_a_span
    if characters is None:
        characters = _positive(figures.get("reader_characters_a_second"))
    if milliseconds is None:
        milliseconds = _positive(figures.get("milliseconds_a_span"))
    reads, asks = ("reading" in manifest.voices()), ("asking" in manifest.voices())
    if (reads and characters is None) or (asks and milliseconds is None):
        return None
    return Pace(characters if reads else None, milliseconds if asks else None)


def _positive(figure: object) -> float | None:
    return float(figure) if isinstance(figure, int | float) and figure > 0 else None
