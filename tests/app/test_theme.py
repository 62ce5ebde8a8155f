from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from app.theme import (
    READABLE_CONTRAST,
    SEEN_CONTRAST,
    contrast,
    doubt_colours,
    highlight_colour,
    is_dark,
    line_colour,
    readable_text,
)
from engine.packs import Manifest
from engine.paths import resources_dir
from engine.recognisers import all_recognisers
from engine.types import Label


def shipped_labels() -> list[Label]:
    manifests = sorted((resources_dir() / "packs").glob("*/manifest.json"))
    assert manifests
    packs = [Manifest.model_validate_json(path.read_bytes()).label_set() for path in manifests]
    return [label for pack in packs for label in pack.labels] + [r.label for r in all_recognisers()]


def test_contrast_is_the_one_of_wcag():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("white"), QColor("#767676")) == pytest.approx(4.54, abs=0.01)
    assert contrast(QColor("red"), QColor("red")) == 1


@pytest.mark.parametrize("label", shipped_labels(), ids=lambda label: label.name)
@pytest.mark.parametrize(
    ("dark", "page", "text"),
    [(False, "#ffffff", "#000000"), (False, "#ffffff", "#333333"), (True, "#1e1f22", "#ffffff")],
)
def test_every_shipped_type_is_legible_and_its_lines_are_seen(label: Label, dark: bool, page: str, text: str):
    background = highlight_colour(label, dark)
    assert readable_text(background, QColor(text)) == QColor(text)
    assert contrast(background, QColor(text)) >= READABLE_CONTRAST
    line = line_colour(background, dark)
    assert contrast(line, background) >= SEEN_CONTRAST
    assert contrast(line, QColor(page)) >= SEEN_CONTRAST
    assert contrast(QColor(text), QColor(page)) > contrast(background, QColor(page))


@pytest.mark.parametrize(("dark", "text"), [(False, "#1f2328"), (True, "#e6edf3")])
def test_doubt_is_legible_and_told_by_lightness_alone(dark: bool, text: str):
    colours = doubt_colours(dark)
    for colour in colours:
        assert contrast(colour, readable_text(colour, QColor(text))) >= READABLE_CONTRAST
    lightness = [colour.lightnessF() for colour in colours]
    assert lightness == sorted(lightness, reverse=not dark)


def test_shipped_types_differ_in_colour():
    labels = {label.name: label for label in shipped_labels()}.values()
    assert len({label.light for label in labels}) == len({label.dark for label in labels}) == len(labels)


@pytest.mark.parametrize("background", ["#ffffff", "#808080", "#ff0000", "#0000ff", "#000000", "#ffff00"])
@pytest.mark.parametrize("preferred", ["#ffffff", "#777777", "#ff0000"])
def test_text_is_readable_on_any_background(background: str, preferred: str):
    chosen = readable_text(QColor(background), QColor(preferred))
    assert contrast(chosen, QColor(background)) >= READABLE_CONTRAST


def test_a_palette_is_dark_by_its_page():
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#202020"))
    assert is_dark(palette)
    palette.setColor(QPalette.ColorRole.Base, QColor("#f0f0f0"))
    assert not is_dark(palette)
