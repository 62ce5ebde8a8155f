"""Teaches a pack from what was reviewed: the window, and what becomes of the pack when it is there."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.background import in_background
from app.choices import Choices
from app.files import Files
from app.lesson_choice import LessonChoice
from app.lessons import Run, discard
from app.messages import confirm
from app.problems import problem_words
from app.session import Session
from app.settings import NO_PACK
from app.tools import Tools
from app.training_process import can_train
from app.training_run import TrainingRun
from app.views.mention_tip import type_name
from app.views.notice import Notice
from app.views.teach_pages import Rates
from app.views.teach_window import TeachWindow
from app.words import number_words
from engine.errors import BadInputError, VeritagError
from engine.evaluation.beside import Comparison, Outcome
from engine.packs import install_pack, is_installed


class Teaching(QObject):
    """A training goes on while the window is closed, or another project open; the end of the program stops it."""

    failed = Signal(object)
    compared = Signal(object)  # a Comparison

    def __init__(self, session: Session, choices: Choices, files: Files, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._session, self._choices, self._files, self._notice = session, choices, files, notice
        self.window = TeachWindow(parent)
        self._lesson = LessonChoice(session, choices, self.window.lesson, self)
        self.training = TrainingRun(self.window.progress, self)
        self.window.lesson.start_asked.connect(self._start)
        self.window.outcome.adopt_asked.connect(self._adopt)
        self.window.outcome.discard_asked.connect(self._ask_to_discard)
        self.window.back_asked.connect(self._go_back)
        self.training.compared.connect(self._show_comparison)
        self.training.stopped.connect(self._show_stopped)
        self.training.refused.connect(self._show_refused)
        for worker in (self._lesson, self.training):
            worker.failed.connect(self._fail)
        session.project_opened.connect(self._follow_project)

    def open(self) -> None:
        """Show the window, with what is under way or was left behind."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self._show_used()
        if self.training.is_under_way:
            return
        self.window.say_problem("")
        if not self.training.hold():
            self.window.say_problem(self.tr("A pack is being taught in another window of Veritag."))
            self._offer_lesson(possible=False)
        elif self.training.take_up():
            self.window.show_page(self.window.progress)
        else:
            self.training.end()
            self._offer_lesson()

    def shut_down(self) -> None:
        """Stop the training so that it can go on."""
        self.training.shut_down()

    def _offer_lesson(self, *, possible: bool = True) -> None:
        self.window.show_page(self.window.lesson)
        if possible and not can_train():
            self.window.say_problem(
                self.tr(
                    "Training needs packages that are not installed here (the extra “train”). Export the reviewed text "
                    "as records, train where they are, and install the pack from its file."
                )
            )
        self._lesson.offer(possible=possible)

    def _start(self) -> None:
        try:
            run = self._lesson.run()
        except BadInputError:
            words = self.tr("The name begins with a small Latin letter or a digit; then also . _ and - are possible.")
            self.window.say_problem(words)
            return
        if is_installed(run.name):
            self.window.say_problem(self.tr("There is a pack of this name already. Choose another name."))
            return
        if not self.training.hold():
            self.window.say_problem(self.tr("A pack is being taught in another window of Veritag."))
            return
        self.window.say_problem("")
        self.window.show_page(self.window.progress)
        self.training.begin(run)

    def _show_stopped(self) -> None:
        question = self.tr("Keep the stopped training, to go on with it later?")
        detail = self.tr("What was learnt so far is kept until then. Discarding deletes it.")
        if confirm(self.window, question, detail, self.tr("Keep")):
            self.window.hide()
            self._offer_lesson()
        else:
            self._discard()

    def _show_refused(self, sentence: str) -> None:
        self._offer_lesson()
        self.window.say_problem(self.tr("The training failed. {0}").format(problem_words(sentence)))

    # What came of it

    def _show_comparison(self, comparison: Comparison) -> None:
        run = self.training.run
        if run is None:
            return
        labels = self._session.project.labels()
        before, after = comparison.before, comparison.after
        names = sorted({*before.scores.per_label, *after.scores.per_label}, key=str)
        rows = [_rates(self.tr("All types"), before, after)]
        rows += [_rates_of(type_name(labels, str(name)), str(name), before, after) for name in names]
        self.window.outcome.show_result(self._words(run, comparison), rows)
        self.window.show_page(self.window.outcome)
        if not self.window.isVisible():
            words = self.tr("The pack {0} has been taught and compared with {1}.")
            self._notice.offer(words.format(run.name, self._name(run.tools)), self.tr("Show"), self.open)
        self.compared.emit(comparison)

    def _words(self, run: Run, found: Comparison) -> str:
        words = self.tr(
            "On {0} held-out passages {1} put right {2} mistakes of {3} and made {4} new ones. "
            "F1 {5} (between {6} and {7} with 95 % confidence) against {8} ({9} to {10})."
        )
        ends = [f"{100 * end:.0f}" for end in (*found.after.interval, *found.before.interval)]
        return words.format(
            number_words(found.texts),
            run.name,
            number_words(found.fixed),
            self._name(run.tools),
            number_words(found.broken),
            f"{100 * found.after.scores.f1:.1f}",
            *ends[:2],
            f"{100 * found.before.scores.f1:.1f}",
            *ends[2:],
        )

    def _adopt(self) -> None:
        run = self.training.run
        if run is None:
            return

        def install() -> None:
            install_pack(run.pack, replace=False)
            discard()

        in_background(install, self, then=lambda _: self._use(run), failed=self._fail)

    def _use(self, run: Run) -> None:
        self.training.end()
        if str(self._session.path) != run.project:
            self._offer_lesson()
            words = self.tr("{0} is installed. Choose it with Ctrl+, in its project.")
            self.window.say_problem(words.format(run.name))
            return
        self._choices.change(replace(run.tools, pack=run.name, method="", threshold=None))
        self._files.prepare()
        self.window.hide()
        question = self.tr("Analyse all documents again with {0}?").format(run.name)
        if confirm(self._parent, question, self.tr("What you decided stays."), self.tr("Analyse")):
            self._files.analyze_all()

    def _ask_to_discard(self) -> None:
        detail = self.tr("The pack and what was kept of the training are deleted.")
        if confirm(self.window, self.tr("Discard the new pack?"), detail, self.tr("Discard")):
            self.training.end()
            self._discard()

    def _discard(self) -> None:
        in_background(discard, self, then=lambda _: self._offer_lesson(), failed=self._fail)

    def _go_back(self) -> None:
        before = self._choices.before
        if before is not None:
            self._choices.change(before)
            self._files.prepare()
            self._show_used()

    # Details

    def _follow_project(self) -> None:
        if self.window.isVisible():
            self._show_used()
            if self.window.page() is self.window.lesson:
                self._offer_lesson()

    def _show_used(self) -> None:
        before = self._choices.before
        self.window.show_used(self._name(self._choices.tools), self._name(before) if before else "")

    def _name(self, tools: Tools) -> str:
        return tools.pack if tools.pack != NO_PACK else self.tr("the patterns alone")

    def _fail(self, error: Exception) -> None:
        if isinstance(error, VeritagError):
            if self.window.page() is not self.window.lesson and not self.training.is_under_way:
                self._offer_lesson()
            self.window.say_problem(problem_words(str(error)))
        else:
            self.failed.emit(error)


def _rates(name: str, before: Outcome, after: Outcome) -> Rates:
    old, new = before.scores, after.scores
    return Rates(name, old.gold, (old.f1, old.precision, old.recall), (new.f1, new.precision, new.recall))


def _rates_of(name: str, label: str, before: Outcome, after: Outcome) -> Rates:
    nothing = replace(before.scores, correct=0, found=0, gold=0, per_label={})
    sides = [replace(side, scores=side.scores.per_label.get(label, nothing)) for side in (before, after)]
    return _rates(name, *sides)
