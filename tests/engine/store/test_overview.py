from pathlib import Path

import pytest

from engine.store import Project, Together
from engine.types import Block, Document, Mention

TEXT = "张三在北京。李四在北京。"


def mention(words, label, nth=0, **votes):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    told = [{"source": source, "label": said, "score": 0.9} for source, said in votes.items()]
    return Mention(start, start + len(words), words, label, 0.8, 0.2, "ensemble", {"votes": told})


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        blocks = (Block(0, 6), Block(6, 12))
        document_id = opened.add_document(Document(Path("/a.txt"), "txt", TEXT, "a", blocks))
        found = [
            mention("张三", "PER", a="PER", b="PER"),
            mention("北京", "LOC", a="LOC", b="ORG"),
            mention("李四", "PER", a="PER"),
            mention("北京", "LOC", nth=1, a="LOC", b="LOC"),
        ]
        opened.save_analysis(document_id, opened.start_run({}), found)
        opened.add_document(Document(Path("/b.txt"), "txt", "空", "b"))
        yield opened


def test_counts_by_type_document_and_day(project):
    rows = project.mentions()
    project.decide([rows[0].id], status="accepted")
    project.decide([rows[2].id], status="rejected")
    figures = project.overview()
    assert figures.labels == {"LOC": {"suggested": 2}, "PER": {"accepted": 1, "rejected": 1}}
    assert figures.documents == [("a.txt", {"LOC": 2, "PER": 1})]
    ((_, documents, mentions),) = figures.days
    assert (documents, mentions) == (2, 3)


def test_what_stands_in_one_block_is_together_under_its_main_name(project):
    assert project.overview().together == [
        Together(("北京", "LOC"), ("张三", "PER"), 1),
        Together(("北京", "LOC"), ("李四", "PER"), 1),
    ]
    project.merge_names("PER", ["李四"], "张三")
    assert project.overview().together == [Together(("北京", "LOC"), ("张三", "PER"), 2)]


def test_taggers_agree_where_both_choose_the_same(project):
    assert project.overview().agreement == {("a", "b"): 0.5}


def test_review_says_which_tagger_was_right_about_which_type(project):
    rows = project.mentions()
    project.decide([rows[0].id, rows[3].id], status="accepted")
    project.decide([rows[1].id], label="ORG")
    project.decide([rows[2].id], status="rejected")
    assert project.overview().judged == {
        ("a", "LOC"): (1, 0),
        ("a", "ORG"): (0, 1),
        ("a", "PER"): (1, 1),
        ("b", "LOC"): (1, 0),
        ("b", "ORG"): (1, 0),
        ("b", "PER"): (1, 0),
    }


def test_an_empty_project_has_an_empty_overview():
    with Project.in_memory() as project:
        figures = project.overview()
        assert (figures.labels, figures.documents, figures.days, figures.together) == ({}, [], [], [])
        assert (figures.agreement, figures.judged) == ({}, {})
