"""Training data is read to its last line, and everything wrong with it is told at once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInputError
from engine.training.check import DataReport, Problem, check_training_data, refuse_errors

GOOD = {
    "text": "王小明在北京",
    "entities": [{"start": 0, "end": 3, "label": "PER"}, {"start": 4, "end": 6, "label": "LOC"}],
}


def entity(start, end, label="PER"):
    return {"start": start, "end": end, "label": label}


def record(text, *entities):
    return {"text": text, "entities": [entity(*each) if isinstance(each, tuple) else each for each in entities]}


@pytest.fixture
def check(tmp_path):
    def run(*lines, sequence_taggers=False, least_examples=0, limit=None):
        file = tmp_path / "训练.jsonl"
        parts = [line if isinstance(line, bytes | str) else json.dumps(line, ensure_ascii=False) for line in lines]
        file.write_bytes(b"\n".join(part if isinstance(part, bytes) else part.encode() for part in parts))
        return check_training_data(file, sequence_taggers=sequence_taggers, least_examples=least_examples, limit=limit)

    return run


def messages(problems):
    return [problem.message for problem in problems]


def test_sound_data_is_counted_and_has_no_fault(check):
    report = check(GOOD, "", record("李四", (0, 2)), record("没有"))
    assert (report.records, dict(report.labels), report.nested) == (3, {"PER": 2, "LOC": 1}, False)
    assert list(report.labels) == ["PER", "LOC"]
    assert report.errors == report.warnings == ()
    refuse_errors(report)


def test_what_the_taggers_cannot_learn_is_said(check):
    report = check(
        record("他用GPS和北斗。", (2, 4)),
        record("来了王明。李华走了。", (2, 7)),
        record("用GPS。李华走了。", (1, 4), (5, 7)),
    )
    assert messages(report.warnings) == [
        "Line 1 has an entity that begins or ends within a word or number: not learned.",
        "Line 2 has an entity that crosses the end of a sentence: not learned.",
        "There is only one label, PER.",
    ]


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("{not json", "is not valid JSON."),
        (b"\xff\xfe{}", "is not UTF-8."),
        ({"entities": []}, 'has no "text".'),
        ({"text": "x"}, 'has no list of "entities".'),
        (record("x", {"start": 0, "end": 1}), 'has an entity without a "start", "end" and "label".'),
        (record("x", {"start": "0", "end": 1, "label": "A"}), 'has an entity without a "start", "end" and "label".'),
        (record("x", {"start": False, "end": 1, "label": "A"}), 'has an entity without a "start", "end" and "label".'),
        ({"text": "x", "entities": [[0, 1, "A"]]}, 'has an entity without a "start", "end" and "label".'),
        (record("短", (0, 2)), "has an entity that lies outside its text."),
        (record("短", (-1, 1)), "has an entity that lies outside its text."),
        (record("短文", (1, 1)), "has an empty entity, one that does not end after its start."),
        (record("短文", (2, 1)), "has an empty entity, one that does not end after its start."),
        (record("短文", (0, 1, " \u3000")), "has an entity with an empty label."),
        (record("短文", (0, 1, "O")), 'has an entity with the label "O", which is kept for what is no entity.'),
        (record("短 \u3000文", (1, 3)), "has an entity of nothing but whitespace."),
        (r'{"text": "\ud800", "entities": []}', "has half a character (a lone surrogate)."),
        (
            r'{"text": "短文", "entities": [{"start": 0, "end": 1, "label": "P\ud800"}]}',
            "has half a character (a lone surrogate).",
        ),
    ],
)
def test_a_fault_is_an_error_with_its_line(check, line, clause):
    report = check(GOOD, line, GOOD)
    assert report.errors == (Problem(f"Line 2 {clause}", (2,), 1),)
    assert report.labels == {"PER": 2, "LOC": 2}
    with pytest.raises(BadInputError) as caught:
        refuse_errors(report)
    assert str(caught.value) == f"{report.path}: line 2 {clause}"


def test_all_lines_are_collected_by_fault_and_only_the_first_are_listed(check):
    report = check(GOOD, "{", *["[1]"] * 7, "", "{", record("x", (0, 9), (0, 8)))
    assert report.errors == (
        Problem("Lines 2 and 11 are not valid JSON.", (2, 11), 2),
        Problem('Lines 3, 4, 5, 6, 7 and 2 more have no "text".', (3, 4, 5, 6, 7), 7),
        Problem("Line 12 has an entity that lies outside its text.", (12,), 1),
    )
    with pytest.raises(BadInputError) as caught:
        refuse_errors(report)
    assert str(caught.value) == f"{report.path}: lines 2 and 11 are not valid JSON (and 2 other kinds of error)."


def test_lines_that_are_not_trained_on_are_not_judged(check):
    lines = (GOOD, GOOD, b"not json")
    assert check(*lines).errors
    report = check(*lines, limit=2)
    assert (report.records, report.errors) == (2, ())


def test_the_refusal_counts_one_other_kind_in_the_singular(check):
    with pytest.raises(BadInputError, match=r"\(and 1 other kind of error\)\.$"):
        refuse_errors(check("{", "[]"))


def test_data_without_anything_to_learn_is_an_error(check):
    assert messages(check("", "\n").errors) == ["There is no record."]
    assert messages(check(record("没有"), record("也没有")).errors) == ["No record has an entity."]
    assert messages(check(record("没", (0, 5))).errors) == ["Line 1 has an entity that lies outside its text."]


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(BadInputError, match=r"none\.jsonl: the file cannot be read"):
        check_training_data(tmp_path / "none.jsonl", sequence_taggers=True)


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        (record("张三", (0, 2), (0, 2)), "Line 2 has the same entity twice."),
        (record("张三", (0, 2), (0, 2, "LOC")), "Line 2 has two labels on one span, of which only one is learned."),
        (record("张三 ", (0, 3)), "Line 2 has an entity that begins or ends with whitespace."),
        (record("\u3000张三", (0, 3)), "Line 2 has an entity that begins or ends with whitespace."),
        (record("王小明在北京", (0, 3)), "Line 2 has the text of an earlier line with other entities."),
    ],
)
def test_what_training_survives_is_a_warning(check, line, warning):
    report = check(GOOD, line)
    assert messages(report.warnings) == [warning]
    assert report.errors == ()
    assert not report.nested


def test_a_repeated_text_with_the_same_entities_is_no_fault(check):
    turned = {**GOOD, "entities": GOOD["entities"][::-1]}
    assert check(GOOD, turned).warnings == ()


def test_weak_labels_are_named(check):
    one = check(record("张三", (0, 2)), least_examples=2)
    assert messages(one.warnings) == [
        "There is only one label, PER.",
        "These labels have fewer than 2 examples: PER (1).",
    ]
    two = check(GOOD, record("李四", (0, 2)), least_examples=2)
    assert messages(two.warnings) == ["These labels have fewer than 2 examples: LOC (1)."]


def test_of_many_weak_labels_the_rarest_are_named(check):
    labels = record("甲" * 12, *((i, i + 1, f"L{i:02}") for i in range(12)), (0, 12, "L11"))
    (warning,) = check(labels, least_examples=3).warnings
    assert warning.message.endswith("examples: " + ", ".join(f"L{i:02} (1)" for i in range(10)) + " and 2 more.")


OVERLAPS = [
    record("北京大学医院", (0, 4, "ORG"), (0, 6, "ORG"), (0, 2, "LOC")),
    record("甲乙丙", (0, 2), (1, 3, "LOC")),
    record("甲乙丙丁", (0, 2), (2, 4, "LOC")),
]


def test_overlaps_matter_to_sequence_taggers_only(check):
    report = check(*OVERLAPS, sequence_taggers=True)
    assert (report.nested, report.nested_pairs, report.crossing_pairs) == (True, 3, 1)
    assert report.warnings == (
        Problem(
            "Lines 1 and 2 have overlapping entities (3 nested and 1 crossing pairs in all), of which sequence taggers"
            " learn only the outermost or the longest.",
            (1, 2),
            2,
        ),
    )
    assert report.errors == ()
    for_spans = check(*OVERLAPS)
    assert for_spans.warnings == ()
    assert (for_spans.nested_pairs, for_spans.crossing_pairs) == (3, 1)


def test_crossing_alone_is_not_nested(check):
    report = check(OVERLAPS[1])
    assert (report.nested, report.crossing_pairs) == (False, 1)


spans = st.lists(
    st.tuples(st.integers(0, 11), st.integers(1, 6)).map(lambda s: (s[0], min(12, s[0] + s[1]))), max_size=8
)


@given(spans)
def test_pairs_are_counted_as_if_each_was_looked_at(tmp_path_factory, drawn):
    file = tmp_path_factory.mktemp("data") / "a.jsonl"
    file.write_text(json.dumps(record("甲乙丙丁戊己庚辛壬癸子丑", *drawn)), encoding="utf-8")
    report = check_training_data(file, sequence_taggers=False)
    distinct = sorted(set(drawn))
    pairs = [(a, b) for i, a in enumerate(distinct) for b in distinct[i + 1 :] if a[0] < b[1] and b[0] < a[1]]
    inside = [(a, b) for a, b in pairs if (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])]
    assert (report.nested_pairs, report.crossing_pairs) == (len(inside), len(pairs) - len(inside))


def test_a_report_cannot_be_changed(check):
    report = check(GOOD)
    assert isinstance(report, DataReport)
    with pytest.raises(AttributeError):
        report.records = 0
