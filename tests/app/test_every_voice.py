"""`--every-voice` reaches the verifier of a pack."""

from __future__ import annotations

import pytest

from app.console import models
from engine.llm.errors import ModelError


@pytest.mark.parametrize("command", [("analyze", "a.txt"), ("evaluate", "--data", "gold.jsonl")])
@pytest.mark.parametrize("option", [(), ("--every-voice",)])
def test_voices_that_were_switched_off_are_heard_where_the_user_says_so(veritag, monkeypatch, command, option):
    asked = []

    def open_opinion(_pack, _budget, _name, *, every_voice):
        asked.append(every_voice)
        raise ModelError("far enough.")

    monkeypatch.setattr(models, "open_opinion", open_opinion)
    code, _, err = veritag(*command, "--verifier", "llama", *option)
    assert (code, asked) == (2, [bool(option)])
    assert "far enough" in err
