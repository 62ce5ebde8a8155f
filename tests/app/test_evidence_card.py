"""Why an entity is here: the card says it in words and bars, in both languages, light and dark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from document_view_setup import LABELS
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_setup import TEXT, analysed, click_row, shown_mentions, written

from app.evidence import Bar, Card, Section, make_card
from app.language import Interface
from app.main_window import MainWindow
from app.theme import READABLE_CONTRAST, SEEN_CONTRAST, contrast
from app.views.bars import Bars, fitted_words
from engine.packs import find_pack
from engine.recognisers import all_recognisers
from engine.store import MentionRow, Place
from engine.types import LabelSet

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CONTROL = Qt.KeyboardModifier.ControlModifier
VOTES = [
    {"source": "span", "label": "LOC", "score": 0.6},
    {"source": "bilstm-crf", "label": "ORG", "score": 0.7},
]
RUN = {"verifier": "llama", "tau": 0.2}


def mention(label="ORG", *, decided_by="hybridner", status="suggested", uncertainty=0.29, run_id=1):
    return MentionRow(
        1, 1, "一.txt", 0, 2, "北京 大学", label, 0.71, uncertainty, decided_by, status, run_id, Place(number=3)
    )


def evidence(before="LOC", **more):
    verdict = {
        "local": {"LOC": 0.55, "ORG": 0.3, "O": 0.15},
        "verifier": {"ORG": 0.8, "LOC": 0.15, "O": 0.05},
        "before": before,
        "after": "ORG",
        "prompt": "p",
        **more,
    }
    final = {"ORG": 0.71, "LOC": 0.24, "O": 0.05}
    return {"votes": VOTES, "distribution": final, "rule": "average", "threshold": 0.41, "verdict": verdict}


def card(found=None, said=None, run=RUN) -> Card:
    return make_card(found or mention(), evidence() if said is None else said, run, LABELS)


def section(made: Card, title: str):
    (found,) = [one for one in made.sections if one.title == title]
    return found


def test_what_the_language_model_moved_is_said_first(interface: Interface):
    made = card()
    assert made.sentences == (
        "The language model moved it from Place to Organisation.",
        "Kept as Organisation: 0.71 reaches the threshold 0.41.",
    )
    assert [one.title for one in made.sections] == [
        "Votes",
        "The models together",
        "How likely the models are wrong",
        "The language model, asked about the span",
        "Both together",
    ]
    assert [(bar.said(), bar.share) for bar in section(made, "Votes").bars] == [
        ("bilstm-crf · Organisation", 0.7),
        ("span · Place", 0.6),
    ]
    doubt = section(made, "How likely the models are wrong")
    assert (doubt.bars[0].share, doubt.mark) == (pytest.approx(0.45), 0.2)
    assert section(made, "Both together").mark == 0.41
    assert made.facts == ("Decided by: Models and language model", "Status: Suggested", "paragraph 3")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("O", "would have left it out"),
        ("ORG", "did not change it"),
        ("LOC", "moved it from Place"),
    ],
)
def test_each_thing_that_a_language_model_may_do(interface: Interface, before, said):
    assert said in card(said=evidence(before)).sentences[0]


def test_without_a_language_model_the_rule_is_said(interface: Interface):
    alone = {key: value for key, value in evidence().items() if key != "verdict"}
    made = card(mention(decided_by="ensemble"), alone, {"verifier": None})
    assert made.sentences == ("Kept as Organisation: 0.71 reaches the threshold 0.41.",)
    assert [one.title for one in made.sections][1:] == ["The models together", "How likely the models are wrong"]
    doubt = section(made, "How likely the models are wrong")
    assert (doubt.bars[0].share, doubt.mark) == (0.29, None)
    assert card(mention(decided_by="ensemble"), alone).sentences[1] == "The language model was not asked."
    voted = card(mention(decided_by="ensemble"), {**alone, "rule": "majority"}, {})
    assert voted.sentences == ("Kept as Organisation, which won the vote.",)


@pytest.mark.parametrize(
    ("found", "said", "first"),
    [
        (
            mention("LOC", decided_by="person", status="accepted"),
            None,
            "A person changed the type from Organisation to Place.",
        ),
        (mention(status="accepted"), None, "A person accepted it."),
        (mention(status="rejected"), None, "A person rejected it."),
        (mention(decided_by="person", status="accepted", run_id=None), {}, "A person marked this entity."),
        (mention(decided_by="person", status="rejected", run_id=None), {}, "A person said that no entity is here."),
        (
            mention(decided_by="pattern:uscc"),
            {"votes": [{"source": "pattern:uscc", "label": "ORG", "score": 1.0}]},
            "Found by its form, and its check digits are right.",
        ),
        (
            mention(decided_by="pattern:date"),
            {"votes": [{"source": "pattern:date", "label": "ORG", "score": 0.95}]},
            "Found by its form alone, which scores 95%.",
        ),
    ],
)
def test_persons_and_patterns_have_a_card_as_well(interface: Interface, found, said, first):
    made = card(found, said)
    assert made.sentences[0] == first
    assert first in made.words()


def test_parts_that_nobody_knows_are_drawn_under_their_own_name(interface: Interface):
    made = card(said=evidence(reader={"ORG": 0.9, "O": 0.1}, oracle={"LOC": 0.4}, note={"a": "b"}, tries=3))
    titles = [one.title for one in made.sections]
    assert "The language model, reading the sentence" in titles
    assert "oracle" in titles
    assert not {"note", "tries", "before"} & set(titles)
    odd = {"votes": [{"source": "new", "label": "XYZ"}], "distribution": {"XYZ": 1.0}, "verdict": {"verifier": {}}}
    assert "XYZ" in card(mention("XYZ"), odd).words()
    assert json.dumps(card(mention(), {"votes": []}).words())


def test_a_readers_votes_stand_by_themselves_with_its_full_name_in_the_tip(interface: Interface, qtbot: QtBot):
    reader = [{"source": "zh-open-reader:attn-bilstm-crf", "label": "ORG", "score": 0.9}]
    made = card(said={**evidence(), "votes": [*VOTES, *reader]})
    assert [bar.voice for bar in section(made, "Votes").bars] == ["bilstm-crf", "span"]
    votes = section(made, "Votes, reading with the language model")
    assert [bar.said() for bar in votes.bars] == ["attn-bilstm-crf · Organisation"]
    bars = Bars()
    qtbot.addWidget(bars)
    bars.show_section(votes, LABELS)
    assert bars.toolTip() == "zh-open-reader:attn-bilstm-crf · Organisation  0.9000"


@pytest.mark.parametrize("width", [200, 260, 315, 500])
def test_a_votes_type_is_whole_at_every_width_and_the_name_is_cut_in_its_middle(
    interface: Interface, qtbot: QtBot, width: int
):
    bar = Bar("Organisation", 0.9, "ORG", voice="a-very-long-name-of-a-tagger", source="x")
    bars = Bars()
    qtbot.addWidget(bars)
    bars.show_section(Section("Votes", (bar,)), LABELS)
    bars.resize(width, 100)
    words = fitted_words(bar, bars.fontMetrics(), int(bars._track().left()) - 8)
    assert words.endswith("Organisation")
    assert bars._track().width() > 0
    if width > 200 and words != bar.said():
        name, cut, rest = words.removesuffix(" · Organisation").partition("…")
        assert cut
        assert bar.voice.startswith(name)
        assert bar.voice.endswith(rest)


def test_the_card_follows_the_chosen_row_with_its_key_and_tells_a_screen_reader(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    shown = window.panels.card
    assert not shown.isVisible()
    click_row(qtbot, window.panels.table.view, 0)
    qtbot.keyClick(window, Qt.Key.Key_I, CONTROL)
    qtbot.waitUntil(shown.isVisible)
    first = shown_mentions(window)[0]
    qtbot.waitUntil(lambda: shown.card is not None and shown.card.text == first.text)
    assert "Found by its form" in shown.said()
    (bars,) = shown.bars()
    assert "pattern “date” · Date" in bars.accessibleDescription()
    assert first.text in shown.accessibleDescription()
    qtbot.keyClick(window.panels.table.view, Qt.Key.Key_Down)
    second = shown_mentions(window)[1]
    qtbot.waitUntil(lambda: shown.card is not None and shown.card.text == second.text)
    window.review_actions.go_on.setChecked(False)
    qtbot.keyClick(window.panels.table.view, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: shown.said().startswith("A person accepted it."))
    window.actions_.languages["zh"].trigger()
    qtbot.waitUntil(lambda: shown.said().startswith("已由人接受。"))
    window.actions_.languages["en"].trigger()
    qtbot.keyClick(window, Qt.Key.Key_I, CONTROL)
    assert not shown.isVisible()
    assert not window.actions_.why.isChecked()


def test_a_click_in_the_text_shows_its_card(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    window.actions_.why.trigger()
    view, words = window.panels.pane.view, "a@example.com"
    QApplication.processEvents()
    box = view.span_rects(TEXT.index(words), TEXT.index(words) + len(words))[0]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.left() + 3, box.center().y()))
    qtbot.waitUntil(lambda: window.panels.card.card is not None and window.panels.card.card.text == words)


def test_both_panels_come_to_the_front_and_stay_where_they_were(qtbot: QtBot, window: MainWindow):
    why, opinion = window.actions_.why, window.actions_.second_opinion
    why.trigger()
    qtbot.waitUntil(window.panels.card.isVisible)
    opinion.trigger()
    qtbot.waitUntil(lambda: opinion.isChecked() and not why.isChecked())
    why.trigger()
    qtbot.waitUntil(lambda: why.isChecked() and not opinion.isChecked())
    why.trigger()
    qtbot.waitUntil(lambda: not window.panels.card.isVisible())
    window.close()
    assert window._settings.layout("docks") is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_and_words_can_be_seen_in_both_schemes(qtbot: QtBot, window: MainWindow, scheme: str):
    window.actions_.schemes[scheme].trigger()
    palette = QApplication.palette()
    QApplication.processEvents()
    page = palette.color(QPalette.ColorRole.Window)
    bars = Bars(window)
    own = [r.label for r in all_recognisers()]
    labels = LabelSet((*find_pack("zh-open").labels.labels, *own))
    bars.show_section(card().sections[0], labels)
    for name in ("", "O", *labels.names()):
        assert contrast(bars._colour(name), page) >= SEEN_CONTRAST, name
    assert contrast(palette.color(QPalette.ColorRole.WindowText), page) >= READABLE_CONTRAST
    window.panels.card.show_card(card(), labels)
    kind = window.panels.card._type.palette()
    background = QColor(kind.color(QPalette.ColorRole.Window))
    assert contrast(kind.color(QPalette.ColorRole.WindowText), background) >= READABLE_CONTRAST
