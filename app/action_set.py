"""What every group of commands has: words, keys that the user may change, icons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QPalette

from app import icons


class ActionSet(QObject):
    """A subclass makes its actions as attributes, ends its __init__ with `_name_actions`, and has `retranslate`.

    An action is known by the name of its attribute.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icons: list[tuple[QAction, str]] = []
        self._usual: dict[str, list[QKeySequence]] = {}

    def named(self) -> dict[str, QAction]:
        """Every action with keys that can be changed, by its name."""
        return {name: action for name, action in vars(self).items() if isinstance(action, QAction)}

    def usual_keys(self, name: str) -> list[QKeySequence]:
        """The keys an action has where the user chose none."""
        return self._usual[name]

    def use_keys(self, chosen: Mapping[str, str]) -> None:
        """Give actions the keys of the user's choice (several divided by "; ", empty for none), others their usual."""
        for name, action in self.named().items():
            keys = QKeySequence.listFromString(chosen[name]) if name in chosen else self._usual[name]
            action.setShortcuts(keys)
        self.retranslate()

    def recolour(self, palette: QPalette) -> None:
        for action, name in self._icons:
            action.setIcon(icons.icon(name, palette))

    def retranslate(self) -> None:
        """Say every action in the language in use."""

    def _name_actions(self) -> None:
        for name, action in self.named().items():
            action.setObjectName(name)
            self._usual[name] = action.shortcuts()
        self.retranslate()

    def _make(self, icon: str | None, *keys: str | QKeySequence.StandardKey) -> QAction:
        action = QAction(self)
        if keys:
            sequences = [QKeySequence(key) for key in keys]
            action.setShortcuts([sequence for sequence in sequences if not sequence.isEmpty()])
        if icon is not None:
            self._icons.append((action, icon))
        return action

    def _make_inner(self, icon: str | None, *keys: str) -> QAction:
        """An action whose keys work only in the panels that it is added to, so that they may be single letters."""
        action = self._make(icon, *keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _group(self, actions: Sequence[QAction]) -> None:
        group = QActionGroup(self)
        for action in actions:
            action.setCheckable(True)
            group.addAction(action)

    def _say(self, action: QAction, words: str, explanation: str) -> None:
        action.setText(words)
        action.setIconText(without_mnemonic(words))
        action.setStatusTip(explanation)
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = explanation or without_mnemonic(words)
        action.setToolTip(f"{tip} ({key})" if key else tip)


def without_mnemonic(words: str) -> str:
    """The words of a menu entry for a toolbar: "Open…" of "&Open…", "打开…" of "打开(&O)…"."""
    return re.sub(r"\(&\w\)", "", words).replace("&", "")


def connect(action: QAction, work: Callable[[], object]) -> None:
    """Do `work` when the action is triggered, without its checked state."""
    action.triggered.connect(lambda _checked=False: work())
