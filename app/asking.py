"""What the user wants of the second opinion for a pack, and about which types it is asked."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.findings import Repairs

if TYPE_CHECKING:
    from engine.methods.opinion import SecondOpinion
    from engine.verifiers.bundle import VerifierManifest

Why = Literal["", "validation", "decisions", "person"]


@dataclass(frozen=True, slots=True)
class Asking:
    """`tau` is the threshold of doubt, None for the verifier's own; `spans` and `seconds` limit it for each document.

    `labels` says of a type whether it is asked about, where the user chose; `verifier` is the name of the wanted one,
    empty for the only one; `every_voice` listens also to those of its voices that are switched off.
    """

    on: bool = False
    tau: float | None = None
    spans: int | None = None
    seconds: float | None = 30.0
    labels: Mapping[str, bool] = field(default_factory=dict)
    verifier: str = ""
    every_voice: bool = False

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
                str(stored.get("verifier", "")),
                bool(stored.get("every_voice", False)),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()


def setting_of(pack: str) -> str:
    """The name under which a project keeps what is wanted for this pack."""
    return f"desktop.second_opinion/{pack}"


@dataclass(frozen=True, slots=True)
class LabelState:
    """Whether a type is asked about, and what it is for: its harm on validation data or decisions, or the user."""

    asked: bool
    why: Why = ""


def label_states(manifest: VerifierManifest, repairs: Mapping[str, Repairs], asking: Asking) -> dict[str, LabelState]:
    """Each type of a verifier. One that a voice harmed is left out, until the user says otherwise."""
    harmed = {name for of_voice in _harmed_by_voice(manifest) for name in of_voice}
    return _states(manifest.meanings, harmed, repairs, asking)


def validated(manifest: VerifierManifest, label: str) -> Repairs | None:
    """What the voices that are in use did to a type where they were fitted, None where the verifier does not say.

    What is asked about was read before, so that no span counts twice.
    """
    voices = manifest.voices()
    read = manifest.reader.worth.get(label) if manifest.reader and "reading" in voices else None
    answered = manifest.worth.get(label) if "asking" in voices else None
    known = [each for each in (read, answered) if each is not None]
    if not known:
        return None
    fixed, broken = sum(each.fixed for each in known), sum(each.broken for each in known)
    return Repairs(max(each.asked for each in known), fixed, broken)


def skipped_labels(manifest: VerifierManifest, repairs: Mapping[str, Repairs], asking: Asking) -> frozenset[str]:
    """The types that are not asked about."""
    return _spared(manifest.meanings, manifest.skipped, repairs, asking)


def unread_labels(manifest: VerifierManifest, repairs: Mapping[str, Repairs], asking: Asking) -> frozenset[str]:
    """The types that a reader leaves alone."""
    return _spared(manifest.meanings, manifest.reader.skipped if manifest.reader else (), repairs, asking)


def decided_out(labels: Iterable[str], repairs: Mapping[str, Repairs], asking: Asking) -> list[str]:
    """Those of these types that are left out by the user or the user's decisions, whatever a voice did to them."""
    return [name for name, state in _states(labels, (), repairs, asking).items() if not state.asked]


def sparing(
    opinion: SecondOpinion, labels: Collection[str], repairs: Mapping[str, Repairs], asking: Asking
) -> SecondOpinion:
    """The second opinion without the types that the user, or the user's decisions, take from its voices.

    `labels` are those that it knows; a voice goes on leaving out the others that it harmed where it was made.
    """
    skipped = _spared(labels, opinion.asking.skipped, repairs, asking) if opinion.asking else None
    unread = _spared(labels, opinion.reading.skipped, repairs, asking) if opinion.reading else None
    return opinion.within(opinion.budget, skipped=skipped, unread=unread)


def _spared(
    labels: Iterable[str], harmed: Collection[str], repairs: Mapping[str, Repairs], asking: Asking
) -> frozenset[str]:
    """The types that a voice leaves alone: by the user or the user's decisions, else those that it `harmed`."""
    return frozenset(name for name, state in _states(labels, harmed, repairs, asking).items() if not state.asked)


def _states(
    labels: Iterable[str], harmed: Collection[str], repairs: Mapping[str, Repairs], asking: Asking
) -> dict[str, LabelState]:
    found = {}
    for name in labels:
        if name in asking.labels:
            found[name] = LabelState(asking.labels[name], "person")
        elif repairs.get(name, Repairs()).harms():
            found[name] = LabelState(False, "decisions")
        else:
            found[name] = LabelState(name not in harmed, "validation" if name in harmed else "")
    return found


def _harmed_by_voice(manifest: VerifierManifest) -> list[Collection[str]]:
    """For each voice in use the types that it harmed where it was made."""
    found: list[Collection[str]] = []
    if manifest.reader is not None and "reading" in manifest.voices():
        found.append(manifest.reader.skipped)
    if "asking" in manifest.voices():
        found.append(manifest.skipped)
    return found
