from hypothesis import given
from hypothesis import strategies as st

from engine.aliases import alike, normal_form


def test_ways_of_writing_have_one_normal_form():
    assert normal_form("國家 無線電·管理機構") == normal_form("国家无线电管理机构") == "国家无线电管理机构"
    assert normal_form("Ｎ.A.T.O.") == normal_form("nato") == "nato"
    assert normal_form("Café") == "cafe"


@given(st.text(max_size=12))
def test_a_normal_form_is_its_own(text):
    assert normal_form(normal_form(text)) == normal_form(text)


def test_the_same_form_comes_first_then_parts_and_what_is_alike():
    others = ["上海", "無線電管理機構", "国家无线电管理委员会", "國家無線電管理機構", "李四"]
    found = alike("国家无线电管理机构", others)
    assert [(each.name, each.why) for each in found] == [
        ("國家無線電管理機構", "form"),
        ("無線電管理機構", "part"),
        ("国家无线电管理委员会", "alike"),
    ]
    assert found[0].share == 1.0


def test_punctuation_alone_is_like_nothing():
    assert alike("…", ["！", "张三"]) == []
