"""From bytes of unknown encoding to text, tuned for Chinese.

A byte order mark settles the matter; so does valid UTF-8, and then what the file declares. Otherwise every
plausible encoding is tried on a sample, and the one whose text looks most like written Chinese wins.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from charset_normalizer import from_bytes

from engine.documents.common_characters import FREQUENT, GENERAL
from engine.documents.extract import Unreadable
from engine.types import Note

_SAMPLE = 1 << 16  # bytes
_REPLACEMENT = "\ufffd"

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_UTF16 = ("utf-16-le", "utf-16-be")
# What a page may declare: any name for the first group means its superset.
_DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "hz"} | {
    codecs.lookup(name).name: name
    for name in (
        *("big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949"),
        *("iso8859_2", "iso8859_5", "iso8859_15", "koi8_r", "koi8_u"),
        *(f"cp{number}" for number in range(1250, 1259)),
    )
}
_DECLARED |= {codecs.lookup(name).name: "cp1252" for name in ("ascii", "latin_1")}
_DECLARED |= {codecs.lookup("iso8859_9").name: "cp1254"}
# All 256 bytes, as in WHATWG's encoding standard: those that Windows left undefined are control characters.
_WESTERN = {
    name: "".join(bytes((byte,)).decode(name, "ignore") or chr(byte) for byte in range(256))
    for name in ("cp1252", "cp1254")
}
# A sample that scores less reads like no Chinese at all.
_LOOKS_CHINESE = 0.9
_SURELY_CHINESE = 2.5
# More control characters than this share, and the bytes are no text.
_MOST_CONTROLS = 0.02
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_BYTES = re.compile(_CONTROLS.pattern.encode())
_HIGH_RUN = re.compile(rb"[\xa1-\xfe]{8}")  # four Chinese characters; Western words have no such run
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with line ends as "\\n", without mark, NUL and surrogates, and how it was got."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode `data`, preferring `declared` (a name from inside the file) where the bytes bear it out.

    Raises `Unreadable("damaged")` for bytes that are no text.
    """
    encoding, guessed = _find_encoding(data, declared)
    text = _decode_with(data, encoding)
    bad = 0
    if text is None:
        text = data.decode(encoding, "replace")
        bad = max(1, text.count(_REPLACEMENT))
    text = _normalised(text)
    if len(_CONTROLS.findall(text[:_SAMPLE])) > max(1, _MOST_CONTROLS * len(text[:_SAMPLE])):
        raise Unreadable("damaged", "this is not text")
    notes = []
    if guessed:
        notes.append(Note("encoding_guessed", detail=encoding))
    if bad:
        notes.append(Note("undecodable", bad, encoding))
    return Decoded(text.replace("\0", _REPLACEMENT), encoding, tuple(notes))


def _find_encoding(data: bytes, declared: str | None) -> tuple[str, bool]:
    """The encoding's name, and whether it is a guess."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, False
    if _CONTROL_BYTES.search(data, 0, _SAMPLE):
        scores = {encoding: _score(data[:_SAMPLE], encoding) for encoding in _UTF16}
        best = max(scores, key=scores.__getitem__)
        if scores[best] >= _LOOKS_CHINESE:
            return best, True
    if _is_utf8(data):
        return "utf-8", False
    known = _declared_codec(declared)
    # Every byte fits a Western encoding, which many Chinese pages declare.
    if known in _WESTERN and _HIGH_RUN.search(data) and _score(_sample_of(data), "gb18030") >= _SURELY_CHINESE:
        return "gb18030", True
    if known and _decode_with(data, known) is not None:
        return known, False
    return _guess(data), True


def _decode_with(data: bytes, encoding: str) -> str | None:
    """The whole text, or None where some bytes do not fit."""
    if table := _WESTERN.get(encoding):
        return codecs.charmap_decode(data, "strict", table)[0]
    # Files called Big5 come from Windows (cp950) or, more rarely, from Hong Kong.
    for codec in ("cp950", "big5hkscs") if encoding == "big5" else (encoding,):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _normalised(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")


def _declared_codec(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        return _DECLARED.get(codecs.lookup(declared.strip()).name)
    except (LookupError, ValueError):
        return None


def _sample_of(data: bytes) -> bytes:
    """The stretch to judge a byte encoding by: from the first byte that is not ASCII."""
    first = _NOT_ASCII.search(data)
    start = first.start() if first else 0
    return data[start : start + _SAMPLE]


def _is_utf8(data: bytes) -> bool:
    """Whether this is UTF-8, perhaps cut off inside a character or with a few bytes damaged."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        sample = _sample_of(data).decode("utf-8", "replace")
        bad = sample.count(_REPLACEMENT)
        good = sum(character > "\u07ff" for character in sample) - bad
        return good >= max(1, 3 * (bad - 1))
    if text.isascii():
        return True
    # Some GB18030 text happens to be valid UTF-8 of two-byte characters only: a rare script or plain Chinese.
    sample = text[:_SAMPLE]
    if any(character > "\u07ff" for character in sample) or not re.search("[\x80-\u07ff]{2}", sample):
        return True
    return _score(_sample_of(data), "gb18030") < _SURELY_CHINESE


def _guess(data: bytes) -> str:
    sample = _sample_of(data)
    scores = {encoding: _score(sample, encoding) for encoding in ("gb18030", "big5")}
    scores |= {encoding: _score(data[:_SAMPLE], encoding) for encoding in _UTF16}
    best = max(scores, key=scores.__getitem__)
    if scores[best] < _LOOKS_CHINESE:
        match = from_bytes(sample).best()
        if match is not None:
            return match.encoding.replace("_", "-")
        if scores[best] < 0:
            raise Unreadable("damaged", "this is not text")
    return best


def _weight(character: str) -> float:
    if character in FREQUENT:
        return 3.0
    if character in GENERAL:
        return 1.0
    if "\uff01" <= character <= "\uff5e":
        return 1.0
    if character > "\uffff":
        return 0.0
    if character.isalnum():
        return -1.0
    if character.isprintable() or character in "\n\r\t\f\u3000":
        return 0.0
    return -4.0


def _score(sample: bytes, encoding: str) -> float:
    """How much `sample` in this encoding looks like Chinese, on average per character: from -4 to 3."""
    codec = "cp950" if encoding == "big5" else encoding
    decoder = codecs.getincrementaldecoder(codec)("replace")
    counts = Counter(decoder.decode(sample))
    wide = encoding in _UTF16
    total = 0.0
    told = 0
    for character, count in counts.items():
        if character.isascii() and (character.isprintable() or character in "\t\n\r\f"):
            if not wide:
                continue  # the same in every candidate
            weight = 3.0
        else:
            weight = _weight(character)
        total += weight * count
        told += count
    return total / told if told else -4.0
