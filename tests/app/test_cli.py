"""The command line, run in this process: options, outputs, sentences and exit codes."""

import csv
import io
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from engine import __version__
from engine.pipeline import Analyzer
from engine.store import Project
from engine.taggers import runtime

TEXT = "张三于2024年3月5日向李四支付了人民币3,000万元，电话13800138000。\n频率为1575.42 MHz。\n"


@pytest.fixture(autouse=True)
def home(command_home):
    return command_home


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "文档 目录"
    (folder / "内层").mkdir(parents=True)
    (folder / "合同 一.txt").write_text(TEXT, encoding="utf-8")
    (folder / "内层" / "合同 二.md").write_text("# 标题\n\n邮箱 a@b.cn\n", encoding="utf-8")
    (folder / "别的.xyz").write_text("2024年3月5日", encoding="utf-8")
    return folder


def patterns_only(*arguments):
    return ("analyze", "--pack", "none", *arguments)


def test_version_and_help(veritag):
    assert veritag("--version") == (0, f"veritag {__version__}\n", "")
    code, out, err = veritag("--help")
    assert (code, err) == (0, "")
    assert "Exit codes: 0 all done" in out
    assert veritag() == (0, out, "")


def test_a_document_without_entities_gets_a_sentence_unless_a_note_says_more(veritag, tmp_path):
    plain, dated, scan = tmp_path / "plain.txt", tmp_path / "dated.txt", tmp_path / "image.md"
    plain.write_text("没有什么可找的。", encoding="utf-8")
    dated.write_text("2024年3月5日", encoding="utf-8")
    scan.write_text("![](a.png) 一张图。", encoding="utf-8")
    code, _, err = veritag(*patterns_only(plain, dated, scan))
    assert code == 0
    assert err.splitlines() == [
        f"veritag: {plain}: No entity was found.",
        f"veritag: {scan}: 1 image(s) inside were not read.",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("frob",), "veritag: No such command 'frob'."),
        (("analyze",), "veritag: Missing argument"),
        (("analyze", "--frob", "x"), "veritag: No such option: --frob"),
        (("analyze", "x.txt", "--threshold", "2"), "veritag: Invalid value for '--threshold'"),
        (
            ("analyze", "x.txt", "--method", "hybridner"),
            "veritag: The method hybridner is not available with the pack zh-open (available: average, majority,",
        ),
        (
            ("analyze", "x.txt", "--verifier", "cloud"),
            "veritag: The verifier cloud ",
        ),
        (("analyze", "x.txt", "--pack", "nil"), "veritag: nil: there is no such pack (installed:"),
        (
            ("analyze", "x.txt", "--patterns", "data"),
            "veritag: There is no pattern recogniser called data (available: date,",
        ),
        (
            ("analyze", "x.txt", "--patterns", "date", "--no-patterns"),
            "veritag: --patterns and --no-patterns exclude",
        ),
        (
            ("analyze", "x.txt", "--pack", "none", "--no-patterns"),
            "veritag: Without a pack and without patterns",
        ),
        (
            ("analyze", "x.txt", "--pack", "none", "--json", "no/where.json"),
            "veritag: no/where.json: the folder ",
        ),
        (
            ("export", "none.veritag", "--format", "csv", "--out", "o.csv"),
            "veritag: none.veritag: there is no such project",
        ),
        (
            ("evaluate", "--data", "none.jsonl", "--pack", "zh-open"),
            "veritag: none.jsonl: the file cannot be read",
        ),
        (("packs", "install", "none.zip"), "veritag: none.zip: "),
        (("packs", "verify", "nil"), "veritag: nil: there is no such pack"),
    ],
)
def test_bad_input_is_one_line_and_code_2(veritag, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    code, out, err = veritag(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1
    assert not list(tmp_path.glob("*.veritag"))


def test_analyze_shows_a_table_of_counts(veritag, folder):
    code, out, err = veritag(*patterns_only(folder))
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["file", "characters", "entities", "DATE", "MONEY", "EMAIL", "PHONE", "FREQUENCY"]
    assert out.splitlines()[2].startswith(str(folder / "合同 一.txt")) or out.splitlines()[1].startswith(
        str(folder / "合同 一.txt")
    )
    assert lines[-1][:2] == ["all", "files"]
    assert lines[-1][3:] == ["5", "1", "1", "1", "1", "1"]


def test_json_on_stdout_is_pure_and_quotes_the_text(veritag, folder):
    code, out, err = veritag(*patterns_only(folder, "--json", "-", "--with-text"))
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert result["schema"] == "veritag/1"
    assert {Path(document["path"]).name for document in result["documents"]} == {"合同 一.txt", "合同 二.md"}
    for document in result["documents"]:
        assert document["text_length"] == len(document["text"])
        for entity in document["entities"]:
            assert document["text"][entity["start"] : entity["end"]] == entity["text"]
    found = {entity["text"]: entity["label"] for document in result["documents"] for entity in document["entities"]}
    assert found == {
        "2024年3月5日": "DATE",
        "人民币3,000万元": "MONEY",
        "13800138000": "PHONE",
        "1575.42 MHz": "FREQUENCY",
        "a@b.cn": "EMAIL",
    }


def test_only_the_chosen_patterns_work(veritag, folder):
    code, out, _ = veritag(*patterns_only(folder, "--patterns", "money, date", "--json", "-"))
    entities = [entity for document in json.loads(out)["documents"] for entity in document["entities"]]
    assert code == 0
    assert {entity["label"] for entity in entities} == {"DATE", "MONEY"}


def test_files_project_and_export(veritag, folder, tmp_path):
    project = tmp_path / "案件 甲.veritag"
    code, out, err = veritag(
        *patterns_only(folder, "--project", project, "--json", tmp_path / "a.json", "--csv", tmp_path / "a.csv")
    )
    assert (code, err) == (0, "")
    assert "合同 一.txt" in out
    assert veritag("export", project, "--format", "json", "--out", tmp_path / "b.json") == (0, "", "")
    first, second = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("a.json", "b.json"))
    assert first["documents"] == second["documents"]
    code, _, _ = veritag("export", project, "--format", "csv", "--out", tmp_path / "b.csv", "--bom", "--label", "DATE")
    assert code == 0
    data = (tmp_path / "b.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["2024年3月5日"]
    code, out, err = veritag("export", project, "--format", "xls", "--out", "-")
    assert (code, out) == (2, "")
    assert "xls" in err
    assert "available: csv, json" in err
    code, _, err = veritag("export", project, "--format", "csv", "--out", "-", "--label", "XYZ")
    assert code == 2
    assert f"{project}: there is no label XYZ (available: DATE, MONEY," in err


def test_bad_files_are_one_line_each_and_the_others_are_done(veritag, folder):
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.docx").write_bytes(b"PK no zip")
    code, out, err = veritag(*patterns_only(folder, folder / "没有.pdf", "--json", "-"))
    assert code == 2
    documents = {Path(document["path"]).name: document for document in json.loads(out)["documents"]}
    assert {name for name, document in documents.items() if document["entities"]} == {"合同 一.txt", "合同 二.md"}
    assert documents["空.txt"]["error"] == f"{folder / '空.txt'}: the file is empty."
    lines = err.splitlines()
    assert len(lines) == 3
    assert f"veritag: {folder / '空.txt'}: the file is empty." in lines
    assert f"veritag: {folder / '没有.pdf'}: the file does not exist." in lines
    assert any(line.startswith(f"veritag: {folder / '坏.docx'}: the file is damaged") for line in lines)


def test_a_file_that_cannot_be_read_again_keeps_its_entities_and_tells_it(veritag, folder, tmp_path):
    file, project = folder / "合同 一.txt", tmp_path / "p.veritag"

    def read_again():
        code, out, err = veritag(*patterns_only(file, "--project", project, "--json", "-"))
        (document,) = json.loads(out)["documents"]
        return code, document, err

    code, before, _ = read_again()
    assert (code, "error" in before) == (0, False)
    data = file.read_bytes()
    file.unlink()
    code, document, err = read_again()
    sentence = f"{file}: the file does not exist."
    assert (code, err) == (2, f"veritag: {sentence}\n")
    assert (document["state"], document.pop("error")) == ("analysed", sentence)
    assert document == before
    code, out, _ = veritag("export", project, "--format", "json", "--out", "-")
    assert (code, json.loads(out)["documents"][0]["error"]) == (0, sentence)
    file.write_bytes(data)
    code, document, err = read_again()
    assert (code, "error" in document, err) == (0, False, "")


def test_a_folder_without_documents_is_bad_input(veritag, tmp_path):
    (tmp_path / "空").mkdir()
    code, _, err = veritag(*patterns_only(tmp_path / "空"))
    assert code == 2
    assert err.endswith("there is no file of a supported kind in this folder.\n")


def test_an_unexpected_failure_of_one_file_leaves_a_report_and_the_others_done(veritag, folder, home, monkeypatch):
    examine = Analyzer.examine

    def fail_on_markdown(self, document, **options):
        if document.format == "md":
            raise ZeroDivisionError(document.text)
        return examine(self, document, **options)

    monkeypatch.setattr(Analyzer, "examine", fail_on_markdown)
    code, out, err = veritag(*patterns_only(folder, "--json", "-"))
    assert code == 2
    assert any(
        entity["label"] == "DATE" for document in json.loads(out)["documents"] for entity in document["entities"]
    )
    (report,) = (home / "logs" / "reports").iterdir()
    assert err.startswith(
        f"veritag: {folder / '内层' / '合同 二.md'}: the program failed on this file (report: {report})"
    )
    written = report.read_text(encoding="utf-8") + (home / "logs" / "veritag.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in written
    assert "a@b.cn" not in written


def test_documents_that_are_removed_meanwhile_keep_no_other_back(veritag, folder, tmp_path, monkeypatch):
    project = tmp_path / "p.veritag"
    examine = Analyzer.examine

    def remove_before(self, document, **options):
        with Project.open(project) as other:
            other.remove_documents([row.id for row in other.documents()])
        return examine(self, document, **options)

    monkeypatch.setattr(Analyzer, "examine", remove_before)
    code, out, err = veritag(*patterns_only(folder, "--project", project, "--csv", tmp_path / "a.csv"))
    assert code == 2
    assert [line.rpartition(": ")[2] for line in err.splitlines()] == [
        "the document was removed from the project meanwhile."
    ] * 2
    assert out == ""
    monkeypatch.setattr(Analyzer, "examine", examine)
    finish = Project.finish_run

    def remove_after(self, run_id, state):
        finish(self, run_id, state)
        self.remove_documents([self.documents()[0].id])

    monkeypatch.setattr(Project, "finish_run", remove_after)
    code, out, _ = veritag(*patterns_only(folder, "--project", project))
    assert (code, len(out.splitlines())) == (0, 2)


def test_an_unexpected_failure_is_one_line_with_a_report_and_code_1(veritag, folder, home, monkeypatch):
    def fail(*_arguments, **_options):
        raise ZeroDivisionError("张三")

    monkeypatch.setattr(Project, "in_memory", fail)
    code, out, err = veritag(*patterns_only(folder))
    (report,) = (home / "logs" / "reports").iterdir()
    assert (code, out) == (1, "")
    assert err == f"veritag: The program failed (ZeroDivisionError). A report was written: {report}\n"
    assert "张三" not in report.read_text(encoding="utf-8")


def test_ctrl_c_keeps_and_writes_the_finished_files(veritag, folder, tmp_path, monkeypatch):
    examine = Analyzer.examine

    def interrupt_second(self, document, **options):
        if document.format == "txt":
            signal.raise_signal(signal.SIGINT)
            while not options["cancelled"]():
                pass
        return examine(self, document, **options)

    monkeypatch.setattr(Analyzer, "examine", interrupt_second)
    before = signal.getsignal(signal.SIGINT)
    project = tmp_path / "p.veritag"
    arguments = patterns_only(folder / "内层", folder / "合同 一.txt", "--project", project, "--json", "-")
    code, out, err = veritag(*arguments)
    assert (code, err) == (130, "veritag: Stopped: 1 of 2 files are finished.\n")
    assert [Path(document["path"]).name for document in json.loads(out)["documents"]] == ["合同 二.md"]
    assert signal.getsignal(signal.SIGINT) is before
    with Project.open(project) as saved:
        states = {row.name: row.state for row in saved.documents()}
    assert states["合同 二.md"] == "analysed"
    assert states.get("合同 一.txt") != "analysed"


def test_evaluate_measures_the_pack_on_its_own_labels(veritag, tmp_path):
    gold = tmp_path / "金 标.jsonl"
    records = [
        {
            "text": "王小明在北京工作。",
            "entities": [{"start": 0, "end": 3, "label": "PER"}, {"start": 4, "end": 6, "label": "LOC"}],
        },
        {"text": "2024年3月5日下雨。", "entities": [{"start": 0, "end": 9, "label": "DATE"}]},
        {"text": "毫无内容。", "entities": []},
    ]
    gold.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    code, out, err = veritag("evaluate", "--data", gold, "--pack", "zh-open", "--limit", "2", "--json", "-")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert (result["pack"], result["method"], result["records"]) == ("zh-open", "average", 2)
    assert (result["ignored_gold"], result["routed_fraction"], result["gold"]) == (1, 0.0, 2)
    assert (result["split"], result["data"]) == ("the first 2 records", "金 标.jsonl")
    assert set(result["per_label"]) <= {"PER", "LOC", "ORG"}
    code, out, _ = veritag("evaluate", "--data", gold, "--method", "single:span", "--json", tmp_path / "r.json")
    assert code == 0
    assert out.splitlines()[-1].split()[0] == "all"
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["split"] == "all records"


def test_evaluate_compares_all_methods_and_takes_no_options_that_it_would_ignore(veritag, tmp_path):
    gold = tmp_path / "gold.jsonl"
    entities = [{"start": 0, "end": 3, "label": "PER"}, {"start": 4, "end": 6, "label": "LOC"}]
    gold.write_text(json.dumps({"text": "王小明在北京工作。", "entities": entities}), encoding="utf-8")
    code, out, err = veritag("evaluate", "--data", gold, "--method", "all", "--json", tmp_path / "r.json")
    assert (code, err) == (0, "")
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {"average", "majority", "overall-f1", "class-f1", "stacking", "spanner"} <= set(result["methods"])
    assert [line.split()[0] for line in out.splitlines()[1:]] == list(result["methods"])
    assert (result["methods"]["average"]["f1"], result["methods"]["average"]["gold"]) == (1.0, 2)
    assert result["provider"] == "CPUExecutionProvider"
    about_pack = (("--threshold", "0.2"), ("--uncertainty", "entropy"), ("--pack", "none"))
    for option in (*about_pack, ("--verifier", "cloud"), ("--ask-spans", "3"), ("--every-voice",)):
        code, _, err = veritag("evaluate", "--data", gold, "--method", "all", *option)
        assert code == 2
        assert err.startswith("veritag: The method all compares the methods of a pack as they are")


@pytest.mark.parametrize(
    "record",
    [
        '{"text": "\\ud800", "entities": []}',
        '{"text": "王", "id": "\\udfff", "entities": []}',
        '{"text": "王", "entities": [{"start": true, "end": 1, "label": "PER"}]}',
        '{"text": "王", "entities": [{"start": 0, "end": 1, "label": ""}]}',
    ],
)
def test_records_that_mean_nothing_are_named_by_their_line(veritag, tmp_path, record):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"text": "好", "entities": []}\n' + record, encoding="utf-8")
    code, _, err = veritag("evaluate", "--data", gold)
    assert code == 2
    assert err.startswith(f"veritag: {gold}: line 2 has ")
    assert len(err.splitlines()) == 1


def test_packs_are_listed_and_verified(veritag):
    code, out, err = veritag("packs", "list")
    assert (code, err) == (0, "")
    assert out.splitlines()[1].split()[::2] == ["zh-open", "ready"]
    code, out, _ = veritag("packs", "verify")
    assert code == 0
    assert "files are whole" in out


def test_a_changed_pack_is_named_and_can_be_replaced_by_installing(veritag, home):
    from engine.paths import resources_dir

    code, out, err = veritag("packs", "install", resources_dir() / "packs" / "zh-open")
    assert (code, err) == (0, "")
    installed = home / "data" / "packs" / "zh-open"
    assert str(installed) in out
    with (installed / "MODEL_CARD.md").open("a") as card:
        card.write("changed")
    code, out, err = veritag("packs", "verify", "zh-open")
    assert (code, out) == (2, "")
    assert err == f"veritag: {installed}: the file MODEL_CARD.md is damaged or was changed (its hash does not match).\n"
    code, out, err = veritag("doctor")
    assert code == 1
    assert "MISSING" in out


def test_a_part_that_cannot_be_loaded_is_one_line(veritag, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "app.console.analyze", None)
    code, out, err = veritag(*patterns_only(folder))
    assert (code, out) == (1, "")
    assert err.startswith("veritag: A part of the program cannot be loaded (")
    assert err.endswith("veritag doctor says what is missing.\n")


def test_doctor_goes_on_without_the_model_runtime(veritag, monkeypatch):
    monkeypatch.setitem(sys.modules, "engine.pipeline", None)
    code, out, err = veritag("doctor")
    assert (code, err) == (1, "")
    assert "MISSING  models run on" in out
    assert "FTS5" in out


@pytest.mark.shared_data
@pytest.mark.skipif("VERITAG_DATA" not in os.environ, reason="VERITAG_DATA names no folder of real documents")
def test_every_real_document_gives_entities_that_quote_it_or_one_sentence(veritag):
    folder = Path(os.environ["VERITAG_DATA"]) / "docs"
    code, out, err = veritag(*patterns_only(folder, "--json", "-", "--with-text"))
    documents = json.loads(out)["documents"]
    failed = [document for document in documents if document["state"] == "failed"]
    assert code == (2 if failed else 0)
    assert len(documents) >= 20
    for document in documents:
        for entity in document["entities"]:
            assert document["text"][entity["start"] : entity["end"]] == entity["text"]
        assert document["text"] or document["notes"] or f"veritag: {document['error']}" in err.splitlines()
    assert all(line.startswith("veritag: ") for line in err.splitlines())


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_a_gpu_that_does_not_start_is_said(veritag, monkeypatch, folder):
    monkeypatch.setattr(runtime.ort, "get_available_providers", lambda: [runtime.CUDA, runtime.CPU])
    monkeypatch.setattr(runtime.ort, "preload_dlls", lambda: None, raising=False)
    code, _, err = veritag("analyze", folder / "合同 一.txt")
    assert code == 0
    assert "The GPU is not used" in err
    _, out, _ = veritag("doctor")
    assert "a GPU runtime is installed but did not start" in out


def test_records_of_what_nobody_reviewed_are_said_to_be_empty(veritag, folder, tmp_path):
    project, out = tmp_path / "案.veritag", tmp_path / "记录.jsonl"
    assert veritag(*patterns_only(folder), "--project", project)[0] == 0
    code, _, err = veritag("export", project, "--format", "records", "--out", out)
    assert (code, out.read_text(encoding="utf-8")) == (0, "")
    assert "no entity in a reviewed paragraph" in err
    with Project.open(project) as opened:
        opened.decide_matching(status="accepted")
    code, _, err = veritag("export", project, "--format", "records", "--out", out)
    assert (code, err) == (0, "")
    assert out.read_text(encoding="utf-8").count("\n") > 0
