"""Annotated records in, scores out."""

import json

import pytest

from engine.errors import BadInputError
from engine.evaluation.evaluate import evaluate
from engine.evaluation.gold import GoldRecord, read_gold
from engine.evaluation.metrics import score_spans
from engine.pipeline import Analyzer
from engine.recognisers import recognisers


def write_lines(path, *lines):
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


GOOD = json.dumps({"id": 1, "text": "2024年3月5日在北京", "entities": [{"start": 0, "end": 9, "label": "DATE"}]})


def test_reads_records_and_passes_over_blank_lines(tmp_path):
    records = list(read_gold(write_lines(tmp_path / "金.jsonl", b"\xef\xbb\xbf" + GOOD.encode(), "", GOOD)))
    assert records == [GoldRecord("2024年3月5日在北京", ((0, 9, "DATE"),), "1")] * 2


def test_a_line_of_nothing_but_the_mark_of_utf_8_is_blank(tmp_path):
    assert list(read_gold(write_lines(tmp_path / "gold.jsonl", b"\xef\xbb\xbf"))) == []
    assert len(list(read_gold(write_lines(tmp_path / "gold.jsonl", b"\xef\xbb\xbf\r", GOOD)))) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "is not valid JSON."),
        ("[" * 200_000, "is not valid JSON."),
        (b"\xff\xfe{}", "is not UTF-8."),
        ("[1]", 'has no "text".'),
        ('{"text": 5, "entities": []}', 'has no "text".'),
        ('{"text": "x"}', 'has no list of "entities".'),
        (
            '{"text": "x", "entities": [{"start": 0, "end": 2, "label": "A"}]}',
            "has an entity that lies outside its text.",
        ),
        (
            '{"text": "x", "entities": [{"start": 1, "end": 1, "label": "A"}]}',
            "has an entity that lies outside its text.",
        ),
        ('{"text": "x", "entities": [{"start": "0", "end": 1, "label": "A"}]}', "has an entity without a"),
        ('{"text": "x", "entities": [[0, 1, "A"]]}', "has an entity without a"),
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number(tmp_path, line, reason):
    path = write_lines(tmp_path / "gold.jsonl", GOOD, line)
    with pytest.raises(BadInputError) as caught:
        list(read_gold(path))
    assert str(caught.value).startswith(f"{path}: line 2 {reason}")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(BadInputError, match=r"none\.jsonl: the file cannot be read"):
        list(read_gold(tmp_path / "none.jsonl"))


def test_counts_exact_spans_and_ignores_labels_it_does_not_know():
    records = [
        GoldRecord("2024年3月5日付款100万元", ((0, 9, "DATE"), (11, 16, "MONEY"))),
        GoldRecord("3月5日张三付款五千元", ((0, 4, "MONEY"), (4, 6, "PER"))),
        GoldRecord("没有", ()),
    ]
    result = evaluate(Analyzer(None, recognisers=recognisers(["date", "money"])), records)
    assert (result["correct"], result["found"], result["gold"]) == (2, 4, 3)
    assert (result["precision"], result["recall"], result["f1"]) == (0.5, 0.6667, 0.5714)
    assert result["per_label"]["DATE"] == {
        "precision": 0.5,
        "recall": 1.0,
        "f1": 0.6667,
        "correct": 1,
        "found": 2,
        "gold": 1,
    }
    assert set(result["per_label"]) == {"DATE", "MONEY"}
    assert result["ignored_gold"] == 1
    assert (result["records"], result["routed_fraction"]) == (3, 0.0)
    assert result["seconds"] >= 0
    assert result["characters"] == sum(len(record.text) for record in records)
    assert json.loads(json.dumps(result)) == result


def test_scores_of_nothing_are_zero_and_repeats_count_once():
    nothing = score_spans([], [])
    assert (nothing.precision, nothing.recall, nothing.f1) == (0.0, 0.0, 0.0)
    span = ("a", 0, 2, "PER")
    scores = score_spans([span, span], [span, span, ("a", 0, 2, "LOC")])
    assert (scores.correct, scores.found, scores.gold) == (1, 2, 1)
    assert scores.f1 == pytest.approx(2 / 3)
