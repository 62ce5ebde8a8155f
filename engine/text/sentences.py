"""Sentences of Chinese and English text, found in one pass from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.types import Sentence

_FULL_STOPS = "。！？；…｡"
# Everything at which the scan must stop; the rest is skipped at the speed of the regular expression.
_STOP = re.compile(rf"[\n\t]|[{_FULL_STOPS}!?][{_FULL_STOPS}!?.]*|\.+|[“「『”」』\"]")
_CLOSERS = re.compile(r"[”’」』）】》〉〕)\]']*")
_CLOSERS_AND_QUOTE = re.compile(rf'{_CLOSERS.pattern}(?:"{_CLOSERS.pattern})?')
_PARTNER = {"“": "”", "「": "」", "『": "』"}
_LONGEST_QUOTE = 120  # characters; a longer quotation is split like other text
_GOES_ON = re.compile(r"[^\S\n]*[，、,：:；;。]")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ONE_CJK = re.compile(f"[{_CJK}]")
# What may follow an English full stop: nothing more, or space and something that begins a sentence.
_NEW_SENTENCE = re.compile(r"[^\S\n\t]*(?:[\n\t]|\Z)|[^\S\n\t]+[\"'“‘(\[（「『《【]*[^\W\d_a-z]")
_NEXT_IS_CJK = re.compile(rf"[“‘（「『《【]?[{_CJK}]")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*$")
_LIST_NUMBER = re.compile(r"\s*[(（]?(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,5})(?:\.\d{1,3})*\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[A-Za-z]")
_TITLES = "mr mrs ms mx dr prof rev hon gen col lt sgt capt cpl cmdr cdr adm maj brig sen rep gov pres st jr sr"
_REFERENCES = "no nos fig figs eq eqs sec secs vol vols ch art arts para pp ed eds al cf vs viz approx est tel ext"
_NAMES = "inc ltd co corp bros dept univ assn mt ft jan feb mar apr jun jul aug sep sept oct nov dec"
_ABBREVIATIONS = frozenset(f"{_TITLES} {_REFERENCES} {_NAMES}".split())


def split_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of `text` in order, without their outer white space.

    A sentence ends at 。！？；… with the quotes and brackets that close behind them, at a line end or tab,
    and at an English . ! ? that neither abbreviates nor belongs to a number or name. Quotations of moderate
    length are kept whole. Every character other than white space lies in exactly one sentence. Time is linear
    in the text's length.
    """
    start = 0  # of the sentence being read
    position = 0
    opened: tuple[int, str] | None = None  # where the outermost quotation began, and what closes it
    in_straight_quotes = False
    while stop := _STOP.search(text, position):
        mark = stop[0]
        position = stop.end()
        if mark in "\n\t":
            ends = True
            in_straight_quotes = False
        elif mark in _PARTNER:
            if opened is None:
                opened = (stop.start(), _PARTNER[mark])
            continue
        elif mark == '"':
            in_straight_quotes = not in_straight_quotes
            continue
        elif mark in "”」』":
            if opened is None or mark != opened[1]:
                continue
            opened = None
            ends = text[stop.start() - 1] in _FULL_STOPS + "!?" and not _GOES_ON.match(text, position)
            if ends:
                position = _CLOSERS.match(text, position).end()  # type: ignore[union-attr]  # matches the empty string
        else:
            if opened and _closes_soon(text, position, *opened):
                continue
            closers = _CLOSERS_AND_QUOTE if in_straight_quotes else _CLOSERS
            after = closers.match(text, position).end()  # type: ignore[union-attr]  # matches the empty string
            ends = _is_full_stop(text, start, stop, after)
            if ends:
                in_straight_quotes = in_straight_quotes and '"' not in text[position:after]
                position = after
        if ends:
            yield from _trimmed(text, start, position)
            start = position
            opened = None
    yield from _trimmed(text, start, len(text))


def _closes_soon(text: str, position: int, opened_at: int, closing: str) -> bool:
    """Whether the quotation closes on this line within the length that is kept whole."""
    limit = opened_at + _LONGEST_QUOTE
    if position > limit:
        return False
    closes = text.find(closing, position, limit)
    return closes >= 0 and text.find("\n", position, closes) < 0


def _is_full_stop(text: str, start: int, stop: re.Match[str], after: int) -> bool:
    mark = stop[0]
    if any(character in _FULL_STOPS for character in mark):
        return True
    if mark[0] != ".":
        return bool(_NEW_SENTENCE.match(text, after) or _NEXT_IS_CJK.match(text, after))
    if _NEXT_IS_CJK.match(text, after):
        return _ONE_CJK.match(text[stop.start() - 1 : stop.start()]) is not None
    if not _NEW_SENTENCE.match(text, after):
        return False
    if stop.start() - start < 12 and _LIST_NUMBER.match(text[start : stop.start()]):
        return False
    word = _LAST_WORD.search(text[max(start, stop.start() - 24) : stop.start()])
    if word is None or len(mark) > 1:
        return True
    return word[0].lower() not in _ABBREVIATIONS and not _INITIALS.fullmatch(word[0])


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    chunk = text[start:end]
    words = chunk.strip()
    if words:
        first = start + len(chunk) - len(chunk.lstrip())
        yield Sentence(first, first + len(words), words)
