"""Combine the taggers' votes into candidates, and candidates into entities that do not cross.

`engine.ensemble.stacking` stands apart, because it alone needs numpy.
"""

from engine.ensemble.averaging import Average
from engine.ensemble.candidates import NO_ENTITY, Combiner, VotedSpan, group_votes
from engine.ensemble.settling import best_label, is_entity, settle
from engine.ensemble.spanner import Spanner
from engine.ensemble.voting import Voting, class_f1, majority, overall_f1

__all__ = [
    "NO_ENTITY",
    "Average",
    "Combiner",
    "Spanner",
    "VotedSpan",
    "Voting",
    "best_label",
    "class_f1",
    "group_votes",
    "is_entity",
    "majority",
    "overall_f1",
    "settle",
]
