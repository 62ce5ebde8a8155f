"""The places of a full-text search across a project."""

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.store import Context, Hit, Project, search
from engine.types import Document, Span


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        yield opened


def add(project, name, text, sha256=None):
    return project.add_document(Document(Path(name), "txt", text, sha256 or name))


def places(project, words):
    return [(hit.document_id, hit.span.start, hit.span.end) for hit in project.iterate_hits(words)]


def test_places_come_in_the_order_of_documents_and_texts_with_what_stands_around(project):
    second, first = add(project, "/z.txt", "北京到\n上海，又到北京。"), add(project, "/a.txt", "他在北京。")
    add(project, "/n.txt", "南京，北方。")
    assert list(project.iterate_hits("北京", width=4)) == [
        Hit(second, "z.txt", Span(0, 2), Context("", "北京", "到 上海")),
        Hit(second, "z.txt", Span(9, 11), Context("…海，又到", "北京", "。")),
        Hit(first, "a.txt", Span(2, 4), Context("他在", "北京", "。")),
    ]


def test_nothing_is_found_without_a_word_or_where_it_stands_nowhere(project):
    add(project, "/a.txt", "他在北京。")
    assert [places(project, words) for words in ("", "  ", "\u200b", "京北")] == [[]] * 4


def test_a_word_of_letters_is_whole_in_every_document(project):
    first = add(project, "/a.txt", "NATOs and ＮＡＴＯ, UNATO")
    add(project, "/b.txt", "NATOs")
    assert places(project, "nato") == [(first, 10, 14)]


def test_the_text_of_an_older_version_has_no_places(project):
    add(project, "/a.txt", "北京和北京", "1")
    newer = add(project, "/a.txt", "到北京", "2")
    assert places(project, "北京") == [(newer, 1, 3)]


def test_what_is_not_asked_for_is_not_searched(project, monkeypatch):
    searched = []
    iterate = search.iterate
    monkeypatch.setattr(search, "iterate", lambda text, *a, **k: searched.append(text) or iterate(text, *a, **k))
    texts = ["北京" * 1000, "在北京", "去北京"]
    for number, text in enumerate(texts):
        add(project, f"/{number}.txt", text)
    assert len(list(islice(project.iterate_hits("北京"), 1000))) == 1000
    assert searched == texts[:1]
    assert len(list(project.iterate_hits("北京"))) == 1002


words = st.one_of(st.text(max_size=8), st.text(st.sampled_from('北京市ab cＡé①ﬁ "*。-\u0301\u200bガｶﾞ가ท'), max_size=6))


@settings(max_examples=150)
@given(st.lists(st.lists(words, max_size=4).map("".join), max_size=3), words)
@example(["abc ab"], "ab")
@example(["a bc"], "b")
def test_just_the_documents_that_the_search_lists_have_places(texts, needle):
    with Project.in_memory() as project:
        for number, text in enumerate(texts):
            add(project, f"/{number}.txt", text)
        hits = list(project.iterate_hits(needle))
        listed = [row.id for row in project.documents(contains=needle)] if search.phrase(needle) else []
        assert list(dict.fromkeys(hit.document_id for hit in hits)) == listed
        for hit in hits:
            found = project.text(hit.document_id)[hit.span.start : hit.span.end]
            assert search.find(found, needle)
            assert hit.context.words.split() == found.split()
