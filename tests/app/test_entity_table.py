from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from window_setup import (
    OTHER,
    TEXT,
    analysed,
    cells,
    checkbox_of,
    click_at,
    click_row,
    shown_mentions,
    written,
)

from app.main_window import MainWindow
from app.models.mention_query import MentionQuery
from app.models.mention_table import Column, MentionTableModel
from engine.errors import ProjectError
from engine.store import Project
from engine.types import Document, Mention

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

DATES = ["2024年3月5日", "2024年6月30日"]


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    analysed(qtbot, window, written(tmp_path, "a.txt"), written(tmp_path, "b.txt", OTHER))
    return window


def choose_in(combo, words: str) -> None:
    combo.setCurrentIndex(combo.findText(words))


def test_the_table_is_filtered_by_what_is_typed(qtbot: QtBot, opened: MainWindow):
    qtbot.keyClick(opened, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    box = opened.panels.table.filter._box
    assert box.hasFocus()
    qtbot.keyClicks(box, "2024")
    qtbot.waitUntil(lambda: cells(opened, Column.TEXT) == DATES)
    assert opened.panels.table.filter._count.text() == "Shown: 2"


def test_typing_a_letter_that_is_a_shortcut_only_types_it(qtbot: QtBot, opened: MainWindow):
    click_row(qtbot, opened.panels.table.view, 0)
    opened.panels.table.filter.focus()
    qtbot.keyClicks(opened.panels.table.filter._box, "ar")
    assert opened.panels.table.filter.criteria().text == "ar"
    assert opened.session.project.count_mentions(statuses=["accepted", "rejected"]) == 0


def test_the_table_is_filtered_by_type_and_status(qtbot: QtBot, opened: MainWindow):
    choose_in(opened.panels.table.filter._type, "Date")
    assert cells(opened, Column.TEXT) == DATES
    choose_in(opened.panels.table.filter._status, "Accepted")
    assert cells(opened, Column.TEXT) == []
    choose_in(opened.panels.table.filter._type, "All types")
    choose_in(opened.panels.table.filter._status, "Any status")
    assert set(DATES) < set(cells(opened, Column.TEXT))


def test_all_documents_are_listed_with_their_names_and_a_click_opens_the_document(qtbot: QtBot, opened: MainWindow):
    view = opened.panels.table.view
    assert view.isColumnHidden(Column.DOCUMENT)
    choose_in(opened.panels.table.filter._scope, "All documents")
    assert not view.isColumnHidden(Column.DOCUMENT)
    assert set(cells(opened, Column.DOCUMENT)) == {"a.txt", "b.txt"}
    row = cells(opened, Column.DOCUMENT).index("b.txt")
    click_row(qtbot, view, row)
    assert opened.reading.document is not None
    assert opened.reading.document.name == "b.txt"


@pytest.mark.parametrize("column", list(Column))
def test_a_click_on_a_heading_sorts_and_a_second_turns_the_order(qtbot: QtBot, opened: MainWindow, column: Column):
    choose_in(opened.panels.table.filter._scope, "All documents")
    view = opened.panels.table.view
    view.setColumnHidden(column, False)
    header = view.horizontalHeader()
    orders = []
    for _ in range(2):
        view.scrollTo(view.model().index(0, column))
        place = QPoint(header.sectionViewportPosition(column) + 8, header.height() // 2)
        click_at(qtbot, header.viewport(), place)
        orders.append(shown_mentions(opened))
    keys = {
        Column.TEXT: lambda m: m.text,
        Column.TYPE: lambda m: m.label,
        Column.SCORE: lambda m: m.score,
        Column.PLACE: lambda m: (m.document_id, m.start),
        Column.DECIDED_BY: lambda m: m.decided_by,
        Column.STATUS: lambda m: m.status,
        Column.DOCUMENT: lambda m: m.document_name,
        Column.COMMENT: lambda m: m.comment,
        Column.DOUBT: lambda m: m.uncertainty,
        Column.DISAGREEMENT: lambda m: m.disagreement,
    }
    listed = [[keys[column](mention) for mention in order] for order in orders]
    ascending = sorted(listed[0])
    assert listed in ([ascending, ascending[::-1]], [ascending[::-1], ascending])


def test_click_and_enter_jump_to_the_place(qtbot: QtBot, opened: MainWindow):
    places = []
    opened.panels.pane.view.show_span = lambda start, end, mention_id: places.append(TEXT[start:end])
    view = opened.panels.table.view
    click_row(qtbot, view, 1)
    first = cells(opened, Column.TEXT)[1]
    qtbot.waitUntil(lambda: bool(places))
    assert set(places) == {first}
    places.clear()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert places == [first]
    places.clear()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: places == [cells(opened, Column.TEXT)[2]])


def test_a_click_on_a_mention_in_the_text_selects_its_row(qtbot: QtBot, opened: MainWindow):
    view = opened.panels.pane.view
    start = TEXT.index("a@example.com")
    box = view.span_rects(start, start + len("a@example.com"))[0]
    click_at(qtbot, view.viewport(), box.center())
    (chosen,) = opened.panels.table.selected()
    assert chosen.text == "a@example.com"
    assert opened.reading.chosen() == [chosen.id]


def test_a_project_that_breaks_while_it_is_shown_is_told_once(qtbot: QtBot, opened: MainWindow):
    told = []
    opened.panels.mention_model.failed.connect(told.append)

    class Broken:
        def count_mentions(self, *_: object, **__: object) -> int:
            return 500

        def mentions(self, *_: object, **__: object) -> list[object]:
            raise ProjectError("case.veritag: the project file is damaged.")

    opened.panels.mention_model.show(Broken(), MentionQuery())
    opened.panels.table.view.grab()
    opened.panels.table.view.grab()
    assert [str(error) for error in told] == ["case.veritag: the project file is damaged."]


def test_selected_rows_are_copied_as_lines_of_cells(qtbot: QtBot, opened: MainWindow):
    view = opened.panels.table.view
    click_row(qtbot, view, 0)
    click_row(qtbot, view, 1, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == cells(opened, Column.TEXT)[:2]
    assert lines[0].split("\t")[1:] == ["Date", "95%", "paragraph 1", "Pattern", "Suggested", ""]


def test_the_legend_switches_types_off_in_text_and_table(qtbot: QtBot, opened: MainWindow):
    model, legend = opened.panels.label_model, opened.panels.legend.view
    row = next(r for r in range(model.rowCount()) if model.index(r, 0).data() == "Date")
    assert model.index(row, 1).data() == "2"
    start = TEXT.index(DATES[0])
    place = opened.panels.pane.view.span_rects(start, start + len(DATES[0]))[0].center()
    assert opened.panels.pane.view.mention_at(place) is not None
    click_at(qtbot, legend.viewport(), checkbox_of(legend, model.index(row, 0)))
    assert model.hidden == {"DATE"}
    assert not set(DATES) & set(cells(opened, Column.TEXT))
    assert opened.panels.pane.view.mention_at(place) is None
    click_at(qtbot, legend.viewport(), checkbox_of(legend, model.index(row, 0)))
    assert set(DATES) < set(cells(opened, Column.TEXT))
    qtbot.mouseClick(opened.panels.legend._none, Qt.MouseButton.LeftButton)
    assert cells(opened, Column.TEXT) == []
    qtbot.mouseClick(opened.panels.legend._all, Qt.MouseButton.LeftButton)
    assert set(DATES) < set(cells(opened, Column.TEXT))


def test_a_hundred_thousand_rows_are_asked_for_by_pages(qapp, tmp_path: Path):
    count = 100_000
    with Project.open(tmp_path / "large.veritag") as project:
        document_id = project.add_document(Document(tmp_path / "a.txt", "txt", "甲" * count, "0" * 64))
        run_id = project.start_run({})
        mentions = (Mention(n, n + 1, "甲", "PER", 0.9, 0.1, "ensemble") for n in range(count))
        project.save_analysis(document_id, run_id, mentions)
        asked: list[tuple[int, int]] = []
        ask = MentionQuery.page

        class Counting(MentionQuery):
            def page(self, project: Project, offset: int, limit: int, *, backwards: bool = False):
                asked.append((offset, limit))
                return ask(self, project, offset, limit, backwards=backwards)

        model = MentionTableModel(qapp.palette)
        model.show(project, Counting(document_id))
        assert model.rowCount() == count
        assert asked == []
        for row in (0, 1, count - 1, count // 2 - 1):
            assert model.index(row, 0).data(model.RowRole).start == row
        assert len(asked) == 3
        assert sum(limit for _, limit in asked) < 1000
        assert model.position(model.mention(count // 2 - 1).id) == count // 2 - 1
