"""The commands of the window, with their words, keys and icons."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from app.action_set import ActionSet, without_mnemonic
from app.settings import LANGUAGES, SCHEMES

_Keys = QKeySequence.StandardKey


class Actions(ActionSet):
    """One attribute for each command. The window connects them and puts them into menus."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = ("", "")
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
        self.places = self._make(None, "Ctrl+Shift+G")
        self.filter_entities = self._make(None, "Ctrl+L")
        self.remove_documents = self._make_inner(None, "Delete")
        self.analyze_selected = self._make("analyse", "F5")
        self.analyze_all = self._make(None, "Shift+F5")
        self.ask_again = self._make(None, "Ctrl+F5")
        self.cancel = self._make("cancel", "Ctrl+.")
        self.pause = self._make(None, "Ctrl+Alt+P")
        self.resume = self._make(None, "Ctrl+Alt+G")
        self.retry = self._make(None, "Ctrl+Alt+R")
        self.forget_waiting = self._make(None, "Ctrl+Alt+F")
        self.queue = self._make(None, "Ctrl+Alt+Q")
        self.failed_only = self._make(None, "Ctrl+Alt+E")
        self.failed_only.setCheckable(True)
        self.packs = self._make(None, "Ctrl+,")
        self.keys = self._make(None, "Ctrl+K")
        self.labels = self._make(None, "Ctrl+T")
        self.models = self._make(None, "Ctrl+Alt+M")
        self.teach = self._make(None, "Ctrl+Shift+T")
        self.doubt_view = self._make(None, "Ctrl+D")
        self.doubt_view.setCheckable(True)
        self.history = self._make(None, "Ctrl+H")
        self.overview = self._make(None, "Ctrl+B")
        self.register = self._make(None, "Ctrl+R")
        self.why = self._make("why", "Ctrl+I")
        self.second_opinion = self._make("opinion", "Ctrl+M")
        self.page = self._make(None, "Ctrl+G")
        for action in (self.why, self.second_opinion, self.page):
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
        self._name_actions()

    def say_undo(self, undo: str, redo: str) -> None:
        """Name the steps that would be taken back and made again; empty where there is none."""
        self._steps = (undo, redo)
        back, again = self.tr("&Undo"), self.tr("&Redo")
        self._say(self.undo, self.tr("&Undo: {0}").format(undo) if undo else back, self.tr("Take the last step back"))
        self._say(self.redo, self.tr("&Redo: {0}").format(redo) if redo else again, self.tr("Make the step again"))
        for action, words in ((self.undo, back), (self.redo, again)):
            action.setIconText(without_mnemonic(words))

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
        self.say_undo(*self._steps)
        self._say(self.find, self.tr("&Find in text…"), self.tr("Find words in the document that is shown"))
        self._say(
            self.search_documents,
            self.tr("&Search in all texts"),
            self.tr("List the documents that contain some words"),
        )
        self._say(
            self.places, self.tr("List &places…"), self.tr("List every place where some words stand, in all texts")
        )
        self.places.setIconText(self.tr("Places"))
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
        self._say(
            self.pause,
            self.tr("Pa&use analysis"),
            self.tr("Stop for now; the files that were not reached wait, also after a restart"),
        )
        self._say(self.resume, self.tr("&Go on with the analysis"), self.tr("Analyse the files that wait"))
        self._say(self.retry, self.tr("&Try failed again"), self.tr("Read the documents again that could not be read"))
        self._say(
            self.forget_waiting, self.tr("&Forget what waits"), self.tr("Analyse none of the files that still wait")
        )
        self._say(
            self.queue,
            self.tr("&Queue…"),
            self.tr("List the files of the current work with the state of each; put some first, take some out"),
        )
        self._say(self.failed_only, self.tr("&List only failed"), self.tr("List the documents that could not be read"))
        self._say(self.packs, self.tr("&Packs and patterns…"), self.tr("Choose what finds entities"))
        self._say(
            self.labels, self.tr("&Types…"), self.tr("Names, colours and order of the types, and types of your own")
        )
        self._say(self.teach, self.tr("&Teach a pack…"), self.tr("Train a pack on what you have reviewed"))
        self._say(
            self.models,
            self.tr("Packs and language &models…"),
            self.tr("What is installed: check it, read its card and licence, install, remove"),
        )
        self._say(self.keys, self.tr("&Keys…"), self.tr("Change the keys of the commands"))
        self._say(
            self.doubt_view,
            self.tr("Shade by &doubt"),
            self.tr("Colour entities the stronger the more likely they are wrong, instead of by type"),
        )
        self._say(
            self.history,
            self.tr("&History…"),
            self.tr("List every step of review, and all that was ever sent to a language model elsewhere"),
        )
        self._say(
            self.overview,
            self.tr("O&verview…"),
            self.tr("Charts of types, documents, what stands together, and how the models fared"),
        )
        self._say(
            self.register,
            self.tr("Register of &entities…"),
            self.tr("List the distinct entities of the project, with aliases and every place"),
        )
        self._say(self.why, self.tr("&Why is this here"), self.tr("Show the evidence for the chosen entity"))
        self.why.setIconText(self.tr("Why"))
        self._say(
            self.second_opinion,
            self.tr("Second &opinion"),
            self.tr("Show what a local language model is asked about, and what that is worth"),
        )
        self._say(self.page, self.tr("&Page of the PDF"), self.tr("Show the page as it looks, with the entity's place"))
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
