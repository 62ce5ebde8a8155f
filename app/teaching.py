"""Teaches a pack from what was reviewed: in the background, compared on what was held out, then used or discarded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtWidgets import QWidget

from app.background import BackgroundCall
from app.choices import Choices
from app.files import Files
from app.lessons import Lessons, Run, begin, begun, discard, free_name, look_over, measure, records_file, usual_labels
from app.messages import confirm
from app.problems import problem_words
from app.session import Session
from app.settings import NO_PACK
from app.tools import Tools
from app.training_process import TrainingProcess, can_train
from app.views.mention_tip import type_name
from app.views.teach_pages import Rates
from app.views.teach_window import TeachWindow
from app.words import number_words
from engine.errors import VeritagError
from engine.evaluation.beside import Comparison, Outcome
from engine.packs import install_pack
from engine.paths import data_dir
from engine.training.data import LEAST_RECORDS
from engine.training.place import pack_name

_MEASURED_AFTER = 10.0


class Teaching(QObject):
    """The window is made when it is first shown. There is one training at a time on this machine.

    It goes on while the window is closed, or another project open; the end of the program stops it where it can go on.
    """

    failed = Signal(object)
    measured = Signal(object)  # a Comparison
    encoder = "e5-small"

    def __init__(self, session: Session, choices: Choices, files: Files, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._session, self._choices, self._files = session, choices, files
        self.window: TeachWindow | None = None
        self.process = TrainingProcess(self)
        self._lock: QLockFile | None = None
        self._run: Run | None = None
        self._comparison: Comparison | None = None
        self._started = 0.0
        self._first_step = 0
        self._asked = 0
        self.process.stepped.connect(self._show_step)
        self.process.epoch_done.connect(self._show_epoch)
        self.process.trained.connect(self._measure)
        self.process.stopped.connect(self._show_stopped)
        self.process.failed.connect(self._show_failed)
        session.project_opened.connect(self._follow_project)

    def open(self) -> None:
        """Show the window, with what is under way or was left behind."""
        if self.window is None:
            self.window = self._make()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self._show_used()
        if self.process.is_running or self._comparison is not None:
            return
        left = begun()
        if left is None:
            self._offer_lesson()
        elif not self._hold():
            self._say(self.tr("A pack is being taught in another window of Veritag."))
            self._offer_lesson(possible=False)
        else:
            self._take_up(left)

    def shut_down(self) -> None:
        """Stop the training so that it can go on."""
        self.process.shut_down()
        self._release()

    def _make(self) -> TeachWindow:
        window = TeachWindow(self._window)
        window.lesson.labels_chosen.connect(self._look_over)
        window.lesson.start_asked.connect(self._start)
        window.progress.stop_asked.connect(self._stop)
        window.outcome.adopt_asked.connect(self._adopt)
        window.outcome.discard_asked.connect(self._discard)
        window.back_asked.connect(self._go_back)
        return window

    @property
    def _shown(self) -> TeachWindow:
        if self.window is None:
            self.window = self._make()
        return self.window

    # What there is to learn

    def _offer_lesson(self, *, possible: bool = True) -> None:
        window = self._shown
        window.show_page(window.lesson)
        window.lesson.show_types(self._session.project.labels(), {}, [])
        if possible and not can_train():
            self._say(
                self.tr(
                    "Training needs packages that are not installed here (the extra “train”). Export the reviewed text "
                    "as records, train where they are, and install the pack from its file."
                )
            )
        window.lesson.name.setText("")
        self._look_over(first=True)

    def _look_over(self, first: bool = False) -> None:
        path, labels = self._session.path, set(self._shown.lesson.chosen_labels())
        stem = path.stem
        self._asked += 1

        def look() -> tuple[Lessons, set[str], str]:
            chosen = usual_labels(look_over(path, []).accepted) if first else labels
            return look_over(path, chosen), chosen, free_name(stem) if first else ""

        self._shown.lesson.show_looking(self.tr("Looking at what was reviewed…"))
        self._call(look, partial(self._show_lessons, self._asked, path))

    def _show_lessons(self, asked: int, path: Path, found: tuple[Lessons, set[str], str]) -> None:
        if asked != self._asked or not self._session.is_open or path != self._session.path:
            return
        lessons, chosen, name = found
        page = self._shown.lesson
        if name:
            page.show_types(self._session.project.labels(), lessons.accepted, sorted(chosen))
            page.name.setText(name)
        ready = lessons.suffices and can_train() and not self.process.is_running and self._lock is None
        page.show_counts(lessons.entities, self._lessons_words(lessons), ready=ready)

    def _lessons_words(self, lessons: Lessons) -> str:
        found = self.tr("Reviewed passages: {0}. To learn from: {1}, to fit on: {2}, held out: {3}.").format(
            *map(number_words, (lessons.passages, lessons.learnt, lessons.fitted, lessons.held_out))
        )
        if lessons.suffices:
            return found
        few = self.tr("At least {0} are needed: review more text.").format(LEAST_RECORDS)
        poor = self.tr("Too few of them hold an entity of these types: review more text.")
        return f"{found} {few if lessons.passages < LEAST_RECORDS else poor}"

    # A training

    def _start(self) -> None:
        page = self._shown.lesson
        name = page.name.text().strip()
        if not name or name != _plain(name) or name in {"zh-open", NO_PACK}:
            self._say(self.tr("The name begins with a Latin letter or digit; then also . _ and - are possible."))
            return
        if not self._hold():
            self._say(self.tr("A pack is being taught in another window of Veritag."))
            return
        run = Run(
            str(self._session.path),
            name,
            tuple(page.chosen_labels()),
            self._choices.tools,
            page.chosen_taggers(),
        )
        self._call(lambda: begin(run), lambda _: self._train(run))

    def _take_up(self, run: Run) -> None:
        """Go on with what an earlier start of the program left."""
        self._run = run
        if run.is_finished:
            self._measure()
        else:
            self._train(run)

    def _train(self, run: Run) -> None:
        self._run, self._started, self._first_step = run, 0.0, 0
        self._say("")
        window = self._shown
        window.show_page(window.progress)
        window.progress.begin(self.tr("Preparing {0}…").format(run.name))
        options = ["--data", str(records_file()), "--out", str(run.pack), "--types", run.project]
        self.process.start([*options, "--encoder", self.encoder, "--tagger", run.taggers])

    def _stop(self) -> None:
        self._shown.progress.stop.setEnabled(False)
        self._shown.progress.say(self.tr("Stopping…"))
        self.process.stop()

    def _show_step(self, done: int, all_: int) -> None:
        if done == all_:
            self._shown.progress.say(self.tr("Making the pack…"))
            return
        now = time.monotonic()
        if not self._started:
            self._started, self._first_step = now, done
        spent, made = now - self._started, done - self._first_step
        left = spent / made * (all_ - done) if made and spent > _MEASURED_AFTER else None
        self._shown.progress.show_steps(done, all_, left)

    def _show_epoch(self, number: int, all_: int, f1: dict[str, float]) -> None:
        self._shown.progress.add_epoch(number, all_, sum(f1.values()) / max(1, len(f1)))

    def _show_stopped(self) -> None:
        self._release()
        self._offer_lesson()
        self._ask_to_go_on()

    def _ask_to_go_on(self) -> None:
        detail = self.tr("What was learnt so far is kept until then. Discarding deletes it.")
        question = self.tr("Keep the stopped training, to go on with it later?")
        if not confirm(self._shown, question, detail, self.tr("Keep")):
            discard()
        else:
            self._shown.hide()

    def _show_failed(self, sentence: str) -> None:
        self._release()
        discard()
        self._offer_lesson()
        self._say(self.tr("The training failed. {0}").format(problem_words(sentence)))

    # Before and after

    def _measure(self) -> None:
        run = self._run
        if run is None:
            return
        window = self._shown
        window.show_page(window.progress)
        window.progress.stop.setEnabled(False)
        window.progress.say(self.tr("Comparing with {0}…").format(self._tools_name(run.tools)))
        self._call(lambda: measure(run, lambda *_: None), self._show_comparison)

    def _show_comparison(self, comparison: Comparison) -> None:
        self._comparison = comparison
        window, labels = self._shown, self._session.project.labels()
        before, after = comparison.before, comparison.after
        names = sorted({*before.scores.per_label, *after.scores.per_label}, key=str)
        rows = [_rates(self.tr("All types"), before, after)]
        rows += [_rates_of(type_name(labels, str(name)), str(name), before, after) for name in names]
        window.outcome.show_result(self._result_words(comparison), rows)
        window.show_page(window.outcome)
        window.say_problem("")
        if not window.isVisible():
            self.open()
        self.measured.emit(comparison)

    def _result_words(self, found: Comparison) -> str:
        assert self._run is not None  # noqa: S101
        words = self.tr(
            "On {0} held-out passages {1} put right {2} mistakes of {3} and made {4} new ones. "
            "F1 {5} (between {6} and {7} with 95 % confidence) against {8} ({9} to {10})."
        )
        ends = [f"{100 * end:.0f}" for end in (*found.after.interval, *found.before.interval)]
        return words.format(
            number_words(found.texts),
            self._run.name,
            number_words(found.fixed),
            self._tools_name(self._run.tools),
            number_words(found.broken),
            f"{100 * found.after.scores.f1:.1f}",
            *ends[:2],
            f"{100 * found.before.scores.f1:.1f}",
            *ends[2:],
        )

    def _adopt(self) -> None:
        run = self._run
        if run is None:
            return

        def install() -> None:
            install_pack(run.pack)
            discard()

        self._call(install, lambda _: self._use(run))

    def _use(self, run: Run) -> None:
        self._end()
        if str(self._session.path) != run.project:
            self._offer_lesson()
            self._say(self.tr("{0} is installed. Choose it with Ctrl+, in its project.").format(run.name))
            return
        self._choices.change(replace(run.tools, pack=run.name, method="", threshold=None))
        self._files.prepare()
        self._show_used()
        self._shown.hide()
        question = self.tr("Analyse all documents again with {0}?").format(run.name)
        if confirm(self._window, question, self.tr("What you decided stays."), self.tr("Analyse")):
            self._files.analyze_all()

    def _discard(self) -> None:
        detail = self.tr("The pack and what was kept of the training are deleted.")
        if confirm(self._shown, self.tr("Discard the new pack?"), detail, self.tr("Discard")):
            discard()
            self._end()
            self._offer_lesson()

    def _go_back(self) -> None:
        before = self._choices.before
        if before is not None:
            self._choices.change(before)
            self._files.prepare()
            self._show_used()

    # Details

    def _end(self) -> None:
        self._run = self._comparison = None
        self._release()

    def _follow_project(self) -> None:
        if self.window is None or not self.window.isVisible():
            return
        self._show_used()
        if self.window.page() is self.window.lesson:
            self._offer_lesson()

    def _show_used(self) -> None:
        before = self._choices.before
        self._shown.show_used(self._tools_name(self._choices.tools), self._tools_name(before) if before else "")

    def _tools_name(self, tools: Tools) -> str:
        return tools.pack if tools.pack != NO_PACK else self.tr("the patterns alone")

    def _say(self, sentence: str) -> None:
        self._shown.say_problem(sentence)

    def _hold(self) -> bool:
        """Keep other windows of the program from training at the same time."""
        if self._lock is not None:
            return True
        data_dir().mkdir(parents=True, exist_ok=True)
        lock = QLockFile(str(data_dir() / "teaching.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            return False
        self._lock = lock
        return True

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _call(self, work: Callable[[], object], then: Callable[..., object]) -> None:
        call = BackgroundCall(work, self._window)
        call.succeeded.connect(then)
        call.failed.connect(self._fail)
        call.start()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, VeritagError):
            self._release()
            self._say(problem_words(str(error)))
        else:
            self.failed.emit(error)


def _plain(name: str) -> str:
    try:
        return pack_name(Path(name))
    except VeritagError:
        return ""


def _rates(name: str, before: Outcome, after: Outcome) -> Rates:
    old, new = before.scores, after.scores
    return Rates(name, old.gold, (old.f1, old.precision, old.recall), (new.f1, new.precision, new.recall))


def _rates_of(name: str, label: str, before: Outcome, after: Outcome) -> Rates:
    nothing = replace(before.scores, correct=0, found=0, gold=0, per_label={})
    sides = [replace(side, scores=side.scores.per_label.get(label, nothing)) for side in (before, after)]
    return _rates(name, *sides)
