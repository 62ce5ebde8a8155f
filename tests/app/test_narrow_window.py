"""In a narrow window everything is there whole: filters wrap, and the status bar cuts only words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from window_setup import analysed, written

from app.main_window import MainWindow
from app.theme import READABLE_CONTRAST, contrast
from app.workers import ToolsReady
from engine.types import LabelSet

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def place(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def filters(window: MainWindow) -> list[QWidget]:
    shown, more = window.panels.table.filter, window.panels.table.filter.more
    first = [shown._box, shown._type, shown._status, shown._scope, shown._more, shown._searches, shown._count]
    second = [more.least, more.most, more.decider, more.document, more.first_day, more.last_day, more.commented]
    return [*first, *second, more.terms_button]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_filter_is_whole_beside_a_dock(qtbot: QtBot, window: MainWindow, tmp_path: Path, language: str):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    window.use_language(language)
    window.actions_.why.trigger()
    qtbot.mouseClick(window.panels.table.filter._more, Qt.MouseButton.LeftButton)
    window.resize(1024, 700)

    def is_so() -> bool:
        table = place(window, window.panels.table)
        whole = all(
            table.contains(place(window, widget)) and widget.width() >= widget.minimumSizeHint().width()
            for widget in filters(window)
        )
        places = [place(window, widget) for widget in filters(window)]
        apart = not any(one.intersects(other) for one in places for other in places if one is not other)
        return whole and apart and places[-1].bottom() < place(window, window.panels.table.view).top()

    qtbot.waitUntil(is_so, timeout=20_000)
    assert window.width() == 1024
    assert window.panels.table.filter.more.document.width() >= 120
    window.use_language("en")


def test_the_window_is_never_smaller_than_what_is_in_it(qtbot: QtBot, window: MainWindow):
    window.actions_.why.trigger()
    qtbot.mouseClick(window.panels.table.filter._more, Qt.MouseButton.LeftButton)
    window.resize(100, 100)
    least = window.layout().minimumSize()
    qtbot.waitUntil(lambda: window.size().width() >= window.layout().minimumSize().width())
    assert window.width() < 1000
    assert window.height() >= least.height()
    card = place(window, window.panels.card)
    assert window.rect().contains(card)


def test_pack_and_offline_are_seen_while_the_language_model_is_asked(qtbot: QtBot, window: MainWindow):
    bar = window.status_bar
    window.resize(1000, 600)
    bar.set_running(True)
    bar.show_tools(ToolsReady("my-project-pack-name-2", "1.0.0", LabelSet(())))
    bar.show_file("会议纪要与长长的文件名字样本文件二零二四年.docx", 12345, 20000)
    bar.show_counts(20_000, 1_000_000)
    bar.show_asking(12, 3456)
    parts: list[QLabel] = [bar._doing, bar._count, bar._pack, bar._offline]
    qtbot.waitUntil(lambda: bar._count.width() >= bar._count.sizeHint().width() and bar._doing.shown().endswith("…"))
    assert all(window.rect().contains(place(window, part)) for part in parts)
    assert bar._offline.width() >= bar._offline.sizeHint().width()
    assert "of 3,456 spans" in bar._doing.toolTip()
    assert "my-project-pack-name-2" in bar._pack.toolTip()
    bar.set_running(False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_counts_are_legible(qapp: QApplication, window: MainWindow, scheme: str):
    window.actions_.schemes[scheme].trigger()
    for label in (window.panels.documents._count, window.panels.table.filter._count):
        palette = label.palette()
        group = QPalette.ColorGroup.Active if label.isEnabled() else QPalette.ColorGroup.Disabled
        seen = contrast(palette.color(group, label.foregroundRole()), palette.color(QPalette.ColorRole.Window))
        assert seen >= READABLE_CONTRAST
    window.actions_.schemes["light"].trigger()


def test_panels_that_take_the_focus_have_a_name(window: MainWindow):
    assert window.panels.opinion.accessibleName() == "Second opinion"
    for panel in (window.panels.opinion, window.panels.card, window.panels.card._nothing):
        assert panel.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert panel.accessibleName()
