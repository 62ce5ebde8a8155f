"""Fit on validation texts what becomes of a reader's and a verifier's word, and whether they are listened to at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.evaluation.judgement import Judgement, Rule
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


def fit_opinion(validation: Judgement, tau: float) -> FittedOpinion:
    """Weights of both voices by likelihood; a voice stays when F1 on these texts is higher with it than without.

    Labels on which asking broke more than it mended are left out of the asking. "local refitted" is the taggers' own
    word, fitted again on the spans that a voice is heard about: only what exceeds it is that voice's merit.
    """
    rules: dict[str, Rule | None] = {"local": None}
    tried = chosen = Rule(tau)
    best, worth = validation.scores(None)["f1"], dict[str, Repairs]()
    if validation.reader is not None:
        judged = validation.judged_reading(tau)
        rules["sentences refitted"] = Rule(tau, fit_fusion(judged, alone=True))
        rules["reading"] = tried = Rule(tau, fit_fusion(judged))
        if (score := validation.scores(tried)["f1"]) > best:
            chosen, best = tried, score
    if validation.verifier is not None:
        judged = validation.judged(tau)
        rules["replace"], rules["drop"] = Rule(tau, None, Fusion("replace")), Rule(tau, None, Fusion("drop"))
        rules["spans refitted"] = Rule(tau, None, fit_fusion(judged, alone=True))
        rules["asking"] = Rule(tau, None, fit_fusion(judged))
        asks = replace(chosen, asking=fit_fusion(validation.judged(tau, chosen.reading)))
        worth = validation.worth(asks)
        harmed = frozenset(label for label, each in worth.items() if each.fixed < each.broken)
        asks = replace(asks, skipped=harmed)
        tried = replace(tried, asking=asks.asking, skipped=harmed)
        if chosen.reading is not None:
            rules["reading and asking"] = asks
        if validation.scores(asks)["f1"] > best:
            chosen = asks
    rules["chosen"] = chosen
    return FittedOpinion(tried, chosen, rules, worth)
