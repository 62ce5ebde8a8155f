from __future__ import annotations

import pytest
from document_view_setup import CountingSource, coloured_area, mention, middle, picture, shown_view
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.views.document_view import DocumentView
from engine.types import Span

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

PARAGRAPHS = [f"第{n}段，" + "无线电频谱资源属于国家所有。" * (n % 9 + 1) for n in range(3000)]
LONG = "\n".join(PARAGRAPHS)
# Their widths are far from what the average width of characters makes one expect.
WIDE = "\n".join("WM@W " * (20 + n % 50) for n in range(400))
SLIM = "\n".join("il.i " * (20 + n % 50) for n in range(400))
PER = "#ffd6a5"


def first_line(view: DocumentView) -> str:
    """The first characters at the top of the view."""
    position = view._position_at(QPointF(0, 1))
    return view._flow.text[position : position + 12]


def turn_wheel(view: DocumentView, notches: float, modifiers: Qt.KeyboardModifier) -> None:
    at = QPointF(view.viewport().rect().center())
    turn = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), turn)


def drag(qtbot: QtBot, view: DocumentView, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for step in (0.4, 0.8, 1.0):
        point = QPointF(start) + (QPointF(end) - QPointF(start)) * step
        qtbot.mouseMove(view.viewport(), point.toPoint())
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_only_the_part_in_view_is_asked_for(qtbot: QtBot):
    view = shown_view(qtbot, LONG)
    source = CountingSource()
    view.set_document(LONG, source)
    picture(view)
    assert source.asked
    assert all(end - start < 3000 for start, end in source.asked)
    assert max(end for _, end in source.asked) < 3000
    source.asked.clear()
    picture(view)
    assert source.asked == []
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    picture(view)
    assert min(start for start, _ in source.asked) > len(LONG) - 3000


def test_showing_a_span_scrolls_it_into_view_and_leaves_a_visible_one_alone(qtbot: QtBot):
    row = mention(LONG, "第2000段", "PER")
    view = shown_view(qtbot, LONG, row)
    assert view.span_rects(row.start, row.end) == []
    view.show_span(row.start, row.end, row.id)
    rect = view.span_rects(row.start, row.end)[0]
    assert view.viewport().rect().contains(rect)
    assert not coloured_area(picture(view), PER).isEmpty()
    place = view.verticalScrollBar().value()
    view.show_span(row.start, row.end, row.id)
    assert view.verticalScrollBar().value() == place


def test_the_next_mention_far_below_comes_into_view(qtbot: QtBot):
    row = mention(LONG, "第2900段", "PER", number=5)
    view = shown_view(qtbot, LONG, row)
    with qtbot.waitSignal(view.mention_focused) as focused:
        qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert focused.args == [5]
    assert view.viewport().rect().contains(view.span_rects(row.start, row.end)[0])


@pytest.mark.parametrize("text", [LONG, WIDE, SLIM], ids=["even", "wide", "slim"])
@pytest.mark.parametrize("from_end", [False, True])
def test_pages_forth_and_back_come_to_the_same_pixel(qtbot: QtBot, text: str, from_end: bool):
    view = shown_view(qtbot, text)
    forth, back = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
    if from_end:
        qtbot.keyClick(view, Qt.Key.Key_End)
        forth, back = back, forth
    before = picture(view)
    for key in [forth] * 20 + [back] * 20:
        qtbot.keyClick(view, key)
    assert picture(view) == before


@pytest.mark.parametrize("text", [WIDE, SLIM], ids=["wide", "slim"])
def test_the_bar_held_and_moved_step_by_step_reaches_both_ends(qtbot: QtBot, text: str):
    view = shown_view(qtbot, text)
    bar = view.verticalScrollBar()
    for start, end in ((0, bar.maximum()), (bar.maximum(), 0)):
        bar.setSliderDown(True)
        steps = 200
        for step in range(1, steps + 1):
            bar.setValue(start + (end - start) * step // steps)
            assert not picture(view).isNull()
        bar.setSliderDown(False)
        assert bar.value() == (bar.maximum() if end else 0)
        shown = (0, 1) if end == 0 else (len(text) - 2, len(text) - 1)
        assert view.span_rects(*shown)


@pytest.mark.parametrize("text", [LONG, WIDE, SLIM], ids=["even", "wide", "slim"])
def test_nothing_empty_comes_into_view_below_the_end(qtbot: QtBot, text: str):
    view = shown_view(qtbot, text, size=(600, 250))
    bar = view.verticalScrollBar()
    qtbot.keyClick(view, Qt.Key.Key_End)
    bottom = view.viewport().height() - view.span_rects(len(text) - 2, len(text) - 1)[0].bottom()
    for _ in range(3):
        turn_wheel(view, -1, Qt.KeyboardModifier.NoModifier)
    view.resize(600, 450)
    bar.setValue(bar.maximum() - 1)
    bar.setValue(bar.maximum())
    last = view.span_rects(len(text) - 2, len(text) - 1)[0]
    assert view.viewport().height() - last.bottom() == pytest.approx(bottom, abs=1)
    view.resize(600, 250)
    qtbot.keyClick(view, Qt.Key.Key_End)
    view.resize(600, 450)
    last = view.span_rects(len(text) - 2, len(text) - 1)[0]
    assert view.viewport().height() - last.bottom() == pytest.approx(bottom, abs=1)
    assert bar.value() == bar.maximum()


def test_the_end_shows_the_last_paragraph_and_the_bar_at_its_end(qtbot: QtBot):
    view = shown_view(qtbot, LONG)
    bar = view.verticalScrollBar()
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.span_rects(len(LONG) - 5, len(LONG))[0].bottom() < view.viewport().height()
    assert bar.value() == bar.maximum() > 10_000
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert bar.value() == 0
    assert first_line(view).startswith("第0段")


def test_the_bar_dragged_to_the_middle_shows_the_middle_and_to_the_bottom_the_end(qtbot: QtBot):
    view = shown_view(qtbot, LONG)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    position = view._position_at(QPointF(0, 1))
    assert abs(position - len(LONG) / 2) < len(LONG) * 0.05
    bar.setValue(bar.maximum())
    assert view.span_rects(len(LONG) - 5, len(LONG))


def test_the_wheel_moves_three_lines_a_notch_and_stops_at_both_ends(qtbot: QtBot):
    view = shown_view(qtbot, LONG)
    bar = view.verticalScrollBar()
    turn_wheel(view, -1, Qt.KeyboardModifier.NoModifier)
    assert bar.value() == 3 * bar.singleStep()
    turn_wheel(view, 5, Qt.KeyboardModifier.NoModifier)
    assert bar.value() == 0


def test_resizing_back_and_forth_keeps_the_line_at_the_top(qtbot: QtBot):
    view = shown_view(qtbot, LONG)
    view.show_span(*_span("第1500段"))
    before = view._position_at(QPointF(0, 1))
    before_picture = picture(view)
    for width in (590, 411, 300, 523, 600):
        view.resize(width, 400)
        top = view._flow.visible()[0]
        assert top.layout.start <= before <= top.layout.end
    assert view._position_at(QPointF(0, 1)) == before
    assert picture(view) == before_picture


def test_zooming_changes_the_size_and_keeps_the_place(qtbot: QtBot):
    view = shown_view(qtbot, LONG)
    span = _span("第1500段")
    view.show_span(*span)
    height = view.span_rects(*span)[0].height()
    turn_wheel(view, 1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert view.span_rects(*span)[0].height() > height
    for _ in range(100):
        qtbot.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert 5 < view.span_rects(*span)[0].height() < height
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.span_rects(*span)[0].height() == height


def test_a_line_of_two_million_characters_is_read_to_its_end(qtbot: QtBot):
    text = "国家对频谱实行统一规划。" * 170_000
    row = mention(text + "张三", "张三", "PER")
    view = shown_view(qtbot, text + "张三", row)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert not coloured_area(picture(view), PER).isEmpty()
    assert max(chunk.layout.end - chunk.layout.start for chunk in view._flow.visible()) <= 2000
    view.show_span(1_000_000, 1_000_010)
    assert view.span_rects(1_000_000, 1_000_010)


@pytest.mark.parametrize("word", ["频谱", "𠮷野👍🏽家", "radio"])
def test_dragging_over_characters_selects_exactly_these(qtbot: QtBot, word: str):
    text = f"𠮷前文{word}后文𠮷"
    view = shown_view(qtbot, text)
    start = text.index(word)
    rect = view.span_rects(start, start + len(word))[0]
    drag(
        qtbot,
        view,
        QPoint(rect.left() + 1, rect.center().y()),
        QPoint(rect.right() - 1, rect.center().y()),
    )
    assert view.selected_text() == word
    assert view.selected_span() == Span(start, start + len(word))


def test_dragging_past_the_edges_takes_whole_lines_across_paragraphs(qtbot: QtBot):
    text = "第一段文字很长" * 20 + "\n\n第三段"
    view = shown_view(qtbot, text)
    end = view.span_rects(len(text) - 1, len(text))[0]
    width = view.viewport().width()
    drag(qtbot, view, QPoint(1, 30), QPoint(width - 1, end.center().y()))
    assert view.selected_text() == text
    first = view.span_rects(0, 1)[0]
    drag(qtbot, view, QPoint(1, first.center().y()), QPoint(width - 1, first.center().y()))
    line = view.selected_text()
    assert line == text[: len(line)]
    second_line_top = view.span_rects(len(line), len(line) + 1)[0].top()
    assert second_line_top > first.bottom() - 5


def test_dragging_below_the_view_scrolls_on(qtbot: QtBot):
    view = shown_view(qtbot, LONG)
    viewport = view.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(viewport, QPoint(100, 300))
    qtbot.mouseMove(viewport, QPoint(100, viewport.height() + 60))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 300)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, viewport.height() + 60))
    stopped = view.verticalScrollBar().value()
    span = view.selected_span()
    assert span is not None
    assert span.end > 500
    qtbot.wait(80)
    assert view.verticalScrollBar().value() == stopped


def test_a_double_click_selects_the_mention_or_else_the_word(qtbot: QtBot):
    text = "北京大学 satellite 导航"
    view = shown_view(qtbot, text, mention(text, "北京大学", "ORG"))
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0, 4))
    assert view.selected_text() == "北京大学"
    inside = text.index("lite")
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, inside, inside + 1))
    assert view.selected_text() == "satellite"
    last = view.span_rects(text.index("e 导"), text.index("e 导") + 1)[0]
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(last.right() - 1, last.center().y()))
    assert view.selected_text() == "satellite"


def test_everything_is_selected_and_copied_by_keys(qtbot: QtBot):
    text = "第一段𠮷\n第二段"
    view = shown_view(qtbot, text)
    plain = picture(view)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == text
    assert picture(view) != plain


def test_the_context_menu_copies(qtbot: QtBot):
    view = shown_view(qtbot, "第一段")
    view.select_all()
    QApplication.sendEvent(view.viewport(), _context_event(view))
    menu = view.findChild(QMenu)
    assert menu is not None
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "第一段"


def _context_event(view: DocumentView) -> QContextMenuEvent:
    point = view.viewport().rect().center()
    return QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.viewport().mapToGlobal(point))


def _span(words: str) -> tuple[int, int]:
    start = LONG.index(words)
    return start, start + len(words)
