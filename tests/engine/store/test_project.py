"""The project file: what is stored comes back, also after a restart, and trouble is one sentence."""

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DocumentError, ProjectError
from engine.store import Place, Project
from engine.types import Block, Document, Label, LabelSet, Mention, Note, Span

TEXT = "张三住在北京市海淀区。\nBob Smith visited ＮＡＴＯ in Brussels.\n"


def document(text=TEXT, path="/资料/报告.txt", sha256="a" * 64, **fields):
    blocks, start = [], 0
    for line in text.splitlines(keepends=True):
        blocks.append(Block(start, start + len(line)))
        start += len(line)
    return Document(Path(path), "txt", text, sha256, tuple(blocks), **fields)


def mention(words, label="PER", text=TEXT, **changes):
    start = text.index(words)
    fields = {"score": 0.9, "uncertainty": 0.1, "decided_by": "ensemble", "evidence": {"votes": [{"source": "span"}]}}
    return Mention(start, start + len(words), words, label, **(fields | changes))


FOUND = (mention("张三"), mention("北京市海淀区", "LOC", score=0.6), mention("Bob Smith"), mention("Brussels", "LOC"))


def analysed(project, *mentions, **fields):
    document_id = project.add_document(document(**fields))
    run = project.start_run({"pack": "zh-open"})
    project.save_analysis(document_id, run, mentions or FOUND)
    project.finish_run(run, "done")
    return document_id


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        yield opened


def texts(project, document_id=None, **wanted):
    return [row.text for row in project.mentions(document_id, **wanted)]


def test_everything_comes_back_after_a_restart(tmp_path):
    file = tmp_path / "案件 一.veritag"
    noted = (Note("images", 3), Note("encoding_guessed", detail="gb18030"))
    labels = LabelSet((Label("PER", "人名", "Person", "#ffffff", "#000000"), Label("LOC", "地点", "Place", "#1", "#2")))
    with Project.open(file) as project:
        document_id = analysed(project, notes=noted, encoding="gb18030")
        project.set_labels(labels)
        project.set_setting("view", {"zoom": 2})
    with Project.open(file) as project:
        (row,) = project.documents()
        assert (row.path, row.notes, row.encoding, row.state) == (document().path, noted, "gb18030", "analysed")
        assert row.mention_count == 4
        assert project.text(document_id) == TEXT
        assert project.blocks(document_id) == list(document().blocks)
        assert project.labels() == labels
        assert project.get_setting("view") == {"zoom": 2}
        assert project.get_setting("other", 5) == 5
        first = project.mentions(document_id)[0]
        assert (first.text, first.label, first.status) == ("张三", "PER", "suggested")
        assert project.evidence(first.id) == {"votes": [{"source": "span"}]}
        assert project.last_run()["pack"] == "zh-open"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("北京", True),
        ("海淀", True),
        ("张三", True),
        ("三住", True),
        ("京北", False),
        ("bob", True),
        ("BOB SMITH", True),
        ("Smith Bob", False),
        ("Smit", False),
        ("nato", True),
        ('"', False),
        ("AND OR NOT", False),
        ("北京*", True),
    ],
)
def test_finds_documents_by_their_words(project, words, found):
    analysed(project)
    assert bool(project.documents(contains=words)) is found


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20))
def test_whatever_is_typed_can_be_searched(words):
    with Project.in_memory() as project:
        project.add_document(document())
        project.documents(contains=words)
        for span in project.find_in_text(1, words):
            assert 0 <= span.start < span.end <= len(TEXT)


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("北京市海淀区张三。，ab "), min_size=2, max_size=30), st.data())
def test_every_stretch_of_chinese_is_found(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    stretch = text[start : start + 2]
    with Project.in_memory() as project:
        project.add_document(document(text))
        if all("\u4e00" <= char <= "\u9fff" for char in stretch):
            assert project.documents(contains=stretch)
        if stretch.strip() == stretch:
            assert Span(start, start + 2) in project.find_in_text(1, stretch) or stretch[0] == stretch[1]


def test_finds_places_in_a_text_whatever_case_and_width(project):
    document_id = analysed(project)
    (span,) = project.find_in_text(document_id, "nato")
    assert TEXT[span.start : span.end] == "ＮＡＴＯ"


def test_asks_for_mentions_in_every_way(project):
    document_id = analysed(project)
    analysed(project, mention("张三"), path="/资料/二.txt", sha256="b" * 64)
    assert texts(project, document_id, labels=["LOC"]) == ["北京市海淀区", "Brussels"]
    assert texts(project, document_id, min_score=0.7) == ["张三", "Bob Smith", "Brussels"]
    assert texts(project, text_contains="海淀") == ["北京市海淀区"]
    assert texts(project, text_contains="%") == []
    assert texts(project, document_id, order_by="score")[0] == "北京市海淀区"
    assert texts(project, document_id, descending=True) == ["Brussels", "Bob Smith", "北京市海淀区", "张三"]
    assert texts(project, limit=2, offset=1) == ["北京市海淀区", "Bob Smith"]
    assert texts(project, document_id, statuses=["rejected"]) == []
    assert project.count_mentions() == 5
    assert project.count_mentions(document_id, labels=["PER"]) == 2
    assert project.label_counts() == {"LOC": 2, "PER": 3}
    third = project.mentions(document_id, order_by="text")[2]
    assert project.mention_position(third.id, document_id, order_by="text") == 2
    assert project.mention_position(third.id, document_id, labels=["ORG"]) is None


@given(st.integers(0, 60), st.integers(1, 30))
def test_a_range_gives_exactly_the_mentions_that_touch_it(start, length):
    with Project.in_memory() as project:
        document_id = analysed(project)
        end = start + length
        expected = [m.text for m in FOUND if m.start < end and m.end > start]
        assert texts(project, document_id, start=start, end=end) == expected


def test_a_mention_knows_its_place(project):
    text = "标题\n甲乙\t丙丁\n脚注\n"
    blocks = (
        Block(0, 2, "heading", page=1),
        Block(3, 5, "cell", page=1, table=2, row=4, column=1),
        Block(6, 8, "cell", page=1, table=2, row=4, column=2),
        Block(9, 11, "footnote"),
    )
    document_id = project.add_document(Document(Path("/a.docx"), "docx", text, "c" * 64, blocks))
    found = [mention(words, text=text) for words in ("标题", "丙丁", "脚注")]
    project.save_analysis(document_id, project.start_run({}), found)
    places = [row.place for row in project.mentions(document_id)]
    assert [place.describe() for place in places] == ["page 1, heading 1", "page 1, table 2, row 4", "footnote 1"]
    assert places[1].column == 2
    assert Place(number=12).describe() == "paragraph 12"


def test_the_same_file_is_one_document_and_a_failed_one_says_why(project):
    assert analysed(project) == project.add_document(document())
    error = DocumentError("/资料/坏.pdf", "damaged", "page 3")
    failed = project.add_failed(error.path, error)
    row = project.document(failed)
    assert (row.state, row.fault, row.fault_detail) == ("failed", "damaged", "page 3")
    assert project.add_document(document(path="/资料/坏.pdf")) != failed
    assert [row.state for row in project.documents()] == ["analysed", "new"]


def test_a_file_that_can_no_longer_be_read_keeps_its_earlier_reading(project):
    document_id = analysed(project)
    assert project.add_failed(document().path, DocumentError(document().path, "not_found")) == document_id
    assert project.text(document_id) == TEXT


def test_removed_documents_leave_nothing(project):
    document_id = analysed(project)
    project.decide([project.mentions(document_id)[0].id], status="accepted")
    project.remove_documents([document_id])
    assert project.documents() == project.mentions() == project.documents(contains="北京") == []
    assert not project.undo()


def test_a_failed_save_leaves_what_was_there(project):
    document_id = analysed(project)

    def breaking():
        yield mention("张三", "ORG")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        project.save_analysis(document_id, project.start_run({}), breaking())
    assert texts(project, document_id) == [m.text for m in FOUND]


def test_one_thread_reads_while_another_writes(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as reader:
        document_id = analysed(reader)

        def write():
            with Project.open(file) as writer:
                for _ in range(20):
                    writer.save_analysis(document_id, writer.start_run({}), FOUND)

        thread = threading.Thread(target=write)
        thread.start()
        while thread.is_alive():
            assert len(reader.mentions(document_id)) == 4
        thread.join()


def test_a_copy_is_whole_and_never_overwrites(project, tmp_path):
    analysed(project)
    project.save_copy(tmp_path / "copy.veritag")
    with Project.open(tmp_path / "copy.veritag") as copy:
        assert texts(copy) == texts(project)
    with pytest.raises(ProjectError, match="already"):
        project.save_copy(tmp_path / "copy.veritag")


def foreign(file):
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()


def newer(file):
    Project.open(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('veritag','m999','x')"
        )
    connection.close()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda file: file.write_text("不是数据库" * 300, encoding="utf-8"), "not a Veritag project"),
        (foreign, "not a Veritag project"),
        (newer, "newer version"),
        (lambda file: file.mkdir(), "folder"),
    ],
)
def test_what_is_no_project_is_refused_in_one_sentence(tmp_path, make, reason):
    file = tmp_path / "坏的.veritag"
    make(file)
    with pytest.raises(ProjectError, match=reason) as caught:
        Project.open(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)
