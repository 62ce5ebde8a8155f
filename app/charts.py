"""The overview of a project as charts: figures with the names of their rows and columns, to be drawn or copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from app.views.mention_tip import type_name
from app.words import number_words, status_words
from engine.store import Overview, Status
from engine.types import LabelSet

translate = QCoreApplication.translate
Kind = Literal["bars", "columns", "matrix"]
_STATUSES: tuple[Status, ...] = ("accepted", "suggested", "rejected")
_MOST_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Series:
    """A column of figures; `colour` is a status or the name of a type."""

    words: str
    colour: str
    figures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind` says how it is drawn: bars from the top down, columns from the left, or a matrix of cells.

    The series of bars and columns are stacked. `share` says that figures are shares in [0, 1].
    """

    title: str
    kind: Kind
    rows: tuple[str, ...]
    series: tuple[Series, ...]
    corner: str = ""
    share: bool = False

    def is_empty(self) -> bool:
        return not self.rows or not self.series

    def cells(self) -> list[list[str]]:
        """The table, with its heads."""
        heads = [self.corner, *(each.words for each in self.series)]
        rows = [
            [name, *(self.words(each.figures[place]) for each in self.series)] for place, name in enumerate(self.rows)
        ]
        return [heads, *rows]

    def words(self, figure: float) -> str:
        return f"{figure:.0%}" if self.share else number_words(round(figure))


def make_charts(figures: Overview, labels: LabelSet) -> list[Chart]:
    """The pages of the overview, in their order."""
    return [
        _types(figures, labels),
        _documents(figures, labels),
        _days(figures),
        _together(figures, labels),
        _agreement(figures),
        _judged(figures, labels),
    ]


def _types(figures: Overview, labels: LabelSet) -> Chart:
    order = sorted(figures.labels, key=lambda label: -sum(figures.labels[label].values()))
    return Chart(
        translate("Charts", "By type"),
        "bars",
        tuple(type_name(labels, label) for label in order),
        tuple(
            Series(status_words(status), status, tuple(figures.labels[label].get(status, 0) for label in order))
            for status in _STATUSES
        ),
        translate("Charts", "Type"),
    )


def _documents(figures: Overview, labels: LabelSet) -> Chart:
    used = [label for label in labels.names() if any(label in counts for _, counts in figures.documents)]
    return Chart(
        translate("Charts", "By document"),
        "bars",
        tuple(name for name, _ in figures.documents),
        tuple(
            Series(type_name(labels, label), label, tuple(counts.get(label, 0) for _, counts in figures.documents))
            for label in used
        ),
        translate("Charts", "Document"),
    )


def _days(figures: Overview) -> Chart:
    return Chart(
        translate("Charts", "By day"),
        "columns",
        tuple(day for day, _, _ in figures.days),
        (
            Series(translate("Charts", "Entities"), "suggested", tuple(count for _, _, count in figures.days)),
            Series(translate("Charts", "Documents"), "accepted", tuple(count for _, count, _ in figures.days)),
        ),
        translate("Charts", "Day on which documents were added (UTC)"),
    )


def _together(figures: Overview, labels: LabelSet) -> Chart:
    """The entities of the pairs that stand together most often, each against each."""
    most = list(dict.fromkeys(named for pair in figures.together for named in pair[:2]))[:_MOST_TOGETHER]
    shared = {frozenset((one, other)): blocks for one, other, blocks in figures.together}
    names = tuple(name for name, _ in most)
    return Chart(
        translate("Charts", "Together"),
        "matrix",
        tuple(f"{name} ({type_name(labels, label)})" for name, label in most),
        tuple(
            Series(name, "", tuple(shared.get(frozenset((row, column)), 0) for row in most))
            for name, column in zip(names, most, strict=True)
        ),
        translate("Charts", "In how many paragraphs both stand"),
    )


def _agreement(figures: Overview) -> Chart:
    taggers = tuple(sorted({tagger for pair in figures.agreement for tagger in pair}))
    shares = figures.agreement | {(other, one): share for (one, other), share in figures.agreement.items()}
    return Chart(
        translate("Charts", "Agreement"),
        "matrix",
        taggers,
        tuple(Series(tagger, "", tuple(shares.get((row, tagger), 1.0) for row in taggers)) for tagger in taggers),
        translate("Charts", "Share of spans for which two models choose the same"),
        share=True,
    )


def _judged(figures: Overview, labels: LabelSet) -> Chart:
    keys = list(figures.judged)
    return Chart(
        translate("Charts", "Review"),
        "bars",
        tuple(f"{tagger} · {type_name(labels, label)}" for tagger, label in keys),
        (
            Series(translate("Charts", "Right"), "accepted", tuple(figures.judged[key][0] for key in keys)),
            Series(translate("Charts", "Wrong"), "rejected", tuple(figures.judged[key][1] for key in keys)),
        ),
        translate("Charts", "Model and type, by your decisions"),
    )
