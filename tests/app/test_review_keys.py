"""Review by keys alone: boundaries, splitting, merging, remarks, the queue, all occurrences, types by digits."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_setup import (
    activated,
    analysed,
    click_row,
    shown_mentions,
    texts,
    type_chinese,
    when_dialog_opens,
    written,
)

from app.main_window import MainWindow
from app.views.multi_line_dialog import MultiLineDialog
from app.views.occurrence_dialog import OccurrenceDialog
from app.views.split_dialog import SplitDialog
from engine.store import MentionRow
from engine.types import Label, LabelSet, Mention

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

TEXT = "张三和李四在北京市海淀区会见王五。\n张三说，张三丰不来，李四也不来。\n"
SECOND = "李四写信给张三。\n"
LABELS = LabelSet(
    (Label("PER", "人名", "Person", "#bbbbff", "#333388"), Label("LOC", "地名", "Place", "#bbffbb", "#338833"))
)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def suggestion(text: str, words: str, label: str, score: float, against: int = 0, nth: int = 0) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    votes = [
        {"source": f"tagger{number}", "label": "LOC" if number < against else label, "score": 0.9}
        for number in range(4)
    ]
    return Mention(start, start + len(words), words, label, score, 1 - score, "ensemble", {"votes": votes})


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """Two documents with suggestions as a pack would make them."""
    analysed(qtbot, window, written(tmp_path, "a.txt", TEXT), written(tmp_path, "b.txt", SECOND))
    project = window.session.project
    project.set_labels(LABELS)
    first, second = [row.id for row in project.documents()]
    run = project.start_run({})
    project.save_analysis(
        first,
        run,
        [
            suggestion(TEXT, "张三", "PER", 0.9),
            suggestion(TEXT, "李四", "PER", 0.6, against=1),
            suggestion(TEXT, "北京市", "LOC", 0.8),
            suggestion(TEXT, "海淀区", "LOC", 0.7),
            suggestion(TEXT, "张三丰", "PER", 0.95, against=2),
        ],
    )
    project.save_analysis(second, run, [suggestion(SECOND, "李四", "PER", 0.5)])
    window.session.labels_changed.emit()
    window.session.mentions_changed.emit()
    window.reading.show_document(first)
    window.panels.table.view.setFocus()
    return window


def choose(qtbot: QtBot, window: MainWindow, row: int) -> None:
    click_row(qtbot, window.panels.table.view, row)


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    for key in keys:
        qtbot.keyClick(window.panels.table.view, key, modifier or Qt.KeyboardModifier.NoModifier)


def chosen(window: MainWindow) -> list[str]:
    return texts(window.reading.chosen_mentions())


def rows(window: MainWindow) -> list[tuple[str, str, str]]:
    return [(row.text, row.label, row.status) for row in window.session.project.mentions()]


def digit(window: MainWindow, label: str) -> Qt.Key:
    """The key of a type: patterns have types, too."""
    return Key(Key.Key_1 + window.session.project.labels().names().index(label))


def left(window: MainWindow) -> list[MentionRow]:
    return window.session.project.mentions(statuses=["suggested"])


def test_boundaries_move_by_one_character_and_each_move_is_undone(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 2)
    press(qtbot, opened, Key.Key_BracketRight)
    assert chosen(opened) == ["北京市海"]
    press(qtbot, opened, Key.Key_BracketLeft)
    assert chosen(opened) == ["在北京市海"]
    press(qtbot, opened, Key.Key_BracketLeft, modifier=CONTROL)
    press(qtbot, opened, Key.Key_BracketRight, Key.Key_BracketRight, modifier=CONTROL)
    (mention,) = opened.reading.chosen_mentions()
    assert (mention.text, mention.status, mention.decided_by) == ("北京", "accepted", "person")
    for _ in range(5):
        press(qtbot, opened, Key.Key_Z, modifier=CONTROL)
    assert rows(opened)[2] == ("北京市", "LOC", "suggested")


def test_a_boundary_never_leaves_the_text(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 0)
    press(qtbot, opened, Key.Key_BracketLeft)
    press(qtbot, opened, Key.Key_BracketRight, modifier=CONTROL)
    press(qtbot, opened, Key.Key_BracketRight, modifier=CONTROL)
    assert chosen(opened) == ["张"]


def test_an_entity_is_split_with_the_arrow_keys(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 4)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, SplitDialog)
        assert dialog.focusWidget().text() == "张 | 三丰"
        qtbot.keyClick(dialog.focusWidget(), Key.Key_Right)
        qtbot.keyClick(dialog.focusWidget(), Key.Key_Return)

    when_dialog_opens(answer)
    press(qtbot, opened, Key.Key_S)
    assert [row[0] for row in rows(opened)][4:6] == ["张三", "丰"]
    assert opened.actions_.undo.text() == "&Undo: split"


def test_the_chosen_entity_is_merged_with_the_next(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 2)
    press(qtbot, opened, Key.Key_M)
    assert chosen(opened) == ["北京市海淀区"]
    assert opened.session.project.count_mentions() == 5


def test_several_chosen_entities_are_merged(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 0)
    click_row(qtbot, opened.panels.table.view, 1, SHIFT)
    press(qtbot, opened, Key.Key_M)
    assert chosen(opened) == ["张三和李四"]


def test_a_remark_is_written_in_chinese_and_listed(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 1)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, MultiLineDialog)
        assert "李四" in dialog.edit.accessibleName()
        type_chinese(dialog.edit, "可能是同名")
        dialog.accept()

    when_dialog_opens(answer)
    press(qtbot, opened, Key.Key_C)
    assert shown_mentions(opened)[1].comment == "可能是同名"
    assert shown_mentions(opened)[1].status == "suggested"


def test_a_digit_gives_the_type(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 2)
    press(qtbot, opened, digit(opened, "PER"))
    assert rows(opened)[2] == ("北京市", "PER", "accepted")


def test_a_decision_goes_on_to_the_next_suggestion_and_to_the_next_document(qtbot: QtBot, opened: MainWindow):
    opened.actions_.filter_entities.trigger()
    opened.panels.table.view.setFocus()
    press(qtbot, opened, Key.Key_J)
    assert chosen(opened) == ["张三"]
    press(qtbot, opened, Key.Key_A, Key.Key_A, Key.Key_R, Key.Key_A)
    assert chosen(opened) == ["张三丰"]
    press(qtbot, opened, Key.Key_A)
    assert opened.reading.document.name == "b.txt"
    assert chosen(opened) == ["李四"]
    press(qtbot, opened, Key.Key_A)
    assert left(opened) == []
    press(qtbot, opened, Key.Key_J)
    assert "left to review" in opened.panels.notice.words()


def test_going_on_can_be_switched_off_and_is_remembered(qtbot: QtBot, opened: MainWindow):
    press(qtbot, opened, Key.Key_J, modifier=CONTROL)
    assert not opened.review_actions.go_on.isChecked()
    choose(qtbot, opened, 0)
    press(qtbot, opened, Key.Key_A)
    assert chosen(opened) == ["张三"]
    assert opened._settings.goes_on is False


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key.Key_1, ["张三", "李四", "北京市", "海淀区", "张三丰"]),
        (Key.Key_2, ["李四", "海淀区", "北京市", "张三", "张三丰"]),
        (Key.Key_3, ["张三丰", "李四", "张三", "北京市", "海淀区"]),
    ],
)
def test_the_queue_has_the_order_that_is_asked_for(qtbot: QtBot, opened: MainWindow, key: Qt.Key, expected: list[str]):
    qtbot.keyClick(opened, key, CONTROL)
    gone_to = []
    for _ in expected:
        press(qtbot, opened, Key.Key_J)
        gone_to += chosen(opened)
    assert gone_to == expected
    press(qtbot, opened, Key.Key_K)
    assert chosen(opened) == [expected[-2]]


def test_all_that_is_listed_is_decided_in_one_step(qtbot: QtBot, opened: MainWindow):
    opened.panels.table.filter._type.setCurrentIndex(opened.panels.table.filter._type.findData("LOC"))
    choose(qtbot, opened, 0)
    press(qtbot, opened, Key.Key_R)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        assert dialog.text() == "Accept 1 suggestions?"
        next(button for button in dialog.buttons() if button.text() == "Accept").click()

    when_dialog_opens(answer)
    with qtbot.waitSignal(opened.review.busy_changed, check_params_cb=lambda busy: not busy):
        qtbot.keyClick(opened, Key.Key_A, CONTROL | SHIFT)
    assert [row[2] for row in rows(opened)] == [
        "suggested",
        "suggested",
        "rejected",
        "accepted",
        "suggested",
        "suggested",
    ]
    activated(qtbot, opened, opened.panels.table.view)
    press(qtbot, opened, Key.Key_Z, modifier=CONTROL)
    assert [row[2] for row in rows(opened)].count("accepted") == 0


def test_all_occurrences_are_shown_first_and_decided_in_one_step(qtbot: QtBot, opened: MainWindow):
    choose(qtbot, opened, 0)
    before = rows(opened)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, OccurrenceDialog)
        assert dialog._sum.text().startswith("Places that change, in one step: 2; documents: 1.")
        assert "1 inside other entities stay" in dialog._sum.text()
        qtbot.keyClick(dialog._scope, Key.Key_Down)
        qtbot.keyClick(dialog._scope, Key.Key_Down)
        assert dialog._sum.text().startswith("Places that change, in one step: 3; documents: 2.")
        assert [dialog._lines.item(row, 2).text() for row in range(3)] == [
            "Person · Suggested",
            "no entity",
            "no entity",
        ]
        qtbot.keyClick(dialog, Key.Key_Return)

    when_dialog_opens(answer)
    with qtbot.waitSignal(opened.review.busy_changed, timeout=10_000, check_params_cb=lambda busy: not busy):
        press(qtbot, opened, Key.Key_O)
    assert [row for row in rows(opened) if row[0] == "张三"] == [("张三", "PER", "accepted")] * 3
    activated(qtbot, opened, opened.panels.table.view)
    press(qtbot, opened, Key.Key_Z, modifier=CONTROL)
    assert rows(opened) == before


def test_words_found_by_keys_become_an_entity(qtbot: QtBot, opened: MainWindow):
    qtbot.keyClick(opened, Key.Key_F, CONTROL)
    box = opened.panels.pane.find_bar._box
    type_chinese(box, "王")
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.keyClick(box, Key.Key_Escape)
    view = opened.panels.pane.view
    assert view.hasFocus()
    qtbot.keyClick(view, Key.Key_Right, SHIFT)
    qtbot.keyClick(view, digit(opened, "PER"))
    assert ("王五", "PER", "accepted") in rows(opened)
    assert chosen(opened) == ["王五"]


def test_two_hundred_mentions_are_reviewed_by_keys_alone(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    text = "".join(f"第{number}号人员赵{number:03d}到场。\n" for number in range(200))
    analysed(qtbot, window, written(tmp_path, "a.txt", text))
    project = window.session.project
    project.set_labels(LABELS)
    (document,) = project.documents()
    found = [suggestion(text, f"赵{number:03d}", "PER", 0.5 + number / 500) for number in range(200)]
    project.save_analysis(document.id, project.start_run({}), found)
    window.session.labels_changed.emit()
    window.session.mentions_changed.emit()
    window.panels.table.view.setFocus()
    qtbot.keyClick(window, Key.Key_2, CONTROL)
    press(qtbot, window, Key.Key_J)
    for number in range(200):
        press(qtbot, window, (Key.Key_A, Key.Key_R, digit(window, "DATE"))[number % 3])
    assert left(window) == []
    decided = {row.text: (row.label, row.status) for row in project.mentions()}
    assert [decided[f"赵{number:03d}"] for number in range(200)] == [
        [("PER", "accepted"), ("PER", "rejected"), ("DATE", "accepted")][number % 3] for number in range(200)
    ]
