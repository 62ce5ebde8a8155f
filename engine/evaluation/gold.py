"""Annotated records to measure against, from JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import BadInputError


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """A text and its entities as (start, end, label), in code points with an exclusive end.

    `id` is the record's own, or the number of its line.
    """

    text: str
    entities: tuple[tuple[int, int, str], ...]
    id: str = ""


def read_gold(path: Path) -> Iterator[GoldRecord]:
    """Read lines of `{"text": …, "entities": [{"start", "end", "label"}]}`; blank lines are passed over.

    Raises `BadInputError` with one sentence that names the file, the line and what is wrong with it.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _record(line, f"{path}: line {number}", number)
    except OSError as error:
        raise BadInputError(f"{path}: the file cannot be read ({error.strerror}).") from None


def _record(line: bytes, where: str, number: int) -> GoldRecord:
    try:
        raw = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInputError(f"{where} is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise BadInputError(f"{where} is not valid JSON.") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise BadInputError(f'{where} has no "text".')
    entities = raw.get("entities")
    if not isinstance(entities, list):
        raise BadInputError(f'{where} has no list of "entities".')
    spans = tuple(_entity(entity, len(raw["text"]), where) for entity in entities)
    return GoldRecord(raw["text"], spans, str(raw.get("id", number)))


def _entity(raw: Any, length: int, where: str) -> tuple[int, int, str]:
    match raw:
        case {"start": int(start), "end": int(end), "label": str(label)} if 0 <= start < end <= length:
            return start, end, label
        case {"start": int(), "end": int(), "label": str()}:
            raise BadInputError(f"{where} has an entity that lies outside its text.")
        case _:
            raise BadInputError(f'{where} has an entity without a "start", "end" and "label".')
