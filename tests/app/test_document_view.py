from __future__ import annotations

from dataclasses import replace

import pytest
from document_view_setup import (
    LABELS,
    CountingSource,
    coloured_area,
    colours_in,
    mention,
    middle,
    picture,
    show_active,
    shown_view,
)
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.theme import doubt_colours

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

TEXT = "张三在北京大学附属医院工作，李四住在上海。\n第二段没有实体。\n王五去了广州。"
PER, LOC, ORG = (label.light for label in LABELS.labels)


def test_mentions_are_painted_in_the_colour_of_their_type_and_exactly_as_wide_as_their_text(qtbot: QtBot):
    per = mention(TEXT, "张三", "PER", number=1)
    loc = mention(TEXT, "上海", "LOC", number=2)
    view = shown_view(qtbot, TEXT, per, loc)
    image = picture(view)
    for row, colour in ((per, PER), (loc, LOC)):
        area = coloured_area(image, colour)
        rect = view.span_rects(row.start, row.end)[0]
        assert abs(area.left() - rect.left()) <= 1
        assert abs(area.right() - rect.right()) <= 1
        assert area.height() > view.fontMetrics().height()


@pytest.mark.parametrize("before", ["𠮷野家", "👍🏽 ok ", "e\u0301", "𝒳\t"])
def test_characters_outside_the_basic_plane_do_not_shift_a_highlight(qtbot: QtBot, before: str):
    text = before * 3 + "张三" + before
    row = mention(text, "张三", "PER")
    view = shown_view(qtbot, text, row)
    layout = view._flow.layout(0).layout
    units = len((before * 3).encode("utf-16-le")) // 2
    left = view._left() + layout.lineAt(0).cursorToX(units)[0]
    right = view._left() + layout.lineAt(0).cursorToX(units + 2)[0]
    area = coloured_area(picture(view), PER)
    assert abs(area.left() - left) <= 1.5
    assert abs(area.right() + 1 - right) <= 1.5


def test_mentions_are_shaded_by_doubt_whatever_their_type(qtbot: QtBot):
    sure = replace(mention(TEXT, "张三", "PER", number=1), uncertainty=0.05)
    doubtful = replace(mention(TEXT, "上海", "LOC", number=2), uncertainty=0.95)
    view = shown_view(qtbot, TEXT, sure, doubtful)
    view.shade_by_doubt(True)
    faint, strong = doubt_colours(dark=False)[0], doubt_colours(dark=False)[-1]
    image = picture(view)
    for row, colour in ((sure, faint), (doubtful, strong)):
        assert coloured_area(image, colour.name()).contains(view.span_rects(row.start, row.end)[0].center())
    view.shade_by_doubt(False)
    assert coloured_area(picture(view), PER).isValid()


def test_outer_and_inner_mention_are_both_seen(qtbot: QtBot):
    outer = mention(TEXT, "北京大学附属医院", "ORG", number=1)
    inner = mention(TEXT, "北京", "LOC", number=2)
    view = shown_view(qtbot, TEXT, outer, inner)
    image = picture(view)
    org, loc = coloured_area(image, ORG), coloured_area(image, LOC)
    assert org.contains(loc)
    assert org.height() >= loc.height() + 4
    assert colours_in(image, view.span_rects(inner.start, inner.end)[0]) >= {ORG, LOC}


def test_an_inner_mention_of_the_same_type_is_seen_by_its_outline(qtbot: QtBot):
    outer = mention(TEXT, "北京大学附属医院", "ORG", number=1)
    inner = mention(TEXT, "北京大学", "ORG", number=2)
    alone = picture(shown_view(qtbot, TEXT, outer))
    both = picture(shown_view(qtbot, TEXT, outer, inner))
    assert alone != both


def test_rejected_mentions_are_not_drawn_and_accepted_and_unsure_ones_are_underlined_differently(
    qtbot: QtBot,
):
    plain = picture(shown_view(qtbot, TEXT))
    assert picture(shown_view(qtbot, TEXT, mention(TEXT, "张三", "PER", status="rejected"))) == plain
    pictures = [
        picture(shown_view(qtbot, TEXT, mention(TEXT, "张三", "PER", **changes)))
        for changes in ({}, {"status": "accepted"}, {"score": 0.4}, {"score": 0.4, "status": "accepted"})
    ]
    assert pictures[0] != pictures[1]
    assert pictures[0] != pictures[2]
    assert pictures[1] != pictures[2]
    assert pictures[1] == pictures[3]


def test_a_hidden_type_disappears_and_comes_back(qtbot: QtBot):
    view = shown_view(qtbot, TEXT, mention(TEXT, "张三", "PER"), mention(TEXT, "上海", "LOC", number=2))
    view.set_hidden_labels({"PER"})
    image = picture(view)
    assert coloured_area(image, PER).isEmpty()
    assert not coloured_area(image, LOC).isEmpty()
    view.set_hidden_labels(set())
    assert not coloured_area(picture(view), PER).isEmpty()


def test_refreshing_shows_what_changed_in_the_source(qtbot: QtBot):
    view = shown_view(qtbot, TEXT)
    source = CountingSource()
    view.set_document(TEXT, source)
    assert coloured_area(picture(view), PER).isEmpty()
    source.mentions.append(mention(TEXT, "张三", "PER"))
    view.refresh_mentions()
    assert not coloured_area(picture(view), PER).isEmpty()


def test_a_dark_palette_is_followed_at_once(qtbot: QtBot):
    view = shown_view(qtbot, TEXT, mention(TEXT, "张三", "PER"))
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Base, QColor("#1e1f22"))
    dark.setColor(QPalette.ColorRole.Text, QColor("#dfe1e5"))
    view.setPalette(dark)
    image = picture(view)
    assert coloured_area(image, PER).isEmpty()
    assert not coloured_area(image, LABELS.labels[0].dark).isEmpty()
    assert image.pixelColor(3, image.height() - 4).name() == "#1e1f22"


def test_text_on_a_highlight_that_swallows_it_changes_its_colour(qtbot: QtBot):
    view = shown_view(qtbot, TEXT, mention(TEXT, "张三", "PER"))
    pale = QPalette()
    pale.setColor(QPalette.ColorRole.Base, QColor("#ffffff"))
    pale.setColor(QPalette.ColorRole.Text, QColor("#c0c0c0"))
    view.setPalette(pale)
    rect = view.span_rects(0, 2)[0].adjusted(2, 2, -2, -2)
    darkest = min(QColor(name).lightness() for name in colours_in(picture(view), rect))
    assert darkest < 60


@pytest.mark.parametrize(("language", "name"), [("zh_CN", "机构"), ("en_GB", "Organisation")])
def test_the_tooltip_tells_text_type_score_decision_and_place(qtbot: QtBot, language: str, name: str):
    row = mention(TEXT, "北京大学附属医院", "ORG", score=0.873)
    view = shown_view(qtbot, TEXT, row)
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        _ask_for_tip(view, middle(view, row.start, row.end))
    finally:
        QLocale.setDefault(before)
    tip = QToolTip.text()
    for part in ("北京大学附属医院", name, "87%", "all models together", "paragraph 12"):
        assert part in tip
    _ask_for_tip(view, QPoint(5, view.viewport().height() - 5))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_click_activates_the_innermost_mention_and_hovering_is_told(qtbot: QtBot):
    outer = mention(TEXT, "北京大学附属医院", "ORG", number=7)
    inner = mention(TEXT, "北京", "LOC", number=8)
    view = shown_view(qtbot, TEXT, outer, inner)
    activated: list[int] = []
    hovered: list[int] = []
    view.mention_activated.connect(activated.append)
    view.mention_hovered.connect(hovered.append)
    in_inner, in_outer = middle(view, inner.start, inner.end), middle(view, inner.end, outer.end)
    for point in (in_inner, in_outer, QPoint(5, 5)):
        qtbot.mouseMove(view.viewport(), point)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert activated == [8, 7]
    assert hovered == [8, 7, -1]


def test_keys_jump_from_mention_to_mention_and_enter_activates(qtbot: QtBot):
    rows = [mention(TEXT, words, "PER", number=n) for n, words in enumerate(("张三", "李四", "王五"), 1)]
    view = shown_view(qtbot, TEXT, *rows)
    focused: list[int] = []
    view.mention_focused.connect(focused.append)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        qtbot.keyClick(view, key)
    assert view.jump(forward=False)
    assert focused == [1, 2, 3, 2, 1]
    assert "Person: 张三, 93%" in view.accessibleDescription()
    with qtbot.waitSignal(view.mention_activated) as activated:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert activated.args == [1]


def test_tab_leaves_the_view_after_the_last_mention_or_after_escape(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    view = shown_view(qtbot, TEXT, mention(TEXT, "张三", "PER"))
    after = QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(view)
    column.addWidget(after)
    show_active(qtbot, window)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert view.hasFocus()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert after.hasFocus()
    view.set_document(TEXT, CountingSource(mention(TEXT, "张三", "PER")))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_the_focused_view_has_an_edge_and_the_span_jumped_to_a_ring(qtbot: QtBot):
    view = shown_view(qtbot, TEXT)
    accent = view.palette().highlight().color().name()
    edge = view.viewport().rect()
    assert coloured_area(picture(view), accent) == edge
    view.clearFocus()
    assert coloured_area(picture(view), accent).isEmpty()
    view.show_span(3, 8)
    ring = coloured_area(picture(view), accent)
    span = view.span_rects(3, 8)[0]
    assert span.adjusted(-4, -4, 4, 4).contains(ring)
    assert ring.contains(span.adjusted(2, 2, -2, -2))


def test_copy_and_select_all_are_taken_before_a_shortcut_of_the_window(qtbot: QtBot):
    view = shown_view(qtbot, TEXT)
    copied: list[bool] = []
    QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view).activated.connect(lambda: copied.append(True))
    view.select_all()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied == []
    assert QGuiApplication.clipboard().text() == TEXT


def test_an_empty_document_and_an_empty_source_are_fine(qtbot: QtBot):
    view = shown_view(qtbot, TEXT, mention(TEXT, "张三", "PER"))
    view.clear()
    assert not view.jump(forward=True)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert view.selected_text() == ""
    assert view.selected_span() is None
    assert coloured_area(picture(view), PER).isEmpty()


def test_half_a_surrogate_pair_and_control_characters_are_shown_without_harm(qtbot: QtBot):
    text = "a\ud800b\x00c\x0b\u2028d\r张三"
    view = shown_view(qtbot, text, mention(text, "张三", "PER"))
    area = coloured_area(picture(view), PER)
    assert abs(area.left() - view.span_rects(len(text) - 2, len(text))[0].left()) <= 1
    view.select_all()
    view.copy()
    assert QGuiApplication.clipboard().text().startswith("a")


def _ask_for_tip(view: QWidget, point: QPoint) -> None:
    viewport = view.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, point, viewport.mapToGlobal(point)))
