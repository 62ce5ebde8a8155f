from __future__ import annotations

import pytest

from app.rate import Rate


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_said_before_the_first_file_is_done():
    clock = Clock()
    rate = Rate(clock)
    assert rate.a_minute() is None
    rate.begin()
    clock.now += 5
    assert rate.a_minute() is None
    assert rate.seconds_for(10) is None


def test_the_pace_falls_while_a_file_takes_long():
    clock = Clock()
    rate = Rate(clock)
    rate.begin()
    for _ in range(10):
        clock.now += 2
        rate.tell()
    assert rate.a_minute() == pytest.approx(30)
    assert rate.seconds_for(15) == pytest.approx(30)
    clock.now += 20
    assert rate.a_minute() == pytest.approx(15)


def test_only_the_latest_files_count():
    clock = Clock()
    rate = Rate(clock)
    rate.begin()
    for seconds in [60.0] * 50 + [1.0] * 100:
        clock.now += seconds
        rate.tell()
    assert rate.a_minute() == pytest.approx(60)
