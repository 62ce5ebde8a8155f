"""CSV: one line a mention (RFC 4180, UTF-8). The columns are described in docs/exports.md."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import TextIO

from engine.store import MentionRow, Project
from exporters.options import ExportOptions
from exporters.reading import MainNames, documents, main_name, mentions, shown

COLUMNS = (
    "document",
    "path",
    "start",
    "end",
    "text",
    "label",
    "score",
    "uncertainty",
    "status",
    "decided_by",
    "place",
    "page",
    "table",
    "row",
    "column",
    "left",
    "right",
    "sha256",
    "run",
    "comment",
    "entity",
)
_CONTEXT = 20
# Spreadsheets take cells that begin so for formulas, in their full-width forms too.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
# Digits of which Excel keeps the first 15, and no zero before them.
_SHORTENED = re.compile(r"[0０]\d+|\d{16,}")


class CsvExporter:
    """A table for spreadsheets and scripts."""

    name = "csv"
    suffix = ".csv"

    def write(self, project: Project, out: TextIO, options: ExportOptions) -> int:
        if options.bom:
            out.write("\ufeff")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        written = 0
        names = project.main_names()
        guard = kept_by_excel if options.bom else harmless
        for document in documents(project, options):
            text = project.text(document.id)
            for mention in mentions(project, document.id, options):
                writer.writerow(_cells(mention, shown(document.path), document.sha256, text, names, guard))
                written += 1
        return written


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before one that begins like it.

    A cell that begins with an apostrophe gets one too, so that `cell[1:]` always gives back what was guarded.
    """
    return f"'{cell}" if cell.startswith((*_FORMULA_STARTS, "'")) else cell


def kept_by_excel(cell: str) -> str:
    """A harmless cell that Excel shows whole: an apostrophe goes also before digits that it would take for a number."""
    return f"'{cell}" if _SHORTENED.fullmatch(cell) else harmless(cell)


def _cells(
    mention: MentionRow, path: str, sha256: str, text: str, names: MainNames, guard: Callable[[str], str]
) -> list[str | int | float | None]:
    place = mention.place
    left = text[max(0, mention.start - _CONTEXT) : mention.start]
    right = text[mention.end : mention.end + _CONTEXT]
    return [
        guard(mention.document_name),
        guard(path),
        mention.start,
        mention.end,
        guard(mention.text),
        guard(mention.label),
        mention.score,
        mention.uncertainty,
        mention.status,
        guard(mention.decided_by),
        place.describe(),
        place.page,
        place.table,
        place.row,
        place.column,
        guard(_one_line(left)),
        guard(_one_line(right)),
        sha256,
        mention.run_id,
        guard(_one_line(mention.comment)),
        guard(main_name(mention, names)),
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
