"""The list of documents takes over a few rows as it takes over all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.document_list import Activity, DocumentListModel
from engine.store import DocumentRow, Project
from engine.types import Document

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def row(identity: int, path: int, mentions: int = 0) -> DocumentRow:
    return DocumentRow(
        identity, Path(f"/{path}.txt"), f"{path}.txt", "txt", "", "", 1, (), "analysed", None, "", mentions, ""
    )


def told(model: DocumentListModel) -> list[tuple[int, int]]:
    return [(shown.id, shown.mention_count) for shown in model.rows()]


# Each step is a reading of a file, which has a new id where the file has changed, or an analysis of it.
steps = st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 3)), max_size=20)


@given(steps, st.integers(1, 4))
def test_rows_put_in_are_those_of_the_whole_list(readings, at_a_time):
    model, current, latest = DocumentListModel(), {}, 0
    changed: dict[int, DocumentRow] = {}
    for number, (path, anew, mentions) in enumerate(readings, start=1):
        known = current.get(path)
        if known is None or anew:
            latest += 1
            changed.pop(known.id if known else 0, None)
        identity = latest if known is None or anew else known.id
        current[path] = changed[identity] = row(identity, path, mentions)
        if number % at_a_time == 0 or number == len(readings):
            model.put(sorted(changed.values(), key=lambda one: one.id))
            changed = {}
            expected = sorted(current.values(), key=lambda one: one.id)
            assert told(model) == [(one.id, one.mention_count) for one in expected]
            assert all(model.index_of(one.id).data(model.RowRole) == one for one in expected)
    assert not model.index_of(99).isValid()


def test_what_is_told_of_the_rows_is_what_qt_expects(qtmodeltester: Callable[[DocumentListModel], None]):
    model = DocumentListModel()
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    model.put([row(1, 1), row(2, 2)])
    model.put([row(2, 2, 5), row(3, 3)])
    model.put([row(4, 1)])
    assert told(model) == [(2, 5), (3, 0), (4, 0)]
    model.set_busy(Path("/3.txt"), Activity(1, 2))
    assert model.index(1).data(model.ActivityRole) == Activity(1, 2)
    model.set_busy(None)
    assert model.index(1).data(model.ActivityRole) is None


def test_the_project_gives_some_documents_as_it_gives_all(tmp_path: Path):
    with Project.in_memory() as project:
        ids = [project.add_document(Document(Path(f"/{name}.txt"), "txt", f"文{name}", name)) for name in "abc"]
        newer = project.add_document(Document(Path("/a.txt"), "txt", "新", "new"))
        every = project.documents()
        assert project.documents_of_ids([*ids, newer, 77]) == every
        assert project.documents_of_ids(ids[1:2]) == [one for one in every if one.id == ids[1]]
