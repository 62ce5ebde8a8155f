"""Two analyzers on the same texts."""

from engine.evaluation.beside import compare
from engine.pipeline import Analyzer
from engine.recognisers import recognisers

TEXTS = ["2024年3月5日付款300万元。", "邮箱a@example.com，2024年6月30日。", "没有。"]
GOLD = [[(0, 9, "DATE"), (11, 16, "MONEY")], [(2, 15, "EMAIL"), (16, 26, "DATE")], []]


def patterns(*names):
    return lambda: Analyzer(None, recognisers=recognisers(names))


def test_what_one_misses_and_the_other_finds_is_fixed_and_the_other_way_round_broken():
    told = []
    found = compare(
        patterns("date"), patterns("money", "email"), TEXTS, GOLD, {"DATE", "MONEY", "EMAIL"},
        progress=lambda done, all_: told.append(done / all_),
    )  # fmt: skip
    assert (found.texts, found.before.scores.gold, found.after.scores.gold) == (3, 4, 4)
    assert (found.before.scores.correct, found.after.scores.correct) == (2, 2)
    assert (found.fixed, found.broken) == (2, 2)
    assert told == sorted(told)
    low, high = found.before.interval
    assert low <= found.before.scores.f1 <= high


def test_only_the_wanted_types_count_on_both_sides():
    found = compare(patterns("date", "money"), patterns("date"), TEXTS, GOLD, {"DATE"})
    assert found.before.scores == found.after.scores
    assert found.before.scores.f1 == 1.0
    assert (found.fixed, found.broken) == (0, 0)


def test_what_is_found_and_is_none_is_broken():
    found = compare(patterns(), patterns("date"), TEXTS[:1], [[]], {"DATE"})
    assert (found.fixed, found.broken) == (0, 1)
    assert found.after.scores.precision == 0.0
