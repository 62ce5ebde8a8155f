"""The same words everywhere: found, marked and decided in one step."""

import time
from pathlib import Path

import pytest

from engine.errors import Cancelled
from engine.store import Context, Project
from engine.types import Document, Mention

FIRST = "张三到京。张三在张三丰家。"
SECOND = "李四见张三，\nNATO and NATOs。"


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        yield opened


def add(project, name, text, *spans):
    document_id = project.add_document(Document(Path(name), "txt", text, name))
    found = [Mention(start, end, text[start:end], "PER", 0.7, 0.3, "ensemble", {"votes": []}) for start, end in spans]
    project.save_analysis(document_id, project.start_run({}), found)
    return document_id


def places(found):
    return [(each.document_id, each.start, each.mention_id is not None, each.is_covered) for each in found]


def test_marked_unmarked_and_covered_places_are_told_apart(project):
    first = add(project, "/a.txt", FIRST, (0, 2), (8, 11))
    second = add(project, "/b.txt", SECOND)
    assert places(project.occurrences("张三")) == [
        (first, 0, True, False),
        (first, 5, False, False),
        (first, 8, False, True),
        (second, 3, False, False),
    ]
    assert places(project.occurrences("张三", second)) == [(second, 3, False, False)]


def test_a_rejected_entity_covers_nothing(project):
    document_id = add(project, "/a.txt", FIRST, (8, 11))
    project.decide([project.mentions()[0].id], status="rejected")
    assert [each.is_covered for each in project.occurrences("张三", document_id)] == [False, False, False]


def test_a_word_of_letters_is_found_only_whole(project):
    document_id = add(project, "/b.txt", SECOND)
    assert [each.start for each in project.occurrences("NATO", document_id)] == [7]
    assert project.occurrences("nato") == []
    assert project.occurrences("") == []


def test_time_is_linear_in_what_is_marked(project):
    """Copying the entities behind each place would take ten seconds."""
    text = "张三到京。" * 50_000
    document_id = add(project, "/a.txt", text, *((start + 3, start + 4) for start in range(0, len(text), 5)))
    started = time.process_time()
    found = project.occurrences("张三", document_id)
    assert time.process_time() - started < 4
    assert len(found) == 50_000
    assert not any(each.is_covered for each in found)


def test_all_are_decided_in_one_step(project):
    add(project, "/a.txt", FIRST, (0, 2), (8, 11))
    add(project, "/b.txt", SECOND)
    before = project.mentions()
    found = project.occurrences("张三")
    project.decide_occurrences(
        [each.mention_id for each in found if each.mention_id],
        [each[:3] for each in found if not each.mention_id and not each.is_covered],
        status="accepted",
        label="LOC",
    )
    assert [(row.text, row.label, row.status) for row in project.mentions()] == [
        ("张三", "LOC", "accepted"),
        ("张三", "LOC", "accepted"),
        ("张三丰", "PER", "suggested"),
        ("张三", "LOC", "accepted"),
    ]
    project.undo()
    assert project.mentions() == before
    project.redo()
    assert [each.status for each in project.occurrences("张三")] == ["accepted", "accepted", None, "accepted"]


def test_the_search_can_be_stopped(project):
    add(project, "/a.txt", FIRST)
    with pytest.raises(Cancelled):
        project.occurrences("张三", cancelled=lambda: True)


def test_what_stands_around_a_span_is_one_line(project):
    document_id = add(project, "/b.txt", SECOND)
    assert project.contexts([(document_id, 3, 5)], 4) == [Context("李四见", "张三", "， NA")]
    assert project.contexts([(document_id, 7, 11)], 2) == [Context("…， ", "NATO", " a")]
