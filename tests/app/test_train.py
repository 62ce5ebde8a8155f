"""`veritag train` on the command line; the training itself is tested in the training rooms."""

import json

import pytest


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
