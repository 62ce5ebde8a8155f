"""What other entities say does not leave: not in their place, and nowhere else in the sentence."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.cloud.protocol import make_payload
from engine.verifiers.base import Other, Question
from engine.verifiers.masking import mask_others
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import Meaning

WORDS = {"PER": "人名", "LOC": "地点"}
PROMPT = make_prompt({"PER": Meaning("人名"), "LOC": Meaning("地点")}, "zh")


def question(sentence, asked, *others):
    """Spans by their first occurrence."""

    def span(text):
        return sentence.index(text), sentence.index(text) + len(text)

    return Question(sentence, *span(asked), tuple(Other(*span(text), label) for text, label in others))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (
            question(
                "张三与李四去了北京，电话13800138000",
                "北京",
                ("张三", "PER"),
                ("李四", "PER"),
                ("13800138000", "PHONE"),
            ),
            "［人名1］与［人名2］去了北京，电话［PHONE1］",
        ),
        (question("张三说张三不去北京", "北京", ("张三", "PER")), "［人名1］说［人名1］不去北京"),
        (
            question("清华北京大学的张三", "北京大学", ("清华北京", "LOC"), ("张三", "PER")),
            "［地点1］北京大学的［人名1］",
        ),
        (question("北京大学在北京", "北京大学", ("北京", "LOC")), "北京大学在［地点1］"),
        (question("去了北京市海淀区", "去了", ("北京市", "LOC"), ("北京市海淀区", "LOC")), "去了［地点1］"),
        (question("他去了北京", "北京"), "他去了北京"),
    ],
)
def test_others_stand_behind_placeholders_of_their_type(asked, shown):
    masked = mask_others(asked, WORDS)
    assert masked.sentence == shown
    assert masked.span == asked.span
    assert masked.others == ()


LETTERS = st.text(st.sampled_from("甲乙丙丁戊"), min_size=3, max_size=30)


@given(LETTERS, st.data())
def test_masked_text_is_in_no_payload(sentence, data):
    def span():
        start = data.draw(st.integers(0, len(sentence) - 2))
        return start, data.draw(st.integers(start + 2, min(len(sentence), start + 4)))

    asked = span()
    others = tuple(Other(*span(), "PER") for _ in range(data.draw(st.integers(1, 4))))
    made = Question(sentence, *asked, others)
    hidden = {sentence[other.start : other.end] for other in others}
    assume(not any(text in made.span for text in hidden))
    payload = make_payload("m", PROMPT.messages(mask_others(made, WORDS).window()))
    assert not [text for text in hidden if text in payload]
    assert payload.count(f"【{made.span}】") == 1
