"""Opens the dialogs for settings, types, keys, packs, history and help, and applies what is chosen in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.action_set import connect
from app.actions import Actions
from app.background import in_background
from app.choices import Choices
from app.files import Files
from app.review_actions import ReviewActions
from app.session import Session
from app.settings import Settings

if TYPE_CHECKING:
    from engine.packs import PackInfo


class Dialogs(QObject):
    """Dialogs are imported when they are asked for: the window starts without them."""

    failed = Signal(object)  # an unexpected exception of background work

    def __init__(
        self,
        settings: Settings,
        actions: tuple[Actions, ReviewActions],
        session: Session,
        choices: Choices,
        files: Files,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window, self._sets = parent, actions
        self._settings, self._session, self._choices = settings, session, choices
        self._files, self._listing_packs = files, False
        a = actions[0]
        connect(a.packs, self._ask_tools)
        connect(a.keys, self._ask_keys)
        connect(a.labels, self._ask_labels)
        connect(a.models, self._show_models)
        connect(a.history, self._show_history)
        connect(a.guide, self._show_guide)
        connect(a.about, self._show_about)
        self._use_keys()

    def _ask_tools(self) -> None:
        """Verifying the packs takes a moment, in which the window stays alive."""
        from engine.packs import list_packs

        if not self._listing_packs:
            self._listing_packs = True
            in_background(list_packs, self, then=self._choose_tools, failed=self._fail_to_list)

    def _fail_to_list(self, error: Exception) -> None:
        self._listing_packs = False
        self.failed.emit(error)

    def _choose_tools(self, packs: list[PackInfo]) -> None:
        self._listing_packs = False
        from app.views.settings_dialog import SettingsDialog

        dialog = SettingsDialog(packs, self._choices.tools, self._window)
        if _accepted(dialog) and dialog.tools() != self._choices.tools:
            self._choices.tools = dialog.tools()
            self._files.prepare()

    def _ask_keys(self) -> None:
        from app.views.keys_dialog import KeysDialog

        dialog = KeysDialog(list(self._sets), self._window)
        if _accepted(dialog):
            self._settings.keys = dialog.chosen()
            self._use_keys()

    def _use_keys(self) -> None:
        for actions in self._sets:
            actions.use_keys(self._settings.keys)

    def _ask_labels(self) -> None:
        from app.views.labels_dialog import LabelsDialog

        labels, used = self._session.project.labels(), self._session.project.used_labels()
        keys = [action.shortcut().toString() for action in self._sets[1].types]
        dialog = LabelsDialog(labels, used, keys, self._window)
        if _accepted(dialog) and dialog.labels() != labels:
            self._session.arrange_labels(dialog.labels(), labels)

    def _show_models(self) -> None:
        from app.views.models_dialog import ModelsDialog

        _accepted(ModelsDialog(self._choices.tools.pack, self._window))
        self._files.prepare()

    def _show_history(self) -> None:
        from app.views.history_dialog import HistoryDialog

        project = self._session.project
        _accepted(HistoryDialog(project.history(), list(project.iterate_sent()), self._window))

    def _show_about(self) -> None:
        from app.views.about_dialog import AboutDialog

        _accepted(AboutDialog(self._choices.tools.pack, self._window))

    def _show_guide(self) -> None:
        from app.views.guide import Guide

        Guide(self._window).show()


def _accepted(dialog: QDialog) -> bool:
    """Let the user have it until it is closed."""
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted
