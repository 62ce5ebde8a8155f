"""The distinct entities of a project: names that mean the same, names kept apart, and words that are never entities.

An entity is a name with a type. An alias points to its main name; a main name is no alias itself. All of it is changed
in steps of `steps.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

from engine.errors import BadInputError
from engine.store import steps
from engine.store.mention_rows import folded, listed
from engine.store.rows import STATUSES, EntityRow

_REJECTED, _SUGGESTED = STATUSES.index("rejected"), STATUSES.index("suggested")
_NOT_SUPERSEDED = "document_id NOT IN (SELECT id FROM documents WHERE superseded_by IS NOT NULL)"


def entities(db: Database) -> list[EntityRow]:
    """Every entity with its aliases, by how many mentions that are not rejected it has."""
    mains = aliases(db)
    members: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    labels: dict[str, list[str]] = {}
    for text, label, mentions, documents in _counted(db):
        main = mains.get((text, label), text)
        members.setdefault((main, label), []).append((text, mentions, documents))
        labels.setdefault(text, []).append(label)
    rows = []
    for (main, label), found in members.items():
        if len(found) == 1 and found[0][0] == main and len(labels[main]) == 1:
            rows.append(EntityRow(main, label, *found[0][1:]))
            continue
        names = [text for text, _, _ in found]
        documents = found[0][2] if len(found) == 1 else _documents(db, names, label)
        others = tuple(sorted({other for text in names for other in labels[text]} - {label}))
        rows.append(
            EntityRow(
                main,
                label,
                sum(mentions for _, mentions, _ in found),
                documents,
                tuple(sorted(text for text in names if text != main)),
                others,
            )
        )
    return sorted(rows, key=lambda row: (-row.mentions, row.name, row.label))


def _counted(db: Database) -> Iterator[tuple[str, str, int, int]]:
    """Each name and type with the numbers of its mentions and documents, in one walk along the index of names."""
    walk = db.execute(
        f"""SELECT m.name_id, m.document_id, m.label FROM mentions m INDEXED BY mentions_name
            WHERE m.status != {_REJECTED} AND m.{_NOT_SUPERSEDED} ORDER BY m.name_id, m.document_id"""  # noqa: S608
    )
    texts = dict(db.execute("SELECT id, text FROM names").fetchall())
    for name_id, rows in groupby(walk, key=itemgetter(0)):
        counts: dict[str, tuple[int, int, int]] = {}
        for _, document_id, label in rows:
            mentions, documents, last = counts.get(label, (0, 0, -1))
            counts[label] = (mentions + 1, documents + (document_id != last), document_id)
        for label, (mentions, documents, _) in counts.items():
            yield texts[name_id], label, mentions, documents


def aliases(db: Database) -> dict[tuple[str, str], str]:
    """The main name of each alias, by its name and type."""
    rows = db.execute("SELECT text, label, value FROM word_notes WHERE kind = 'alias'")
    return {(text, label): main for text, label, main in rows}


def merge(db: Database, label: str, names: Iterable[str], main: str) -> int | None:
    """Make aliases of `main` of these names, with all that point to them; None when that changes nothing."""
    known = aliases(db)
    main = known.get((main, label), main)
    moving = {known.get((name, label), name) for name in names} | set(names)
    moving |= {alias for (alias, of), value in known.items() if of == label and value in moving}
    step_id = steps.begin(db, "alias")
    for name in sorted(moving - {main}):
        if known.get((name, label)) != main:
            steps.note_words(db, step_id, "alias", name, label, main)
    return steps.finish(db, step_id)


def make_main(db: Database, label: str, alias: str) -> int | None:
    """Make an alias the main name of all that mean the same."""
    known = aliases(db)
    main = known.get((alias, label))
    step_id = steps.begin(db, "alias")
    if main is not None:
        steps.note_words(db, step_id, "alias", alias, label, None)
        others = {other for (other, of), value in known.items() if of == label and value == main}
        for other in sorted((others | {main}) - {alias}):
            steps.note_words(db, step_id, "alias", other, label, alias)
    return steps.finish(db, step_id)


def separate(db: Database, label: str, names: Iterable[str]) -> int | None:
    """Let aliases be entities of their own again."""
    step_id = steps.begin(db, "alias")
    for name in sorted(set(names)):
        steps.note_words(db, step_id, "alias", name, label, None)
    return steps.finish(db, step_id)


def keep_apart(db: Database, label: str, one: str, other: str) -> int | None:
    """Never propose again that two names mean the same; as aliases of each other they are separated."""
    step_id = steps.begin(db, "apart")
    steps.note_words(db, step_id, "apart", _pair(one, other), label, "")
    for alias, main in ((one, other), (other, one)):
        if aliases(db).get((alias, label)) == main:
            steps.note_words(db, step_id, "alias", alias, label, None)
    return steps.finish(db, step_id)


def kept_apart(db: Database, label: str, name: str) -> set[str]:
    """The names that do not mean the same as this one."""
    rows = db.execute("SELECT text FROM word_notes WHERE kind = 'apart' AND label = ?", [label])
    pairs = [text.split(_BETWEEN) for (text,) in rows]
    return {other for pair in pairs if name in pair for other in pair if other != name}


def stops(db: Database) -> list[str]:
    """The words that are never entities."""
    return [text for (text,) in db.execute("SELECT text FROM word_notes WHERE kind = 'stop' ORDER BY text")]


def add_stops(db: Database, words: Sequence[str]) -> int | None:
    """Suggest these words never again, of whatever type; suggestions that are there are rejected."""
    if not all(word.strip() for word in words):
        raise BadInputError("A word of the stop list has at least one character.")
    step_id = steps.begin(db, "stop")
    for word in dict.fromkeys(words):
        steps.note_words(db, step_id, "stop", word, "", "")
        suggested = db.execute(
            f"""SELECT m.id FROM names n JOIN mentions m ON m.name_id = n.id
                WHERE n.folded = ? AND m.status = {_SUGGESTED}
                AND m.id NOT IN (SELECT mention_id FROM decision_items WHERE decision_id = ?)""",  # noqa: S608
            [folded(word), step_id],
        ).fetchall()
        steps.note_changed(db, step_id, [identity for (identity,) in suggested], {"status": str(_REJECTED)})
    return steps.finish(db, step_id)


def remove_stops(db: Database, words: Iterable[str]) -> int | None:
    """Let these words be suggested again by the next analysis; what was rejected stays so."""
    step_id = steps.begin(db, "stop")
    for word in sorted(set(words)):
        steps.note_words(db, step_id, "stop", word, "", None)
    return steps.finish(db, step_id)


_BETWEEN = "\n"


def _pair(one: str, other: str) -> str:
    return _BETWEEN.join(sorted((one, other)))


def _documents(db: Database, names: Sequence[str], label: str) -> int:
    (count,) = db.execute(
        f"""SELECT COUNT(DISTINCT m.document_id) FROM names n JOIN mentions m ON m.name_id = n.id
            WHERE n.text IN (SELECT value FROM json_each(?)) AND m.label = ? AND m.status != {_REJECTED}
            AND m.{_NOT_SUPERSEDED}""",  # noqa: S608
        [listed(names), label],
    ).fetchone()
    return int(count)
