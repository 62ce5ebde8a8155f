"""The project file: what is stored comes back, also after a restart, and trouble is one sentence."""

import os
import re
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DocumentError, ProjectError
from engine.store import Place, Project, connection, search
from engine.types import Block, Document, Label, LabelSet, Mention, Note

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
        ("北京*", False),
        ("海淀区。Bob", True),
        ("海淀区Bob", False),
    ],
)
def test_finds_documents_by_their_words(project, words, found):
    analysed(project)
    assert bool(project.documents(contains=words)) is found


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
    row = project.document(document_id)
    assert (row.state, row.fault, row.mention_count) == ("analysed", "not_found", len(FOUND))
    assert project.failed_documents() == []


def test_a_file_that_can_be_read_again_has_no_fault_any_more(project):
    document_id = analysed(project)
    other = project.add_document(document(TEXT + "甲", sha256="b"))
    for again, text, sha256 in ((other, TEXT + "甲", "b"), (document_id, TEXT, "a" * 64)):
        project.add_failed(document().path, DocumentError(document().path, "damaged", "page 3"))
        assert project.documents()[0].fault == "damaged"
        assert project.add_document(document(text, sha256=sha256)) == again
        (row,) = project.documents()
        assert (row.fault, row.fault_detail) == (None, "")
    project.add_failed(document().path, DocumentError(document().path, "damaged"))
    assert project.document(project.add_document(document("新", sha256="c"))).fault is None


def test_all_spellings_of_a_path_are_one_document(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = project.add_document(document(path="a/r.txt"))
    assert project.add_document(document(path=tmp_path / "a" / "r.txt")) == first
    assert project.add_document(document(path="a/../a/./r.txt")) == first
    assert project.document(first).path == tmp_path / "a" / "r.txt"


def test_removed_documents_leave_nothing(project):
    document_id = analysed(project)
    project.decide([project.mentions(document_id)[0].id], status="accepted")
    project.remove_documents([document_id])
    assert project.documents() == project.mentions() == project.documents(contains="北京") == []
    assert not project.undo()


def test_a_file_put_back_to_any_version_can_be_removed_with_all_of_them(project):
    ids = [project.add_document(document(TEXT + more, sha256=more)) for more in "甲乙丙乙"]
    assert len(set(ids)) == 3
    assert [row.id for row in project.documents()] == [ids[-1]]
    project.remove_documents([ids[-1]])
    assert project.documents() == []
    assert project._db.execute("SELECT COUNT(*) FROM documents").fetchone() == (0,)


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


def damaged(file):
    with Project.open(file) as project:
        analysed(project)
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)


def foreign(file):
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()


def newer(file):
    Project.open(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda file: file.write_text("不是数据库" * 300, encoding="utf-8"), "not a Veritag project"),
        (foreign, "not a Veritag project"),
        (newer, "newer version"),
        (damaged, "damaged"),
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


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(ProjectError, match="folder for the project file does not exist"):
        Project.open(tmp_path / "无" / "a.veritag")


def test_a_name_that_the_system_does_not_take_is_one_sentence(tmp_path):
    with pytest.raises(ProjectError, match=r"cannot be opened here \(File name too long\)"):
        Project.open(tmp_path / ("长" * 100))


@pytest.fixture
def ordinary_user(tmp_path):
    """Root may write everything: act as nobody in a folder that nobody may enter."""
    if not hasattr(os, "geteuid"):
        pytest.skip("file modes of POSIX")
    if os.geteuid() != 0:
        yield
        return
    folders = [tmp_path, *tmp_path.parents[:2]]
    modes = [folder.stat().st_mode for folder in folders]
    for folder in folders:
        folder.chmod(0o777)
    os.setresuid(65534, 65534, 0)
    yield
    os.setresuid(0, 0, 0)
    for folder, mode in zip(folders, modes, strict=True):
        folder.chmod(mode)


def test_a_project_that_may_not_be_written_says_so(tmp_path, ordinary_user):
    file = tmp_path / "a.veritag"
    Project.open(file).close()
    file.chmod(0o444)
    with pytest.raises(ProjectError, match="may not be read and written"):
        Project.open(file)


def test_a_locked_project_says_who_holds_it(tmp_path, monkeypatch):
    file = tmp_path / "a.veritag"
    Project.open(file).close()
    monkeypatch.setattr(connection, "_WAIT_SECONDS", 0.05)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ProjectError, match=re.escape(f"{file}: another program is writing to the project.")):
        Project.open(file)
    holder.close()
    Project.open(file).close()


def test_a_full_disk_is_one_sentence_and_changes_nothing(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as project:
        document_id = analysed(project)
        pages = project._db.execute("PRAGMA page_count").fetchone()[0]
        project._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        many = [Mention(0, 2, "张三", f"L{number}", 0.5, 0.5, "ensemble", {"x": "y" * 500}) for number in range(500)]
        with pytest.raises(ProjectError, match="disk is full"):
            project.save_analysis(document_id, project.start_run({}), many)
        assert texts(project, document_id) == [m.text for m in FOUND]


def test_a_writer_waits_for_another_and_loses_nothing(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as first:
        document_id = analysed(first)
        ids = [row.id for row in first.mentions(document_id)]

        def decide():
            with Project.open(file) as second:
                for number in range(30):
                    second.decide(ids[:2], status=("accepted", "rejected")[number % 2])

        thread = threading.Thread(target=decide)
        thread.start()
        for number in range(30):
            first.decide(ids[2:], status=("rejected", "accepted")[number % 2])
        thread.join()
        steps = 0
        while first.undo():
            steps += 1
        assert steps == 60
        assert {row.status for row in first.mentions(document_id)} == {"suggested"}


def test_a_snapshot_sees_one_moment(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as reader, Project.open(file) as writer:
        document_id = analysed(writer)
        with reader.snapshot():
            assert len(reader.mentions(document_id)) == 4
            writer.remove_documents([document_id])
            assert len(list(reader.iterate_mentions(document_id))) == 4
        assert reader.mentions(document_id) == []


def test_what_is_removed_leaves_no_word_in_the_file(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as project:
        document_id = analysed(project)
        first = project.mentions(document_id)[0]
        project.decide([first.id], status="accepted")
        project.save_analysis(document_id, project.start_run({}), [])
        assert texts(project) == ["张三"]
        project.remove_documents([document_id])
        project._db.execute("VACUUM")
    content = file.read_bytes()
    assert not any(words.encode() in content for words in ("张三", "海淀", "Smith", "smith"))


def test_text_and_names_that_are_no_unicode_are_kept_as_far_as_can_be(project):
    path = Path(os.fsdecode(b"/tmp/\xff\xe5.txt"))
    document_id = project.add_document(Document(path, "txt", "甲\ud800乙", "d" * 64))
    assert project.documents()[0].path == path
    assert project.text(document_id) == "甲\ufffd乙"
    assert project.add_document(Document(path, "txt", "甲\ud800乙", "d" * 64)) == document_id
    assert project.documents(contains="\ud800") == project.documents()


def test_a_span_outside_the_text_is_refused(project):
    document_id = project.add_document(document())
    with pytest.raises(ValueError, match="span"):
        project.save_analysis(document_id, project.start_run({}), [Mention(0, 9999, "x", "PER", 1, 0, "x")])
    assert project.document(document_id).state == "new"


def test_a_new_analysis_keeps_the_id_of_what_it_finds_again(project):
    document_id = analysed(project)
    before = project.mentions(document_id)
    project.save_analysis(document_id, project.start_run({}), FOUND[1:])
    assert [row.id for row in project.mentions(document_id)] == [row.id for row in before[1:]]
    project.save_analysis(document_id, project.start_run({}), FOUND)
    assert project.mentions(document_id)[0].id > before[-1].id


def test_another_form_of_the_search_index_makes_it_anew(tmp_path, monkeypatch):
    file = tmp_path / "a.veritag"
    with Project.open(file) as project:
        analysed(project)
        project._db.execute("INSERT INTO text_search(text_search) VALUES ('delete-all')")
        assert project.documents(contains="北京") == []
    monkeypatch.setattr(search, "form", lambda: "2/99")
    with Project.open(file) as project:
        assert project.documents(contains="北京")
