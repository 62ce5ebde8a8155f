"""The paths that commands are given: one document for each file, and one sentence for each that cannot be used."""

import json
from pathlib import Path

from engine.store import Project

ANALYZE = ("analyze", "--pack", "none")


def test_files_of_one_name_in_two_folders_are_two_documents(veritag, tmp_path, monkeypatch):
    project = tmp_path / "p.veritag"
    for folder, text in (("a", "2024年3月5日"), ("b", "2024年3月6日")):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        Path("r.txt").write_text(text, encoding="utf-8")
        assert veritag(*ANALYZE, "r.txt", "--project", "../p.veritag")[0] == 0
        with Project.open(project) as opened:
            opened.decide_matching(status="accepted")
    with Project.open(project) as opened:
        assert [row.path for row in opened.documents()] == [tmp_path / "a" / "r.txt", tmp_path / "b" / "r.txt"]
        assert [(m.text, m.status) for m in opened.mentions()] == [
            ("2024年3月5日", "accepted"),
            ("2024年3月6日", "accepted"),
        ]


def test_a_file_is_analysed_once_however_it_is_written(veritag, tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "r.txt").write_text("2024年3月5日", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, out, err = veritag(*ANALYZE, "a/r.txt", "a/../a/r.txt", tmp_path / "a" / "r.txt", "a", "--json", "-")
    assert (code, err) == (0, "")
    assert [document["path"] for document in json.loads(out)["documents"]] == [str(tmp_path / "a" / "r.txt")]


def test_a_missing_file_is_named_with_its_folder(veritag, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = veritag(*ANALYZE, "没有.txt")
    assert (code, err) == (2, f"veritag: {tmp_path / '没有.txt'}: the file does not exist.\n")
