"""Where decided words stand in a changed text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.store.reanchor import Anchor, find_places


def placed(old, new, *spans):
    anchors = [Anchor(number, start, end) for number, (start, end) in enumerate(spans)]
    places = find_places(old, new, anchors, set())
    return [places.get(anchor.id) for anchor in anchors]


def span(text, words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("old", "new", "words", "nth", "place"),
    [
        ("甲说北京好", "甲说北京好", "北京", 0, 2),
        ("甲说北京好", "昨天，甲说北京好", "北京", 0, 5),
        ("去北京；来北京。", "去上海；来北京。", "北京", 1, 5),
        ("去北京；来北京。", "去上海；来北京。", "北京", 0, None),
        ("他在北京工作", "她于北京生活", "北京", 0, 2),
        ("他在北京工作。她住北京。", "新的开头说北京很大。", "北京", 0, None),
        ("北京", "北京", "北京", 0, 0),
        ("北京北京北京", "北京北京北京北京", "北京", 1, 2),
        ("他在北京", "他在上海", "北京", 0, None),
    ],
)
def test_places(old, new, words, nth, place):
    assert placed(old, new, span(old, words, nth)) == [place]


sentences = st.lists(st.text(st.sampled_from("甲乙丙丁在，。"), min_size=1, max_size=9), min_size=1, max_size=12)


@settings(max_examples=200)
@given(st.data())
def test_words_between_what_did_not_change_are_found_whatever_changed_elsewhere(data):
    """Every mention keeps 8 characters on either side that no other place of the text has."""
    count = data.draw(st.integers(1, 6))
    islands = [f"〈{chr(0x4E00 + 50 * n)}壹贰叁肆伍陆{{}}柒捌玖拾佰仟{chr(0x4E01 + 50 * n)}〉" for n in range(count)]
    words = [data.draw(st.sampled_from(["张三", "李四光"])) for _ in range(count)]
    filler = st.lists(sentences.map("".join), min_size=count + 1, max_size=count + 1)
    before, after = data.draw(filler), data.draw(filler)

    def built(between):
        text, spans = between[0], []
        for island, name, more in zip(islands, words, between[1:], strict=True):
            start = len(text) + island.index("{")
            spans.append((start, start + len(name)))
            text += island.format(name) + more
        return text, spans

    (old, spans), (new, expected) = built(before), built(after)
    assert placed(old, new, *spans) == [start for start, _ in expected]


@settings(max_examples=200)
@given(st.text("甲乙在", min_size=1, max_size=30), st.text("甲乙在", max_size=30), st.data())
def test_words_are_kept_and_no_place_is_given_twice(old, new, data):
    starts = data.draw(st.sets(st.integers(0, len(old) - 1), max_size=8))
    spans = [(start, min(len(old), start + 2)) for start in sorted(starts)]
    places = placed(old, new, *spans)
    given_spans = [(p, p + end - start) for p, (start, end) in zip(places, spans, strict=True) if p is not None]
    assert len(set(given_spans)) == len(given_spans)
    for place, (start, end) in zip(places, spans, strict=True):
        assert place is None or new[place : place + end - start] == old[start:end]
