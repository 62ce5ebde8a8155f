"""Entities across documents: aliases with a direction, names kept apart, words that are never entities."""

from pathlib import Path

import pytest

from engine.errors import BadInputError
from engine.store import EntityRow, Project
from engine.types import Document, Mention


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        yield opened


def add(project, name, *words, label="ORG"):
    text = "，".join(words) + "。"
    document_id = project.add_document(Document(Path(name), "txt", text, name))
    analyse(project, document_id, *words, label=label)
    return document_id


def analyse(project, document_id, *words, label="ORG"):
    text, start, found = project.text(document_id), 0, []
    for word in words:
        start = text.index(word, start)
        found.append(Mention(start, start + len(word), word, label, 0.8, 0.2, "ensemble", {"votes": []}))
        start += len(word)
    project.save_analysis(document_id, project.start_run({}), found)


def register(project):
    return [(row.name, row.label, row.mentions, row.documents, row.aliases) for row in project.entities()]


def test_each_name_with_its_type_is_an_entity_and_several_types_are_flagged(project):
    add(project, "/a", "军委", "北大", "军委")
    add(project, "/b", "军委", label="LOC")
    assert project.entities() == [
        EntityRow("军委", "ORG", 2, 1, (), ("LOC",)),
        EntityRow("军委", "LOC", 1, 1, (), ("ORG",)),
        EntityRow("北大", "ORG", 1, 1),
    ]


def test_rejected_mentions_and_old_versions_do_not_count(project):
    add(project, "/a", "军委", "北大")
    project.decide([project.mentions()[1].id], status="rejected")
    assert register(project) == [("军委", "ORG", 1, 1, ())]
    project.add_document(Document(Path("/a"), "txt", "别的", "new"))
    assert register(project) == []


def test_names_are_merged_in_a_direction_and_undone(project):
    add(project, "/a", "中央军委", "军委", "北大")
    add(project, "/b", "中央军委", "中央军事委员会")
    before = register(project)
    project.merge_names("ORG", ["军委"], "中央军委")
    project.merge_names("ORG", ["中央军委"], "中央军事委员会")
    merged = ("中央军事委员会", "ORG", 4, 2, ("中央军委", "军委"))
    assert register(project)[0] == merged
    assert project.main_names() == {("中央军委", "ORG"): "中央军事委员会", ("军委", "ORG"): "中央军事委员会"}
    assert project.merge_names("ORG", ["军委"], "中央军事委员会") is None
    project.separate_names("ORG", ["军委"])
    assert ("军委", "ORG", 1, 1, ()) in register(project)
    for _ in range(3):
        project.undo()
    assert register(project) == before
    project.redo()
    project.redo()
    assert register(project)[0] == merged


def test_the_direction_can_be_turned(project):
    add(project, "/a", "中央军委", "军委", "军事委员会")
    project.merge_names("ORG", ["军委", "军事委员会"], "中央军委")
    project.make_main_name("ORG", "军委")
    assert register(project) == [("军委", "ORG", 3, 1, ("中央军委", "军事委员会"))]
    assert project.make_main_name("ORG", "军委") is None
    project.undo()
    assert register(project) == [("中央军委", "ORG", 3, 1, ("军事委员会", "军委"))]


def test_merging_into_an_alias_goes_to_its_main_name(project):
    add(project, "/a", "甲", "乙", "丙")
    project.merge_names("ORG", ["甲"], "乙")
    project.merge_names("ORG", ["丙"], "甲")
    assert register(project) == [("乙", "ORG", 3, 1, ("丙", "甲"))]


def test_names_kept_apart_are_remembered_and_undone(project):
    add(project, "/a", "北京大学", "北京大学医院")
    project.merge_names("ORG", ["北京大学医院"], "北京大学")
    project.keep_apart("ORG", "北京大学医院", "北京大学")
    assert project.kept_apart("ORG", "北京大学") == {"北京大学医院"}
    assert project.main_names() == {}
    project.undo()
    assert project.kept_apart("ORG", "北京大学") == set()
    assert project.main_names() == {("北京大学医院", "ORG"): "北京大学"}


def test_a_stop_word_is_rejected_now_and_never_suggested_again(project):
    document_id = add(project, "/a", "NATO", "北大", "ＮＡＴＯ")
    project.decide([project.mentions()[2].id], status="accepted")
    project.add_stops(["nato"])
    assert [row.status for row in project.mentions()] == ["rejected", "suggested", "accepted"]
    assert project.stops() == ["nato"]
    other = add(project, "/b", "NATO", "北大")
    assert [row.text for row in project.mentions(other)] == ["北大"]
    project.remove_stops(["nato"])
    analyse(project, other, "NATO", "北大")
    assert [row.text for row in project.mentions(other)] == ["NATO", "北大"]
    project.undo()
    project.undo()
    assert [row.status for row in project.mentions(document_id)] == ["suggested", "suggested", "accepted"]
    assert project.stops() == []


def test_an_empty_stop_word_is_refused(project):
    with pytest.raises(BadInputError, match="at least one"):
        project.add_stops(["  "])


def test_the_register_survives_that_its_documents_go(project):
    document_id = add(project, "/a", "甲", "乙")
    project.merge_names("ORG", ["甲"], "乙")
    project.decide([project.mentions()[0].id], status="accepted")
    project.remove_documents([document_id])
    assert project.main_names() == {("甲", "ORG"): "乙"}
    assert project.undo()
    assert project.main_names() == {}
    assert not project.undo()
