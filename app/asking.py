"""What the user wants of the second opinion for a pack, and about which types it is asked."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.findings import Repairs

if TYPE_CHECKING:
    from engine.verifiers.bundle import VerifierManifest

Why = Literal["", "validation", "decisions", "person"]


@dataclass(frozen=True, slots=True)
class Asking:
    """`tau` is the threshold of doubt, None for the verifier's own; `spans` and `seconds` limit it for each document.

    `labels` says of a type whether it is asked about, where the user chose.
    """

    on: bool = False
    tau: float | None = None
    spans: int | None = None
    seconds: float | None = 30.0
    labels: Mapping[str, bool] = field(default_factory=dict)

    def plain(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_plain(cls, plain: str) -> Asking:
        """What cannot be understood counts as not set."""
        try:
            stored = json.loads(plain)
            tau, spans, seconds = stored["tau"], stored["spans"], stored["seconds"]
            return cls(
                bool(stored["on"]),
                None if tau is None else min(1.0, max(0.0, float(tau))),
                None if spans is None else max(0, int(spans)),
                None if seconds is None else max(0.0, float(seconds)),
                {str(name): bool(asked) for name, asked in stored["labels"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()


@dataclass(frozen=True, slots=True)
class LabelState:
    """Whether a type is asked about, and what it is for: its harm on validation data or decisions, or the user."""

    asked: bool
    why: Why = ""


def label_states(manifest: VerifierManifest, repairs: Mapping[str, Repairs], asking: Asking) -> dict[str, LabelState]:
    """Each type of a verifier. One that a voice harmed is left out, until the user says otherwise."""
    found = {}
    for name in manifest.meanings:
        if name in asking.labels:
            found[name] = LabelState(asking.labels[name], "person")
        elif repairs.get(name, Repairs()).harms():
            found[name] = LabelState(False, "decisions")
        else:
            left_out = any(name in harmed for harmed in _harmed_by_voice(manifest))
            found[name] = LabelState(not left_out, "validation" if left_out else "")
    return found


def validated(manifest: VerifierManifest, label: str) -> Repairs | None:
    """What the voices that are in use did to a type where they were fitted, None where the verifier does not say.

    What is asked about was read before, so that no span counts twice.
    """
    reader = manifest.reader if manifest.reads else None
    read = reader.worth.get(label) if reader else None
    answered = manifest.worth.get(label) if manifest.answers and manifest.asks else None
    known = [each for each in (read, answered) if each is not None]
    if not known:
        return None
    fixed, broken = sum(each.fixed for each in known), sum(each.broken for each in known)
    return Repairs(max(each.asked for each in known), fixed, broken)


def skipped_labels(manifest: VerifierManifest, repairs: Mapping[str, Repairs], asking: Asking) -> frozenset[str]:
    """The types that are not asked about."""
    return _spared(manifest, repairs, asking, manifest.skipped)


def unread_labels(manifest: VerifierManifest, repairs: Mapping[str, Repairs], asking: Asking) -> frozenset[str]:
    """The types that a reader leaves alone."""
    return _spared(manifest, repairs, asking, manifest.reader.skipped if manifest.reader else ())


def _spared(
    manifest: VerifierManifest, repairs: Mapping[str, Repairs], asking: Asking, harmed: Collection[str]
) -> frozenset[str]:
    """The types that a voice leaves alone: by the user or the user's decisions, else those that it `harmed`."""
    states = label_states(manifest, repairs, asking).items()
    return frozenset(
        name for name, state in states if (not state.asked if state.why in ("person", "decisions") else name in harmed)
    )


def _harmed_by_voice(manifest: VerifierManifest) -> list[Collection[str]]:
    """For each voice in use the types that it harmed where it was made."""
    found: list[Collection[str]] = []
    if manifest.reader is not None and manifest.reads:
        found.append(manifest.reader.skipped)
    if manifest.answers and manifest.asks:
        found.append(manifest.skipped)
    return found
