"""The tooltip of a mention."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from engine.types import LabelSet

if TYPE_CHECKING:
    from engine.store import MentionRow

_LONGEST_TEXT = 120


def type_name(labels: LabelSet, name: str) -> str:
    """The name of a type in the language of the interface (the default locale)."""
    label = labels.get(name)
    if label is None:
        return name
    return label.zh if QLocale().language() == QLocale.Language.Chinese else label.en


def mention_line(mention: MentionRow, labels: LabelSet) -> str:
    """A mention in a few words, for a screen reader."""
    return f"{type_name(labels, mention.label)}: {_shortened(mention.text)}, {_percentage(mention.score)}"


def mention_tip(mention: MentionRow, labels: LabelSet) -> str:
    """What is known of a mention, as rich text."""
    head = f"<b>{escape(_shortened(mention.text))}</b>"
    kind = f"{escape(type_name(labels, mention.label))} · {_percentage(mention.score)}"
    lines = [head, kind, escape(_tr("Decided by: {0}").format(_decider(mention.decided_by)))]
    place = mention.place.describe()
    if place:
        lines.append(escape(_tr("Place: {0}").format(place)))
    return "<div style='white-space: pre-wrap'>" + "<br>".join(lines) + "</div>"


def _decider(decided_by: str) -> str:
    rule, _, name = decided_by.partition(":")
    sentences = {
        "person": _tr("a person"),
        "ensemble": _tr("all models together"),
        "single": _tr("model “{0}”").format(name),
        "pattern": _tr("pattern “{0}”").format(name),
    }
    return sentences.get(rule, decided_by)


def _percentage(score: float) -> str:
    return f"{score:.0%}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _tr(sentence: str) -> str:
    return QCoreApplication.translate("MentionTip", sentence)
