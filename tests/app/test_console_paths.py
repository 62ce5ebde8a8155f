"""The paths that commands are given: one document for each file, and one sentence for each that cannot be used."""

import errno
import json
import os
from pathlib import Path

import pytest

from engine.pipeline import Analyzer
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


@pytest.fixture
def dated(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("2024年3月5日", encoding="utf-8")
    return file


def refused_before_the_analysis(veritag, monkeypatch, *arguments):
    """The sentence with which a command is refused before it reads anything."""

    def read_too_early(*_arguments, **_options):
        raise AssertionError

    monkeypatch.setattr("engine.batch.documents.read", read_too_early)
    code, out, err = veritag(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    return err.removeprefix("veritag: ").rstrip("\n")


@pytest.mark.parametrize("option", ["--json", "--csv", "--project"])
def test_a_place_that_cannot_be_written_to_is_told_before_the_analysis(veritag, dated, monkeypatch, option):
    folder, missing = dated.parent / "folder", dated.parent / "no"
    folder.mkdir()
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, option, folder)
    assert sentence == f"{folder}: this is a folder, a file is needed."
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, option, missing / "out")
    assert sentence == f"{missing / 'out'}: the folder {missing} does not exist."
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, option, folder / ("长" * 100))
    assert sentence.endswith(": the file cannot be written here (File name too long).")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="special files and permissions of POSIX")
@pytest.mark.parametrize("option", ["--json", "--csv", "--project"])
def test_what_is_no_file_or_protected_is_told_before_the_analysis(veritag, dated, monkeypatch, option):
    pipe, loop, kept = dated.parent / "pipe", dated.parent / "loop", dated.parent / "kept"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    kept.write_text("older", encoding="utf-8")
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, option, pipe)
    assert sentence == f"{pipe}: this is not a regular file."
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, option, loop)
    assert sentence.startswith(f"{loop}: the file cannot be written here (")
    # The tests may run as root, who may write everything.
    monkeypatch.setattr(os, "access", lambda path, mode: mode == os.R_OK or Path(path) != kept)
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, option, kept)
    assert sentence == f"{kept}: the file may not be written by this user."
    monkeypatch.setattr(os, "access", lambda path, mode: mode == os.R_OK or Path(path) != dated.parent)
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, option, dated.parent / "new")
    assert sentence == f"{dated.parent / 'new'}: the folder {dated.parent} may not be written by this user."


def test_one_output_that_fails_does_not_keep_another_from_being_written(veritag, dated, monkeypatch):
    folder = dated.parent / "out"
    folder.mkdir()
    examine = Analyzer.examine

    def remove_folder(self, document, **options):
        folder.rmdir()
        return examine(self, document, **options)

    monkeypatch.setattr(Analyzer, "examine", remove_folder)
    table = dated.parent / "a.csv"
    code, out, err = veritag(*ANALYZE, dated, "--json", folder / "a.json", "--csv", table)
    assert (code, err) == (2, f"veritag: {folder / 'a.json'}: the folder {folder} does not exist.\n")
    assert "2024年3月5日" in table.read_text(encoding="utf-8")
    assert str(dated) in out


def test_every_output_that_fails_is_told(veritag, dated, monkeypatch):
    folder = dated.parent / "out"
    folder.mkdir()
    monkeypatch.setattr("app.console.analyze.check_output", lambda *_, **__: folder.exists() and folder.rmdir())
    code, _, err = veritag(*ANALYZE, dated, "--json", folder / "a.json", "--csv", folder / "a.csv")
    assert (code, [line.split(": ")[1] for line in err.splitlines()]) == (
        2,
        [str(folder / "a.json"), str(folder / "a.csv")],
    )


SAME = "the same command reads or writes this file; name another one."


def test_no_output_overwrites_the_project_an_input_or_another_output(veritag, dated, monkeypatch):
    project, new, link = (dated.parent / name for name in ("p.veritag", "new", "link"))
    assert veritag(*ANALYZE, dated, "--project", project)[0] == 0
    link.symlink_to(dated)
    before = dated.read_bytes(), project.read_bytes()
    for arguments in (
        ("--project", new, "--json", new),
        ("--json", new, "--csv", dated.parent / "x" / ".." / "new"),
        ("--project", project, "--csv", project),
        ("--project", project, "--json", f"{project}-wal"),
        ("--project", project, "--json", f"{project}-shm"),
        ("--json", dated),
        ("--csv", link),
        ("--project", dated),
    ):
        (dated.parent / "x").mkdir(exist_ok=True)
        sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, *arguments)
        assert sentence == f"{Path(arguments[-1])}: {SAME}", arguments
        assert not new.exists()
    sentence = refused_before_the_analysis(veritag, monkeypatch, *ANALYZE, dated, "--json", "-", "--csv", "-")
    assert sentence == "Only one result can go to standard output."
    code, _, err = veritag("export", project, "--format", "csv", "--out", dated.parent / "x" / ".." / "p.veritag")
    assert (code, err) == (2, f"veritag: {dated.parent / 'x' / '..' / 'p.veritag'}: {SAME}\n")
    assert veritag("cloud", "log", project, "--json", project)[::2] == (2, f"veritag: {project}: {SAME}\n")
    assert (dated.read_bytes(), project.read_bytes()) == before


@pytest.mark.parametrize("command", [("evaluate", "--data"), ("evaluate", "--method", "all", "--data"), ("combine",)])
def test_figures_never_overwrite_what_was_measured(veritag, tmp_path, command):
    data = tmp_path / "data"
    data.write_text('{"text": "好", "entities": []}', encoding="utf-8")
    method = ("--method", "majority") if command == ("combine",) else ()
    assert veritag(*command, data, "--json", data, *method)[::2] == (2, f"veritag: {data}: {SAME}\n")
    assert "好" in data.read_text(encoding="utf-8")


@pytest.fixture(params=["long", "loop", "closed"])
def odd(request, tmp_path, monkeypatch):
    """A path that the system does not even look at."""
    if request.param == "long":
        return tmp_path / ("长" * 100)
    if request.param == "loop":
        loop = tmp_path / "loop"
        loop.symlink_to(loop)
        return loop
    folder = tmp_path / "closed"
    folder.mkdir()
    look = os.stat

    def refuse(path, *arguments, **options):
        # The tests may run as root, for whom no folder is closed.
        if isinstance(path, (str, Path)) and folder in Path(path).parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", refuse)
    return folder / "inside"


@pytest.mark.skipif(os.name == "nt", reason="links and permissions of POSIX")
@pytest.mark.parametrize(
    "command",
    [
        "export ODD --format csv --out -",
        "export PROJECT --format csv --out ODD",
        "cloud show ODD",
        "cloud log PROJECT --json ODD",
        "analyze ODD --pack none",
        "analyze DATED --pack none --json ODD",
        "analyze DATED --pack none --csv ODD",
        "analyze DATED --pack none --project ODD",
        "analyze DATED --pack ODD",
        "analyze DATED --verifier llama --project ODD",
        "packs install ODD",
        "packs verify ODD",
    ],
)
def test_a_path_that_cannot_be_looked_at_is_one_sentence(veritag, dated, odd, command):
    project = dated.parent / "p.veritag"
    with Project.open(project):
        pass
    named = {"ODD": odd, "PROJECT": project, "DATED": dated}
    code, out, err = veritag(*(named.get(word, word) for word in command.split()))
    assert code == 2
    assert err.startswith(f"veritag: {odd}")
    assert err.count("\n") == 1
    assert out == "" or "analyze ODD" in command
