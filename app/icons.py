"""Icons drawn from the line drawings in `resources/icons`, in the colours of the palette."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine.paths import resources_dir

_SIZES = (16, 20, 24, 32, 40, 48)


def icon(name: str, palette: QPalette) -> QIcon:
    """An icon in the colour of the palette's text, paler where it is disabled."""
    usual = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    return _icon(name, usual.name(), disabled.name())


def pixmap(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    """A drawing in one colour; `size` in logical pixels, `ratio` the device's pixels for each."""
    return _drawn(name, colour.name(), round(size * ratio), ratio)


def program_icon() -> QIcon:
    result = QIcon()
    for size in (16, 32, 48, 64, 128, 256):
        result.addPixmap(_drawn("veritag", "", size, 1.0))
    return result


@lru_cache(maxsize=128)
def _icon(name: str, usual: str, disabled: str) -> QIcon:
    result = QIcon()
    for size in _SIZES:
        result.addPixmap(_drawn(name, usual, size, 1.0))
        result.addPixmap(_drawn(name, disabled, size, 1.0), QIcon.Mode.Disabled)
    return result


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    drawing = (resources_dir() / "icons" / f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(drawing.replace(b"currentColor", colour.encode())))
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
