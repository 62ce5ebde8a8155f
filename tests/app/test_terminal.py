"""What commands write: whole files, whatever is in them."""

import json

import pytest

from app.console.terminal import write_json
from engine.errors import BadInputError


def test_a_lone_surrogate_is_written_as_an_escape(tmp_path):
    out = tmp_path / "a.json"
    out.write_text("older", encoding="utf-8")
    write_json({"名": "\udcff𠮷"}, str(out))
    assert json.loads(out.read_bytes()) == {"名": "\udcff𠮷"}


def test_what_cannot_be_said_in_json_leaves_the_older_file(tmp_path):
    out = tmp_path / "a.json"
    out.write_text("older", encoding="utf-8")
    with pytest.raises(TypeError):
        write_json({"a": object()}, str(out))
    assert out.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [out]


def test_a_place_that_cannot_be_written_to_is_bad_input(tmp_path):
    with pytest.raises(BadInputError, match="does not exist"):
        write_json({}, str(tmp_path / "no" / "a.json"))
