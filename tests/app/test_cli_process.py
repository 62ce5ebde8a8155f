"""The command line as a user meets it: processes, locales, pipes. Few, because each start costs."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def command(*arguments):
    return [sys.executable, "-m", "app.cli", *map(str, arguments)]


@pytest.fixture
def environment(tmp_path):
    return os.environ | {"VERITAG_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}


def test_the_main_job_in_the_c_locale(tmp_path, environment):
    folder = tmp_path / "文档 目录"
    folder.mkdir()
    text = "王小明于2024年3月5日抵达北京，联系电话：13800138000。"
    (folder / "报告 一.txt").write_text(text, encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    c_locale = {
        name: value for name, value in environment.items() if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))
    }
    done = subprocess.run(
        command("analyze", "文档 目录", "文档 目录/没有.txt", "--pack", "zh-open", "--json", "-", "--with-text"),
        capture_output=True,
        cwd=tmp_path,
        env=c_locale | {"LC_ALL": "C"},
        timeout=120,
    )
    assert done.returncode == 2
    errors = done.stderr.decode("utf-8").splitlines()
    assert sorted(errors) == [
        f"veritag: {folder / '没有.txt'}: the file does not exist.",
        f"veritag: {folder / '空.txt'}: the file is empty.",
    ]
    result = json.loads(done.stdout.decode("utf-8"))
    document = next(document for document in result["documents"] if document["entities"])
    assert document["path"].endswith("报告 一.txt")
    assert document["text"] == text
    found = {(entity["text"], entity["label"]) for entity in document["entities"]}
    assert {("王小明", "PER"), ("北京", "LOC"), ("2024年3月5日", "DATE"), ("13800138000", "PHONE")} <= found
    for entity in document["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"]
    assert result["run"]["pack"] == "zh-open"


def test_the_window_is_loaded_without_models_and_their_libraries(environment):
    code = """
import sys
import app.main_window
heavy = {"onnxruntime", "tokenizers", "pydantic", "engine.pipeline", "torch", "llama_cpp", "pyqtgraph", "opencc"}
print(sorted(heavy & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_help_imports_nothing_heavy_and_the_network_is_closed_first(environment):
    code = """
import sys
sys.argv = ["veritag", "--help"]
from app.cli import main
assert main() == 0
heavy = {"numpy", "onnxruntime", "tokenizers", "PySide6", "rich", "pydantic", "sqlite_utils", "lxml", "docx", "logging"}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
from engine import network
assert network.is_closed()
assert "socket" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "analyze" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="the reader's end of a pipe closes differently on Windows")
def test_a_reader_that_goes_away_is_no_error(tmp_path, environment):
    (tmp_path / "a.txt").write_text("2024年3月5日，" * 20_000, encoding="utf-8")
    process = subprocess.Popen(
        command("analyze", tmp_path / "a.txt", "--pack", "none", "--json", "-"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is a device of Linux")
def test_a_full_disk_behind_stdout_is_one_sentence(tmp_path, environment):
    (tmp_path / "a.txt").write_text("2024年3月5日，", encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("analyze", tmp_path / "a.txt", "--pack", "none", "--json", "-"),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == f"veritag: Not everything could be written ({os.strerror(errno.ENOSPC)}).\n".encode()


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is no signal to a single process on Windows")
def test_ctrl_c_from_the_keyboard(tmp_path, environment):
    for number in range(400):
        (tmp_path / f"{number:03}.txt").write_text("2024年3月5日，" * 2_000, encoding="utf-8")
    project = tmp_path / "案件.veritag"
    process = subprocess.Popen(
        command("analyze", tmp_path, "--pack", "none", "--project", project),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        # What a shell starts in the background ignores the signal, and so does all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not project.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.decode().startswith("veritag: Stopped")
    assert errors.count(b"\n") == 1


def test_doctor_finds_this_machine_fit(environment):
    done = subprocess.run(
        command("doctor"), capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for finding in ("python", "ExecutionProvider", "FTS5", "pack zh-open", "refused by the program", "Qt (desktop)"):
        assert finding in done.stdout
