"""The main window: menus, toolbar, panels, status bar, and what belongs to the window itself."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QToolBar, QWidget

from app.action_set import connect
from app.actions import Actions
from app.analysis import Analysis
from app.awaiting import Awaiting
from app.background import BackgroundCall
from app.choices import Choices
from app.commands import Review
from app.crash import open_folder
from app.dialogs import Dialogs
from app.explaining import Explaining
from app.far_rows import FarRows
from app.files import Files
from app.language import Interface
from app.messages import confirm
from app.occurring import Occurring
from app.overviewing import Overviewing
from app.paging import Paging
from app.palette import apply_scheme
from app.placing import Placing
from app.queueing import Queueing
from app.reading import Reading
from app.registering import Registering
from app.reshaping import Reshaping
from app.review_actions import ReviewActions
from app.review_queue import ReviewQueue
from app.reviewing import Reviewing
from app.searching import Searching
from app.second_opinion import SecondOpinionControl
from app.session import Session
from app.settings import LanguageChoice, SchemeChoice, Settings
from app.views.docks import Docks
from app.views.panels import Panels
from app.views.status_bar import StatusBar
from app.watching import Watching
from app.work import Work
from engine.errors import VeritagError
from engine.paths import log_dir

if TYPE_CHECKING:
    from app.teaching import Teaching

_log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """`failed` carries unexpected exceptions of background work."""

    failed = Signal(object)

    def __init__(self, settings: Settings, interface: Interface) -> None:
        super().__init__()
        self._settings, self._interface = settings, interface
        self._closing = False
        self.actions_, self.review_actions = Actions(self), ReviewActions(self)
        self.session, self.analysis = Session(self), Analysis(self)
        self.choices = Choices(settings, self.session)
        self.panels, self.status_bar = Panels(), StatusBar()
        self.review = Review(self.session, self)
        self.reading = Reading(self.session, self.panels, self)
        self.watching = Watching(self.analysis, self.session, self.reading, self.panels, self.status_bar, self)
        self.files = Files(
            settings, self.session, self.choices, self.analysis, self.reading, self.watching, self.panels, self
        )
        self._make_review(settings)
        self.explaining = Explaining(self.session, self.reading, self.panels.card, self)
        self.paging = Paging(self.session, self.reading, self.panels.page, self)
        self.work = Work(self.session, self.analysis, self)
        self.queueing = Queueing(
            self.actions_, self.session, self.analysis, self.work, self.files, self.panels.notice, self
        )
        self.awaiting = Awaiting(self.actions_, self.work, self)
        self.second_opinion = SecondOpinionControl(
            settings,
            self.session,
            self.choices,
            self.analysis,
            self.reading,
            self.review,
            self.files,
            self.panels.opinion,
            self.panels.notice,
            self,
        )
        self.dialogs = Dialogs(
            settings,
            (self.actions_, self.review_actions),
            self.session,
            self.choices,
            self.files,
            self,
        )
        self.teaching: Teaching | None = None
        self.setCentralWidget(self.panels)
        self._docks = Docks(self, self.panels, self.actions_)
        self.setStatusBar(self.status_bar)
        self.setAcceptDrops(True)
        self._make_menus()
        self._make_toolbar()
        self._connect()
        self._restore()
        self._recolour()
        self._retranslate()

    def _make_review(self, settings: Settings) -> None:
        a, review, reading, session = self.review_actions, self.review, self.reading, self.session
        self.queue = ReviewQueue(settings, a, review, reading, session, self.panels, self)
        self.reviewing = Reviewing(self.actions_, a, review, reading, self.queue, session, self.panels, self)
        self.reshaping = Reshaping(a, review, reading, session, self.panels, self)
        self.registering = Registering(self.actions_, review, reading, session, self)
        self.overviewing = Overviewing(settings, self.actions_, session, self)
        self.searching = Searching(session, self.panels, self)
        self.far_rows = FarRows(session, self.panels.mention_model, self)
        self.placing = Placing(self.actions_, self.analysis, reading, session, self.panels, self)
        self.occurring = Occurring(a, review, reading, session, self)

    def start(self, files: Sequence[Path]) -> None:
        """What would hold up the first paint: the project, the pack, and the files named at the start."""
        self.files.open_last_project()
        self.files.add(files)
        if not self.session.is_open:
            self._wait_for_project()

    def _wait_for_project(self) -> None:
        """Without a project, as on a full disk, nothing is offered that needs one."""
        a = self.actions_
        free = {a.new_project, a.open_project, a.default_project, a.quit, a.packs, a.models, a.keys, a.guide, a.logs}
        free |= {a.about, a.full_screen, *a.languages.values(), *a.schemes.values()}
        actions = {*a.named().values(), *self.review_actions.named().values()} - free
        docks = [self._docks.why, self._docks.opinion, self._docks.page]
        waiting: list[QWidget | QAction] = [self.panels, *docks, *(action for action in actions if action.isEnabled())]
        for each in waiting:
            each.setEnabled(False)

        def go_on() -> None:
            for each in waiting:
                each.setEnabled(True)

        self.session.project_opened.connect(go_on, Qt.ConnectionType.SingleShotConnection)

    # Set-up

    def _make_menus(self) -> None:
        a, bar = self.actions_, self.menuBar()
        self._file, self._edit, self._document_menu = bar.addMenu(""), bar.addMenu(""), bar.addMenu("")
        self._review_menu, self._view_menu, self._help = bar.addMenu(""), bar.addMenu(""), bar.addMenu("")
        self._file.addActions([a.open_files, a.open_folder])
        self._file.addSeparator()
        self._file.addActions([a.new_project, a.open_project])
        self._recent = self._file.addMenu("")
        self._recent.aboutToShow.connect(self._fill_recent)
        self._file.addActions([a.default_project, a.save_project_as])
        self._file.addSeparator()
        self._file.addActions([a.export])
        self._file.addSeparator()
        self._file.addAction(a.quit)
        self._edit.addActions([a.undo, a.redo])
        self._edit.addSeparator()
        self._edit.addActions([a.find, a.search_documents, a.places, a.filter_entities])
        self._edit.addSeparator()
        self._edit.addActions([a.labels, a.keys])
        self._document_menu.addActions([a.analyze_selected, a.analyze_all, a.ask_again])
        self._document_menu.addSeparator()
        self._document_menu.addActions([a.pause, a.resume, a.cancel, a.forget_waiting])
        self._document_menu.addSeparator()
        self._document_menu.addActions([a.queue, a.failed_only, a.retry])
        self._document_menu.addSeparator()
        self._document_menu.addActions([a.remove_documents])
        self._document_menu.addSeparator()
        self._document_menu.addActions([a.packs, a.models, a.teach])
        self._fill_review_menu()
        self._view_menu.addActions([a.why, a.second_opinion, a.page, a.register, a.overview, a.history, a.doubt_view])
        self._view_menu.addSeparator()
        self._view_menu.addActions([a.zoom_in, a.zoom_out, a.zoom_reset])
        self._view_menu.addSeparator()
        self._language, self._scheme = self._view_menu.addMenu(""), self._view_menu.addMenu("")
        self._language.addActions(list(a.languages.values()))
        self._scheme.addActions(list(a.schemes.values()))
        self._view_menu.addSeparator()
        self._view_menu.addAction(a.full_screen)
        self._help.addActions([a.guide, a.logs])
        self._help.addSeparator()
        self._help.addAction(a.about)
        self.panels.documents.set_menu_actions([a.analyze_selected, a.remove_documents])
        self.panels.documents.set_search_action(a.places)

    def _fill_review_menu(self) -> None:
        a, menu = self.review_actions, self._review_menu
        groups = (
            [*a.of_choice(), a.occurrences, a.comment],
            [a.add_entity],
            a.of_shape(),
            [a.next_doubtful, a.previous_doubtful, a.go_on],
            [a.by_place, a.by_doubt, a.by_disagreement],
            [a.accept_listed, a.reject_listed],
        )
        for group in groups:
            menu.addActions(group)
            menu.addSeparator()

    def _make_toolbar(self) -> None:
        a, review = self.actions_, self.review_actions
        self._toolbar = QToolBar(self)
        self._toolbar.setObjectName("toolbar")
        self._toolbar.setIconSize(QSize(18, 18))
        self._toolbar.setMovable(False)
        self._toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        groups = ([a.open_files, a.export], [a.undo, a.redo])
        for group in (
            *groups,
            [review.accept, review.reject, review.change_type, review.add_entity],
            [a.analyze_selected],
            [a.why, a.second_opinion],
        ):
            self._toolbar.addActions(group)
            self._toolbar.addSeparator()
        self._toolbar.addAction(a.cancel)
        self.addToolBar(self._toolbar)

    def _connect(self) -> None:
        a, files = self.actions_, self.files
        connect(a.open_files, files.ask_files)
        connect(a.open_folder, files.ask_folder)
        connect(a.new_project, files.ask_new_project)
        connect(a.open_project, files.ask_project)
        connect(a.default_project, files.open_default_project)
        connect(a.save_project_as, files.ask_save_as)
        connect(a.export, files.ask_export)
        connect(a.remove_documents, files.ask_removal)
        connect(a.analyze_selected, files.analyze_selected)
        connect(a.analyze_all, files.analyze_all)
        connect(a.ask_again, self.second_opinion.analyze_again)
        connect(a.cancel, self._cancel)
        connect(a.quit, self.close)
        connect(a.find, self.panels.pane.find_bar.open_bar)
        connect(a.search_documents, self.panels.documents.focus_search)
        connect(a.filter_entities, self.panels.table.filter.focus)
        connect(a.zoom_in, lambda: self.panels.pane.view.zoom(1))
        connect(a.zoom_out, lambda: self.panels.pane.view.zoom(-1))
        connect(a.zoom_reset, lambda: self.panels.pane.view.zoom(0))
        a.failed_only.toggled.connect(self.reading.list_only_failed)
        a.doubt_view.toggled.connect(self.panels.pane.view.shade_by_doubt)
        connect(a.teach, self._teach)
        connect(a.logs, lambda: open_folder(log_dir()))
        a.full_screen.triggered.connect(lambda on: self.showFullScreen() if on else self.showNormal())
        for language, action in a.languages.items():
            connect(action, partial(self.use_language, language))
        for scheme, action in a.schemes.items():
            connect(action, partial(self.use_scheme, scheme))
        a.languages[self._settings.language].setChecked(True)
        a.schemes[self._settings.colour_scheme].setChecked(True)
        self.panels.pane.open_button.clicked.connect(files.ask_files)
        self.status_bar.cancel_asked.connect(self._cancel)
        self.session.project_opened.connect(self._retranslate)
        self.reading.counted.connect(self.status_bar.show_counts)
        self.reading.document_shown.connect(lambda _: self._follow_document())
        self.reading.documents_selected.connect(self._follow_work)
        self.analysis.running_changed.connect(self._follow_running)
        self.review.busy_changed.connect(lambda _: self._follow_work())
        self.watching.failed.connect(self.failed)
        self.files.failed.connect(self.failed)
        self.dialogs.failed.connect(self.failed)
        self.second_opinion.failed.connect(self.failed)
        self.review.failed.connect(self.failed)
        self.panels.mention_model.failed.connect(self.failed)
        self.far_rows.failed.connect(self.failed)
        self.occurring.failed.connect(self.failed)
        self.registering.failed.connect(self.failed)
        self.placing.failed.connect(self.failed)
        self.overviewing.failed.connect(self.failed)
        self.paging.failed.connect(self.failed)
        self.second_opinion.possible.connect(a.ask_again.setEnabled)
        self._docks.why.visibilityChanged.connect(self.explaining.set_wanted)
        self._docks.opinion.visibilityChanged.connect(self.second_opinion.set_wanted)
        self._docks.page.visibilityChanged.connect(self.paging.set_wanted)
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_scheme)
        self._follow_running(False)
        self._follow_document()

    def _restore(self) -> None:
        self.resize(1240, 800)
        geometry = self._settings.layout("window")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.panels.restore_layout(self._settings)
        docks = self._settings.layout("docks")
        if docks is not None:
            self.restoreState(docks)

    # Commands of the window

    def use_language(self, choice: LanguageChoice) -> None:
        self._settings.language = choice
        self.actions_.languages[choice].setChecked(True)
        self._interface.use(choice)

    def use_scheme(self, choice: SchemeChoice) -> None:
        self._settings.colour_scheme = choice
        self.actions_.schemes[choice].setChecked(True)
        self._follow_scheme()

    def _follow_scheme(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_scheme(application, self._settings.colour_scheme)

    def _teach(self) -> None:
        # What it stands on takes a while to load, and few ask for it.
        from app.teaching import Teaching

        if self.teaching is None:
            self.teaching = Teaching(self.session, self.choices, self.files, self.panels.notice, self)
            self.teaching.failed.connect(self.failed)
        self.teaching.open()

    def _cancel(self) -> None:
        if self.analysis.is_running:
            self.status_bar.show_stopping()
            self.analysis.cancel()

    def _fill_recent(self) -> None:
        self._recent.clear()
        for number, path in enumerate(self._settings.recent_projects, start=1):
            action = self._recent.addAction(f"&{number}  {path.stem}")
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
            connect(action, partial(self.files.open_project, path))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("No project yet")).setEnabled(False)

    # What happens around the window

    def _follow_running(self, running: bool) -> None:
        self.actions_.cancel.setEnabled(running)
        self._follow_work()
        if not running and self.session.is_open:
            # The worker makes the types that it looks for known to the project.
            self.session.labels_changed.emit()
        if not running and self._closing:
            self.close()

    def _follow_work(self) -> None:
        """What can be done with the selected documents: none must vanish, nor the project move, under work."""
        a, any_selected = self.actions_, self.panels.documents.has_selection()
        idle = not self.analysis.is_running and not self.review.is_busy
        a.analyze_selected.setEnabled(any_selected)
        a.remove_documents.setEnabled(any_selected and idle)
        a.save_project_as.setEnabled(idle)

    def _follow_document(self) -> None:
        a, document = self.actions_, self.reading.document
        any_document = document is not None
        for action in (a.analyze_all, a.export):
            action.setEnabled(any_document)
        a.find.setEnabled(any_document and self.panels.pane.shows_text())
        self.review_actions.add_entity.setEnabled(any_document and self.panels.pane.shows_text())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files.add(paths)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if self.analysis.is_running and not self._closing:
            if not self._agrees_to_stop():
                event.ignore()
                return
            # It may have ended while the question was open.
            if self.analysis.is_running:
                self._closing = True
                self.status_bar.show_stopping()
                self.analysis.pause()
        if self.analysis.is_running:
            event.ignore()
            return
        self._shut_down()
        event.accept()

    def _shut_down(self) -> None:
        """Nobody has to look on while threads end, and none may outlive the objects that it reports to."""
        self._keep_layout()
        for window in (self, *(child for child in self.findChildren(QWidget) if child.isWindow())):
            window.hide()
        QGuiApplication.sync()
        try:
            self.placing.stop()
            if self.teaching is not None:
                self.teaching.shut_down()
            self.review.finish()
        finally:
            while calls := [call for call in self.findChildren(BackgroundCall) if call.isRunning()]:
                for call in calls:
                    call.wait()
            self.second_opinion.shut_down()
            self.analysis.shut_down()
            self._save()

    def _agrees_to_stop(self) -> bool:
        return confirm(
            self,
            self.tr("Files are still being analysed. Stop and close?"),
            self.tr("What is finished is saved. The other files wait until you go on."),
            self.tr("Stop and close"),
        )

    def _keep_layout(self) -> None:
        self._settings.set_layout("window", self.saveGeometry())
        self._settings.set_layout("docks", self.saveState())
        self.panels.save_layout(self._settings)

    def _save(self) -> None:
        if self.session.is_open:
            try:
                self.reading.remember_place()
            except VeritagError as error:
                # Work is saved when it is done; on a full disk only the place is forgotten.
                _log.warning("%s", error)
            self.session.close()
        self._settings.save()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._recolour()
        elif event.type() == QEvent.Type.WindowStateChange:
            self.actions_.full_screen.setChecked(self.isFullScreen())

    def _recolour(self) -> None:
        self.actions_.recolour(self.palette())
        self.review_actions.recolour(self.palette())

    def _retranslate(self) -> None:
        self.actions_.retranslate()
        self.review_actions.retranslate()
        self.watching.retranslate()
        self.explaining.refresh()
        self.second_opinion.retranslate()
        self.overviewing.retranslate()
        self.paging.retranslate()
        self._docks.retranslate()
        titles: dict[QMenu, str] = {
            self._file: self.tr("&File"),
            self._edit: self.tr("&Edit"),
            self._document_menu: self.tr("&Documents"),
            self._review_menu: self.tr("&Review"),
            self._view_menu: self.tr("&View"),
            self._help: self.tr("&Help"),
            self._recent: self.tr("&Recent projects"),
            self._language: self.tr("&Language"),
            self._scheme: self.tr("&Colours"),
        }
        for menu, title in titles.items():
            menu.setTitle(title)
        self._toolbar.setWindowTitle(self.tr("Toolbar"))
        name = ""
        if self.session.is_open:
            name = self.tr("Default project") if self.session.is_default else self.session.path.stem
        self.setWindowTitle(f"{name} – Veritag" if name else "Veritag")
