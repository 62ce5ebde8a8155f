"""`veritag train` on the command line; the training itself is tested in the training rooms."""

import json
import subprocess
import sys

import pytest
from tiny import records, tiny_encoder, write_records

from engine.packs import load_pack
from engine.store import Project
from engine.types import Label, LabelSet


def test_without_the_training_packages_one_sentence_says_what_to_install(veritag, monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "engine.training.plan", None)
    code, out, err = veritag("train", "--data", "a.jsonl", "--out", tmp_path / "pack")
    assert (code, out) == (2, "")
    assert err.startswith("veritag: Training needs packages that are not installed")
    assert "[cpu,train]" in err
    assert err.count("\n") == 1


def test_bad_records_are_reported_with_their_lines_before_anything_is_trained(veritag, tmp_path):
    pytest.importorskip("torch", reason="torch comes with the extra train")
    pytest.importorskip("transformers", reason="transformers comes with the extra train")
    data = tmp_path / "bad.jsonl"
    good = {"id": "1", "text": "王明来了", "entities": [{"start": 0, "end": 2, "label": "PER"}]}
    beyond = {"id": "2", "text": "短", "entities": [{"start": 0, "end": 9, "label": "PER"}]}
    data.write_text("\n".join([json.dumps(good), json.dumps(beyond), "{not json"]), encoding="utf-8")
    code, out, err = veritag("train", "--data", data, "--out", tmp_path / "pack")
    assert (code, out) == (2, "")
    assert "line 2" in err
    assert "Line 3 is not valid JSON." in err
    assert not (tmp_path / "pack").exists()
    assert all(line.startswith(f"veritag: {data}: ") for line in err.splitlines())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--tagger", "magic"), "There is no tagger 'magic'"),
        (("--encoder", "nowhere"), "nowhere: there is no such folder with an encoder."),
        (("--out", "missing/folder/pack"), "the folder missing/folder does not exist."),
    ],
)
def test_wrong_options_are_one_sentence(veritag, tmp_path, options, sentence):
    pytest.importorskip("torch", reason="torch comes with the extra train")
    pytest.importorskip("transformers", reason="transformers comes with the extra train")
    data = tmp_path / "data.jsonl"
    lines = [
        {"id": str(n), "text": f"王明来了{n}", "entities": [{"start": 0, "end": 2, "label": "PER"}]} for n in range(100)
    ]
    data.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    code, _, err = veritag("train", "--data", data, "--out", tmp_path / "pack", *options)
    assert code == 2
    assert sentence in err.splitlines()[-1]


@pytest.mark.parametrize("option", [("--json", "-"), ("--learning-curve",)])
def test_another_program_is_refused_the_options_that_it_would_not_get(veritag, tmp_path, option):
    code, out, err = veritag("train", "--machine", "--data", "a.jsonl", "--out", tmp_path / "pack", *option)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert option[0] in err


def training(tmp_path, count=240):
    """The command of a short training as another program starts it."""
    (tmp_path / "encoder").mkdir()
    data = write_records(tmp_path / "data.jsonl", records(count))
    options = ["--encoder", str(tiny_encoder(tmp_path / "encoder")), "--tagger", "span", "--epochs", "3"]
    command = [sys.executable, "-m", "app.cli", "train", "--machine", "--data", str(data)]
    return [*command, "--out", str(tmp_path / "pack"), *options]


def test_another_program_is_told_of_every_epoch_and_of_the_end_in_lines_of_json(tmp_path):
    pytest.importorskip("torch", reason="torch comes with the extra train")
    pytest.importorskip("sklearn", reason="scikit-learn comes with the extra train")
    project = tmp_path / "types.veritag"
    with Project.open(project) as opened:
        opened.set_labels(LabelSet((Label("PER", "人员", "People", "#123456", "#654321", "有姓名的人"),)))
    with subprocess.Popen(
        [*training(tmp_path), "--types", str(project)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        lines = [json.loads(line) for line in process.stdout]
        assert process.wait(120) == 0
    assert [line["epoch"] for line in lines if "epoch" in line] == [1, 2, 3]
    assert lines[0]["taggers"] == ["span"]
    assert any(line.get("step") == line.get("steps", 0) for line in lines)
    assert lines[-1]["done"]["pack"] == "pack"
    labels = load_pack(tmp_path / "pack").labels
    assert labels.get("PER") == Label("PER", "人员", "People", "#123456", "#654321", "有姓名的人")
    assert labels.get("LOC").zh == "LOC"


def test_it_stops_when_the_other_program_is_gone(tmp_path):
    pytest.importorskip("torch", reason="torch comes with the extra train")
    pytest.importorskip("sklearn", reason="scikit-learn comes with the extra train")
    command = [*training(tmp_path), "--epochs", "2000"]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, **pipes) as process:
        assert b"taggers" in process.stdout.readline()
        process.stdin.close()
        process.stdout.read()
        assert b"What is done is kept" in process.stderr.read()
        assert process.wait(60) == 130
    assert (tmp_path / "pack.training").is_dir()


def test_types_come_from_a_project_that_is_there(veritag, tmp_path):
    pytest.importorskip("torch", reason="torch comes with the extra train")
    pytest.importorskip("transformers", reason="transformers comes with the extra train")
    data = write_records(tmp_path / "data.jsonl", records(60))
    missing = tmp_path / "none.veritag"
    code, _, err = veritag("train", "--data", data, "--out", tmp_path / "pack", "--types", missing)
    assert code == 2
    assert f"{missing}: there is no such file." in err
    assert not missing.exists()
