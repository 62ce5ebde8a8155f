"""Fit what becomes of a reader's and a verifier's word, and whether they are listened to at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.evaluation.judgement import Judged, Judgement, Rule
from engine.findings import Repairs
from engine.training.llm.fit_fusion import fit_fusion
from engine.verifiers.fusion import Fusion


@dataclass(frozen=True, slots=True)
class FittedOpinion:
    """The rule with every voice, the one with those that earned their place, all rules to compare it with, and what
    asking did to each label."""

    tried: Rule
    chosen: Rule
    rules: Mapping[str, Rule | None]
    worth: Mapping[str, Repairs]


class _Together:
    """Several parts of the records as one."""

    def __init__(self, parts: Sequence[Judgement]) -> None:
        self._parts = parts

    def judged_reading(self, tau: float) -> list[Judged]:
        return [one for part in self._parts for one in part.judged_reading(tau)]

    def judged(self, tau: float, reading: Fusion | None = None) -> list[Judged]:
        return [one for part in self._parts for one in part.judged(tau, reading)]

    def f1(self, rule: Rule | None) -> float:
        counts = [part.counts(rule) for part in self._parts]
        right, found, gold = (sum(of_part[place] for of_part in counts) for place in range(3))
        return 2 * right / max(1, found + gold)

    def worth(self, rule: Rule) -> dict[str, Repairs]:
        together: dict[str, Repairs] = {}
        for part in self._parts:
            for label, more in part.worth(rule).items():
                known = together.get(label, Repairs())
                together[label] = Repairs(
                    known.asked + more.asked, known.fixed + more.fixed, known.broken + more.broken
                )
        return dict(sorted(together.items()))


def fit_opinion(validation: Judgement, tau: float, *unseen: Judgement) -> FittedOpinion:
    """Weights of both voices by likelihood; a voice stays when F1 is higher with it than without.

    This is done on the validation texts together with `unseen`, training texts with what taggers, reader and verifier
    said of them before they learnt from them: validation texts alone are few where little is annotated.

    Labels on which asking broke more than it mended are left out of the asking. "local refitted" is the taggers' own
    word, fitted again on the spans that a voice is heard about: only what exceeds it is that voice's merit.
    """
    texts = _Together([validation, *unseen])
    rules: dict[str, Rule | None] = {"local": None}
    tried = chosen = Rule(tau)
    best, worth = texts.f1(None), dict[str, Repairs]()
    if validation.reader is not None:
        judged = texts.judged_reading(tau)
        rules["sentences refitted"] = Rule(tau, fit_fusion(judged, alone=True))
        rules["reading"] = tried = Rule(tau, fit_fusion(judged))
        if (score := texts.f1(tried)) > best:
            chosen, best = tried, score
    if validation.verifier is not None:
        judged = texts.judged(tau)
        rules["replace"], rules["drop"] = Rule(tau, None, Fusion("replace")), Rule(tau, None, Fusion("drop"))
        rules["spans refitted"] = Rule(tau, None, fit_fusion(judged, alone=True))
        rules["asking"] = Rule(tau, None, fit_fusion(judged))
        asks = replace(chosen, asking=fit_fusion(texts.judged(tau, chosen.reading)))
        worth = texts.worth(asks)
        harmed = frozenset(label for label, each in worth.items() if each.fixed < each.broken)
        asks = replace(asks, skipped=harmed)
        tried = replace(tried, asking=asks.asking, skipped=harmed)
        if chosen.reading is not None:
            rules["reading and asking"] = asks
        if texts.f1(asks) > best:
            chosen = asks
    rules["chosen"] = chosen
    return FittedOpinion(tried, chosen, rules, worth)
