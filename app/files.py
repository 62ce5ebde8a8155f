"""Documents and projects in and out: opening, saving, removing, analysing again, exporting."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.analysis import Analysis
from app.background import BackgroundCall
from app.choices import Choices
from app.messages import confirm, say_problem, say_written
from app.problems import problem_words
from app.reading import Reading
from app.session import Session, default_project
from app.settings import Settings
from app.views.panels import Panels
from app.watching import Watching
from app.words import number_words
from engine.errors import ProjectError, ProjectFileError, VeritagError
from engine.store import SUFFIX, DocumentRow, Project

if TYPE_CHECKING:
    from app.views.export_dialog import ExportChoice

_log = logging.getLogger(__name__)
_MOST_DEFAULTS = 20


@dataclass(frozen=True, slots=True)
class Export:
    """What came of writing a file: the number of entities, or the sentence that says why it failed."""

    out: Path
    count: int = 0
    problem: str = ""


class Files(QObject):
    """What the File and Document menus do."""

    failed = Signal(object)  # an unexpected exception of background work

    def __init__(
        self,
        settings: Settings,
        session: Session,
        choices: Choices,
        analysis: Analysis,
        reading: Reading,
        watching: Watching,
        panels: Panels,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._settings, self._session, self._choices, self._analysis = settings, session, choices, analysis
        self._reading, self._watching, self._panels = reading, watching, panels
        session.project_opened.connect(self.prepare)

    # Documents

    def ask_files(self) -> None:
        documents, every = self.tr("Documents"), self.tr("All files")
        files, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Open files"),
            str(self._settings.last_folder),
            f"{documents} ({_patterns()});;{every} (*)",
        )
        self.add([Path(file) for file in files])

    def ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Open folder"), str(self._settings.last_folder))
        if folder:
            self.add([Path(folder)])

    def add(self, paths: Sequence[Path]) -> None:
        """Open what was chosen, dropped or named at the start: a project, or documents and folders."""
        projects = [path for path in paths if path.suffix.lower() == SUFFIX]
        documents = [path.absolute() for path in paths if path.suffix.lower() != SUFFIX]
        if projects:
            self.open_project(projects[0])
        if documents:
            self._settings.last_folder = documents[0].parent
            self._watching.show_next_file()
            self._analyze(documents)

    def analyze_selected(self) -> None:
        self._analyze([row.path for row in self._selected()])

    def analyze_all(self) -> None:
        self._analyze([row.path for row in self._session.project.documents()])

    def analyze_paths(self, paths: Sequence[Path]) -> None:
        """Read and analyse these files."""
        self._analyze(paths)

    def analyze_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Read and analyse these documents again."""
        self._analyze([row.path for row in rows])

    def prepare(self) -> None:
        self._analysis.prepare(self._choices.tools, self._choices.asking)

    def ask_removal(self) -> None:
        rows = self._selected()
        if not rows:
            return
        names = "\n".join(row.name for row in rows[:5]) + ("\n…" if len(rows) > 5 else "")
        question = self.tr("Remove documents from the project: {0}?").format(number_words(len(rows)))
        detail = self.tr("What was decided about them is lost and cannot be undone. The files stay.")
        if confirm(self._window, question, f"{names}\n\n{detail}", self.tr("Remove")):
            self._session.remove_documents(rows)

    # Projects

    def open_last_project(self) -> None:
        """At the start: the project that was open, or the default one."""
        last = self._settings.last_project
        if last is not None and last.is_file() and self._opened(last):
            return
        self.open_default_project()

    def open_default_project(self) -> None:
        """The default project; one beside it where that is damaged or in use, which is left as it is."""
        usual, problem = default_project(), ""
        beside = (usual.with_name(f"default-{number}{SUFFIX}") for number in range(2, _MOST_DEFAULTS))
        for path in (usual, *beside):
            try:
                self._session.open(path)
            except ProjectFileError as error:
                problem = problem or _sentence(error, path)
            except (ProjectError, OSError) as error:
                problem = _sentence(error, path)
                break
            else:
                self._remember(path)
                break
        if problem:
            say_problem(self._window, problem)

    def open_project(self, path: Path) -> None:
        """Open a project that exists; a problem is told and the project before stays open."""
        path = path.absolute()
        if not path.is_file():
            self._settings.forget_project(path)
            say_problem(self._window, self.tr("This project does not exist any more: {0}").format(path))
            return
        self._opened(path)

    def ask_project(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open project"), str(self._settings.last_folder), self._project_filter()
        )
        if name:
            self.open_project(Path(name))

    def ask_new_project(self) -> None:
        path = self._ask_project_file(self.tr("New project"))
        if path is None:
            return
        if path.exists():
            say_problem(self._window, self.tr("There is a project of this name already: {0}").format(path.name))
            return
        self._opened(path)

    def ask_save_as(self) -> None:
        path = self._ask_project_file(self.tr("Save project as"))
        if path is None or path == self._session.path:
            return
        try:
            self._session.save_as(path)
        except (VeritagError, OSError) as error:
            say_problem(self._window, _sentence(error, path))
            return
        self._remember(path)

    # Export

    def ask_export(self) -> None:
        from app.views.export_dialog import ExportDialog

        dialog = ExportDialog(self._session.project.labels(), self._reading.document, self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        choice = dialog.choice()
        document = self._reading.document
        only_one = choice.options.document_ids is not None and document is not None
        stem = Path(document.name).stem if only_one and document else self._session.path.stem
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export entities"),
            str(self._settings.last_folder / f"{stem}.{choice.format}"),
            f"{choice.format.upper()} (*.{choice.format})",
        )
        if name:
            out = Path(name)
            self._settings.last_folder = out.parent
            self.export(choice, out if out.suffix else out.with_suffix(f".{choice.format}"))

    def export(self, choice: ExportChoice, out: Path) -> None:
        """Write an export in the background and tell what came of it."""
        project_path = self._session.path

        def write() -> Export:
            from exporters import export

            try:
                with Project.open(project_path) as project:
                    return Export(out, count=export(project, choice.format, out, options=choice.options))
            except (VeritagError, OSError) as error:
                return Export(out, problem=_sentence(error, out))

        call = BackgroundCall(write, self)
        call.succeeded.connect(self._finish_export)
        call.failed.connect(self.failed)
        call.start()

    # Details

    def _analyze(self, paths: Sequence[Path]) -> None:
        if paths and self._session.is_open:
            self._analysis.analyze(self._session.path, paths, self._choices.tools, self._choices.asking)

    def _selected(self) -> list[DocumentRow]:
        return self._panels.documents.selected()

    def _opened(self, path: Path) -> bool:
        try:
            self._session.open(path)
        except (ProjectError, OSError) as error:
            say_problem(self._window, _sentence(error, path))
            return False
        self._remember(path)
        return True

    def _remember(self, path: Path) -> None:
        if path.parent == default_project().parent:
            self._settings.last_project = None
            return
        self._settings.last_project = path
        self._settings.remember_project(path)

    def _ask_project_file(self, title: str) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(
            self._window, title, str(self._settings.last_folder), self._project_filter()
        )
        if not name:
            return None
        path = Path(name)
        return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)

    def _project_filter(self) -> str:
        return self.tr("Veritag projects") + f" (*{SUFFIX})"

    def _finish_export(self, export: Export) -> None:
        if export.problem:
            say_problem(self._window, export.problem)
        else:
            words = self.tr("Exported entities: {0}").format(number_words(export.count))
            say_written(self._window, words, export.out)


def _patterns() -> str:
    from engine.documents import supported_suffixes

    return " ".join(f"*{suffix}" for suffix in supported_suffixes())


def _sentence(error: Exception, path: Path) -> str:
    if isinstance(error, OSError):
        words = QCoreApplication.translate("Files", "{0} cannot be written ({1}).")
        return words.format(path, error.strerror or type(error).__name__)
    return problem_words(str(error))
