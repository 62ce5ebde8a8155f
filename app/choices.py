"""What the open project is analysed with. A project that was never asked takes what was chosen last in any."""

from __future__ import annotations

from app.asking import Asking, setting_of
from app.session import Session
from app.settings import Settings
from app.tools import Tools

_TOOLS, _BEFORE = "desktop.tools", "desktop.tools_before"


class Choices:
    """Kept in the project file; the settings file has the latest for projects to come. May raise `ProjectError`."""

    def __init__(self, settings: Settings, session: Session) -> None:
        self._settings, self._session = settings, session

    @property
    def tools(self) -> Tools:
        stored = self._stored(_TOOLS)
        return Tools.from_plain(stored) if stored else self._settings.tools

    @tools.setter
    def tools(self, tools: Tools) -> None:
        self._keep(_TOOLS, tools.plain())
        self._settings.tools = tools

    @property
    def before(self) -> Tools | None:
        """The tools that the last `change` replaced in this project."""
        stored = self._stored(_BEFORE)
        return Tools.from_plain(stored) if stored else None

    def change(self, tools: Tools) -> None:
        """Use other tools, with a way back."""
        self._keep(_BEFORE, self.tools.plain())
        self.tools = tools

    @property
    def asking(self) -> Asking:
        """What is wanted of the second opinion on what the pack in use finds."""
        pack = self.tools.pack
        stored = self._stored(setting_of(pack))
        return Asking.from_plain(stored) if stored else self._settings.asking(pack)

    @asking.setter
    def asking(self, asking: Asking) -> None:
        pack = self.tools.pack
        self._keep(setting_of(pack), asking.plain())
        self._settings.set_asking(pack, asking)

    def _stored(self, name: str) -> str:
        return self._session.project.get_setting(name, "") if self._session.is_open else ""

    def _keep(self, name: str, plain: str) -> None:
        if self._session.is_open:
            self._session.project.set_setting(name, plain)
