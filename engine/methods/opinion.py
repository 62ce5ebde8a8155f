"""The words of a second opinion: who is asked about what, within what budget, and what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from engine.findings import Cost
from engine.types import Candidate, Sentence
from engine.verifiers.base import Answer, Verifier
from engine.verifiers.fusion import Fusion

Span = tuple[int, int]
_FINGERPRINT = "verifier_fingerprint"


class Reader(Protocol):
    """Further taggers that read whole sentences. Not thread safe."""

    name: str

    def read(
        self, sentences: Sequence[Sentence], *, cancelled: Callable[[], bool] | None = None
    ) -> list[list[Candidate]]:
        """What each sentence holds, in document offsets. Raises `Cancelled` and `ModelCrashError`."""
        ...

    def settings(self) -> dict[str, Any]:
        """What decides its word, for the record of the run."""
        ...

    def close(self) -> None:
        """Give back processes and memory."""
        ...


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many spans and seconds of asking a document; None is no limit."""

    spans: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Sentences that hold a span with a doubt over `tau` are read by `reader`; `fusion` pools its word with the
    taggers' on every candidate of such a sentence.

    Spans of a label in `skipped`, by the taggers' word or where they saw nothing by the reader's, stay as they were.
    """

    reader: Reader
    fusion: Fusion
    tau: float
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asking:
    """`verifier` is asked about spans with a doubt over `tau`, after the reading where there is one.

    Labels in `skipped` are not asked about: the verifier was seen to do harm there.
    """

    verifier: Verifier
    fusion: Fusion
    tau: float
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What is done about doubtful spans: a reading of their sentences, then questions, or one of the two.

    The doubt of a decision is the probability that it is wrong. `identity` names the verifier, with the fingerprint by
    which a project counts what it did: that of one made for the pack, or `identity_from` of another.
    """

    asking: Asking | None = None
    reading: Reading | None = None
    budget: Budget = Budget()
    identity: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The verifier's, empty where it has none."""
        return self.identity.get(_FINGERPRINT, "")

    def settings(self) -> dict[str, Any]:
        """What decides about a span, for the record of the run."""
        said: dict[str, Any] = {"verifier": None, **self.identity, "budget": asdict(self.budget)}
        if self.asking is not None:
            asking = self.asking
            said |= {**asking.verifier.settings(), "fusion": asdict(asking.fusion), "tau": asking.tau}
            said["skipped_labels"] = sorted(asking.skipped)
        if self.reading is not None:
            reading = self.reading
            said["reader"] = {**reading.reader.settings(), "fusion": asdict(reading.fusion), "tau": reading.tau}
            said["reader"]["skipped_labels"] = sorted(reading.skipped)
            said["verifier"] = said["verifier"] or "reader"
        return said

    def within(
        self,
        budget: Budget,
        *,
        tau: float | None = None,
        skipped: frozenset[str] | None = None,
        unread: frozenset[str] | None = None,
    ) -> SecondOpinion:
        """The same with another budget, and where they are given another threshold and other labels left out: `skipped`
        are not asked about, `unread` are spared by the reader.
        """
        asking, reading = self.asking, self.reading
        if asking is not None:
            spared = asking.skipped if skipped is None else skipped
            asking = replace(asking, tau=asking.tau if tau is None else tau, skipped=spared)
        if reading is not None:
            spared = reading.skipped if unread is None else unread
            reading = replace(reading, tau=reading.tau if tau is None else tau, skipped=spared)
        return replace(self, asking=asking, reading=reading, budget=budget)

    def close(self) -> None:
        """Give back processes and memory."""
        if self.asking is not None:
            self.asking.verifier.close()
        if self.reading is not None:
            self.reading.reader.close()


def identity_from(settings: Mapping[str, Any]) -> dict[str, str]:
    """The identity of a verifier that was made for no pack: the sha256 of what decides its answers."""
    plain = json.dumps(settings, ensure_ascii=False, sort_keys=True)
    return {_FINGERPRINT: hashlib.sha256(plain.encode()).hexdigest()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of a span: by the taggers, by the reader of its sentence, and by the verifier that was asked.

    `rule` is what made one decision of the last word and those before it (`engine.verifiers.fusion`).
    """

    local: Mapping[str, float]
    read: Mapping[str, float] | None = None
    answer: Answer | None = None
    rule: str = ""

    def plain(self) -> dict[str, Any]:
        said = {"local": self.local}
        if self.read is not None:
            said["reader"] = self.read
        if self.answer is not None:
            said["verifier"] = self.answer.distribution
        rounded = {who: {label: round(p, 4) for label, p in each.items()} for who, each in said.items()}
        rule = {"rule": self.rule} if self.rule else {}
        return {**rounded, **rule, **(self.answer.evidence if self.answer else {})}


@dataclass(frozen=True, slots=True)
class Asked:
    """Candidates after the second opinion: `verdicts` by (start, end) for those that something was said of.

    Of the spans over the threshold of doubt (`doubtful` in all) there was time for `routed`; `lost` are those with
    which the process of a model ended; `cost` is what the rest took.
    """

    candidates: list[Candidate]
    verdicts: Mapping[Span, Verdict] = field(default_factory=dict)
    doubtful: int = 0
    routed: int = 0
    lost: int = 0
    cost: Cost = field(default_factory=Cost)
