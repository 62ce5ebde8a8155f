"""Boundaries moved, entities split, merged and commented on: one step each, kept by new analyses and changed files."""

from pathlib import Path

import pytest

from engine.errors import BadInputError
from engine.store import Project
from engine.types import Document, Mention

TEXT = "陆军第 5 师在北京市朝阳区。张三李四到场。"
PATH = Path("/报告.txt")


def mention(text, words, label="LOC", score=0.6):
    start = text.index(words)
    return Mention(start, start + len(words), words, label, score, 1 - score, "ensemble", {"votes": []})


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        yield opened


def analyse(project, *words, text=TEXT, sha256="a"):
    document_id = project.add_document(Document(PATH, "txt", text, sha256))
    project.save_analysis(document_id, project.start_run({}), [mention(text, each) for each in words])
    return document_id


def texts(project):
    return [row.text for row in project.mentions()]


def test_a_moved_boundary_is_a_persons_word_and_one_step(project):
    analyse(project, "北京市朝阳区")
    (row,) = project.mentions()
    assert project.move_mention(row.id, row.start, row.start + 3)
    (moved,) = project.mentions()
    assert (moved.id, moved.text, moved.status, moved.decided_by, moved.score) == (
        row.id,
        "北京市",
        "accepted",
        "person",
        1.0,
    )
    assert project.count_mentions(text_contains="朝阳") == 0
    assert project.undo()
    assert project.mentions() == [row]
    assert project.redo()
    assert project.mentions() == [moved]


def test_boundaries_that_do_not_change_are_no_step(project):
    analyse(project, "北京市")
    (row,) = project.mentions()
    assert project.move_mention(row.id, row.start, row.end) is None
    assert not project.can_undo()


def test_boundaries_outside_the_text_are_refused(project):
    analyse(project, "北京市")
    (row,) = project.mentions()
    for start, end in ((-1, 3), (3, 3), (0, len(TEXT) + 1)):
        with pytest.raises(BadInputError, match="outside the document"):
            project.move_mention(row.id, start, end)
    with pytest.raises(BadInputError, match="no longer"):
        project.move_mention(row.id + 1, 0, 3)


def test_a_span_that_was_moved_is_not_suggested_again(project):
    analyse(project, "北京市朝阳区", "张三")
    row = project.mentions()[0]
    project.move_mention(row.id, row.start, row.start + 3)
    project.move_mention(row.id, row.start + 1, row.start + 3)
    analyse(project, "北京市朝阳区", "张三")
    assert texts(project) == ["京市", "张三"]
    project.undo()
    project.undo()
    assert texts(project) == ["北京市朝阳区", "张三"]


def test_what_a_moved_boundary_covers_exactly_goes_and_comes_back(project):
    analyse(project, "北京市朝阳区", "北京市")
    before = project.mentions()
    project.move_mention(before[0].id, before[1].start, before[1].end)
    assert [(row.id, row.text) for row in project.mentions()] == [(before[0].id, "北京市")]
    project.undo()
    assert project.mentions() == before


def test_splitting_leaves_no_space_in_either_part(project):
    analyse(project, "第 5 师")
    (row,) = project.mentions()
    second = project.split_mention(row.id, row.start + 2)
    assert [(each.id, each.text, each.status) for each in project.mentions()] == [
        (row.id, "第", "accepted"),
        (second, "5 师", "accepted"),
    ]
    analyse(project, "第 5 师")
    assert texts(project) == ["第", "5 师"]
    project.undo()
    assert project.mentions() == [row]
    project.redo()
    assert texts(project) == ["第", "5 师"]


@pytest.mark.parametrize("at", [-1, 0, 5, 20])
def test_a_part_without_characters_is_refused(project, at):
    analyse(project, "第 5 师")
    (row,) = project.mentions()
    with pytest.raises(BadInputError, match="split"):
        project.split_mention(row.id, row.start + at)
    assert project.mentions() == [row]
    assert not project.can_undo()


def test_merging_keeps_the_first_and_what_lies_between(project):
    analyse(project, "北京市", "朝阳区", "张三")
    first, second, _ = before = project.mentions()
    assert project.merge_mentions([second.id, first.id]) == second.id
    assert texts(project) == ["北京市朝阳区", "张三"]
    analyse(project, "北京市", "朝阳区", "张三")
    assert texts(project) == ["北京市朝阳区", "张三"]
    project.undo()
    assert [(row.text, row.status) for row in project.mentions()] == [(row.text, "suggested") for row in before]


def test_one_entity_is_not_merged(project):
    analyse(project, "北京市")
    (row,) = project.mentions()
    with pytest.raises(BadInputError, match="two"):
        project.merge_mentions([row.id, row.id])


def test_entities_of_two_documents_are_not_merged(project):
    analyse(project, "北京市")
    other = project.add_document(Document(Path("/另.txt"), "txt", TEXT, "b"))
    project.add_mention(other, 0, 2, "ORG")
    with pytest.raises(BadInputError, match="different documents"):
        project.merge_mentions([row.id for row in project.mentions()])


def test_a_comment_keeps_a_suggestion_and_says_nothing_about_it(project):
    analyse(project, "北京市", "张三")
    row = project.mentions()[0]
    project.comment([row.id], "'查\x00询'")
    analyse(project, "张三")
    kept = project.mentions()[0]
    assert (kept.text, kept.status, kept.comment) == ("北京市", "suggested", "'查\x00询'")
    assert project.comment([row.id], "'查\x00询'") is None
    project.comment([row.id], "")
    assert project.mentions()[0].comment == ""
    project.undo()
    assert project.mentions()[0].comment == "'查\x00询'"


def test_undo_goes_on_where_the_file_has_changed(project):
    analyse(project, "北京市朝阳区")
    (row,) = project.mentions()
    project.move_mention(row.id, row.start, row.start + 3)
    changed = "新的一段在前面。" + TEXT
    analyse(project, "北京市朝阳区", text=changed, sha256="b")
    assert texts(project) == ["北京市"]
    project.undo()
    assert texts(project) == ["北京市朝阳区"]
    project.redo()
    assert texts(project) == ["北京市"]


def test_a_filter_is_decided_whole_in_one_step(project):
    analyse(project, "北京市", "朝阳区", "张三")
    assert project.decide_matching(status="accepted", text_contains="区") is not None
    assert [row.status for row in project.mentions()] == ["suggested", "accepted", "suggested"]
    project.undo()
    assert project.decide_matching(status="rejected") is not None
    assert {row.status for row in project.mentions()} == {"rejected"}
    assert project.decide_matching(status="rejected") is None


def spans(project):
    return [(row.id, row.text, row.status) for row in project.mentions()]


def test_a_move_made_again_takes_the_place_of_what_was_found_there_meanwhile(project):
    analyse(project, "北京市")
    (row,) = project.mentions()
    project.move_mention(row.id, row.start, row.start + 6)
    moved = spans(project)
    assert project.undo()
    analyse(project, "北京市", "北京市朝阳区")
    found = spans(project)
    assert sorted(words for _, words, _ in found) == ["北京市", "北京市朝阳区"]
    for _ in range(2):
        assert project.redo()
        assert spans(project) == moved
        assert project.label_counts() == {"LOC": 1}
        assert project.undo()
        assert spans(project) == found
        assert project.label_counts() == {"LOC": 2}


def test_a_move_taken_back_takes_the_place_of_what_was_found_there_meanwhile(project):
    analyse(project, "北京市")
    (row,) = project.mentions()
    project.move_mention(row.id, row.start, row.start + 6)
    between = spans(project)
    project.move_mention(row.id, row.start + 1, row.start + 3)
    analyse(project, "北京市", "北京市朝阳区")
    found = spans(project)
    assert [words for _, words, _ in found] == ["北京市朝阳区", "京市"]
    for _ in range(2):
        assert project.undo()
        assert spans(project) == between
        assert project.redo()
        assert spans(project) == found
