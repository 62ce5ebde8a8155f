"""`veritag combine`: options, outputs, sentences and exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "engine" / "evaluation" / "golden" / "systems.json"


def test_json_alone_goes_to_stdout(veritag):
    code, out, err = veritag("combine", GOLDEN, "--method", "class-f1", "--json", "-")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert (result["precision"], result["recall"], result["f1"]) == (1.0, 0.75, 0.857143)
    assert (result["method"], result["records"], result["data"]) == ("class-f1", 4, "systems.json")
    assert result["systems"] == ["strong", "middle", "weak"]
    assert set(result["per_label"]) == {"LOC", "ORG", "PER"}
    assert result["per_label"]["LOC"]["f1"] == 1.0


def test_a_table_goes_to_stdout_beside_a_file(veritag, tmp_path):
    out_file = tmp_path / "结果.json"
    code, out, err = veritag(
        "combine", GOLDEN, "--method", "overall-f1", "--systems", " weak, strong", "--json", out_file
    )
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["label", "precision", "recall", "F1", "gold", "found"]
    assert lines[-1] == ["all", "0.6667", "0.5000", "0.5714", "4", "3"]
    result = json.loads(out_file.read_text(encoding="utf-8"))
    assert result["systems"] == ["strong", "weak"]
    assert result["f1"] == 0.571429


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "veritag: Missing argument 'SYSTEMS.json'."),
        ((GOLDEN,), "veritag: Missing option '--method'."),
        ((GOLDEN, "--method", "mean"), "veritag: There is no method mean (available: majority, overall-f1, class-f1)."),
        (
            (GOLDEN, "--method", "majority", "--systems", "strong,best"),
            "veritag: There is no system called best (available: strong, middle, weak).",
        ),
        ((GOLDEN, "--method", "majority", "--systems", ","), "veritag: No system is named (available: strong,"),
        (("none.json", "--method", "majority"), "veritag: none.json: the file cannot be read ("),
        ((GOLDEN, "--method", "majority", "--json", "no/where.json"), "veritag: no/where.json: the folder "),
        ((ROOT / "README.md", "--method", "majority"), f"veritag: {ROOT / 'README.md'}: the file is not valid JSON."),
    ],
)
def test_bad_input_is_one_line_and_code_2(veritag, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    code, out, err = veritag("combine", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_it_needs_neither_numpy_nor_a_model_runtime():
    code = f"""
import sys
from app.cli import run
assert run(["combine", {str(GOLDEN)!r}, "--method", "majority"]) == 0
heavy = {{"numpy", "onnxruntime", "tokenizers", "PySide6", "sqlite_utils", "lxml"}}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
