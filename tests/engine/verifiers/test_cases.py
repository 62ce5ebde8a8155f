"""What reviewed texts and projects say of spans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.ensemble import NO_ENTITY
from engine.errors import BadInputError
from engine.evaluation.gold import GoldRecord
from engine.store import Project
from engine.types import Document, Mention
from engine.verifiers.cases import gold_cases, load_cases, read_cases, reviewed_cases, write_cases

TEXT = "张三在北京大学。李四在上海，王五在广州。"


def shown(cases):
    return [(case.question.sentence, case.question.span, case.label) for case in cases]


@pytest.fixture
def project(tmp_path):
    file = tmp_path / "案.veritag"
    with Project.open(file) as opened:
        document_id = opened.add_document(Document(Path("/a.txt"), "txt", TEXT, "a"))
        spans = [(0, 2), (3, 7), (8, 10), (11, 13)]
        found = [Mention(s, e, TEXT[s:e], "PER", 0.8, 0.2, "ensemble", {"votes": []}) for s, e in spans]
        opened.save_analysis(document_id, opened.start_run({}), found)
        first, second, third, _ = opened.mentions()
        opened.decide([first.id], status="accepted")
        opened.decide([second.id], label="ORG")
        opened.decide([third.id], status="rejected")
        opened.add_mention(document_id, 17, 19, "LOC")
    return file


def test_gold_entities_come_with_spans_that_are_none(tmp_path):
    record = GoldRecord(TEXT, ((0, 2, "PER"), (3, 7, "ORG"), (5, 10, "PER"), (11, 13, "LOC")))
    cases = gold_cases([record])
    named = [row for row in shown(cases) if row[2] != NO_ENTITY]
    assert named == [
        ("张三在北京大学。", "张三", "PER"),
        ("张三在北京大学。", "北京大学", "ORG"),
        ("李四在上海，王五在广州。", "上海", "LOC"),
    ]
    others = [case for case in cases if case.label == NO_ENTITY]
    assert others
    assert not {(row[0], row[1]) for row in shown(others)} & {(row[0], row[1]) for row in named}
    assert shown(gold_cases([record])) == shown(cases)


def test_very_long_sentences_are_left_out():
    assert gold_cases([GoldRecord("很" * 150 + "北京", ((150, 152, "LOC"),))]) == []


def test_only_what_a_person_decided_is_taken_from_a_project(project):
    with Project.open(project) as opened:
        assert shown(reviewed_cases(opened)) == [
            ("张三在北京大学。", "张三", "PER"),
            ("张三在北京大学。", "北京大学", "ORG"),
            ("李四在上海，王五在广州。", "李四", NO_ENTITY),
            ("李四在上海，王五在广州。", "广州", "LOC"),
        ]


def test_files_of_both_kinds_are_read_with_the_labels_that_are_wanted(project, tmp_path):
    assert {case.label for case in read_cases(project, ("PER", "LOC"))} == {"PER", "LOC", NO_ENTITY}
    records = tmp_path / "gold.jsonl"
    entities = [{"start": 0, "end": 2, "label": "PER"}, {"start": 3, "end": 7, "label": "SHIP"}]
    records.write_text(json.dumps({"text": TEXT, "entities": entities}), encoding="utf-8")
    assert {case.label for case in read_cases(records, ("PER", "LOC"))} == {"PER", NO_ENTITY}


def test_a_file_without_examples_is_refused_and_none_is_made(tmp_path):
    records = tmp_path / "gold.jsonl"
    records.write_text(json.dumps({"text": TEXT, "entities": []}), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"gold\.jsonl: there is no reviewed entity"):
        read_cases(records, ("PER",))
    for missing in (tmp_path / "none.veritag", tmp_path / "none.jsonl"):
        with pytest.raises(BadInputError, match=missing.name):
            read_cases(missing, ("PER",))
        assert not missing.exists()


def test_cases_are_read_as_they_were_written(tmp_path):
    cases = gold_cases([GoldRecord(TEXT, ((0, 2, "PER"),))])
    write_cases(cases, tmp_path / "examples.jsonl")
    assert load_cases(tmp_path / "examples.jsonl") == cases
