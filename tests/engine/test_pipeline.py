"""The one door, with the shipped pack and the recognisers."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadInputError, Cancelled
from engine.methods import DEFAULT_THRESHOLD, method_names
from engine.methods.opinion import Reading, SecondOpinion
from engine.packs import find_pack
from engine.pipeline import Analyzer
from engine.recognisers import all_recognisers
from engine.types import Candidate, Document
from engine.uncertainty import ROUTE_ALL
from engine.verifiers.fusion import Fusion


def document(text):
    return Document(path=Path("文件.txt"), format="txt", text=text, sha256="0" * 64)


@pytest.fixture(scope="module")
def analyzer():
    return Analyzer(find_pack("zh-open"), recognisers=all_recognisers())


def found(analyzer, text):
    return {(mention.text, mention.label) for mention in analyzer.analyze(document(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "习近平在北京会见了从德国来的默克尔。",
            {("习近平", "PER"), ("北京", "LOC"), ("德国", "LOC"), ("默克尔", "PER")},
        ),
        ("中華民國總統蔡英文昨日前往高雄市視察。", {("蔡英文", "PER"), ("高雄市", "LOC")}),
        (
            "Angela Merkel met Barack Obama in Berlin.",
            {("Angela Merkel", "PER"), ("Barack Obama", "PER"), ("Berlin", "LOC")},
        ),
        ("北斗信号的中心频率为1575.42 MHz。", {("1575.42 MHz", "FREQUENCY")}),
    ],
)
def test_finds_what_a_reader_would(analyzer, text, expected):
    assert expected <= found(analyzer, text)


mixed = st.text(st.sampled_from("北京市长王小明在上海交大2024年3月5日。，\n \tMr Smith🙂𠮷１２３MHz"), max_size=200)


@settings(max_examples=30)
@given(text=mixed)
def test_every_mention_quotes_its_place_and_model_mentions_do_not_cross(analyzer, text):
    mentions = analyzer.analyze(document(text))
    assert mentions == sorted(mentions, key=lambda m: (m.start, -m.end, m.label))
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.text == mention.text.strip() != ""
        assert 0.0 <= mention.score <= 1.0
        assert mention.evidence["votes"]
    for left in mentions:
        for right in mentions:
            assert not left.start < right.start < left.end < right.end


def test_says_how_far_it_is_and_ends_at_the_end(analyzer):
    text = "王小明住在上海市。\n" * 300
    steps = []
    analyzer.analyze(document(text), progress=lambda done, all_: steps.append((done, all_)))
    assert len(steps) > 3
    assert steps == sorted(steps)
    assert steps[-1] == (len(text), len(text))


def test_stops_when_asked(analyzer):
    calls = []

    def cancelled():
        calls.append(1)
        return len(calls) > 12

    with pytest.raises(Cancelled):
        analyzer.analyze(document("王小明住在上海市。\n" * 5000), cancelled=cancelled)
    assert len(calls) < 20


def test_an_entity_at_a_window_edge_is_found_whole(analyzer):
    name = "上海交通大学"
    for padding in range(90, 100):
        text = "的" * padding + "，他毕业于" + name + "，" + "的" * 200
        assert any(m.text == name for m in analyzer.analyze(document(text))), padding


def test_works_without_a_pack():
    analyzer = Analyzer(None, recognisers=all_recognisers())
    assert found(analyzer, "请致电13800138000，或写信到 li@example.org。") >= {("li@example.org", "EMAIL")}
    assert Analyzer(None).analyze(document("王小明")) == []


def test_an_empty_document_has_no_entities(analyzer):
    assert analyzer.analyze(document("")) == []


@pytest.mark.parametrize("method", method_names(find_pack("zh-open")))
def test_each_method_decides_by_its_own_threshold(method):
    pack = find_pack("zh-open")
    text = "王小明在北京大学读书，后来去了东京。" * 3
    kept = [len(Analyzer(pack, method=method, threshold=t).analyze(document(text))) for t in (0.1, 0.5, 0.999)]
    assert kept[0] >= kept[1] >= kept[2]
    assert kept[1] > 0
    carried = pack.manifest.fitted.thresholds.get(method, DEFAULT_THRESHOLD)
    assert Analyzer(pack, method=method).settings()["threshold"] == carried


def test_an_unknown_method_is_named_with_those_there_are():
    with pytest.raises(BadInputError, match=r"magic.*zh-open.*average"):
        Analyzer(find_pack("zh-open"), method="magic")
    with pytest.raises(BadInputError, match=r"average needs a pack"):
        Analyzer(None, method="average")


def test_the_same_text_gives_the_same_entities(analyzer):
    text = "国家无线电监测中心设在北京市海淀区，主任李华。"
    assert analyzer.analyze(document(text)) == analyzer.analyze(document(text))


def test_neighbours_in_a_batch_hardly_move_a_sentence_s_scores(analyzer):
    sentence = "国家无线电监测中心设在北京市海淀区，主任李华。"
    others = ["短。", "Angela Merkel met Barack Obama in Berlin.", "的" * 150 + "。", "臺北市長訪問高雄港務公司。"]
    alone = {(m.start, m.end, m.label): m.score for m in analyzer.analyze(document(sentence))}
    for other in others:
        together = analyzer.analyze(document("\n".join([sentence, *[other] * 12])))
        among = {(m.start, m.end, m.label): m.score for m in together if m.end <= len(sentence)}
        assert among == pytest.approx(alone, abs=0.1)


class SeesThroughPatterns:
    """A reader that takes a part of every e-mail address for a person."""

    name = "sees"

    def read(self, sentences, *, cancelled=None):
        found = []
        for sentence in sentences:
            at = sentence.text.find("b@c")
            spans = [(at, at + 1)] if at >= 0 else []
            found.append(
                [
                    Candidate(sentence.start + start, sentence.start + end, {"PER": 0.99, "O": 0.01}, 0.01)
                    for start, end in spans
                ]
            )
        return found

    def settings(self):
        return {"pack": self.name}

    def close(self):
        pass


def test_what_a_reader_finds_inside_a_pattern_is_none():
    reading = Reading(SeesThroughPatterns(), Fusion("fuse", 0.0, 1.0, 0.0), ROUTE_ALL)
    opinion = SecondOpinion(reading=reading)
    text = "张三的邮箱是ab@cd.com，他在北京。"
    alone = Analyzer(find_pack("zh-open"), opinion=opinion)
    assert "b" in {mention.text for mention in alone.analyze(document(text))}
    both = Analyzer(find_pack("zh-open"), opinion=opinion, recognisers=all_recognisers())
    texts = {mention.text for mention in both.analyze(document(text))}
    assert "ab@cd.com" in texts
    assert "b" not in texts
