"""Dates, with the time of day: 2024年3月5日9时, 二〇二四年三月, 光绪二十六年, 2024-03-05, March 5, 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.recognisers.base import BLANK, PatternRecogniser
from engine.types import Label

_B = BLANK
_ERA_NAMES = (
    "中华民国 中華民國 民国 民國 宣统 宣統 光绪 光緒 同治 咸丰 咸豐 道光 嘉庆 "
    "嘉慶 乾隆 雍正 康熙 顺治 順治 崇祯 崇禎 天启 天啟 万历 萬曆 隆庆 隆慶 嘉靖 "
    "正德 弘治 成化 天顺 天順 景泰 正统 正統 宣德 洪熙 永乐 永樂 建文 洪武 至正 "
    "至元 靖康 宣和 熙宁 熙寧 庆历 慶曆 大中祥符 景德 开元 開元 天宝 天寶 贞观 "
    "貞觀 武德 大业 大業 开皇 開皇 建安 昭和 平成 令和 明治 大正 "
)
_ERA = "|".join(sorted(_ERA_NAMES.split(), key=len, reverse=True))
_CN = "一二三四五六七八九"
_TENS = f"(?:[二三四五六七八]?十[{_CN}]?|九十[{_CN}]?|[{_CN}])"
_MONTH = f"(?:1[0-2]|0?[1-9]|十[一二]?|[{_CN}正腊冬])"
_DAY = f"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|[二廿]?十[{_CN}]?|廿[{_CN}]?|初十|初?[{_CN}])"
_YEAR = "(?:(?:1[0-9]|20|21)[0-9]{2}|[一二][〇零○O0一二三四五六七八九]{3})"
_ERA_YEAR = f"(?:{_ERA}){_B}(?:元|[0-9]{{1,3}}|{_TENS})"
_COMMON_YEAR = f"公元前?{_B}(?:[0-9]{{1,4}}|[〇零一二三四五六七八九]{{2,4}})"
_CLOCK = (
    f"(?:{_B}(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜间|晚|早)?{_B}"
    "(?:(?:2[0-4]|1[0-9]|0?[0-9])(?:(?::[0-5][0-9]){1,2}(?![0-9])|[时時点點](?:[0-5]?[0-9]分(?:[0-5]?[0-9]秒)?|半|整)?)"
    f"|(?:二?十[{_CN}]?|[{_CN}])[时時点點](?:[二三四五]?十?[{_CN}]?分|半|整)?))?"
)
_DAY_OF = f"{_DAY}{_B}(?:日|[号號](?![线線码碼院楼樓馆館机機店]))"
_LUNAR_DAY = f"(?:初[{_CN}十]|廿[{_CN}])"
_LUNAR_MONTH = f"(?:(?:农历|農曆|阴历|陰曆|夏历|夏曆){_MONTH}|[正腊臘冬])"
_CHINESE = re.compile(
    f"(?:(?<![0-9])(?:{_YEAR})|{_ERA_YEAR}|{_COMMON_YEAR}){_B}年(?![级級])"
    f"(?:{_B}(?P<month>{_MONTH}){_B}月(?:份|{_B}(?:{_DAY_OF}{_CLOCK}|{_LUNAR_DAY}))?|代(?!表))?"
    f"|(?<![0-9{_CN}十.])(?P<day>{_MONTH}{_B}月{_B}(?:{_DAY_OF}{_CLOCK}|{_LUNAR_DAY})"
    f"|{_LUNAR_MONTH}{_B}月{_B}{_DAY}(?![0-9{_CN}])[日号號]?)"
)
# The other days of 4月8日至11日 and 5月1日、2日和3日.
_MORE_DAYS = re.compile(f"{_B}(?:[至到、和与與及—–~～-]|——){_B}(?P<day>{_DAY_OF}{_CLOCK})")

_NUMERIC_YEAR = "(?:1[5-9]|20|21)[0-9]{2}"
_NUMERIC_DATE = (
    rf"(?P<date>(?P<y>{_NUMERIC_YEAR})(?P<sep>[-/.])"
    r"(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9A-SU-Za-z])"
    rf"(?![/.][0-9])(?!-(?!{_NUMERIC_YEAR}(?P=sep)[0-9]{{1,2}}(?P=sep)[0-9])[0-9])"
    r"(?:[T ]{1,2}(?:2[0-3]|[01]?[0-9]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2}(?![-/.][0-9]))?(?![0-9]))?)"
)
_NUMERIC = re.compile(f"(?<![0-9A-Za-z])(?<![0-9][-/.]){_NUMERIC_DATE}")
# The other end of 2024.3.5-2024.3.8.
_OTHER_END = re.compile(f"{_B}-{_B}{_NUMERIC_DATE}")

_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\\.?"
)
_ENGLISH_DAY = "(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_ENGLISH_YEAR = "(?:1[0-9]|20|21)[0-9]{2}(?![0-9])"
_ENGLISH = re.compile(
    f"(?<![0-9A-Za-z])(?:{_ENGLISH_DAY}{_B}(?:of{_B})?(?:{_NAMES})(?![A-Za-z])(?:,?{_B}(?P<y1>{_ENGLISH_YEAR}))?"
    f"|(?:{_NAMES})(?![A-Za-z]){_B}(?:{_ENGLISH_DAY}(?![0-9A-Za-z:.]?[0-9A-Za-z])(?:,?{_B}(?P<y2>{_ENGLISH_YEAR}))?|(?P<y3>{_ENGLISH_YEAR})))"
)


class DateRecogniser(PatternRecogniser):
    """Scores by how much of the date is written: 0.95 with a year and a month, else 0.8 or 0.85."""

    name = "date"
    label = Label("DATE", "日期", "Date", "#fff2a0", "#6e5f00")

    def _spans(self, text: str) -> Iterator[tuple[int, int, float]]:
        found = [*_chinese(text), *_numeric(text), *_english(text)]
        end = 0
        for span in sorted(found):
            if span[0] >= end:
                yield span
                end = span[1]


def _chinese(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _CHINESE.finditer(text):
        yield match.start(), match.end(), 0.95 if match["month"] else 0.85 if match["day"] else 0.8
        end = match.end() if match.end() and text[match.end() - 1] in "日号號" else len(text)
        while more := _MORE_DAYS.match(text, end):
            yield *more.span("day"), 0.8
            end = more.end()


def _numeric(text: str) -> Iterator[tuple[int, int, float]]:
    for first in _NUMERIC.finditer(text):
        match: re.Match[str] | None = first
        while match:
            if _is_day(match):
                yield *match.span("date"), 0.95 if match["sep"] != "." else 0.85
            match = _OTHER_END.match(text, match.end())


def _is_day(match: re.Match[str]) -> bool:
    try:
        date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return False
    return True


def _english(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _ENGLISH.finditer(text):
        yield match.start(), match.end(), 0.95 if match["y1"] or match["y2"] or match["y3"] else 0.8
