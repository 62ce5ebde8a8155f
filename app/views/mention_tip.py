"""The tooltip of a mention."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from engine.types import Label, LabelSet

if TYPE_CHECKING:
    from engine.store import MentionRow, Place

_LONGEST_TEXT = 120

translate = QCoreApplication.translate


def type_name(labels: LabelSet, name: str) -> str:
    """The name of a type in the language of the interface (the default locale)."""
    label = labels.get(name)
    if label is None:
        return name
    return label.zh if QLocale().language() == QLocale.Language.Chinese else label.en


def label_tip(label: Label) -> str:
    """The names of a type and what counts as one, as rich text."""
    names = f"<b>{escape(label.zh)} · {escape(label.en)}</b> ({escape(label.name)})"
    return f"<qt>{names}<br>{escape(label.definition)}</qt>" if label.definition else f"<qt>{names}</qt>"


def mention_line(mention: MentionRow, labels: LabelSet) -> str:
    """A mention in a few words, for a screen reader."""
    return f"{type_name(labels, mention.label)}: {_shortened(mention.text)}, {_percentage(mention.score)}"


def place_line(place: Place) -> str:
    """Where in its document a mention stands, as far as known."""
    parts = [translate("MentionTip", "page {0}").format(place.page)] if place.page else []
    if place.table:
        parts.append(translate("MentionTip", "table {0}").format(place.table))
        parts += [translate("MentionTip", "row {0}").format(place.row)] if place.row else []
    elif place.number and (place.kind != "paragraph" or not parts):
        kinds = {
            "paragraph": translate("MentionTip", "paragraph {0}"),
            "heading": translate("MentionTip", "heading {0}"),
            "cell": translate("MentionTip", "cell {0}"),
            "header": translate("MentionTip", "header {0}"),
            "footer": translate("MentionTip", "footer {0}"),
            "footnote": translate("MentionTip", "footnote {0}"),
            "endnote": translate("MentionTip", "endnote {0}"),
            "comment": translate("MentionTip", "comment {0}"),
        }
        parts.append(kinds[place.kind].format(place.number))
    return " · ".join(parts)


def mention_tip(mention: MentionRow, labels: LabelSet) -> str:
    """What is known of a mention, as rich text."""
    lines = [
        f"<b>{escape(_shortened(mention.text))}</b>",
        f"{escape(type_name(labels, mention.label))} · {_percentage(mention.score)}",
        escape(translate("MentionTip", "Doubt: {0}").format(_percentage(mention.uncertainty))),
        escape(translate("MentionTip", "Decided by: {0}").format(_decider(mention.decided_by))),
    ]
    if mention.comment:
        lines.append(escape(translate("MentionTip", "Comment: {0}").format(_shortened(mention.comment))))
    place = place_line(mention.place)
    if place:
        lines.append(escape(translate("MentionTip", "Place: {0}").format(place)))
    return "<div style='white-space: pre-wrap'>" + "<br>".join(lines) + "</div>"


def _decider(decided_by: str) -> str:
    rule, _, name = decided_by.partition(":")
    deciders = {
        "person": translate("MentionTip", "a person"),
        "ensemble": translate("MentionTip", "all models together"),
        "hybridner": (
            translate("MentionTip", "all models and a language model elsewhere, which was sent the sentence")
            if name
            else translate("MentionTip", "all models and the language model together")
        ),
        "single": translate("MentionTip", "model “{0}”").format(name),
        "pattern": translate("MentionTip", "pattern “{0}”").format(name),
    }
    return deciders.get(rule, decided_by)


def _percentage(score: float) -> str:
    return f"{score:.0%}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
