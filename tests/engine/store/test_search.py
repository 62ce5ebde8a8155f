"""What can be found in a text, and that the index and the text agree about it."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.store import Project, search
from engine.types import Document


def found(text, needle):
    return [text[span.start : span.end] for span in search.find(text, needle)]


@pytest.mark.parametrize(
    ("text", "needle", "places"),
    [
        ("张三。北京", "三。北", ["三。北"]),
        ("张三。北京", "三北", []),
        ("海\n淀 区", "海淀区", ["海\n淀 区"]),
        ("ＮＡＴＯ nato Natos", "Nato", ["ＮＡＴＯ", "nato", "Nato"]),
        ("New\n  York, NewYork", "new york", ["New\n  York"]),
        ("①½ﬁn ﬁnd", "find", ["ﬁnd"]),
        ("张\u200b三", "张三", ["张\u200b三"]),
        ("Café CAFE\u0301", "cafe", ["Café", "CAFE"]),
        ("C++ c+", "C++", ["C++"]),
        ('他说"好"，', '"好"', ['"好"']),
        ("ｶﾞｽ ガス", "ガス", ["ｶﾞｽ", "ガス"]),
        ("𠀀𠀁", "𠀁", ["𠀁"]),
        ("😀😁", "😁", ["😁"]),
        ("한국어를", "한국", ["한국"]),
        ("北京北京北京", "北京", ["北京"] * 3),
        ("Bob Smith", "ob smi", ["ob Smi"]),
        ("a bc", "ab", []),
        ("1575.42MHz", "1575.42", ["1575.42"]),
        ("x", " ", []),
    ],
)
def test_finds(text, needle, places):
    assert found(text, needle) == places


words = st.one_of(
    st.text(max_size=8),
    st.text(st.sampled_from('北京市abＡé①ﬁ "*。-\u0301\u200bガｶﾞ가'), max_size=6),
    st.sampled_from(['"', "AND", "NEAR(", "a OR b", "*", "^x", "col:x", "'", "😀", "\0"]),
)


@settings(max_examples=150)
@given(st.lists(words, max_size=5).map("".join), words)
@example("甲\ud800", "\ud800")
def test_a_text_that_is_found_has_a_place(text, needle):
    with Project.in_memory() as project:
        document_id = project.add_document(Document(Path("/a.txt"), "txt", text, "a"))
        spans = project.find_in_text(document_id, needle)
        if needle.strip() and project.documents(contains=needle):
            assert spans
        assert all(a.end <= b.start for a, b in pairwise(spans))
        if search.phrase(needle):
            assert all(search.find(text[span.start : span.end], needle) for span in spans)


@settings(max_examples=100)
@given(st.text(st.sampled_from("北京市海淀区张三。，①㎏ﬁ "), min_size=2, max_size=30), st.data())
def test_every_stretch_of_chinese_is_found_where_it_stands(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    stretch = text[start : start + 2]
    if all("\u4e00" <= char <= "\u9fff" for char in stretch) and stretch[0] != stretch[1]:
        spans = [(span.start, span.end) for span in search.find(text, stretch)]
        assert (start, start + 2) in spans


@settings(max_examples=100)
@given(st.text(max_size=12), st.text(max_size=12))
def test_a_removed_text_is_no_longer_in_the_index(kept, removed):
    with Project.in_memory() as project:
        first = project.add_document(Document(Path("/a.txt"), "txt", kept, "a"))
        found_before = bool(project.documents(contains=removed))
        second = project.add_document(Document(Path("/b.txt"), "txt", removed, "b"))
        project.remove_documents([second])
        query = search.phrase(removed)
        if query:
            held = project._db.execute("SELECT rowid FROM text_search WHERE text_search MATCH ?", [query]).fetchall()
            assert held == ([(first,)] if found_before else [])
