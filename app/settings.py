"""What the desktop remembers between two starts, in one file of the user's config folder."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QSettings

from app.asking import Asking
from app.console import NONE
from app.tools import Tools
from engine.findings import Pace
from engine.paths import config_dir

LanguageChoice = Literal["system", "zh", "en"]
SchemeChoice = Literal["system", "light", "dark"]

LANGUAGES: tuple[LanguageChoice, ...] = ("system", "zh", "en")
SCHEMES: tuple[SchemeChoice, ...] = ("system", "light", "dark")
NO_PACK = NONE
_MOST_RECENT = 10


class Settings:
    """Typed access to the settings file. What cannot be understood counts as not set."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / "desktop.ini"
        self._file = QSettings(str(self.path), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write to the disk now."""
        self._file.sync()

    @property
    def language(self) -> LanguageChoice:
        stored = self._text("language")
        return next((choice for choice in LANGUAGES if choice == stored), "system")

    @language.setter
    def language(self, choice: LanguageChoice) -> None:
        self._file.setValue("language", choice)

    @property
    def colour_scheme(self) -> SchemeChoice:
        stored = self._text("colour_scheme")
        return next((choice for choice in SCHEMES if choice == stored), "system")

    @colour_scheme.setter
    def colour_scheme(self, choice: SchemeChoice) -> None:
        self._file.setValue("colour_scheme", choice)

    @property
    def goes_on(self) -> bool:
        """Whether a decision goes on to the next suggestion."""
        return self._text("goes_on") != "false"

    @goes_on.setter
    def goes_on(self, on: bool) -> None:
        self._file.setValue("goes_on", "true" if on else "false")

    @property
    def zoom(self) -> float:
        """By how many points texts are larger than usual."""
        return self._number("zoom") or 0.0

    @zoom.setter
    def zoom(self, points: float) -> None:
        self._file.setValue("zoom", str(points))

    @property
    def keys(self) -> dict[str, str]:
        """The keys of commands for which the user chose others, by the command's name."""
        try:
            stored = json.loads(self._text("keys") or "{}")
        except ValueError:
            return {}
        return {str(name): str(keys) for name, keys in stored.items()} if isinstance(stored, dict) else {}

    @keys.setter
    def keys(self, chosen: Mapping[str, str]) -> None:
        self._file.setValue("keys", json.dumps(dict(chosen)))

    @property
    def tools(self) -> Tools:
        """What was chosen last, in any project."""
        return Tools.from_plain(self._text("tools"))

    @tools.setter
    def tools(self, tools: Tools) -> None:
        self._file.setValue("tools", tools.plain())

    def asking(self, pack: str) -> Asking:
        """What was wanted last of the second opinion on what this pack finds, in any project."""
        return Asking.from_plain(self._text(f"second_opinion/{pack}"))

    def set_asking(self, pack: str, asking: Asking) -> None:
        self._file.setValue(f"second_opinion/{pack}", asking.plain())

    def pace(self, verifier: str) -> Pace:
        """How fast the verifier with this fingerprint was when it was last heard on this machine."""
        return Pace(self._number(f"characters/{verifier}"), self._number(f"milliseconds/{verifier}"))

    def set_pace(self, verifier: str, pace: Pace) -> None:
        """What is None in `pace` stays as it was."""
        for name, figure in (("characters", pace.characters_a_second), ("milliseconds", pace.milliseconds_a_span)):
            if figure is not None:
                self._file.setValue(f"{name}/{verifier}", f"{figure:.4g}")

    @property
    def recent_projects(self) -> list[Path]:
        """The latest first."""
        return [Path(name) for name in self._list("recent_projects")]

    def remember_project(self, path: Path) -> None:
        others = [known for known in self.recent_projects if known != path]
        self._set_list("recent_projects", [str(known) for known in [path, *others][:_MOST_RECENT]])

    def forget_project(self, path: Path) -> None:
        self._set_list("recent_projects", [str(known) for known in self.recent_projects if known != path])

    @property
    def last_project(self) -> Path | None:
        """The project that was open at the end; None for the default one."""
        stored = self._text("last_project")
        return Path(stored) if stored else None

    @last_project.setter
    def last_project(self, path: Path | None) -> None:
        self._file.setValue("last_project", str(path) if path else "")

    @property
    def last_folder(self) -> Path:
        """Where the user last chose files."""
        stored = self._text("last_folder")
        return Path(stored) if stored and Path(stored).is_dir() else Path.home()

    @last_folder.setter
    def last_folder(self, path: Path) -> None:
        self._file.setValue("last_folder", str(path))

    def layout(self, part: str) -> QByteArray | None:
        """The stored geometry of a window or splitter."""
        stored = self._file.value(f"layout/{part}")
        return stored if isinstance(stored, QByteArray) else None

    def set_layout(self, part: str, geometry: QByteArray) -> None:
        self._file.setValue(f"layout/{part}", geometry)

    def _text(self, name: str) -> str:
        stored = self._file.value(name, "")
        return stored if isinstance(stored, str) else str(stored)

    def _number(self, name: str) -> float | None:
        try:
            number = float(self._text(name))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def _list(self, name: str) -> list[str]:
        try:
            stored = json.loads(self._text(name) or "[]")
        except ValueError:
            return []
        return [str(item) for item in stored] if isinstance(stored, list) else []

    def _set_list(self, name: str, items: Sequence[str]) -> None:
        self._file.setValue(name, json.dumps(list(items), ensure_ascii=False))
