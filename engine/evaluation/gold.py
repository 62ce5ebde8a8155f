"""Annotated records to measure against, from JSON lines."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import BadInputError

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """A text and its entities as (start, end, label), in code points with an exclusive end.

    `id` is the record's own, or the number of its line.
    """

    text: str
    entities: tuple[tuple[int, int, str], ...]
    id: str = ""


class MalformedRecordError(ValueError):
    """What is wrong with a line, as the end of a sentence that begins with its place."""


def read_gold(path: Path) -> Iterator[GoldRecord]:
    """Read lines of `{"text": …, "entities": [{"start", "end", "label"}]}`; blank lines are passed over.

    Raises `BadInputError` with one sentence that names the file, the line and what is wrong with it.
    """
    for number, line in read_lines(path):
        try:
            raw = parse_record(line)
            spans = tuple(_entity(entity, len(raw["text"])) for entity in raw["entities"])
        except MalformedRecordError as error:
            raise BadInputError(f"{path}: line {number} {error}") from None
        identity = raw.get("id")
        yield GoldRecord(raw["text"], spans, str(number if identity is None else identity))


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers from 1. Raises `BadInputError`."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.removeprefix(BOM_UTF8).strip():
                    yield number, line
    except OSError as error:
        raise BadInputError(f"{path}: the file cannot be read ({error.strerror}).") from None


def parse_record(line: bytes) -> dict[str, Any]:
    """A line as a record with a "text" and a list of "entities", which are not looked at.

    Raises `MalformedRecordError`.
    """
    try:
        raw = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise MalformedRecordError("is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise MalformedRecordError("is not valid JSON.") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise MalformedRecordError('has no "text".')
    if LONE_SURROGATE.search(raw["text"]) or LONE_SURROGATE.search(str(raw.get("id"))):
        raise MalformedRecordError("has half a character (a lone surrogate).")
    if not isinstance(raw.get("entities"), list):
        raise MalformedRecordError('has no list of "entities".')
    return raw


def _entity(raw: Any, length: int) -> tuple[int, int, str]:
    match raw:
        case {"start": bool()} | {"end": bool()} | {"label": ""}:
            raise MalformedRecordError('has an entity without a "start", "end" and "label".')
        case {"start": int(start), "end": int(end), "label": str(label)} if 0 <= start < end <= length:
            return start, end, label
        case {"start": int(), "end": int(), "label": str()}:
            raise MalformedRecordError("has an entity that lies outside its text.")
        case _:
            raise MalformedRecordError('has an entity without a "start", "end" and "label".')
