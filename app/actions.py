"""Every command of the window, with its words, shortcut and icon."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QPalette

from app import icons
from app.settings import LANGUAGES, SCHEMES

_Keys = QKeySequence.StandardKey


class Actions(QObject):
    """One attribute for each command. The window connects them and puts them into menus."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icons: list[tuple[QAction, str]] = []
        self.open_files = self._make("open", _Keys.Open)
        self.open_folder = self._make(None, "Ctrl+Shift+O")
        self.new_project = self._make(None, _Keys.New)
        self.open_project = self._make(None, "Ctrl+P")
        self.default_project = self._make(None, "Ctrl+Alt+D")
        self.save_project_as = self._make(None, "Ctrl+Shift+S")
        self.export = self._make("export", "Ctrl+E")
        self.quit = self._make(None, "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo = self._make("undo", _Keys.Undo)
        self.redo = self._make("redo", "Ctrl+Shift+Z")
        self.find = self._make(None, _Keys.Find)
        self.search_documents = self._make(None, "Ctrl+Shift+F")
        self.filter_entities = self._make(None, "Ctrl+L")
        self.remove_documents = self._make(None, "Delete")
        self.remove_documents.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.analyze_selected = self._make("analyse", "F5")
        self.analyze_all = self._make(None, "Shift+F5")
        self.ask_again = self._make(None, "Ctrl+F5")
        self.cancel = self._make("cancel", "Ctrl+.")
        self.packs = self._make(None, "Ctrl+,")
        self.accept = self._make("accept", "A")
        self.reject = self._make("reject", "R", "Delete")
        self.change_type = self._make("type", "T")
        self.add_entity = self._make("add", "E")
        for action in (self.accept, self.reject, self.change_type, self.add_entity):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.why = self._make("why", "Ctrl+I")
        self.second_opinion = self._make("opinion", "Ctrl+M")
        for action in (self.why, self.second_opinion):
            action.setCheckable(True)
        self.zoom_in = self._make(None, _Keys.ZoomIn, "Ctrl+=")
        self.zoom_out = self._make(None, _Keys.ZoomOut)
        self.zoom_reset = self._make(None, "Ctrl+0")
        self.full_screen = self._make(None, "F11")
        self.full_screen.setCheckable(True)
        self.guide = self._make(None, _Keys.HelpContents)
        self.logs = self._make(None, "Ctrl+Alt+L")
        self.about = self._make(None, "Ctrl+F1")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.languages = {choice: self._make(None) for choice in LANGUAGES}
        self.schemes = {choice: self._make(None) for choice in SCHEMES}
        self._group(list(self.languages.values()))
        self._group(list(self.schemes.values()))
        for number, action in enumerate((*self.languages.values(), *self.schemes.values()), start=1):
            action.setShortcut(QKeySequence(f"Ctrl+Alt+{number}"))
        self.retranslate()

    def recolour(self, palette: QPalette) -> None:
        for action, name in self._icons:
            action.setIcon(icons.icon(name, palette))

    def retranslate(self) -> None:
        self._say(self.open_files, self.tr("&Open files…"), self.tr("Add documents to the project"))
        self._say(self.open_folder, self.tr("Open &folder…"), self.tr("Add every document of a folder"))
        self._say(self.new_project, self.tr("&New project…"), self.tr("Start an empty project in a file"))
        self._say(self.open_project, self.tr("Open &project…"), self.tr("Open a project file"))
        self._say(
            self.default_project,
            self.tr("&Default project"),
            self.tr("Go back to the project that needs no file name"),
        )
        self._say(
            self.save_project_as,
            self.tr("&Save project as…"),
            self.tr("Copy the project to a file and go on there"),
        )
        self._say(self.export, self.tr("&Export…"), self.tr("Write the entities to a CSV or JSON file"))
        self._say(self.quit, self.tr("&Quit"), self.tr("Close Veritag; everything is saved"))
        self._say(self.undo, self.tr("&Undo"), self.tr("Take the last decision back"))
        self._say(self.redo, self.tr("&Redo"), self.tr("Make the decision again"))
        self._say(self.find, self.tr("&Find in text…"), self.tr("Find words in the document that is shown"))
        self._say(
            self.search_documents,
            self.tr("&Search in all texts"),
            self.tr("List the documents that contain some words"),
        )
        self._say(
            self.filter_entities, self.tr("Filter &entities"), self.tr("List the entities that contain some words")
        )
        self._say(
            self.remove_documents,
            self.tr("&Remove documents…"),
            self.tr("Take the selected documents out of the project; the files stay"),
        )
        self._say(
            self.analyze_selected,
            self.tr("&Analyse selected again"),
            self.tr("Read and analyse the selected documents again; decisions stay"),
        )
        self._say(
            self.analyze_all,
            self.tr("Analyse a&ll again"),
            self.tr("Read and analyse every document again; decisions stay"),
        )
        self._say(
            self.ask_again,
            self.tr("Analyse again with the second &opinion"),
            self.tr("Analyse the documents counted in the panel again, asking the language model; decisions stay"),
        )
        self._say(self.cancel, self.tr("&Cancel analysis"), self.tr("Stop the analysis; what is finished stays"))
        self._say(self.packs, self.tr("&Packs and patterns…"), self.tr("Choose what finds entities"))
        self._say(self.accept, self.tr("&Accept"), self.tr("The chosen entities are right"))
        self._say(self.reject, self.tr("&Reject"), self.tr("The chosen entities are wrong"))
        self._say(self.change_type, self.tr("Change &type…"), self.tr("Give the chosen entities another type"))
        self._say(self.add_entity, self.tr("Add &entity…"), self.tr("Make the selected text an entity"))
        self._say(self.why, self.tr("&Why is this here"), self.tr("Show the evidence for the chosen entity"))
        self.why.setIconText(self.tr("Why"))
        self._say(
            self.second_opinion,
            self.tr("Second &opinion"),
            self.tr("Show what a local language model is asked about, and what that is worth"),
        )
        self._say(self.zoom_in, self.tr("&Larger text"), "")
        self._say(self.zoom_out, self.tr("&Smaller text"), "")
        self._say(self.zoom_reset, self.tr("&Usual text size"), "")
        self._say(self.full_screen, self.tr("&Full screen"), "")
        self._say(self.guide, self.tr("&Guide"), self.tr("How to work with Veritag"))
        self._say(self.logs, self.tr("Open &log folder"), self.tr("Logs and reports of failures"))
        self._say(self.about, self.tr("&About Veritag"), self.tr("Version, licences and the pack"))
        self._say(self.languages["system"], self.tr("As the &system"), "")
        self._say(self.languages["zh"], "简体中文", "")
        self._say(self.languages["en"], "English", "")
        self._say(self.schemes["system"], self.tr("As the &system"), "")
        self._say(self.schemes["light"], self.tr("&Light"), "")
        self._say(self.schemes["dark"], self.tr("&Dark"), "")

    def _make(self, icon: str | None, *keys: str | QKeySequence.StandardKey) -> QAction:
        action = QAction(self)
        if keys:
            sequences = [QKeySequence(key) for key in keys]
            action.setShortcuts([sequence for sequence in sequences if not sequence.isEmpty()])
        if icon is not None:
            self._icons.append((action, icon))
        return action

    def _group(self, actions: Sequence[QAction]) -> None:
        group = QActionGroup(self)
        for action in actions:
            action.setCheckable(True)
            group.addAction(action)

    def _say(self, action: QAction, words: str, explanation: str) -> None:
        action.setText(words)
        action.setIconText(_without_mnemonic(words))
        action.setStatusTip(explanation)
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = explanation or _without_mnemonic(words)
        action.setToolTip(f"{tip} ({key})" if key else tip)


def _without_mnemonic(words: str) -> str:
    """The words of a menu entry for a toolbar: "Open…" of "&Open…", "打开…" of "打开(&O)…"."""
    return re.sub(r"\(&\w\)", "", words).replace("&", "")


def connect(action: QAction, work: Callable[[], object]) -> None:
    """Do `work` when the action is triggered, without its checked state."""
    action.triggered.connect(lambda _checked=False: work())
