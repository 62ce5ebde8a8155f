"""Why an entity is here: its evidence in sections of bars and sentences, ready to be drawn or read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.views.mention_tip import place_line, type_name
from app.words import decider_words, status_words
from engine.store import MentionRow
from engine.types import LabelSet

translate = QCoreApplication.translate
_NONE, _PATTERN = "O", "pattern"
_MOST_BARS = 8
_VERDICT_WORDS = {"local", "before", "after"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A share in [0, 1] with its words; `label` is the type whose colour it has, `strong` the one that decided.

    `voice` is who says so, shown before the words where there is room; `source` is its full name.
    """

    words: str
    share: float
    label: str = ""
    strong: bool = False
    voice: str = ""
    source: str = ""

    def said(self) -> str:
        """Who says what."""
        return f"{self.voice} · {self.words}" if self.voice else self.words

    def said_in_full(self) -> str:
        """The same with the full name."""
        return f"{self.source} · {self.words}" if self.source else self.said()


@dataclass(frozen=True, slots=True)
class Section:
    """Bars under a heading; `mark` is a threshold drawn across them, in [0, 1], `mark_words` what it is."""

    title: str
    bars: tuple[Bar, ...]
    mark: float | None = None
    mark_words: str = ""

    def words(self) -> str:
        """All of it in words, for a screen reader."""
        shares = ", ".join(f"{bar.said()} {bar.share:.0%}" for bar in self.bars)
        mark = f"; {self.mark_words} {self.mark:.2f}" if self.mark is not None else ""
        return f"{self.title}: {shares}{mark}."


@dataclass(frozen=True, slots=True)
class Card:
    """`sentences` say what decided, the most important first; `facts` who decided and where it stands."""

    text: str
    label: str
    label_words: str
    sentences: tuple[str, ...]
    facts: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())

    def words(self) -> str:
        """The whole card in words."""
        head = f"{self.text}: {self.label_words}."
        return " ".join(
            [head, *self.sentences, *(f"{fact}." for fact in self.facts), *(s.words() for s in self.sections)]
        )


def make_card(mention: MentionRow, evidence: Mapping[str, Any], run: Mapping[str, Any], labels: LabelSet) -> Card:
    """The card of a mention with its evidence and the record of the run that found it (empty for a person's own)."""
    votes = evidence.get("votes") or []
    verdict = evidence.get("verdict") or {}
    final = evidence.get("distribution") or {}
    sentences = [*_persons_word(mention, evidence, labels)]
    sections: list[Section] = []
    if final:
        local = verdict.get("local") or final
        sentences += _rule_words(evidence, run, labels)
        sections.append(_votes_section(translate("Evidence", "Votes"), _taggers(votes), labels))
        sections.append(_section(translate("Evidence", "The models together"), local, labels, _threshold(evidence)))
        sections.append(_doubt_section(mention, evidence, run))
        readers = [vote for vote in votes if _is_readers(vote)]
        title = translate("Evidence", "Votes, reading with the language model")
        sections.append(_votes_section(title, readers, labels))
        sections += _opinions(verdict, labels)
        if verdict:
            title = translate("Evidence", "Both together")
            sections.append(_section(title, final, labels, _threshold(evidence)))
    elif votes:
        sentences.append(_pattern_words(votes[0]))
        sections.append(_votes_section(translate("Evidence", "Votes"), votes, labels))
    if mention.comment:
        sentences.append(translate("Evidence", "Comment: {0}").format(mention.comment))
    facts = [translate("Evidence", "Decided by: {0}").format(decider_words(mention.decided_by))]
    place = place_line(mention.place)
    facts += [translate("Evidence", "Status: {0}").format(status_words(mention.status)), *([place] if place else [])]
    return Card(
        " ".join(mention.text.split()),
        mention.label,
        type_name(labels, mention.label),
        tuple(sentences),
        tuple(facts),
        tuple(section for section in sections if section.bars),
    )


def label_words(name: str, labels: LabelSet) -> str:
    """The name of a type, or that there is none."""
    return translate("Evidence", "No entity") if name == _NONE else type_name(labels, name)


def _persons_word(mention: MentionRow, evidence: Mapping[str, Any], labels: LabelSet) -> list[str]:
    machine = _machine_label(evidence)
    if mention.decided_by == "person" and machine and machine != mention.label:
        words = translate("Evidence", "A person changed the type from {0} to {1}.")
        return [words.format(type_name(labels, machine), type_name(labels, mention.label))]
    if mention.decided_by == "person" and not evidence:
        if mention.status == "rejected":
            return [translate("Evidence", "A person said that no entity is here.")]
        return [translate("Evidence", "A person marked this entity.")]
    return {
        "accepted": [translate("Evidence", "A person accepted it.")],
        "rejected": [translate("Evidence", "A person rejected it.")],
    }.get(mention.status, [])


def _machine_label(evidence: Mapping[str, Any]) -> str:
    """What the machines said, where they did."""
    shares = {name: share for name, share in (evidence.get("distribution") or {}).items() if name != _NONE}
    if shares:
        return str(max(shares, key=lambda name: shares[name]))
    votes = evidence.get("votes") or [{}]
    return str(votes[0].get("label", ""))


def _rule_words(evidence: Mapping[str, Any], run: Mapping[str, Any], labels: LabelSet) -> list[str]:
    """Why it was kept, and what the language model changed."""
    label, verdict = _machine_label(evidence), evidence.get("verdict") or {}
    share, threshold = evidence["distribution"].get(label, 0.0), _threshold(evidence)
    if threshold is not None:
        words = translate("Evidence", "Kept as {0}: {1} reaches the threshold {2}.")
        kept = words.format(type_name(labels, label), f"{share:.2f}", f"{threshold:.2f}")
    else:
        kept = translate("Evidence", "Kept as {0}, which won the vote.").format(type_name(labels, label))
    if not verdict:
        asked = run.get("verifier")
        return [kept, translate("Evidence", "The language model was not asked.")] if asked else [kept]
    before = verdict.get("before")
    if before is None:
        return [kept]
    was, is_now = label_words(before, labels), type_name(labels, label)
    if before == _NONE:
        words = translate("Evidence", "The models alone would have left it out; the language model brought it in.")
    elif before != label:
        words = translate("Evidence", "The language model moved it from {0} to {1}.").format(was, is_now)
    else:
        words = translate("Evidence", "The models alone say the same; the language model did not change it.")
    return [words, kept]


def _pattern_words(vote: Mapping[str, Any]) -> str:
    if vote.get("score", 0.0) >= 1.0:
        return translate("Evidence", "Found by its form, and its check digits are right.")
    return translate("Evidence", "Found by its form alone, which scores {0}.").format(f"{vote.get('score', 0.0):.0%}")


def _threshold(evidence: Mapping[str, Any]) -> float | None:
    """The least probability of an entity; None where labels only beat each other."""
    threshold = evidence.get("threshold")
    return float(threshold) if threshold and evidence.get("rule") in ("average", "stacking") else None


def _votes_section(title: str, votes: Sequence[Mapping[str, Any]], labels: LabelSet) -> Section:
    ordered = sorted(votes, key=lambda vote: -vote.get("score", 0.0))[: 2 * _MOST_BARS]
    bars = []
    for vote in ordered:
        source, label = str(vote.get("source", "")), str(vote.get("label", ""))
        words, share = label_words(label, labels), _share(vote.get("score"))
        bars.append(Bar(words, share, label, voice=_voice_words(source), source=source))
    return Section(title, tuple(bars))


def _is_readers(vote: Mapping[str, Any]) -> bool:
    """Whether a tagger of the second reader voted, whose pack's name stands before its own."""
    kind, colon, _ = str(vote.get("source", "")).partition(":")
    return bool(colon) and kind != _PATTERN


def _taggers(votes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [vote for vote in votes if not _is_readers(vote)]


def _voice_words(source: str) -> str:
    kind, _, name = source.partition(":")
    if kind == _PATTERN:
        return translate("Evidence", "pattern “{0}”").format(name)
    return name or source


def _section(title: str, shares: Mapping[str, float], labels: LabelSet, threshold: float | None = None) -> Section:
    """A distribution over types, the likeliest first."""
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    shown = [(name, share) for place, (name, share) in enumerate(ordered) if place < 2 or share >= 0.01][:_MOST_BARS]
    bars = tuple(
        Bar(label_words(name, labels), _share(share), name, place == 0) for place, (name, share) in enumerate(shown)
    )
    return Section(title, bars, threshold, translate("Evidence", "threshold"))


def _doubt_section(mention: MentionRow, evidence: Mapping[str, Any], run: Mapping[str, Any]) -> Section:
    """How likely the models' decision is wrong, with what a second opinion is asked from."""
    verdict = evidence.get("verdict") or {}
    local = verdict.get("local")
    doubt = mention.uncertainty if mention.decided_by != "person" else None
    if local:
        likeliest = max((share for name, share in local.items() if name != _NONE), default=0.0)
        doubt = likeliest if verdict.get("before") == _NONE else 1.0 - likeliest
    elif doubt is None:
        doubt = 1.0 - evidence["distribution"].get(_machine_label(evidence), 0.0)
    tau = run.get("tau", (run.get("reader") or {}).get("tau"))
    words = translate("Evidence", "asked above")
    bar = Bar(translate("Evidence", "doubt"), _share(doubt), "", strong=True)
    return Section(
        translate("Evidence", "How likely the models are wrong"), (bar,), float(tau) if tau is not None else None, words
    )


def _opinions(verdict: Mapping[str, Any], labels: LabelSet) -> list[Section]:
    """Every distribution that was asked for; one of a kind that is not known has its own name."""
    titles = {
        "verifier": translate("Evidence", "The language model, asked about the span"),
        "reader": translate("Evidence", "The language model, reading the sentence"),
    }
    return [
        _section(titles.get(name, name), shares, labels)
        for name, shares in verdict.items()
        if name not in _VERDICT_WORDS and _is_distribution(shares)
    ]


def _is_distribution(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(share, int | float) for share in value.values())


def _share(value: object) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else 0.0
