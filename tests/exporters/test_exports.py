"""What is exported can be read back, line by line the same, and never spoils an older file."""

import csv
import io
import json
import os
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exporters
from engine.errors import BadInputError, DocumentError, VeritagError
from engine.evaluation.gold import read_gold
from engine.store import Project
from engine.types import Block, Document, Mention, Note
from exporters import ExportOptions
from exporters.csv import COLUMNS, harmless

GOLDEN = Path(__file__).parent / "golden"
TEXT = "=cmd是张三写的，\n表格：北京\t@上海\n"


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        blocks = (Block(0, 10), Block(11, 16, "cell", table=2, row=4, column=1), Block(17, 20, "cell", 3, 2, 4, 2))
        document = Document(
            Path("/资料/-报告.txt"), "txt", TEXT, "ab" * 32, blocks, (Note("images", 2),), encoding="gb18030"
        )
        first = opened.add_document(document)
        run = opened.start_run({"pack": "zh-open", "method": "average"})
        evidence = {"votes": [{"source": "span", "label": "PER", "score": 0.875}]}
        mentions = [
            Mention(0, 4, "=cmd", "ORG", 0.5, 0.5, "ensemble", evidence),
            Mention(5, 7, "张三", "PER", 0.875, 0.125, "ensemble", evidence),
            Mention(14, 16, "北京", "LOC", 1.0, 0.0, "pattern:place", {"votes": []}),
            Mention(17, 20, "@上海", "LOC", 0.75, 0.25, "ensemble", {"votes": []}),
        ]
        opened.save_analysis(first, run, mentions)
        opened.finish_run(run, "done")
        opened.decide([opened.mentions()[2].id], status="rejected")
        opened.merge_names("PER", ["张三"], "张三丰")
        opened.comment([opened.mentions()[1].id], "=同名？\n再查")
        opened.add_failed(Path("/资料/坏.pdf"), DocumentError("/资料/坏.pdf", "damaged", "page 3"))
        yield opened


def written(project, format_, **options):
    out = io.StringIO(newline="")
    count = exporters.export(project, format_, out, options=ExportOptions(**options))
    return out.getvalue(), count


def without_times(text):
    data = json.loads(text)
    data["run"] |= {"started_at": "", "finished_at": ""}
    return data


def test_csv_is_as_agreed(project):
    text, count = written(project, "csv")
    assert count == 3
    assert text == (GOLDEN / "entities.csv").read_bytes().decode("utf-8")


def test_json_is_as_agreed(project):
    text, count = written(project, "json", with_text=True, statuses=("suggested", "accepted", "rejected"))
    assert count == 4
    assert without_times(text) == json.loads((GOLDEN / "entities.json").read_text(encoding="utf-8"))
    assert "张三" in text


def test_json_quotes_its_text(project):
    text, _ = written(project, "json", with_text=True)
    document, failed = json.loads(text)["documents"]
    for entity in document["entities"]:
        assert document["text"][entity["start"] : entity["end"]] == entity["text"]
    assert failed["entities"] == []
    assert failed["error"] == "/资料/坏.pdf: the file is damaged or is not what its name says (page 3)."


def test_only_what_is_wanted(project):
    text, count = written(project, "csv", labels=["LOC"], statuses=["rejected"])
    assert count == 1
    assert [row["text"] for row in csv.DictReader(io.StringIO(text))] == ["北京"]
    _, count = written(project, "csv", document_ids=[999])
    assert count == 0


def test_excel_sees_utf8_when_asked(project, tmp_path):
    exporters.export(project, "csv", tmp_path / "a.csv", options=ExportOptions(bom=True))
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    exporters.export(project, "csv", tmp_path / "a.csv", options=ExportOptions())
    assert (tmp_path / "a.csv").read_bytes().startswith(b"document,")


@pytest.mark.parametrize(
    ("text", "for_excel"),
    [
        ("110101199003074514", "'110101199003074514"),
        ("01062345678", "'01062345678"),
        ("６２２２０２１２３４５６７８９０１２３", "'６２２２０２１２３４５６７８９０１２３"),
        ("13800138000", "13800138000"),
        ("123456789012345", "123456789012345"),
        ("0.5亿元", "0.5亿元"),
        ("+86 13800138000", "'+86 13800138000"),
    ],
)
def test_excel_does_not_shorten_what_is_written_for_it(tmp_path, text, for_excel):
    with Project.in_memory() as project:
        document_id = project.add_document(Document(Path("/a.txt"), "txt", text, "c" * 64))
        mention = Mention(0, len(text), text, "X", 0.25, 0.75, "ensemble", {})
        project.save_analysis(document_id, project.start_run({}), [mention])
        for bom, expected in ((True, for_excel), (False, text if text[0] != "+" else for_excel)):
            exporters.export(project, "csv", tmp_path / "a.csv", options=ExportOptions(bom=bom))
            with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as lines:
                (row,) = csv.DictReader(lines)
            assert (row["text"], row["entity"]) == (expected, expected)


anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)


@given(anything)
def test_no_cell_is_a_formula_and_every_guard_can_be_taken_off(text):
    cell = harmless(text)
    assert cell[0] not in "=+-@＝＋－＠\t\r"
    assert cell == text or (cell[0] == "'" and cell[1:] == text)
    assert (cell[0] == "'") == (cell != text)


@settings(max_examples=40)
@given(st.lists(anything, min_size=1, max_size=5))
def test_both_formats_give_back_what_the_project_holds(words):
    text = "".join(words)
    with Project.in_memory() as project:
        document_id = project.add_document(Document(Path("/a.txt"), "txt", text, "c" * 64))
        mentions, start = [], 0
        for word in words:
            mentions.append(Mention(start, start + len(word), word, "X", 0.25, 0.75, "ensemble", {"words": word}))
            start += len(word)
        project.save_analysis(document_id, project.start_run({}), mentions)
        rows = list(csv.DictReader(io.StringIO(written(project, "csv")[0], newline="")))
        assert [harmless(word) for word in words] == [row["text"] for row in rows]
        assert [(int(row["start"]), int(row["end"])) for row in rows] == [(m.start, m.end) for m in mentions]
        (document,) = json.loads(written(project, "json")[0])["documents"]
        assert [entity["text"] for entity in document["entities"]] == words
        assert [entity["evidence"] for entity in document["entities"]] == [{"words": word} for word in words]


def test_the_columns_are_documented():
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    table = page.split("## JSON")[0]
    assert all(name in table for name in COLUMNS)


def test_an_unknown_format_is_named_with_those_there_are(project, tmp_path):
    with pytest.raises(BadInputError, match=r"xml.*csv, json"):
        exporters.export(project, "xml", tmp_path / "a", options=ExportOptions())


@pytest.mark.parametrize("place", ["folder", "missing/a.csv"])
def test_a_place_that_cannot_be_written_is_one_sentence(project, tmp_path, place):
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInputError, match="folder"):
        exporters.export(project, "csv", tmp_path / place, options=ExportOptions())


def test_a_failure_on_the_way_leaves_the_older_file(project, tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    target.write_text("older", encoding="utf-8")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VeritagError, match="No space left"):
        exporters.export(project, "json", target, options=ExportOptions())
    assert target.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_what_is_no_regular_file_is_left_alone(project, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInputError, match="regular file"):
        exporters.export(project, "csv", pipe, options=ExportOptions())
    assert pipe.is_fifo()


def test_a_project_is_not_overwritten_by_its_export(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as opened:
        link = tmp_path / "link.csv"
        link.symlink_to(file)
        for out in (file, link, tmp_path / "a.veritag-wal", tmp_path / "a.veritag-shm"):
            with pytest.raises(BadInputError, match="part of the project"):
                exporters.export(opened, "csv", out, options=ExportOptions())
    with Project.open(file) as opened:
        assert opened.documents() == []


def test_a_link_stays_a_link(project, tmp_path):
    target = tmp_path / "real.csv"
    target.write_text("older", encoding="utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    exporters.export(project, "csv", link, options=ExportOptions())
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"document,")


def test_a_path_that_is_no_unicode_is_shown_with_its_bytes(tmp_path):
    path = Path(os.fsdecode(b"/tmp/\xff\xe5.txt"))
    with Project.in_memory() as project:
        document_id = project.add_document(Document(path, "txt", "张三", "a"))
        project.save_analysis(document_id, project.start_run({}), [Mention(0, 2, "张三", "PER", 1, 0, "ensemble")])
        project.add_failed(path.with_suffix(".pdf"), DocumentError(path.with_suffix(".pdf"), "damaged"))
        for format_ in ("csv", "json"):
            exporters.export(project, format_, tmp_path / "out", options=ExportOptions())
            assert "/tmp/\\udcff" in (tmp_path / "out").read_text(encoding="utf-8").replace("\\\\", "\\")


def test_an_export_is_of_one_moment(tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as project, Project.open(file) as other:
        ids = [project.add_document(Document(Path(f"/{name}.txt"), "txt", "张三", name)) for name in "ab"]
        for document_id in ids:
            project.save_analysis(document_id, project.start_run({}), [Mention(0, 2, "张三", "PER", 1, 0, "ensemble")])

        class Removing(io.StringIO):
            def write(self, text):
                other.remove_documents(ids)
                return super().write(text)

        assert exporters.export(project, "json", Removing(newline=""), options=ExportOptions()) == 2
        assert project.documents() == []


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_memory_stays_flat(format_):
    class Sink(io.StringIO):
        def write(self, text):
            return len(text)

    def peak(count):
        with Project.in_memory() as project:
            document_id = project.add_document(Document(Path("/a.txt"), "txt", "张三" * count, "a"))
            found = [Mention(2 * n, 2 * n + 2, "张三", "PER", 0.5, 0.5, "ensemble", {"n": n}) for n in range(count)]
            project.save_analysis(document_id, project.start_run({}), found)
            del found
            tracemalloc.start()
            assert exporters.export(project, format_, Sink(), options=ExportOptions()) == count
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return highest

    small, large = peak(6_000), peak(24_000)
    # A mention's own text is 4 bytes of the document here; a mention that is held takes hundreds.
    assert large - small < 18_000 * 20


def records(project, **options):
    text, count = written(project, "records", **options)
    return [json.loads(line) for line in text.splitlines()], count


def test_only_what_was_reviewed_becomes_records():
    text = "张三在北京。李四在上海。空的一段。"
    with Project.in_memory() as project:
        blocks = (Block(0, 6), Block(6, 12), Block(12, 17))
        first = project.add_document(Document(Path("/a.txt"), "txt", text, "ab" * 32, blocks))
        found = [
            Mention(start, start + 2, text[start : start + 2], label, 0.8, 0.2, "ensemble", {"votes": []})
            for start, label in ((0, "PER"), (3, "LOC"), (6, "PER"), (9, "LOC"))
        ]
        project.save_analysis(first, project.start_run({}), found)
        assert records(project) == ([], 0)
        rows = project.mentions()
        project.decide([rows[0].id], status="accepted")
        assert records(project) == ([], 0)
        project.decide([rows[1].id], status="rejected")
        spans = [{"start": 0, "end": 2, "label": "PER"}]
        reviewed = {"id": "abababababab-1", "text": "张三在北京。", "entities": spans}
        assert records(project) == ([reviewed], 1)
        project.decide([row.id for row in rows[2:]], status="accepted")
        lines, count = records(project)
        assert [line["text"] for line in lines] == ["张三在北京。", "李四在上海。", "空的一段。"]
        assert (count, lines[2]["entities"]) == (3, [])
        assert records(project, labels=["LOC"])[0][1]["entities"] == [{"start": 3, "end": 5, "label": "LOC"}]


def test_blocks_that_an_accepted_entity_reaches_out_of_are_no_records():
    text = "北纬39度54分\n东经116度23分\n张三在北京。"
    with Project.in_memory() as project:
        blocks = (Block(0, 8), Block(9, 18), Block(19, 25))
        document_id = project.add_document(Document(Path("/a.txt"), "txt", text, "ab" * 32, blocks))
        found = [
            Mention(0, 18, text[:18], "COORDINATE", 0.9, 0.1, "ensemble"),
            Mention(19, 21, "张三", "PER", 0.9, 0.1, "ensemble"),
        ]
        project.save_analysis(document_id, project.start_run({}), found)
        across, inside = (mention.id for mention in project.mentions())
        project.decide([across, inside], status="accepted")
        lines, count = records(project)
        assert ([line["text"] for line in lines], count) == (["张三在北京。"], 1)
        project.decide([across], status="rejected")
        assert [line["text"] for line in records(project)[0]] == ["北纬39度54分", "东经116度23分", "张三在北京。"]


def test_records_take_linear_time():
    """Copying the mentions behind each block would take ten seconds."""
    count = 50_000
    text = "张三\n" * count
    with Project.in_memory() as project:
        blocks = tuple(Block(start, start + 2) for start in range(0, len(text), 3))
        document_id = project.add_document(Document(Path("/a.txt"), "txt", text, "ab" * 32, blocks))
        found = [Mention(block.start, block.end, "张三", "PER", 0.9, 0.1, "ensemble") for block in blocks]
        project.save_analysis(document_id, project.start_run({}), found)
        project.decide([mention.id for mention in project.mentions()], status="accepted")
        started = time.process_time()
        assert len(records(project)[0]) == count
        assert time.process_time() - started < 4


def test_records_can_be_read_as_gold(tmp_path, project):
    project.decide([project.mentions()[1].id, project.mentions()[3].id, project.mentions()[0].id], status="accepted")
    file = tmp_path / "记录.jsonl"
    count = exporters.export(project, "records", file, options=ExportOptions())
    gold = list(read_gold(file))
    assert sum(len(record.entities) for record in gold) == count > 0
    spans = [record.text[start:end] for record in gold for start, end, _ in record.entities]
    assert spans == ["=cmd", "张三", "@上海"]
