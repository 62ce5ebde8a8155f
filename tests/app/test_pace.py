"""How long a second opinion is reckoned to take, before and after it was heard on this machine."""

from __future__ import annotations

from test_asking import manifest

from app.pace import measured, pace_of
from app.settings import Settings
from engine.findings import Cost, Pace

FIGURES = {"test": {"reader_characters_a_second": 100.0, "milliseconds_a_span": 80.0}}


def test_before_it_was_heard_here_the_verifiers_own_figures_count_for_the_voices_in_use():
    assert pace_of(manifest(figures=FIGURES), Pace()) == Pace(100.0, 80.0)
    assert pace_of(manifest(figures=FIGURES, asks=False), Pace()) == Pace(100.0, None)
    assert pace_of(manifest(figures=FIGURES, reads=False), Pace()) == Pace(None, 80.0)


def test_what_was_measured_here_comes_first_and_nothing_is_made_up():
    assert pace_of(manifest(figures=FIGURES), Pace(50.0, None)) == Pace(50.0, 80.0)
    assert pace_of(manifest(), Pace(50.0, None)) is None
    assert pace_of(manifest(), Pace(50.0, 90.0)) == Pace(50.0, 90.0)


def test_a_run_says_something_when_it_was_long_enough():
    assert measured(Cost(400, 8.0, 10, 1.0)) == Pace(50.0, 100.0)
    assert measured(Cost(30, 8.0, 2, 1.0)) == Pace()
    assert measured(Cost()) == Pace()


def test_the_pace_of_each_voice_is_remembered_by_itself(settings: Settings):
    settings.set_pace("f", Pace(50.0, None))
    settings.set_pace("f", Pace(None, 80.0))
    assert settings.pace("f") == Pace(50.0, 80.0)
    assert settings.pace("g") == Pace()
