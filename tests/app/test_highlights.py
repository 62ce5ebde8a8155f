from __future__ import annotations

import pytest
from document_view_setup import LABELS, CountingSource, mention

from app.views.highlights import Highlights, nest
from app.views.mention_tip import mention_tip, place_line
from engine.store import Place

TEXT = "北京大学医院在北京。" + "无" * 150_000 + "上海市。"
OUTER = mention(TEXT, "北京大学医院", "ORG", number=1)
MIDDLE = mention(TEXT, "北京大学", "ORG", number=2)
INNER = mention(TEXT, "北京", "LOC", number=3)
SECOND = mention(TEXT, "北京", "LOC", nth=1, number=4)
FAR = mention(TEXT, "上海市", "LOC", number=5)
START, END = (0, -len(TEXT) - 1, -1), (len(TEXT), 0, 0)


def test_inner_mentions_lie_deeper_and_are_painted_later():
    nested = nest([SECOND, INNER, OUTER, MIDDLE])
    assert [(n.mention.id, n.depth) for n in nested] == [(1, 0), (4, 0), (2, 1), (3, 2)]


def test_mentions_that_cross_do_not_share_a_depth():
    left = mention(TEXT, "北京大学", "ORG", number=1)
    right = mention(TEXT, "大学医院", "ORG", number=2)
    assert [n.depth for n in nest([right, left])] == [0, 1]


def test_jumping_goes_through_all_shown_mentions_in_reading_order_both_ways():
    rejected = mention(TEXT, "医院", "ORG", number=6, status="rejected")
    highlights = Highlights(CountingSource(FAR, SECOND, INNER, rejected, MIDDLE, OUTER))
    down, place = [], START
    while found := highlights.next_after(place, len(TEXT)):
        down.append(found.id)
        place = (found.start, -found.end, found.id)
    up, place = [], END
    while found := highlights.last_before(place, len(TEXT)):
        up.append(found.id)
        place = (found.start, -found.end, found.id)
    assert down == [1, 2, 3, 4, 5]
    assert up == [5, 4, 3, 2, 1]


def test_a_search_never_asks_for_a_large_part_of_the_text_at_once():
    source = CountingSource(FAR)
    Highlights(source).next_after(START, len(TEXT))
    assert max(end - start for start, end in source.asked) < len(TEXT) / 2


def test_hidden_types_are_not_jumped_to():
    highlights = Highlights(CountingSource(OUTER, INNER, FAR))
    highlights.set_hidden_labels({"LOC"})
    assert highlights.next_after((OUTER.start, -OUTER.end, OUTER.id), len(TEXT)) is None


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(kind="paragraph", number=12), "paragraph 12"),
        (Place(kind="paragraph", number=12, page=3), "page 3"),
        (Place(kind="footnote", number=2, page=3), "page 3 · footnote 2"),
        (Place(kind="cell", number=9, table=2, row=4, column=1), "table 2 · row 4"),
        (Place(), ""),
    ],
)
def test_a_place_is_told_in_words(place: Place, words: str):
    assert place_line(place) == words
    tip = mention_tip(mention(TEXT, "北京", "LOC", place=place), LABELS)
    assert words in tip
    assert ("Place:" in tip) == bool(words)


@pytest.mark.parametrize(
    ("decided_by", "words"),
    [
        ("person", "a person"),
        ("single:span", "model “span”"),
        ("pattern:date", "pattern “date”"),
        ("other", "other"),
    ],
)
def test_the_decider_is_told_in_words(decided_by: str, words: str):
    assert f"Decided by: {words}" in mention_tip(mention(TEXT, "北京", "LOC", decided_by=decided_by), LABELS)


def test_a_tip_shows_document_text_as_text():
    text = "<b>&公司</b>"
    tip = mention_tip(mention(text, text, "ORG"), LABELS)
    assert "&lt;b&gt;&amp;公司&lt;/b&gt;" in tip


def test_a_tip_names_an_unknown_type_and_cuts_a_very_long_mention():
    text = "长" * 1000
    tip = mention_tip(mention(text, text, "SHIP"), LABELS)
    assert "SHIP" in tip
    assert 100 < tip.count("长") < 130
