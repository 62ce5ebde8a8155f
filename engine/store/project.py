"""A project: one file that holds documents, entities, evidence and decisions."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, Unpack

from sqlite_utils import Database

from engine.errors import DocumentError, ProjectError
from engine.findings import Doubts, Removal, Repairs
from engine.store import (
    analyses,
    connection,
    decisions,
    documents,
    hits,
    label_rows,
    mentions,
    occurrences,
    overview,
    register,
    search,
    second_opinion,
    steps,
    trail,
    waiting,
)
from engine.store.hits import Hit
from engine.store.occurrences import Context, Occurrence
from engine.store.overview import Overview
from engine.store.rows import (
    DocumentRow,
    EntityRow,
    MentionFilter,
    MentionRow,
    OrderBy,
    RemovalRow,
    RunState,
    Status,
    StepRow,
)
from engine.store.trail import Outcome, SentRow, Spent
from engine.types import Block, Document, LabelSet, Mention, Span

SUFFIX = ".veritag"


class Project:
    """One SQLite file. One instance a thread; several may have the same file open.

    Every method raises `ProjectError`, with one sentence, when the file cannot be read or written. Every change is
    one transaction: it happens whole or not at all.
    """

    def __init__(self, db: Database, path: Path | None) -> None:
        self._db = db
        self.path = path

    @classmethod
    def open(cls, path: Path, *, lean: bool = False) -> Self:
        """Open the project at `path`; a new one is made where there is none.

        A lean one, for an analysis of many files, keeps little of the file in memory and answers questions more slowly.
        """
        return cls(connection.connect(path, lean=lean), path)

    @classmethod
    def in_memory(cls) -> Self:
        return cls(connection.connect(None), None)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        with connection.told(self.path):
            yield self._db

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with connection.told(self.path), connection.writing(self._db):
            yield self._db

    def version(self) -> int:
        """Another number than before where somebody else has changed the file since."""
        with self._reading() as db:
            (number,) = db.execute("PRAGMA data_version").fetchone()
        return int(number)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is of one moment, whatever others write meanwhile. Nothing may be changed inside."""
        with connection.told(self.path):
            self._db.execute("BEGIN")
            try:
                # SQLite fixes the moment at the first read.
                self._db.execute("SELECT 1 FROM documents LIMIT 1").fetchone()
                yield
            finally:
                self._db.rollback()

    def save_copy(self, path: Path) -> None:
        """Write a compact copy of the whole project to a file that must not exist yet."""
        if path.exists():
            raise ProjectError(f"{path}: there is a file of that name already.")
        with connection.told(path):
            self._db.execute("VACUUM INTO ?", [str(path)])

    # Settings and labels

    def get_setting(self, key: str, default: Any = None) -> Any:
        with self._reading() as db:
            row = db.execute("SELECT value FROM settings WHERE key = ?", [key]).fetchone()
        return json.loads(row[0]) if row else default

    def set_setting(self, key: str, value: Any) -> None:
        with self._writing() as db:
            db.table("settings").upsert({"key": key, "value": json.dumps(value, ensure_ascii=False)}, pk="key")

    def labels(self) -> LabelSet:
        with self._reading() as db:
            return label_rows.all_of(db)

    def set_labels(self, labels: LabelSet) -> None:
        """Add labels; one that is known keeps its place, and takes new names and colours unless a person set them."""
        with self._writing() as db:
            label_rows.add(db, labels)

    def arrange_labels(self, labels: LabelSet) -> None:
        """A person's labels, in this order; what differs from before stays whatever a pack says of it.

        Raises `BadInputError` where a label is left out that mentions still have.
        """
        with self._writing() as db:
            label_rows.arrange(db, labels)

    def used_labels(self) -> set[str]:
        """The labels that any mention has, rejected ones included."""
        with self._reading() as db:
            return label_rows.used(db)

    # Documents

    def add_document(self, document: Document) -> int:
        """Store a document as read; the same content of the same path keeps its id.

        When the file's content has changed, the old text stays in the project, out of sight, and decisions move to
        the new one where the same words stand in the same surroundings.
        """
        with self._writing() as db:
            return documents.add(db, document)

    def add_failed(self, path: Path, error: DocumentError) -> int:
        """Keep a file that could not be read in the list, with its fault."""
        with self._writing() as db:
            return documents.add_failed(db, path, error)

    def documents(self, *, contains: str = "") -> list[DocumentRow]:
        """The documents in the order they were added; with `contains`, those whose text has these words."""
        with self._reading() as db:
            return documents.rows(db, contains)

    def documents_of_ids(self, ids: Iterable[int]) -> list[DocumentRow]:
        """Those of these documents that are there and current, in the order they were added."""
        with self._reading() as db:
            return documents.some(db, ids)

    def document_counts(self) -> dict[int, int]:
        """How many mentions that are not rejected each document has; those without any are left out."""
        with self._reading() as db:
            return documents.counts(db)

    def failed_documents(self) -> list[DocumentRow]:
        """The documents that could not be read."""
        with self._reading() as db:
            return documents.failed(db)

    def document(self, document_id: int) -> DocumentRow:
        with self._reading() as db:
            return documents.row(db, document_id)

    def text(self, document_id: int) -> str:
        with self._reading() as db:
            return documents.text(db, document_id)

    def blocks(self, document_id: int) -> list[Block]:
        with self._reading() as db:
            return documents.blocks(db, document_id)

    def remove_documents(self, document_ids: Iterable[int]) -> None:
        """Remove documents with everything about them. This cannot be undone."""
        with self._writing() as db:
            documents.remove(db, document_ids)

    def find_in_text(self, document_id: int, needle: str) -> list[Span]:
        """Where `needle` stands in a document, without overlaps; its first and last word may be incomplete."""
        return search.find(self.text(document_id), needle)

    def iterate_hits(self, words: str, *, width: int = 24) -> Iterator[Hit]:
        """Every place in the documents that `documents(contains=words)` lists, in document and text order, one by one.

        Each is a `Hit` with `width` characters of its text on either side. Words of letters are whole. Without a word
        there are no places. The caller sets the ceiling: what is not asked for is not searched.
        """
        with self._reading() as db:
            yield from hits.iterate(db, words, width)

    # Analyses

    def add_waiting(self, paths: Iterable[Path]) -> None:
        """Remember files that are still to be analysed."""
        with self._writing() as db:
            waiting.add(db, paths)

    def remove_waiting(self, paths: Iterable[Path]) -> None:
        with self._writing() as db:
            waiting.remove(db, paths)

    def put_first(self, paths: Iterable[Path]) -> None:
        """Let files that wait be analysed before all others, in this order; those that do not wait are passed over."""
        with self._writing() as db:
            waiting.put_first(db, paths)

    def waiting(self) -> list[Path]:
        """The files that are still to be analysed, in their order."""
        with self._reading() as db:
            return waiting.paths(db)

    def start_run(self, settings: Mapping[str, Any]) -> int:
        """Begin a run; `settings` is what would make it again (pack, hashes, method, thresholds)."""
        with self._writing() as db:
            return analyses.start_run(db, settings)

    def finish_run(self, run_id: int, state: RunState) -> None:
        with self._writing() as db:
            analyses.finish_run(db, run_id, state)

    def run(self, run_id: int) -> dict[str, Any]:
        """A run as plain JSON: id, state, started_at, finished_at and its settings."""
        with self._reading() as db:
            return analyses.run(db, run_id)

    def last_run(self) -> dict[str, Any]:
        """The latest run, or an empty dictionary."""
        with self._reading() as db:
            return analyses.last_run(db)

    def save_analysis(
        self,
        document_id: int,
        run_id: int,
        mentions_found: Iterable[Mention],
        *,
        doubts: Doubts | None = None,
        removals: Iterable[Removal] = (),
    ) -> int:
        """Replace what machines said of a document and keep what a person decided; returns the count it now shows.

        `doubts` and `removals` are those of `engine.findings.Findings`. Raises `NoDocumentError` where the document was
        removed meanwhile.
        """
        found, gone = list(mentions_found), list(removals)
        with self._writing() as db:
            documents.row(db, document_id)
            second_opinion.save(db, document_id, run_id, doubts, gone)
            return analyses.save(db, document_id, run_id, found)

    # The second opinion

    def doubts(self, document_ids: Iterable[int]) -> dict[int, Doubts]:
        """How doubtful what was found in these documents is, of those that were analysed so that it is known."""
        with self._reading() as db:
            return second_opinion.doubts(db, document_ids)

    def removals(self, document_id: int | None = None, *, limit: int | None = None) -> list[RemovalRow]:
        """Entities that a second opinion took out and on which nobody has decided yet, in reading order."""
        with self._reading() as db:
            return second_opinion.removals(db, document_id, limit)

    def repairs(self, verifier: str) -> dict[str, Repairs]:
        """By label, what a verifier did to spans on which a person has decided since.

        `verifier` is the `verifier_fingerprint` of its runs; `asked` counts those spans. A span counts for the label
        that the taggers gave it. It was fixed where the final word is the person's and the taggers' was not.
        """
        with self._reading() as db:
            return second_opinion.repairs(db, verifier)

    # Mentions

    def mentions(
        self,
        document_id: int | None = None,
        *,
        order_by: OrderBy = "start",
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
        backwards: bool = False,
        **wanted: Unpack[MentionFilter],
    ) -> list[MentionRow]:
        """Mentions by the fields of `MentionFilter`; "start" is reading order (document, start, -end).

        With `backwards` the last mention comes first, and `offset` counts from the end.
        """
        with self._reading() as db:
            return list(
                mentions.select(
                    db,
                    document_id,
                    wanted,
                    order_by=order_by,
                    descending=descending,
                    limit=limit,
                    offset=offset,
                    backwards=backwards,
                )
            )

    def iterate_mentions(self, document_id: int | None = None, **wanted: Unpack[MentionFilter]) -> Iterator[MentionRow]:
        """Mentions in reading order, read one by one, so that memory stays flat."""
        with self._reading() as db:
            yield from mentions.select(db, document_id, wanted)

    def mention_ids(self, document_id: int | None = None, **wanted: Unpack[MentionFilter]) -> list[int]:
        """The ids of the mentions that `mentions` would give, in no order."""
        with self._reading() as db:
            return mentions.ids(db, document_id, wanted)

    def ids_in_order(
        self,
        document_id: int | None = None,
        *,
        order_by: OrderBy = "start",
        descending: bool = False,
        **wanted: Unpack[MentionFilter],
    ) -> array[int]:
        """The ids of all mentions that `mentions` would give, in its order, 8 bytes each."""
        with self._reading() as db:
            return mentions.ids_in_order(db, document_id, wanted, order_by, descending)

    def mentions_of_ids(self, ids: Sequence[int]) -> list[MentionRow]:
        """The mentions with these ids, in this order; those that are gone are left out."""
        with self._reading() as db:
            return mentions.of_ids(db, ids)

    def mention(self, mention_id: int) -> MentionRow | None:
        with self._reading() as db:
            return mentions.one(db, mention_id)

    def count_mentions(self, document_id: int | None = None, **wanted: Unpack[MentionFilter]) -> int:
        with self._reading() as db:
            return mentions.count(db, document_id, wanted)

    def mention_position(
        self,
        mention_id: int,
        document_id: int | None = None,
        *,
        order_by: OrderBy = "start",
        descending: bool = False,
        **wanted: Unpack[MentionFilter],
    ) -> int | None:
        """The row, from 0, of a mention in the list that `mentions` would give."""
        with self._reading() as db:
            return mentions.position(db, mention_id, document_id, wanted, order_by, descending)

    def mention_following(
        self,
        mention_id: int,
        document_id: int | None = None,
        *,
        order_by: OrderBy = "start",
        descending: bool = False,
        backwards: bool = False,
        **wanted: Unpack[MentionFilter],
    ) -> int | None:
        """The id next to (or before) a mention in the list that `mentions` would give.

        The mention itself need not be in that list.
        """
        with self._reading() as db:
            return mentions.following(db, mention_id, document_id, wanted, order_by, descending, backwards=backwards)

    def label_counts(self, document_id: int | None = None) -> dict[str, int]:
        """How many mentions that are not rejected each label has."""
        with self._reading() as db:
            return mentions.label_counts(db, document_id)

    def evidence(self, mention_id: int) -> dict[str, Any]:
        with self._reading() as db:
            return mentions.evidence(db, mention_id)

    # Decisions

    def decide(
        self, mention_ids: Sequence[int], *, status: Status | None = None, label: str | None = None
    ) -> int | None:
        """One decision, and one step to undo, over many mentions; None when it changes nothing."""
        with self._writing() as db:
            return decisions.decide(db, mention_ids, status=status, label=label)

    def add_mention(self, document_id: int, start: int, end: int, label: str, *, status: Status = "accepted") -> int:
        """Add a mention that a person marked; a rejected one says that none is there.

        Raises `BadInputError` for a span outside the text.
        """
        with self._writing() as db:
            return decisions.add_mention(db, document_id, start, end, label, status)

    def move_mention(self, mention_id: int, start: int, end: int) -> int | None:
        """Give a mention other boundaries; it counts as accepted. Raises `BadInputError` outside the text."""
        with self._writing() as db:
            return decisions.move(db, mention_id, start, end)

    def split_mention(self, mention_id: int, at: int) -> int:
        """Make two mentions of one, the second from offset `at` of the text on; returns the id of the second."""
        with self._writing() as db:
            return decisions.split(db, mention_id, at)

    def merge_mentions(self, mention_ids: Sequence[int]) -> int:
        """Make one mention of several of a document; the first stays, with its label. Returns its id."""
        with self._writing() as db:
            return decisions.merge(db, mention_ids)

    def comment(self, mention_ids: Sequence[int], words: str) -> int | None:
        """Write a comment on mentions; empty words take it away."""
        with self._writing() as db:
            return decisions.comment(db, mention_ids, words)

    def decide_matching(
        self,
        document_id: int | None = None,
        *,
        status: Status | None = None,
        label: str | None = None,
        **wanted: Unpack[MentionFilter],
    ) -> int | None:
        """One decision over all mentions that a filter lists."""
        with self._writing() as db:
            return decisions.decide(db, mentions.ids(db, document_id, wanted), status=status, label=label)

    def occurrences(
        self, words: str, document_id: int | None = None, *, cancelled: Callable[[], bool] = lambda: False
    ) -> list[Occurrence]:
        """Everywhere these words stand, marked as an entity or not, in reading order; `Cancelled` when it was asked."""
        with self._reading() as db:
            return occurrences.find(db, words, document_id, cancelled)

    def contexts(self, spans: Iterable[tuple[int, int, int]], width: int = 24) -> list[Context]:
        """What stands around spans, each given as document, start and end."""
        with self._reading() as db:
            return [occurrences.context(db, *span, width) for span in spans]

    def decide_occurrences(
        self, mention_ids: Iterable[int], spans: Iterable[tuple[int, int, int]], *, status: Status, label: str | None
    ) -> int | None:
        """Decide mentions, and make entities of further spans (document, start, end), in one step."""
        with self._writing() as db:
            return decisions.decide_occurrences(
                db, mention_ids, [decisions.Mark(*span) for span in spans], status=status, label=label
            )

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        with self._writing() as db:
            return steps.undo(db)

    def redo(self) -> bool:
        with self._writing() as db:
            return steps.redo(db)

    def can_undo(self) -> bool:
        return self.step_to_undo() is not None

    def can_redo(self) -> bool:
        return self.step_to_redo() is not None

    def step_to_undo(self) -> StepRow | None:
        """The step that `undo` would take back."""
        with self._reading() as db:
            return steps.last(db)

    def step_to_redo(self) -> StepRow | None:
        with self._reading() as db:
            return steps.undone(db)

    def history(self, limit: int = 1000) -> list[StepRow]:
        """The latest steps, the latest first, those that were undone among them."""
        with self._reading() as db:
            return steps.history(db, limit)

    # The register of entities

    def entities(self) -> list[EntityRow]:
        """The distinct entities, those with most mentions first."""
        with self._reading() as db:
            return register.entities(db)

    def main_names(self) -> dict[tuple[str, str], str]:
        """The main name of each alias, by its name and type."""
        with self._reading() as db:
            return register.aliases(db)

    def merge_names(self, label: str, names: Iterable[str], main: str) -> int | None:
        """Make aliases of `main` of names of a type; a step to undo. None when that changes nothing."""
        with self._writing() as db:
            return register.merge(db, label, names, main)

    def separate_names(self, label: str, names: Iterable[str]) -> int | None:
        """Let aliases be entities of their own again."""
        with self._writing() as db:
            return register.separate(db, label, names)

    def make_main_name(self, label: str, alias: str) -> int | None:
        """Turn the direction: all that mean the same become aliases of this alias."""
        with self._writing() as db:
            return register.make_main(db, label, alias)

    def keep_apart(self, label: str, one: str, other: str) -> int | None:
        """Never propose again that two names mean the same."""
        with self._writing() as db:
            return register.keep_apart(db, label, one, other)

    def kept_apart(self, label: str, name: str) -> set[str]:
        with self._reading() as db:
            return register.kept_apart(db, label, name)

    def stops(self) -> list[str]:
        """The words that are never entities."""
        with self._reading() as db:
            return register.stops(db)

    def add_stops(self, words: Sequence[str]) -> int | None:
        """Suggest these words never again; suggestions that are there are rejected."""
        with self._writing() as db:
            return register.add_stops(db, words)

    def remove_stops(self, words: Iterable[str]) -> int | None:
        with self._writing() as db:
            return register.remove_stops(db, words)

    def overview(self) -> Overview:
        """What the project holds, in figures."""
        with self._reading() as db:
            return overview.overview(db)

    # The audit trail of the cloud

    def add_sent(
        self, document: str, endpoint: str, payload: str, most: tuple[int, int], check: Callable[[Spent], None]
    ) -> int:
        """Write down what is about to leave, and wait until it is on the disk; see `engine.store.trail`.

        `check` is given what all before came to; where it raises, nothing is written. Nobody else writes meanwhile.
        """
        with self._reading() as db:
            db.execute("PRAGMA synchronous = FULL")
        with self._writing() as db:
            check(trail.spent(db))
            return trail.add(db, document, endpoint, payload, most)

    def add_outcome(self, sent_id: int, outcome: Outcome) -> None:
        """What came of it. A second outcome is refused."""
        with self._writing() as db:
            trail.add_outcome(db, sent_id, outcome)

    def iterate_sent(self) -> Iterator[SentRow]:
        """All that ever left, in order."""
        with self._reading() as db:
            yield from trail.rows(db)

    def spent(self) -> Spent:
        with self._reading() as db:
            return trail.spent(db)

    def answered(self, endpoint: str, payload: str) -> tuple[int, str] | None:
        """The id and answer of an earlier request with the same bytes to the same endpoint."""
        with self._reading() as db:
            return trail.answered(db, endpoint, payload)
