"""What a second opinion did is kept with the document, and counted against what a person decides."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.findings import Doubts, Removal, Repairs
from engine.store import Project
from engine.store.schema import _DECISIONS, _DOCUMENTS, _MENTIONS, _SETTINGS, APPLICATION_ID, latest_version
from engine.types import Document, Mention

TEXT = "张三在北京。李四去上海。王五在南京。"
DOUBTS = {"LOC": [[40, 2, 6]]}
VERIFIER = {"verifier": "llama", "verifier_fingerprint": "f" * 64}


def judged(words, before, after, local):
    start = TEXT.index(words)
    verdict = {"local": local, "verifier": {"PER": 0.5, "O": 0.5}, "before": before, "after": after}
    return Mention(start, start + 2, words, after, 0.6, 0.4, "hybridner", {"votes": [], "verdict": verdict})


FOUND = (
    judged("张三", "PER", "PER", {"PER": 0.6, "O": 0.4}),
    judged("北京", "LOC", "PER", {"LOC": 0.5, "PER": 0.3, "O": 0.2}),
    judged("李四", "O", "PER", {"PER": 0.3, "O": 0.7}),
)
GONE = Removal(TEXT.index("南京"), TEXT.index("南京") + 2, "LOC", {"before": "LOC", "after": "O"})


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        yield opened


def analysed(project, *, found=FOUND, gone=(GONE,), settings=VERIFIER):
    document_id = project.add_document(Document(Path("/资料/一.txt"), "txt", TEXT, "a" * 64))
    doubts = Doubts.from_plain(DOUBTS)
    run = project.start_run(settings)
    project.save_analysis(document_id, run, found, doubts=doubts, removals=gone)
    project.finish_run(run, "done")
    return document_id


def decide(project, words, **what):
    (row,) = [row for row in project.mentions() if row.text == words]
    project.decide([row.id], **what)


def counts(project):
    return project.repairs(VERIFIER["verifier_fingerprint"])


def test_without_decisions_nothing_is_counted(project):
    document_id = analysed(project)
    assert counts(project) == {}
    assert project.doubts([document_id, 77])[document_id].plain() == DOUBTS
    (row,) = project.removals(document_id)
    assert (row.text, row.label, row.document_name) == ("南京", "LOC", "一.txt")


def test_a_person_s_word_says_what_was_fixed_and_what_was_broken(project):
    analysed(project)
    decide(project, "张三", status="accepted")
    decide(project, "北京", label="LOC")
    decide(project, "李四", status="accepted")
    assert counts(project) == {"LOC": Repairs(1, 0, 1), "PER": Repairs(2, 1, 0)}
    project.undo()
    assert counts(project)["PER"] == Repairs(1, 0, 0)
    decide(project, "李四", status="rejected")
    assert counts(project)["PER"] == Repairs(2, 0, 1)


def test_another_verifier_starts_anew(project):
    analysed(project)
    decide(project, "北京", label="LOC")
    assert project.repairs("0" * 64) == {}


@pytest.mark.parametrize(("status", "repairs"), [("accepted", Repairs(1, 0, 1)), ("rejected", Repairs(1, 1, 0))])
def test_what_was_taken_out_counts_when_a_person_puts_it_back_or_agrees(project, status, repairs):
    document_id = analysed(project)
    project.add_mention(document_id, GONE.start, GONE.end, "LOC", status=status)
    assert counts(project) == {"LOC": repairs}
    assert project.removals() == []
    assert project.count_mentions(statuses=[status]) == 1
    analysed(project, gone=())
    assert counts(project) == {"LOC": repairs}
    project.undo()
    assert counts(project) == {}


def test_a_new_analysis_replaces_what_nobody_decided(project):
    document_id = analysed(project)
    analysed(project, gone=(), settings={})
    assert project.removals() == []
    project.save_analysis(document_id, project.start_run({}), [])
    assert project.doubts([document_id]) == {}


def test_removed_documents_take_it_along(project):
    project.remove_documents([analysed(project)])
    assert project.removals() == []
    assert project.doubts([1]) == {}


def test_a_project_of_the_first_version_is_brought_up_to_date(tmp_path):
    file = tmp_path / "old.veritag"
    with sqlite3.connect(file) as old:
        for statement in (*_DOCUMENTS, *_MENTIONS, *_DECISIONS, *_SETTINGS):
            old.execute(statement)
        old.execute(
            "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
        )
        old.execute("INSERT INTO _sqlite_migrations VALUES (1, 'veritag', 'm001_project', '2026-01-01')")
        old.execute("PRAGMA user_version = 1")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.close()
    with Project.open(file) as project:
        assert project.removals() == []
        analysed(project)
    with sqlite3.connect(file) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (latest_version(),)
    new.close()


def test_what_only_a_reader_saw_counts_as_what_became_of_it(project):
    analysed(project, found=(judged("上海", "O", "LOC", {"O": 1.0}),), gone=())
    decide(project, "上海", status="rejected")
    assert counts(project) == {"LOC": Repairs(1, 0, 1)}
