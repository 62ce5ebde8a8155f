"""What entities are searched for, as it is set above the table and saved under a name."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from engine.store import Status

_SAVED = "desktop.searches"


@dataclass(frozen=True, slots=True)
class Criteria:
    """Empty values mean "any". Days are YYYY-MM-DD, scores in [0, 1]; `terms` are words of which an entity is one."""

    text: str = ""
    label: str = ""
    status: Status | None = None
    everywhere: bool = False
    min_score: float | None = None
    max_score: float | None = None
    decider: str = ""
    commented: bool | None = None
    document_name: str = ""
    added_from: str = ""
    added_to: str = ""
    terms: tuple[str, ...] = ()

    def has_more(self) -> bool:
        """Whether anything is asked for besides words, type, status and place."""
        return replace(self, text="", label="", status=None, everywhere=False) != Criteria()

    def wanted(self) -> dict[str, Any]:
        """The part of a `MentionFilter` that is the same whatever types are hidden."""
        return {
            "text_contains": self.text,
            "statuses": None if self.status is None else (self.status,),
            "min_score": self.min_score,
            "max_score": self.max_score,
            "deciders": (self.decider,) if self.decider else None,
            "commented": self.commented,
            "document_name": self.document_name,
            "added_from": self.added_from,
            "added_to": self.added_to,
            "texts": self.terms or None,
        }

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: object) -> Self:
        """What cannot be understood counts as not set."""
        usual = cls()
        if not isinstance(plain, dict):
            return usual
        known: dict[str, Any] = {}
        for field in fields(cls):
            value, default = plain.get(field.name), getattr(usual, field.name)
            if field.name == "terms":
                value = tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
            elif field.name in ("min_score", "max_score"):
                value = float(value) if isinstance(value, (int, float)) and 0 <= value <= 1 else None
            elif field.name == "status":
                value = value if value in ("suggested", "accepted", "rejected") else None
            elif field.name == "commented":
                value = value if isinstance(value, bool) else None
            elif not isinstance(value, type(default)):
                value = default
            known[field.name] = value
        return cls(**known)


def terms_of(pasted: str) -> tuple[str, ...]:
    """One term a line, without empty lines and repetitions."""
    return tuple(dict.fromkeys(line.strip() for line in pasted.splitlines() if line.strip()))


class SavedSearches:
    """The searches that a project keeps, by name. `store` has `get_setting` and `set_setting`."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def all(self) -> dict[str, Criteria]:
        stored = self._store.get_setting(_SAVED, {})
        if not isinstance(stored, dict):
            return {}
        return {str(name): Criteria.from_plain(plain) for name, plain in sorted(stored.items())}

    def save(self, name: str, criteria: Criteria) -> None:
        """Keep a search; one of that name is replaced."""
        self._write(self.all() | {name: criteria})

    def remove(self, name: str) -> None:
        self._write({kept: criteria for kept, criteria in self.all().items() if kept != name})

    def _write(self, searches: dict[str, Criteria]) -> None:
        self._store.set_setting(_SAVED, {name: criteria.plain() for name, criteria in searches.items()})
