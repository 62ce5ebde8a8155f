"""The palettes of the light and the dark look."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.settings import SchemeChoice

_Role = QPalette.ColorRole
_Colours = dict[QPalette.ColorRole, str]

_LIGHT: _Colours = {
    _Role.Window: "#f3f4f6",
    _Role.WindowText: "#1b1d21",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f7f8fa",
    _Role.Text: "#1b1d21",
    _Role.PlaceholderText: "#6b7280",
    _Role.Button: "#fbfbfc",
    _Role.ButtonText: "#1b1d21",
    _Role.BrightText: "#b42318",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#1b1d21",
    _Role.Highlight: "#1f6feb",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#0b57d0",
    _Role.LinkVisited: "#6b3fa0",
    _Role.Accent: "#1f6feb",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#eceef1",
    _Role.Mid: "#d3d7dd",
    _Role.Dark: "#b4bac4",
    _Role.Shadow: "#8a919d",
}
_DARK: _Colours = {
    _Role.Window: "#24262b",
    _Role.WindowText: "#e6e7ea",
    _Role.Base: "#1b1d21",
    _Role.AlternateBase: "#212429",
    _Role.Text: "#e6e7ea",
    _Role.PlaceholderText: "#9aa1ac",
    _Role.Button: "#2f3238",
    _Role.ButtonText: "#e6e7ea",
    _Role.BrightText: "#ff8a80",
    _Role.ToolTipBase: "#33363d",
    _Role.ToolTipText: "#e6e7ea",
    _Role.Highlight: "#2f6fd6",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#7fb2ff",
    _Role.LinkVisited: "#c3a6ff",
    _Role.Accent: "#5c9dff",
    _Role.Light: "#3d4149",
    _Role.Midlight: "#34373e",
    _Role.Mid: "#43474f",
    _Role.Dark: "#15161a",
    _Role.Shadow: "#0c0d0f",
}
_DISABLED_LIGHT, _DISABLED_DARK = "#9097a1", "#737983"


def apply_scheme(application: QApplication, choice: SchemeChoice) -> None:
    """Give the application its look; "system" follows the desktop, where that says which it uses."""
    hints = application.styleHints()
    wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(choice, Qt.ColorScheme.Unknown)
    # Title bars and native dialogs follow this; the palette below follows it where the platform does not.
    hints.setColorScheme(wanted)
    dark = choice == "dark" or (choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    application.setPalette(_palette(dark))


def _palette(dark: bool) -> QPalette:
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        disabled = QColor(_DISABLED_DARK if dark else _DISABLED_LIGHT)
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor("#43474f" if dark else "#d3d7dd"))
    inactive = QColor("#2c4a75" if dark else "#cfe0fb")
    palette.setColor(QPalette.ColorGroup.Inactive, _Role.Highlight, inactive)
    palette.setColor(QPalette.ColorGroup.Inactive, _Role.HighlightedText, QColor("#ffffff" if dark else "#1b1d21"))
    return palette
