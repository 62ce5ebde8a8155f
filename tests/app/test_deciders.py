"""Who settled a mention is said in words of the interface, whoever it was."""

import re

import pytest

from app.language import Interface
from app.words import decider_words

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    "decided_by", ["person", "ensemble", "hybridner", "hybridner:cloud", "single:span", "pattern:date"]
)
def test_every_decider_has_its_chinese(interface: Interface, decided_by: str):
    interface.use("zh")
    assert CHINESE.search(decider_words(decided_by))
