"""What each recogniser finds in real sentences, and what it leaves alone."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInputError
from engine.recognisers import all_recognisers, cn_id, recognisers, uscc
from engine.recognisers.base import fold_width

BY_NAME = {recogniser.name: recogniser for recogniser in all_recognisers()}


def found(name, text):
    return [text[vote.start : vote.end] for vote in BY_NAME[name].find(text)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("date", "会议定于2024年3月5日召开", ["2024年3月5日"]),
        ("date", "2024 年 3 月 5 日上午9时30分开始", ["2024 年 3 月 5 日上午9时30分"]),
        ("date", "二〇二四年三月起施行，一九四九年十月一日成立", ["二〇二四年三月", "一九四九年十月一日"]),
        ("date", "自2017年6月1日起至12月31日止", ["2017年6月1日", "12月31日"]),
        ("date", "民国三十八年生，康熙五十年重修，光绪元年刻", ["民国三十八年", "康熙五十年", "光绪元年"]),
        ("date", "公元前221年统一，农历正月初一过年", ["公元前221年", "农历正月初一"]),
        ("date", "正月十五，2024年五月初五，1990年代", ["正月十五", "2024年五月初五", "1990年代"]),
        (
            "date",
            "2024-03-05、2024/3/5、2024-03-05T12:30:00Z",
            ["2024-03-05", "2024/3/5", "2024-03-05T12:30:00Z"],
        ),
        ("date", "4月8日至11日，5月1日、2日和3日9时", ["4月8日", "11日", "5月1日", "2日", "3日9时"]),
        ("date", "2024年4月至11日，11日、12日", ["2024年4月"]),
        ("date", "on March 5, 2024 and 5 March 2024", ["March 5, 2024", "5 March 2024"]),
        ("date", "２０２４年３月５日", ["２０２４年３月５日"]),
        ("date", "2024-02-30，型号2024-13-05，13月5日，版本1.2024.3.5", []),
        ("date", "March on, you may go 3 times", []),
        ("date", "3月5日线上会议，10月1日店庆，3月5号线，12月5號樓", ["3月5日", "10月1日"]),
        ("date", "二Ｏ二四年三月，二O二四年，二0二四年", ["二Ｏ二四年三月", "二O二四年", "二0二四年"]),
        ("date", "一二三四年级和2024年级", []),
        (
            "date",
            "2024.3.5-2024.3.8，2024/03/05 - 2024/03/08",
            ["2024.3.5", "2024.3.8", "2024/03/05", "2024/03/08"],
        ),
        ("date", "2024.3.5 9:00-2024.3.8 18:00", ["2024.3.5 9:00", "2024.3.8 18:00"]),
        ("date", "2024-03-05-1，2024.3.5-1，2024.3.5.1-2024.3.8，2024-03-05-2024", []),
        ("money", "注册资本人民币3,000万元", ["人民币3,000万元"]),
        ("money", "￥100和1.2亿美元及五百万元", ["￥100", "1.2亿美元", "五百万元"]),
        ("money", "USD 3.5 million or $1,200.50", ["USD 3.5 million", "$1,200.50"]),
        ("money", "处五万元以上十万元以下罚款", ["五万元", "十万元"]),
        (
            "money",
            "100-200万元，300多万元，叁佰圆整，3元5角",
            ["100-200万元", "300多万元", "叁佰圆整", "3元5角"],
        ),
        ("money", "３，０００万元", ["３，０００万元"]),
        ("money", "1亿2000万元，人民币3万5千元", ["1亿2000万元", "人民币3万5千元"]),
        ("money", "1亿2000万-1亿5000万元", ["1亿2000万-1亿5000万元"]),
        ("money", "一点五亿元，三點二亿美元", ["一点五亿元", "三點二亿美元"]),
        ("money", "人民币三十余万元，人民币十几亿元", ["人民币三十余万元", "人民币十几亿元"]),
        ("money", "人民币一直走强，人民币一点一点升值", []),
        ("money", "人民币100元2份", ["人民币100元"]),
        ("money", "3\u00a0000元，12\u2009345.60元", ["3\u00a0000元", "12\u2009345.60元"]),
        ("money", "满5000元方可，10万元首付款，30万元年薪", ["5000元", "10万元", "30万元"]),
        ("money", "US$100 Million and 5 Million Dollars", ["US$100 Million", "5 Million Dollars"]),
        ("money", "US$ 100, $5 $10", ["US$ 100", "$5", "$10"]),
        ("money", "costs $ 100, near $1575.42\\,\\mathrm{MHz}$", ["$ 100"]),
        ("money", "近百万元，上百亿美元，百万元", ["百万元", "百亿美元"]),
        ("money", "where $ 50 $ and $$1602 + k$$ are formulas, $x=1$ too, $7$", []),
        ("money", "单位：万元。一元二次方程，多元化，100元件，2024元旦", []),
        ("email", "邮箱zhang.san@example.com.cn，", ["zhang.san@example.com.cn"]),
        ("email", "ａ＠ｂ．ｃｏｍ", ["ａ＠ｂ．ｃｏｍ"]),
        ("email", "a@b, @user, a..b@c.com, x@-bad.com", []),
        ("phone", "手机13800138000，+86 138-0013-8000", ["13800138000", "+86 138-0013-8000"]),
        ("phone", "010-62345678转801，（010）62345678", ["010-62345678转801", "（010）62345678"]),
        ("phone", "400-810-1234或+852 2123 4567", ["400-810-1234", "+852 2123 4567"]),
        ("phone", "86-10-62345678，0086 21 5555 6666", ["86-10-62345678", "0086 21 5555 6666"]),
        ("phone", "86-13800138000，4006-123-456转2", ["86-13800138000", "4006-123-456转2"]),
        ("phone", "编号6213800138000991，合同2024-13800138000，订单A13800138000", []),
        ("cn_id", "身份证号11010519491231002X。", ["11010519491231002X"]),
        ("cn_id", "１１０１０５１９４９１２３１００２Ｘ", ["１１０１０５１９４９１２３１００２Ｘ"]),
        ("cn_id", "旧证110105491231002", ["110105491231002"]),
        ("cn_id", "110105491331002 990105491231002 110105194912310021", []),
        ("uscc", "代码91350100M000100Y43", ["91350100M000100Y43"]),
        ("uscc", "91350100M000100Y44 91350100M000100Y430", []),
        ("coordinates", "位于北纬39°54′20″，东经116°23′29″处", ["北纬39°54′20″，东经116°23′29″"]),
        ("coordinates", "39.9042°N, 116.4074°E", ["39.9042°N, 116.4074°E"]),
        ("coordinates", "N39°54'20\" E116°23'29\"", ["N39°54'20\" E116°23'29\""]),
        (
            "coordinates",
            "at 39.9042, 116.4074 or 50S MK 12345 67890",
            ["39.9042, 116.4074", "50S MK 12345 67890"],
        ),
        ("coordinates", "北纬39度54分 、 东经116度23分", ["北纬39度54分 、 东经116度23分"]),
        ("coordinates", "北纬39度54分\n东经116度23分", ["北纬39度54分", "东经116度23分"]),
        ("coordinates", "东经73°至135°", ["东经73°至135°"]),
        ("coordinates", "走向N45°E，S30°30′W", []),
        ("coordinates", "N39°E116°", ["N39°E116°"]),
        ("coordinates", "北纬91°，25°C，东经116°75′，1.25, 3.75", []),
        ("frequency", "L1为1575.42 MHz，WiFi用2.4GHz", ["1575.42 MHz", "2.4GHz"]),
        ("frequency", "1575.42兆赫、30千赫、50赫兹", ["1575.42兆赫", "30千赫", "50赫兹"]),
        ("frequency", "87-108 MHz，1559 MHz–1610 MHz", ["87-108 MHz", "1559 MHz–1610 MHz"]),
        ("frequency", "１５７５．４２ＭＨｚ", ["１５７５．４２ＭＨｚ"]),
        ("frequency", "3赫德，5 Hzx，MHz", []),
        ("frequency", "2.5×10^9 Hz", []),
    ],
)
def test_finds_exactly_these(name, text, expected):
    assert found(name, text) == expected


REGIONS = st.sampled_from(["110105", "310101", "440305", "650102", "820000"])
BIRTHS = st.dates(date(1900, 1, 1), date(2020, 12, 31))


@st.composite
def identity_numbers(draw):
    first = draw(REGIONS) + draw(BIRTHS).strftime("%Y%m%d") + f"{draw(st.integers(0, 999)):03}"
    return first + cn_id.check_character(first)


@st.composite
def credit_codes(draw):
    head = draw(st.sampled_from(["91", "92", "52", "11", "A1", "N1"])) + draw(REGIONS)
    organisation = draw(st.text(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"), min_size=8, max_size=8))
    first = head + organisation + uscc.organisation_check_character(organisation)
    return first + uscc.check_character(first)


@given(number=identity_numbers())
def test_an_identity_number_with_its_checksum_is_certain(number):
    (vote,) = BY_NAME["cn_id"].find(f"公民身份号码：{number}，男")
    assert (vote.start, vote.end, vote.score) == (7, 25, 1.0)


@given(number=identity_numbers(), place=st.integers(0, 17), step=st.integers(1, 9))
def test_an_identity_number_with_a_wrong_digit_is_not_found(number, place, step):
    wrong = str((int(number[place]) + step) % 10) if number[place] != "X" else str(step)
    assert found("cn_id", number[:place] + wrong + number[place + 1 :]) == []


@given(code=credit_codes())
def test_a_credit_code_with_its_checksums_is_certain(code):
    (vote,) = BY_NAME["uscc"].find(f"统一社会信用代码{code}")
    assert (vote.start, vote.end, vote.score) == (8, 26, 1.0)


@given(code=credit_codes(), place=st.integers(0, 17), step=st.integers(1, 30))
def test_a_credit_code_with_a_wrong_character_is_not_found(code, place, step):
    wrong = uscc.ALPHABET[(uscc.ALPHABET.index(code[place]) + step) % 31]
    assert found("uscc", code[:place] + wrong + code[place + 1 :]) == []


def test_published_check_characters():
    assert cn_id.check_character("11010519491231002") == "X"
    assert cn_id.check_character("44052418800101001") == "4"
    assert uscc.check_character("91350100M000100Y4") == "3"


SNIPPETS = st.sampled_from([
    *("2024年3月5日", "３，０００万元", "a@b.cn", "13800138000", "北纬39°54′20″", "116.4074°E", "87-108MHz"),
    *("人民币", "光绪", "十几亿元", "11010519491231002X", "91350100M000100Y43", "March 5"),
    *"🙂𠮷，。-转万年月日１０至元 \n\t",
])  # fmt: skip


@given(text=st.lists(SNIPPETS, max_size=30).map("".join))
def test_votes_are_ordered_apart_and_inside_the_text(text):
    for recogniser in all_recognisers():
        end = 0
        for vote in recogniser.find(text):
            assert end <= vote.start < vote.end <= len(text)
            assert text[vote.start : vote.end] == text[vote.start : vote.end].strip()
            assert vote.label == recogniser.label.name
            assert vote.source == f"pattern:{recogniser.name}"
            assert 0.5 < vote.score <= 1.0
            end = vote.end


@given(text=st.lists(SNIPPETS, max_size=30).map("".join))
def test_no_entity_goes_beyond_its_line(text):
    for recogniser in all_recognisers():
        assert not any("\n" in text[vote.start : vote.end] for vote in recogniser.find(text))


@given(text=st.text())
def test_folding_keeps_every_offset(text):
    assert len(fold_width(text)) == len(text)


HOSTILE = (
    "1",
    "1,",
    "1.",
    "1-",
    "$1",
    "1 MHz-",
    "十",
    "年",
    "a",
    "a.",
    "a@a.",
    "+86",
    "010-",
    "2024-",
    "39°54′",
    "１",
    "Mar 5, ",
)


@pytest.mark.parametrize("name", BY_NAME)
def test_time_does_not_explode_on_hostile_text(name):
    """Linear work takes well under a second; quadratic work on 200,000 characters would take hours."""
    for unit in HOSTILE:
        text = (unit * 200_000)[:200_000] + "元x@"
        started = time.perf_counter()
        assert sum(1 for _ in BY_NAME[name].find(text)) <= 200_000
        assert time.perf_counter() - started < 20


def _luminance(colour):
    def linear(channel):
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first, second):
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_labels_are_named_and_legible_in_both_themes():
    labels = [recogniser.label for recogniser in all_recognisers()]
    assert len({label.name for label in labels}) == len(labels) == 8
    for label in labels:
        assert label.zh
        assert label.en
        assert _contrast(label.light, "#202124") >= 4.5
        assert _contrast(label.dark, "#e8eaed") >= 4.5
    for theme in ("light", "dark"):
        assert len({getattr(label, theme) for label in labels}) == len(labels)


def test_some_can_be_chosen_by_name():
    assert [recogniser.name for recogniser in recognisers(["money", "date"])] == ["date", "money"]


def test_an_unknown_name_is_one_clear_sentence():
    with pytest.raises(BadInputError, match=r"no pattern recogniser called dates \(available: date, money, email, "):
        recognisers(["date", "dates"])
