"""The overview: charts of a real project, their pictures and tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_setup import analysed, click_row, written

from app.charts import Chart, Series, make_charts
from app.main_window import MainWindow
from app.views.overview_window import OverviewWindow
from engine.store import Overview, Together
from engine.types import Label, LabelSet

# The offscreen platform has no window manager and says so.
pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.slow_slot("making a plot takes PyQtGraph 30 to 60 ms, once for each chart that is looked at"),
]

CONTROL = Qt.KeyboardModifier.ControlModifier
LABELS = LabelSet((Label("PER", "人名", "Person", "#bbf", "#338"), Label("LOC", "地点", "Place", "#bfb", "#383")))


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> OverviewWindow:
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    click_row(qtbot, window.panels.table.view, 0)
    qtbot.keyClick(window.panels.table.view, Qt.Key.Key_R)
    qtbot.keyClick(window, Qt.Key.Key_B, CONTROL)
    overview = window.overviewing.overview
    assert overview is not None
    qtbot.waitUntil(lambda: len(overview.pages()) == 6)
    return overview


def chart(overview: OverviewWindow, place: int) -> Chart:
    found = overview.pages()[place].chart
    assert found is not None
    return found


def test_types_documents_and_days_are_counted(qtbot: QtBot, opened: OverviewWindow):
    types = {row[0]: row[1:] for row in chart(opened, 0).cells()}
    assert types["Type"] == ["Accepted", "Suggested", "Rejected"]
    assert types["Date"] == ["0", "1", "1"]
    assert [row[0] for row in chart(opened, 1).cells()] == ["Document", "a.txt"]
    assert chart(opened, 2).cells()[1][2] == "1"


def test_what_there_is_nothing_of_is_said(qtbot: QtBot, opened: OverviewWindow):
    opened.show_page(4)
    page = opened.pages()[4]
    assert page.nothing.isVisible()
    assert not page.save.isEnabled()


def test_a_table_is_copied(qtbot: QtBot, opened: OverviewWindow):
    qtbot.mouseClick(opened.pages()[0].copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Type\tAccepted\tSuggested\tRejected"
    assert "Date\t0\t1\t1" in lines


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_plot_is_saved(
    qtbot: QtBot, opened: OverviewWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
):
    file = tmp_path / f"图表.{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    page = opened.pages()[0]
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    if suffix == "png":
        image = QImage(str(file))
        assert image.width() == 2 * page.plot.width()
        places = [(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)]
        expected = {page.plot._colour(status).name() for status in ("suggested", "rejected")}
        assert expected <= {image.pixelColor(x, y).name() for x, y in places}
    else:
        drawing = file.read_text(encoding="utf-8")
        assert drawing.startswith("<?xml")
        assert "Date" in drawing


def test_a_plot_that_cannot_be_saved_is_one_sentence(
    qtbot: QtBot, opened: OverviewWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "a.png"), ""))
    qtbot.mouseClick(opened.pages()[0].save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.findChild(QMessageBox) is not None)
    box = opened.findChild(QMessageBox)
    assert box.text().endswith("a.png: the picture cannot be written.")
    box.close()


def test_a_change_of_language_names_everything_anew(qtbot: QtBot, window: MainWindow, opened: OverviewWindow):
    window.use_language("zh")
    qtbot.waitUntil(lambda: chart(opened, 0).cells()[0] == ["类型", "已接受", "建议", "已拒绝"])
    window.use_language("en")


def test_pairs_and_agreement_become_matrices():
    figures = Overview(
        labels={},
        documents=[],
        days=[],
        together=[Together(("张三", "PER"), ("北京", "LOC"), 3), Together(("张三", "PER"), ("上海", "LOC"), 1)],
        agreement={("a", "b"): 0.5, ("a", "c"): 1.0, ("b", "c"): 0.25},
        judged={("a", "PER"): (3, 1)},
    )
    charts = make_charts(figures, LABELS)
    assert charts[3].rows == ("张三 (Person)", "北京 (Place)", "上海 (Place)")
    assert charts[3].series[0] == Series("张三", "", (0, 3, 1))
    assert charts[4].cells()[2] == ["b", "50%", "100%", "25%"]
    assert charts[5].cells()[1] == ["a · Person", "3", "1"]


def test_enter_in_a_table_asks_for_no_picture(qtbot: QtBot, opened: OverviewWindow, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: asked.append("file") or ("", ""))
    table = opened.pages()[0].table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked == []
    assert opened.isVisible()
