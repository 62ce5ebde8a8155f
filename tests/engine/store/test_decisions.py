"""What a person decides can be undone and redone exactly, survives a restart, and survives a new analysis."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadInputError
from engine.store import Project
from engine.types import Document, Mention

TEXT = "张三在北京大学，李四在上海，王五在广州，赵六在深圳。"
NAMES = ("张三", "北京大学", "李四", "上海", "王五", "广州")
PATH = Path("/报告.txt")


def found(text=TEXT, names=NAMES):
    mentions = []
    for name in names:
        start = text.find(name)
        if start >= 0:
            mentions.append(Mention(start, start + len(name), name, "PER", 0.8, 0.2, "ensemble", {"votes": []}))
    return mentions


def analyse(project, text=TEXT, sha256="a"):
    document_id = project.add_document(Document(PATH, "txt", text, sha256))
    project.save_analysis(document_id, project.start_run({}), found(text))
    return document_id


def state(project):
    return [
        (row.start, row.end, row.text, row.label, row.status, row.decided_by, row.score, row.comment)
        for row in project.mentions()
    ]


steps = st.lists(
    st.one_of(
        st.tuples(st.just("status"), st.sets(st.integers(0, 5), min_size=1), st.sampled_from(["accepted", "rejected"])),
        st.tuples(st.just("label"), st.sets(st.integers(0, 5), min_size=1), st.sampled_from(["LOC", "ORG"])),
        st.tuples(st.just("add"), st.integers(0, 20), st.integers(1, 4)),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 20), st.integers(1, 6)),
        st.tuples(st.just("split"), st.integers(0, 5), st.integers(1, 3)),
        st.tuples(st.just("merge"), st.lists(st.integers(0, 5), min_size=2, max_size=3, unique=True)),
        st.tuples(st.just("comment"), st.sets(st.integers(0, 5), min_size=1), st.sampled_from(["", "查"])),
        st.tuples(st.just("analyse")),
    ),
    max_size=8,
)


def take(project, document_id, step):
    rows = project.mentions()
    match step:
        case ("status", rows, status):
            project.decide([row.id for i, row in enumerate(project.mentions()) if i in rows], status=status)
        case ("label", rows, label):
            project.decide([row.id for i, row in enumerate(project.mentions()) if i in rows], label=label)
        case ("add", start, length):
            project.add_mention(document_id, start, start + length, "ORG")
        case ("move", row, start, length):
            if row < len(rows):
                project.move_mention(rows[row].id, start, start + length)
        case ("split", row, at):
            if row < len(rows) and rows[row].start + at < rows[row].end:
                project.split_mention(rows[row].id, rows[row].start + at)
        case ("merge", picked):
            ids = [rows[row].id for row in picked if row < len(rows)]
            if len(ids) > 1:
                project.merge_mentions(ids)
        case ("comment", picked, words):
            project.comment([row.id for i, row in enumerate(rows) if i in picked], words)
        case ("analyse",):
            analyse(project)


@settings(max_examples=40)
@given(steps)
def test_undo_and_redo_are_exact(taken):
    with Project.in_memory() as project:
        document_id = analyse(project)
        states = [state(project)]
        for step in taken:
            if step[0] == "analyse":
                continue
            before = project.can_undo(), state(project)
            take(project, document_id, step)
            if state(project) != before[1]:
                states.append(state(project))
        for expected in reversed(states[:-1]):
            assert project.undo()
            assert state(project) == expected
        assert not project.undo()
        for expected in states[1:]:
            assert project.redo()
            assert state(project) == expected
        assert not project.redo()


@settings(max_examples=40)
@given(steps)
def test_a_new_analysis_never_changes_what_was_decided(taken):
    with Project.in_memory() as project:
        document_id = analyse(project)
        for step in taken:
            take(project, document_id, step)
        decided = [row for row in project.mentions() if row.status != "suggested"]
        analyse(project)
        assert [row for row in project.mentions() if row.status != "suggested"] == decided
        spans = [(row.start, row.end) for row in project.mentions()]
        assert len(spans) == len(set(spans))
        while project.undo():
            pass
        assert all(row.status == "suggested" for row in project.mentions())


def test_one_decision_over_many_is_one_step_and_survives_a_restart(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as project:
        analyse(project)
        before = state(project)
        project.decide([row.id for row in project.mentions()], status="rejected")
    with Project.open(file) as project:
        assert {row.status for row in project.mentions()} == {"rejected"}
        assert project.documents()[0].mention_count == 0
        assert project.undo()
        assert state(project) == before
        assert project.documents()[0].mention_count == 6


def test_a_new_decision_ends_what_could_be_redone():
    with Project.in_memory() as project:
        analyse(project)
        first, second, *_ = project.mentions()
        project.decide([first.id], status="accepted")
        project.undo()
        assert project.can_redo()
        project.decide([second.id], status="rejected")
        assert not project.redo()


def test_a_decision_that_changes_nothing_is_no_step():
    with Project.in_memory() as project:
        analyse(project)
        first = project.mentions()[0]
        assert project.decide([first.id], label="PER") is None
        assert project.decide([12345], status="accepted") is None
        assert not project.can_undo()


def test_marking_what_is_there_already_takes_it_over():
    with Project.in_memory() as project:
        document_id = analyse(project)
        first = project.mentions()[0]
        assert project.add_mention(document_id, first.start, first.end, "ORG") == first.id
        assert project.mentions()[0].label == "ORG"
        with pytest.raises(BadInputError, match="outside"):
            project.add_mention(document_id, 5, 999, "ORG")


def test_decisions_follow_their_words_into_a_changed_file():
    with Project.in_memory() as project:
        old = analyse(project)
        zhang, university, li, *_ = project.mentions(old)
        project.decide([zhang.id], status="rejected")
        project.decide([university.id], label="ORG")
        project.decide([li.id], status="accepted")
        changed = "新的一段，提到张三丰。\n" + TEXT.replace("李四", "李思")
        new = analyse(project, changed, sha256="b")
        assert new != old
        decided = {row.text: row for row in project.mentions(new) if row.status != "suggested"}
        assert set(decided) == {"张三", "北京大学"}
        assert decided["张三"].start == changed.index("张三在")
        assert decided["北京大学"].label == "ORG"
        assert [row.id for row in project.documents()] == [new]
        (note,) = project.documents()[0].notes
        assert (note.code, note.count) == ("decisions_left", 1)
        assert any(row.text == "李四" and row.status == "accepted" for row in project.mentions(old))


def test_undo_goes_on_in_the_changed_file():
    with Project.in_memory() as project:
        old = analyse(project)
        project.decide([project.mentions(old)[0].id], status="rejected")
        new = analyse(project, "前言。" + TEXT, sha256="b")
        assert project.mentions(new)[0].status == "rejected"
        assert project.undo()
        assert project.mentions(new)[0].status == "suggested"
        assert project.redo()
        assert project.mentions(new)[0].status == "rejected"
