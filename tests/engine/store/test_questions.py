"""Every filter, order and page of mentions, against the same question asked of a plain list."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.store import Project, mentions
from engine.store.rows import STATUSES
from engine.store.search import fold
from engine.types import Document, Mention

TEXT = "张三Ab海淀区北京CD李四，abé" * 4
LABELS = ("PER", "LOC", "ORG")
ORDERS = (
    "start",
    "text",
    "label",
    "score",
    "uncertainty",
    "disagreement",
    "status",
    "decided_by",
    "document",
    "comment",
)
SCORES = (0.25, 0.5, 0.75)

spans = st.tuples(st.integers(0, 50), st.integers(1, 4), st.sampled_from(LABELS), st.sampled_from(SCORES))
decisions = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(STATUSES)), max_size=6)
filters = st.fixed_dictionaries(
    {},
    optional={
        "document_ids": st.none() | st.sets(st.integers(1, 4), max_size=3),
        "start": st.none() | st.integers(0, 60),
        "end": st.none() | st.integers(0, 60),
        "labels": st.none() | st.sets(st.sampled_from((*LABELS, "NO"))),
        "text_contains": st.sampled_from(("", "北", "aB", "张三", "%", "É")),
        "texts": st.none() | st.sets(st.sampled_from(("张", "北京", "ＣＤ", "海淀区")), max_size=3),
        "min_score": st.none() | st.sampled_from(SCORES),
        "max_score": st.none() | st.sampled_from(SCORES),
        "deciders": st.none() | st.sets(st.sampled_from(("single", "person", "sing")), max_size=2),
        "commented": st.none() | st.booleans(),
        "document_name": st.sampled_from(("", "1", "0", "x")),
        "added_from": st.sampled_from(("", "2000-01-01", "2999-01-01")),
        "added_to": st.sampled_from(("", "2000-01-01", "2999-01-01")),
        "statuses": st.none() | st.sets(st.sampled_from(STATUSES)),
    },
)


def meets(row, wanted):
    return (
        (wanted.get("document_ids") is None or row.document_id in wanted["document_ids"])
        and (wanted.get("start") is None or row.end > wanted["start"])
        and (wanted.get("end") is None or row.start < wanted["end"])
        and (wanted.get("labels") is None or row.label in wanted["labels"])
        and wanted.get("text_contains", "").lower().replace("é", "e") in row.text.lower().replace("é", "e")
        and (wanted.get("min_score") is None or row.score >= wanted["min_score"])
        and (wanted.get("max_score") is None or row.score <= wanted["max_score"])
        and (wanted.get("texts") is None or row.text.lower().replace("é", "e") in {fold(t) for t in wanted["texts"]})
        and (wanted.get("deciders") is None or row.decided_by.partition(":")[0] in wanted["deciders"])
        and (wanted.get("commented") is None or bool(row.comment) == wanted["commented"])
        and wanted.get("document_name", "") in row.document_name
        and wanted.get("added_from", "") in ("", "2000-01-01")
        and wanted.get("added_to", "") in ("", "2999-01-01")
        and (wanted.get("statuses") is None or row.status in wanted["statuses"])
    )


def reading_order(row):
    return row.document_id, row.start, -row.end, row.id


def ordered(rows, order_by, descending):
    rows = sorted(rows, key=reading_order)
    if order_by == "start":
        return rows[::-1] if descending else rows
    name = "document_name" if order_by == "document" else order_by
    # Equal ones stay in reading order whichever way the key is sorted.
    return sorted(rows, key=lambda row: _key(row, name), reverse=descending)


def _key(row, name):
    return STATUSES.index(row.status) if name == "status" else getattr(row, name)


def filled(project, found, decided):
    for number in range(3):
        document_id = project.add_document(Document(Path(f"/{2 - number % 2}.txt/{number}"), "txt", TEXT, str(number)))
        project.save_analysis(
            document_id,
            project.start_run({}),
            [
                Mention(
                    start,
                    start + length,
                    "",
                    label,
                    score,
                    1 - score,
                    f"single:{start % 2}",
                    {"votes": [{"source": f"t{vote}", "label": "PER", "score": 0.9} for vote in range(start % 3)]},
                )
                for start, length, label, score in found[number::3]
            ],
        )
    rows = project.mentions()
    for index, status in decided:
        if index < len(rows):
            project.decide([rows[index].id], status=status)
            project.comment([rows[index // 2].id], "注")
    # The first file has changed: its mentions are of an older version now.
    project.add_document(Document(Path("/2.txt/0"), "txt", TEXT + "新", "new"))
    return [row for row in (project.mention(row.id) for row in rows) if row and row.document_id != 1]


@pytest.mark.parametrize("few", [0, 5000])
@settings(max_examples=60)
@given(
    st.lists(spans, max_size=40),
    decisions,
    filters,
    st.sampled_from(ORDERS),
    st.booleans(),
    st.none() | st.integers(1, 4),
    st.integers(0, 20),
    st.integers(0, 5),
)
def test_the_project_answers_as_a_list_would(
    few, found, decided, wanted, order_by, descending, document_id, limit, offset
):
    with pytest.MonkeyPatch.context() as patch, Project.in_memory() as project:
        patch.setattr(mentions, "_FEW", few)
        rows = filled(project, found, decided)
        if document_id is not None:
            rows = project.mentions(document_id)
        expected = ordered([row for row in rows if meets(row, wanted)], order_by, descending)
        options = {"order_by": order_by, "descending": descending}
        assert project.mentions(document_id, **wanted, **options) == expected
        assert (
            project.mentions(document_id, **wanted, **options, limit=limit, offset=offset) == expected[offset:][:limit]
        )
        turned = project.mentions(document_id, **wanted, **options, limit=limit, offset=offset, backwards=True)
        assert turned == expected[::-1][offset:][:limit]
        ids = project.ids_in_order(document_id, **wanted, **options)
        assert project.mentions_of_ids(ids) == expected
        assert project.count_mentions(document_id, **wanted) == len(expected)
        assert list(project.iterate_mentions(document_id, **wanted)) == sorted(expected, key=reading_order)
        for place, row in enumerate(expected[:5]):
            assert project.mention_position(row.id, document_id, **wanted, **options) == place
        if document_id is None:
            shown = [row.label for row in rows if row.status != "rejected"]
            assert project.label_counts() == {label: shown.count(label) for label in sorted(set(shown))}


@pytest.mark.parametrize("few", [0, 5000])
@settings(max_examples=60)
@given(st.lists(spans, max_size=20), decisions, filters, st.sampled_from(ORDERS), st.booleans())
def test_the_next_mention_is_that_of_the_list(few, found, decided, wanted, order_by, descending):
    with pytest.MonkeyPatch.context() as patch, Project.in_memory() as project:
        patch.setattr(mentions, "_FEW", few)
        rows = ordered(filled(project, found, decided), order_by, descending)
        options = {"order_by": order_by, "descending": descending, **wanted}
        for place, row in enumerate(rows):
            behind = [other.id for other in rows[place + 1 :] if meets(other, wanted)]
            before = [other.id for other in rows[:place] if meets(other, wanted)]
            assert project.mention_following(row.id, **options) == (behind[0] if behind else None)
            assert project.mention_following(row.id, backwards=True, **options) == (before[-1] if before else None)


@pytest.mark.parametrize("order_by", [order for order in ORDERS if order != "comment"])
@pytest.mark.parametrize("descending", [False, True])
def test_an_index_gives_the_order_and_carries_the_filters(order_by, descending, monkeypatch):
    monkeypatch.setattr(mentions, "_FEW", -1)
    with Project.in_memory() as project:
        statements = []
        project._db.conn.set_trace_callback(statements.append)
        project.mentions(
            labels=["PER"], statuses=["accepted"], min_score=0.5, order_by=order_by, descending=descending, limit=10
        )
        project._db.conn.set_trace_callback(None)
        page = next(sql for sql in statements if "page CROSS JOIN" in sql)
        inner = page[page.index("(SELECT m.id AS id") + 1 : page.rindex(") page")]
        plan = [row[3] for row in project._db.execute(f"EXPLAIN QUERY PLAN {inner}")]
        assert any("USING COVERING INDEX mentions_" in step for step in plan)
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan)


def test_counts_by_label_read_no_mentions():
    with Project.in_memory() as project:
        statements = []
        project._db.conn.set_trace_callback(statements.append)
        project.count_mentions(labels=["PER"], statuses=["accepted"])
        project.label_counts()
        project.documents()
        project._db.conn.set_trace_callback(None)
        assert statements
        assert not any("mentions m" in sql for sql in statements)
