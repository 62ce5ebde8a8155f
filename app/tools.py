"""What finds entities: a pack, how its taggers' votes are settled, and patterns."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from app.console import DEFAULT_PACK


@dataclass(frozen=True, slots=True)
class Tools:
    """`pack` is a name, or `NONE` for patterns alone; an empty `method` and no `threshold` are the pack's own."""

    pack: str = DEFAULT_PACK
    method: str = ""
    threshold: float | None = None
    recognisers_off: tuple[str, ...] = ()

    def plain(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_plain(cls, plain: str) -> Tools:
        """What cannot be understood counts as not set."""
        try:
            stored = json.loads(plain)
            threshold = stored["threshold"]
            return cls(
                str(stored["pack"]) or DEFAULT_PACK,
                str(stored["method"]),
                None if threshold is None else min(1.0, max(0.0, float(threshold))),
                tuple(str(name) for name in stored["recognisers_off"]),
            )
        except (ValueError, KeyError, TypeError):
            return cls()
