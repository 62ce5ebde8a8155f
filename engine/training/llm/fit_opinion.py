"""Fit what becomes of a reader's and a verifier's word, and whether they are listened to at all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.evaluation.bootstrap import bootstrap_gain
from engine.evaluation.judgement import Judged, Judgement, Rule
from engine.findings import Repairs
from engine.training.llm.fit_fusion import agrees, fit_fusion
from engine.verifiers.fusion import Fusion


@dataclass(frozen=True, slots=True)
class Gain:
    """What a voice adds to F1 where it was fitted, with the standard error of that.

    It is counted from what is best without it: the decision before, or the same spans refitted on the taggers' word.
    """

    f1: float
    error: float

    @property
    def is_earned(self) -> bool:
        """Whether it is more than its error: within one standard error the simpler of two rules is to be taken
        (Breiman et al. 1984, section 3.4.3)."""
        return self.f1 > self.error


@dataclass(frozen=True, slots=True)
class FittedOpinion:
    """The rule with every voice, the one with those that earned their place, all rules to compare it with, what asking
    and reading did to each label, by voice how many spans it was fitted on, and what it gained there."""

    tried: Rule
    chosen: Rule
    rules: Mapping[str, Rule | None]
    worth: Mapping[str, Repairs]
    reading_worth: Mapping[str, Repairs]
    spans: Mapping[str, int]
    gains: Mapping[str, Gain]


class _Texts:
    """Several parts of the records as one."""

    def __init__(self, parts: Sequence[Judgement]) -> None:
        self._parts = parts

    def judged_reading(self, tau: float) -> list[Judged]:
        return [one for part in self._parts for one in part.judged_reading(tau)]

    def judged(self, before: Rule) -> list[Judged]:
        return [one for part in self._parts for one in part.judged(before)]

    def gain(self, rule: Rule, *others: Rule | None) -> Gain:
        """What `rule` adds to the best of the others."""
        counts = self._counts(rule)
        gains = [
            Gain(*bootstrap_gain([[*was, *is_now] for was, is_now in zip(self._counts(other), counts, strict=True)]))
            for other in others
        ]
        return min(gains, key=lambda gain: gain.f1)

    def _counts(self, rule: Rule | None) -> list[list[int]]:
        return [of_text for part in self._parts for of_text in part.counts(rule)]

    def worth(self, rule: Rule) -> dict[str, Repairs]:
        return _sum(part.worth(rule) for part in self._parts)

    def reading_worth(self, rule: Rule) -> dict[str, Repairs]:
        return _sum(part.reading_worth(rule) for part in self._parts)


def fit_opinion(validation: Judgement, tau: float, *unseen: Judgement) -> FittedOpinion:
    """Weights of both voices by likelihood; a voice stays when F1 is clearly higher with it than without, and than with
    the same spans refitted without it: by more than the standard error of the difference (`Gain`).

    This is done on the validation texts, and also on `unseen` where that foretells them: training texts with what
    taggers, reader and verifier said of them before they learnt from them. Validation texts alone are few where little
    is annotated. Whether they foretell them is tried on the candidates that are read, else on those asked about: the
    more spans, the less it is chance.

    Labels on which a voice broke clearly more than it mended are left out of it. "refitted" is the taggers' own word,
    fitted again on the spans that a voice is heard about: only what exceeds it is that voice's merit.
    """
    parts = [validation, *unseen] if _foretell(validation, unseen, tau) else [validation]
    rules: dict[str, Rule | None] = {"local": None}
    tried = chosen = Rule(tau)
    worth, reading_worth = dict[str, Repairs](), dict[str, Repairs]()
    spans, gains = dict[str, int](), dict[str, Gain]()
    if validation.reader is not None:
        texts = _Texts(parts)
        judged = texts.judged_reading(tau)
        spans["reading"] = len(judged)
        rules["sentences refitted"] = Rule(tau, fit_fusion(judged, alone=True))
        tried = Rule(tau, fit_fusion(judged))
        reading_worth = texts.reading_worth(tried)
        rules["reading"] = tried = replace(tried, unread=_harmed(reading_worth))
        gains["reading"] = texts.gain(tried, None, rules["sentences refitted"])
        if gains["reading"].is_earned:
            chosen = tried
    if validation.verifier is not None:
        texts = _Texts([part for part in parts if part.verifier is not None])
        judged = texts.judged(Rule(tau))
        rules["replace"], rules["drop"] = Rule(tau, None, Fusion("replace")), Rule(tau, None, Fusion("drop"))
        rules["spans refitted"] = Rule(tau, None, fit_fusion(judged, alone=True))
        rules["asking"] = Rule(tau, None, fit_fusion(judged))
        judged = texts.judged(chosen)
        spans["asking"] = len(judged)
        asks, refitted = (replace(chosen, asking=fit_fusion(judged, alone=alone)) for alone in (False, True))
        worth = texts.worth(asks)
        asks = replace(asks, skipped=_harmed(worth))
        tried = replace(tried, asking=asks.asking, skipped=asks.skipped)
        if chosen.reading is not None:
            rules["reading and asking"] = asks
        gains["asking"] = texts.gain(asks, chosen, refitted)
        if gains["asking"].is_earned:
            chosen = asks
    if unseen:
        rules["fitted on validation alone"] = fit_opinion(validation, tau).chosen
    rules["chosen"] = chosen
    return FittedOpinion(tried, chosen, rules, worth, reading_worth, spans, gains)


def _foretell(validation: Judgement, unseen: Sequence[Judgement], tau: float) -> bool:
    few, more = _Texts([validation]), _Texts(unseen)
    if validation.reader is not None:
        return agrees(few.judged_reading(tau), more.judged_reading(tau))
    return agrees(few.judged(Rule(tau)), more.judged(Rule(tau)))


def _sum(parts: Iterable[Mapping[str, Repairs]]) -> dict[str, Repairs]:
    together: dict[str, Repairs] = {}
    for part in parts:
        for label, more in part.items():
            known = together.get(label, Repairs())
            together[label] = Repairs(known.asked + more.asked, known.fixed + more.fixed, known.broken + more.broken)
    return dict(sorted(together.items()))


def _harmed(worth: Mapping[str, Repairs]) -> frozenset[str]:
    """Labels of which more was broken than fixed, by more than the standard error of that difference."""
    return frozenset(
        label for label, each in worth.items() if each.broken - each.fixed > math.sqrt(each.broken + each.fixed)
    )
