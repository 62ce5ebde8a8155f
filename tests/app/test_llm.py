"""`veritag llm`: models are installed, listed and checked; mistakes are one sentence."""

import os

import pytest

CONTENT = b"GGUF" + os.urandom(5_000)


@pytest.fixture(autouse=True)
def home(command_home):
    return command_home


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "模型 小.gguf"
    made.write_bytes(CONTENT)
    return made


def test_a_file_is_installed_listed_and_checked(veritag, file):
    code, out, _ = veritag("llm", "install", file)
    assert code == 0
    assert "not stated" in out
    assert ".gguf" in veritag("llm", "list")[1]
    code, out, _ = veritag("llm", "verify")
    assert code == 0
    assert "whole" in out


def test_a_changed_model_is_told_and_the_code_says_so(veritag, file, home):
    veritag("llm", "install", file)
    (installed,) = (home / "data" / "llm" / "models").glob("*.gguf")
    installed.write_bytes(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    code, _, err = veritag("llm", "verify")
    assert code == 2
    assert "damaged or was changed" in err


def test_without_a_model_the_list_says_how_to_get_one(veritag):
    code, _, err = veritag("llm", "list")
    assert code == 0
    assert "veritag llm install fetches one" in err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("llm", "install", "nope"), "There is no model 'nope' to fetch"),
        (("llm", "install", "missing.gguf"), "missing.gguf: the language model cannot be read"),
        (("llm", "install", "--from", "nowhere"), "nowhere: the package"),
        (("llm", "verify", "nope"), "nope: this language model is not installed"),
        (("llm", "test", "--data", "gold.jsonl"), "gold.jsonl: the file cannot be read"),
        (("llm", "test", "--data", "gold.jsonl", "--verifier", "nope"), "gold.jsonl: the file cannot be read"),
        (("llm", "merge", "--data", "gold.jsonl", "--out", "x"), "no verifier was made for this pack"),
        (
            ("llm", "merge", "--data", "gold.jsonl", "--out", "x", "--verifier", "nope"),
            "nope: there is no such verifier",
        ),
        (("analyze", "x.txt", "--verifier", "llama"), "no verifier was made for this pack"),
        (("analyze", "x.txt", "--verifier", "llama:nope"), "nope: there is no such verifier"),
        (("analyze", "x.txt", "--verifier", "llama", "--pack", "none"), "it needs one"),
        (("analyze", "x.txt", "--demonstrations", "gold.jsonl"), "--demonstrations needs --verifier llama"),
        (("analyze", "x.txt", "--ask-seconds", "30"), "say how a verifier is asked: name one"),
        (("analyze", "x.txt", "--ask-spans", "0"), "say how a verifier is asked: name one"),
        (("evaluate", "--data", "x", "--every-voice"), "say how a verifier is asked: name one"),
        (
            ("analyze", "x.txt", "--verifier", "llama", "--demonstrations", "gold.jsonl"),
            "gold.jsonl: the file cannot be read",
        ),
        (("evaluate", "--data", "x", "--verifier", "llama", "--demonstrations", "a.veritag"), "a.veritag: there is no"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_code_2(veritag, arguments, why):
    code, _, err = veritag(*arguments)
    assert code == 2
    assert why in err
    assert len(err.strip().splitlines()) == 1
