import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.finding import ExpressionError, find_expression
from engine.types import Span


def test_places_are_code_points_also_behind_rare_characters():
    assert find_expression("𠮷田在𠮷野家，A12和a3。", r"a\d+") == [Span(7, 10), Span(11, 13)]
    assert find_expression("第1条\n第22条", r"^第\d+条$") == [Span(0, 3), Span(4, 8)]


@given(st.text(alphabet="ab1𠮷田。\n", max_size=40), st.sampled_from(["a+", "[田𠮷]+", r"\d", "b.", "^a"]))
def test_it_finds_what_python_finds(text, expression):
    expected = [Span(*match.span()) for match in re.finditer(expression, text, re.MULTILINE)]
    assert find_expression(text, expression) == expected


def test_empty_matches_are_no_places():
    assert find_expression("aab", "x*") == []


@pytest.mark.parametrize("expression", ["(", "[", "a{2,1}", "*"])
def test_what_is_no_expression_is_said(expression):
    with pytest.raises(ExpressionError, match="no regular expression"):
        find_expression("abc", expression)


def test_an_expression_that_would_never_end_is_given_up():
    with pytest.raises(ExpressionError, match="too long"):
        find_expression("a" * 60 + "!", r"^(a+)+$")
