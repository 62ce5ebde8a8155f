"""Money and ranges of it: 人民币3,000万元, ￥100, 1.2亿美元, 五百万元, USD 3.5 million, $1,200.50."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.recognisers.base import BLANK, PatternRecogniser
from engine.types import Label

_B = BLANK
_DIGITS = (
    f"(?:[0-9]{{1,6}}{_B}[百千万萬亿億]){{0,2}}"
    "(?:[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3}){1,6}|[0-9]{1,15})(?:\\.[0-9]{1,8})?"
)
_NO_DIGITS_BEFORE = "(?<![0-9])(?<![0-9][.,])"
_SCALE = f"(?:{_B}[多余餘几幾来]?{_B}[十百千拾佰仟]{{0,2}}[万萬亿億兆]{{1,2}}|{_B}[十百千]{{1,2}})?[多余餘]?"
_HANZI = "[零〇一二两兩三四五六七八九十百千万萬亿億壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]"
_HANZI_NUMBER = f"[数數几幾]?{_HANZI}{{1,24}}(?:[点點]{_HANZI}{{1,24}})?(?:[多余餘几幾][万萬亿億]{{0,2}})?"
_NAMED = (
    "美元|美金|欧元|歐元|英镑|英鎊|日元|日圆|日圓|港元|港币|港幣|澳元|加元|澳门元|新台币|新台幣|新臺幣|台币|新加坡元|新元|韩元|韓元"
    "|卢布|盧布|瑞士法郎|法郎|马克|泰铢|卢比|盧比|人民币元|人民币|人民幣|块钱|塊錢"
)
_NO_YUAN = "[旦宵素件器帅老朝谋组]|月(?![薪租供])|年(?![薪费費租])|首(?![付期])|代(?![金理付偿償])|方程"
_YUAN = f"[元圆圓](?!{_NO_YUAN})[钱錢]?"
_SMALL = f"(?:{_B}(?:[0-9]|{_HANZI}){{1,2}}角)?(?:{_B}(?:[0-9]|{_HANZI}){{1,2}}分)?[整正]?"
_CHINESE_CURRENCY = f"(?:(?:{_NAMED})|{_YUAN}{_SMALL})"
_TO = f"{_B}(?:[-~–—－至到]|to){_B}"
_PREFIX = (
    "(?:人民币|人民幣|美元|港币|(?<![A-Za-z])(?:RMB|CNY|USD|EUR|GBP|JPY|HKD|TWD|CHF|AUD|CAD|SGD|KRW|RUB)(?![A-Za-z])"
    "|(?<![A-Za-z])(?:US|HK|NT|A|C|S|AU|CA)\\$|[€£¥]|(?<!\\$)\\$(?= ?[0-9]))"
)
_LATIN_SCALE = f"(?:{_B}(?i:thousand|million|billion|trillion|mn|bn|[kmb])(?![A-Za-z]))"
_LATIN_CURRENCY = (
    "(?:(?:US |U\\.S\\. )?(?i:dollars?|euros?)|pounds? sterling|yuan|renminbi|yen|RMB|CNY|USD|EUR|GBP|JPY|HKD|TWD|CHF)"
)
_NOTHING_MORE = f"(?![0-9]|\\.[0-9]|{_B}[年月日号]|{_B}\\$(?![0-9])|\\\\)"
_AFTER_PREFIX = f"(?:{_LATIN_SCALE}{_NOTHING_MORE}|{_SCALE}(?:{_B}{_CHINESE_CURRENCY}|{_NOTHING_MORE}))"
_MONEY = re.compile(
    "|".join(
        (
            f"{_PREFIX}{_B}{_DIGITS}(?:{_SCALE}{_TO}{_DIGITS})?{_AFTER_PREFIX}",
            f"{_PREFIX}{_B}(?:{_HANZI_NUMBER}{_CHINESE_CURRENCY}|{_HANZI}{{2,24}}(?:[多余餘几幾][万萬亿億]{{1,2}})?)",
            f"{_NO_DIGITS_BEFORE}{_DIGITS}{_SCALE}(?:{_TO}{_DIGITS}{_SCALE})?{_B}{_CHINESE_CURRENCY}",
            f"(?<!{_HANZI})(?P<hanzi>{_HANZI_NUMBER}){_CHINESE_CURRENCY}",
            f"{_NO_DIGITS_BEFORE}{_DIGITS}{_LATIN_SCALE}?{_B}{_LATIN_CURRENCY}(?![A-Za-z])",
        )
    )
)
_UNITS_ONLY = frozenset("百千万萬亿億佰仟")
_ABOUT = frozenset("近约約上逾超过過达達")


class MoneyRecogniser(PatternRecogniser):
    """Wants a number and a currency; 万元 alone is a unit and 一元 in 一元方程 is none."""

    name = "money"
    label = Label("MONEY", "金额", "Money", "#c9dc6e", "#3d5a08")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        for match in _MONEY.finditer(text):
            hanzi = match["hanzi"]
            bare = hanzi and _UNITS_ONLY.issuperset(hanzi) and text[match.start() - 1 : match.start()] not in _ABOUT
            if hanzi and (bare or (hanzi in "一二三" and match[0] == f"{hanzi}元")):
                continue
            yield match.start(), match.end(), 0.9 if hanzi else 0.95
