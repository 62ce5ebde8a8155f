"""What labels mean: a word and a definition for each, in Chinese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.errors import BadInputError
from engine.paths import resources_dir
from engine.types import LabelSet

Language = Literal["zh", "en"]
_FIELDS = ("zh", "en", "zh_definition", "en_definition")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label is called in a prompt, and what it covers; the definition may be empty."""

    word: str
    definition: str = ""


def meanings(labels: LabelSet, language: Language, file: Path | None = None) -> dict[str, Meaning]:
    """The meaning of each label: from `file`, else from the shipped file that knows the most of them, else its own.

    Raises `BadInputError` for a file that is no taxonomy.
    """
    known = read_taxonomy(file) if file is not None else _best(labels.names())
    found = {}
    for label in labels.labels:
        entry = known.get(label.name, {})
        own = label.zh if language == "zh" else label.en
        found[label.name] = Meaning(entry.get(language, own), entry.get(f"{language}_definition", label.definition))
    return found


def read_taxonomy(file: Path) -> dict[str, dict[str, str]]:
    """A TOML file with a table for each label: zh, en, zh_definition, en_definition. Raises `BadInputError`."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInputError(f"{file}: the label definitions cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(f"{file}: the label definitions are not valid TOML ({error}).") from None
    for name, entry in raw.items():
        if not isinstance(entry, dict) or not all(
            key in _FIELDS and isinstance(value, str) and value.strip() for key, value in entry.items()
        ):
            raise BadInputError(f"{file}: the label {name} needs texts called {', '.join(_FIELDS)}.")
    return raw


def _best(names: Sequence[str]) -> Mapping[str, dict[str, str]]:
    files = sorted((resources_dir() / "taxonomies").glob("*.toml"))
    return max(map(read_taxonomy, files), key=lambda known: len(known.keys() & set(names)), default={})
