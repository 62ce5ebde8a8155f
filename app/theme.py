"""Colours of the highlights, for light and dark palettes."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from engine.types import Label, LabelSet

READABLE_CONTRAST = 4.5
"""The contrast that WCAG 2 asks of body text (level AA)."""

SEEN_CONTRAST = 3.0
"""The contrast that WCAG 2 asks of lines and shapes that carry meaning (level AA)."""


def is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Base).lightnessF() < 0.5


def contrast(first: QColor, second: QColor) -> float:
    """The WCAG 2 contrast ratio of two opaque colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def highlight_colour(label: Label, dark: bool) -> QColor:
    """The background of a mention of this type."""
    return QColor(label.dark if dark else label.light)


def swatch_colour(labels: LabelSet, name: str, palette: QPalette) -> QColor:
    """The colour that stands for a type in a list; grey for one that is not known."""
    label = labels.get(name)
    if label is None:
        return palette.color(QPalette.ColorRole.Mid)
    return highlight_colour(label, is_dark(palette))


def doubt_colours(dark: bool) -> list[QColor]:
    """Backgrounds from no doubt to much, told apart by lightness alone as well."""
    scale = (
        ("#26313d", "#4a4033", "#7a4f22", "#a85a12", "#d96a00")
        if dark
        else ("#eef1f4", "#fdebd0", "#fbd3a0", "#f6ad62", "#ea7c1f")
    )
    return [QColor(colour) for colour in scale]


def line_colour(background: QColor, dark: bool) -> QColor:
    """A stronger tone of a highlight, for its underline and the outline of a nested mention."""
    hue, saturation = max(0.0, background.hslHueF()), 0.9 * background.hslSaturationF()
    step = 0.02 if dark else -0.02
    lightness = min(0.80, background.lightnessF() + 0.38) if dark else max(0.30, background.lightnessF() - 0.46)
    line = QColor.fromHslF(hue, saturation, lightness)
    while contrast(line, background) < SEEN_CONTRAST and 0 < lightness + step < 1:
        lightness += step
        line = QColor.fromHslF(hue, saturation, lightness)
    return line


def readable_text(background: QColor, preferred: QColor) -> QColor:
    """The preferred text colour where it can be read on this background, else black or white."""
    if contrast(background, preferred) >= READABLE_CONTRAST:
        return preferred
    return max(QColor("black"), QColor("white"), key=lambda colour: contrast(background, colour))


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
