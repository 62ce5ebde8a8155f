"""What else in a sentence is taken for an entity is known to the question about a span, in the sentence's offsets."""

from __future__ import annotations

from pathlib import Path

from engine.ensemble import Average
from engine.methods import Method
from engine.methods.surroundings import Surroundings
from engine.text.sentences import split_sentences
from engine.types import Document, Vote

TEXT = "第一句。张三和李四在北京，电话13800138000。王五来了。"
SENTENCES = list(split_sentences(TEXT))


def vote(words, label, score):
    return Vote(TEXT.index(words), TEXT.index(words) + len(words), label, score, "t")


def question(words, *votes, patterns=()):
    method = Method("average", Average({"t": 1.0}), {"t": 1.0}, 0.5, probabilistic=True)
    candidates = method.candidates(votes)
    document = Document(Path("案卷/报告.txt"), "txt", TEXT, "")
    asked = next(c for c in candidates if TEXT[c.start : c.end] == words)
    sentence = next(s for s in SENTENCES if s.start <= asked.start < s.end)
    return Surroundings(document, method, candidates, patterns).question(asked, sentence)


VOTES = (vote("张三", "PER", 0.9), vote("李四", "PER", 0.3), vote("北京", "LOC", 0.55), vote("王五", "PER", 0.9))


def others(made):
    return {(made.sentence[other.start : other.end], other.label) for other in made.others}


def test_entities_doubtful_ones_and_patterns_of_the_sentence_are_known():
    made = question("北京", *VOTES, patterns=[vote("13800138000", "PHONE", 1.0)])
    assert made.span == "北京"
    assert made.document == str(Path("案卷/报告.txt"))
    assert others(made) == {("张三", "PER"), ("李四", "PER"), ("13800138000", "PHONE")}


def test_what_hardly_anybody_takes_for_an_entity_is_none():
    made = question("北京", *VOTES, vote("电话", "ORG", 0.05))
    assert "电话" not in {text for text, _ in others(made)}


def test_a_sentence_without_others_has_none():
    assert question("王五", *VOTES).others == ()
