"""The engine's codes in the language of the interface: faults, notes, states, deciders."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from engine.store import DocumentRow, StepRow
from engine.types import Note

translate = QCoreApplication.translate


def number_words(number: int) -> str:
    return QLocale().toString(number)


def path_words(path: Path) -> str:
    """A path as it can be shown and copied, also one whose name is no valid Unicode."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def seconds_words(seconds: float) -> str:
    """A stretch of time, roughly."""
    if 0 < seconds < 9.5:
        return translate("Words", "{0} s").format(f"{max(0.1, seconds):.1f}")
    if seconds < 90:
        return translate("Words", "{0} s").format(number_words(round(seconds)))
    if seconds < 5400:
        return translate("Words", "{0} min").format(number_words(round(seconds / 60)))
    return translate("Words", "{0} h").format(f"{seconds / 3600:.1f}")


def lack_words(lack: str, detail: str) -> str:
    """Why a pack cannot have a second opinion, and what to do; empty where it can."""
    words = {
        "pack": translate("Words", "No pack is in use. The second opinion looks at what a pack finds: choose one."),
        "verifier": translate(
            "Words", "No verifier was made for the pack {0}. Make one with “veritag llm train --pack {0}”."
        ),
        "several": translate("Words", "Several verifiers were made for this pack: choose one."),
        "runtime": translate("Words", "llama.cpp is not installed. Run “make llama” where Veritag was set up."),
        "model": translate("Words", "The language model {0} is not installed. Run “veritag llm install {0}”."),
        "damaged": translate("Words", "The verifier cannot be used. {0}"),
        "silent": translate(
            "Words",
            "Where this second opinion was made, it gained nothing clear over the pack alone: it is switched off.",
        ),
    }.get(lack, "")
    return words.format(detail)


def status_words(status: str) -> str:
    return {
        "suggested": translate("Words", "Suggested"),
        "accepted": translate("Words", "Accepted"),
        "rejected": translate("Words", "Rejected"),
    }.get(status, status)


def step_words(step: StepRow) -> str:
    """What a step of review did, in a few words."""
    kinds = {
        "decide": translate("Words", "decision (entities: {0})"),
        "add": translate("Words", "added entity"),
        "move": translate("Words", "moved boundary"),
        "split": translate("Words", "split"),
        "merge": translate("Words", "merge (entities: {0})"),
        "comment": translate("Words", "comment (entities: {0})"),
        "occurrences": translate("Words", "all occurrences (entities: {0})"),
        "alias": translate("Words", "aliases: {1}"),
        "apart": translate("Words", "names kept apart"),
        "stop": translate("Words", "stop list: {1}"),
    }
    return kinds[step.kind].format(number_words(step.mentions), number_words(step.words))


def decider_words(decided_by: str) -> str:
    """Who settled a mention, in a word or two."""
    rule, _, name = decided_by.partition(":")
    return {
        "person": translate("Words", "A person"),
        "ensemble": translate("Words", "Models together"),
        "hybridner": (
            translate("Words", "Models and a language model elsewhere")
            if name
            else translate("Words", "Models and language model")
        ),
        "single": translate("Words", "Model “{0}”").format(name),
        "pattern": translate("Words", "Pattern"),
    }.get(rule, decided_by)


def method_words(name: str) -> str:
    """How a method settles the models' votes."""
    rule, _, tagger = name.partition(":")
    return {
        "average": translate("Words", "Mean of all models"),
        "majority": translate("Words", "Majority of the models"),
        "overall-f1": translate("Words", "Vote weighted by F1"),
        "class-f1": translate("Words", "Vote weighted by F1 for each type"),
        "stacking": translate("Words", "Stacking: a fitted combination"),
        "spanner": translate("Words", "Span model as judge"),
        "single": translate("Words", "Model “{0}”").format(tagger),
    }.get(rule, name)


def document_line(row: DocumentRow) -> str:
    """The state of a document in a few words; of one that failed, why."""
    if row.state == "failed":
        return fault_words(row.fault, row.fault_detail)
    if row.state == "new":
        return translate("Words", "Not analysed yet")
    return translate("Words", "Entities: {0}").format(number_words(row.mention_count))


def document_tip(row: DocumentRow) -> str:
    """What is known of a document, as rich text."""
    lines = [f"<b>{escape(row.name)}</b>", escape(str(row.path.parent)), escape(document_line(row))]
    if row.state != "failed":
        length = translate("Words", "Characters: {0}").format(number_words(row.text_length))
        lines.append(" · ".join(filter(None, [length, row.format.upper(), row.encoding])))
    lines += [escape(note_words(note)) for note in row.notes]
    return "<div style='white-space: pre-wrap'>" + "<br>".join(lines) + "</div>"


def fault_words(fault: str | None, detail: str = "") -> str:
    """Why a document could not be read, as one sentence."""
    sentence = {
        "not_found": translate("Words", "The file does not exist"),
        "not_a_file": translate("Words", "This is not a regular file"),
        "no_permission": translate("Words", "You may not read this file"),
        "unreadable": translate("Words", "The file cannot be read"),
        "empty": translate("Words", "The file is empty"),
        "encrypted": translate("Words", "The file is protected by a password"),
        "damaged": translate("Words", "The file is damaged or is not what its name says"),
        "unknown_format": translate("Words", "This kind of file is not supported"),
        "too_large": translate("Words", "The file is too large"),
        "no_text": translate("Words", "The file holds no text that can be read"),
        "changed": translate("Words", "The file was changed since it was read; analyse it again"),
        "removed": translate("Words", "The document was removed from the project meanwhile"),
        "internal": translate("Words", "The program failed on this file"),
    }.get(fault or "", fault)
    if not detail:
        return translate("Words", "{0}.").format(sentence)
    return translate("Words", "{0} ({1}).").format(sentence, _detail_words(detail))


def note_words(note: Note) -> str:
    """A note as one sentence."""
    sentence = {
        "images": translate("Words", "Images inside that were not read: {0}."),
        "scanned_pages": translate("Words", "Pages that hold only an image and were not read: {0}."),
        "no_text_layer": translate("Words", "This is a scan without a text layer: nothing could be read (pages: {0})."),
        "encoding_guessed": translate("Words", "The encoding was guessed: {1}."),
        "undecodable": translate("Words", "Byte sequences that are not {1} and were replaced: {0}."),
        "truncated": translate("Words", "Only the first {0} characters were read."),
        "embedded": translate("Words", "Embedded files that were not read: {0}."),
        "skipped": translate("Words", "Parts that could not be read: {0} ({1})."),
        "decisions_left": translate("Words", "The file has changed; decisions whose words are no longer in it: {0}."),
    }.get(note.code)
    if sentence is None:
        return note.message()
    return sentence.format(number_words(note.count), _detail_words(note.detail))


def _detail_words(detail: str) -> str:
    """The usual details of faults and notes; technical names stay as they are."""
    known = {
        "save it as .docx": translate("Words", "save it as .docx"),
        "the rest of the page": translate("Words", "the rest of the page"),
        "this is not text": translate("Words", "this is not text"),
        "it has no pages": translate("Words", "it has no pages"),
        "no page can be read": translate("Words", "no page can be read"),
        "the archive is incomplete": translate("Words", "the archive is incomplete"),
        "this is a PDF; rename it to .pdf": translate("Words", "this is a PDF; rename it to .pdf"),
        "this is a ZIP archive or an Office file": translate("Words", "this is a ZIP archive or an Office file"),
        "this is a ZIP archive, but not a Word document": translate(
            "Words", "this is a ZIP archive, but not a Word document"
        ),
        "this is an Office file, but not a Word document": translate(
            "Words", "this is an Office file, but not a Word document"
        ),
        "this is an old Office file": translate("Words", "this is an old Office file"),
        "this is an old Word file; save it as .docx": translate("Words", "this is an old Word file; save it as .docx"),
        "this is an RTF file; save it as .docx": translate("Words", "this is an RTF file; save it as .docx"),
    }
    if detail in known:
        return known[detail]
    shapes = (
        (r"page (.+)", translate("Words", "page {0}")),
        (r"report: (.+)", translate("Words", "report: {0}")),
        (r"more than (.+ MiB)", translate("Words", "more than {0}")),
        (r"more than (\d+) elements", translate("Words", "more than {0} elements")),
        (r"more than (\d+) attributes", translate("Words", "more than {0} attributes")),
        (
            r"(.+) is compressed in a way that Word does not use",
            translate("Words", "{0} is compressed in a way that Word does not use"),
        ),
        (r"this is (.+)", translate("Words", "this is {0}")),
    )
    for shape, words in shapes:
        if match := re.fullmatch(shape, detail):
            return words.format(match[1])
    return detail
