"""A training in the background, from its start to the comparison, with its page."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QLockFile, QObject, Signal

from app.background import in_background
from app.lessons import Run, begin, begun, measure, records_file
from app.training_process import TrainingProcess
from app.views.teach_pages import ProgressPage
from engine.errors import Cancelled
from engine.paths import data_dir

_MEASURED_AFTER = 10.0


class TrainingRun(QObject):
    """There is one at a time on this machine: a lock in the data folder keeps other windows of the program out."""

    compared = Signal(object)  # a Comparison
    stopped = Signal()
    refused = Signal(str)  # the sentence that says why it failed
    failed = Signal(object)
    encoder = "e5-small"

    def __init__(self, page: ProgressPage, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self.process = TrainingProcess(self)
        self.run: Run | None = None
        self._lock: QLockFile | None = None
        self._closed = threading.Event()
        self._started, self._first_step = 0.0, 0
        self.process.stepped.connect(self._show_step)
        self.process.epoch_done.connect(self._show_epoch)
        self.process.trained.connect(self._measure)
        self.process.stopped.connect(self._end)
        self.process.stopped.connect(self.stopped)
        self.process.failed.connect(self._refuse)
        page.stop_asked.connect(self._stop)

    @property
    def is_under_way(self) -> bool:
        """From the start until it is stopped, refused or ended."""
        return self.run is not None

    def hold(self) -> bool:
        """Whether no other window trains, which from now on none can."""
        if self._lock is not None:
            return True
        data_dir().mkdir(parents=True, exist_ok=True)
        lock = QLockFile(str(data_dir() / "teaching.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            return False
        self._lock = lock
        return True

    def begin(self, run: Run) -> None:
        """Write down what is learnt from, and train."""
        self.run = run
        self._page.begin(self.tr("Preparing {0}…").format(run.name))
        in_background(lambda: begin(run), self, then=lambda _: self._train(run), failed=self._fail)

    def take_up(self) -> bool:
        """Go on with what was left unfinished or undecided; whether there is such."""
        run = begun()
        if run is None:
            return False
        self.run = run
        self._page.begin(self.tr("Preparing {0}…").format(run.name))
        if run.is_finished:
            self._measure()
        else:
            self._train(run)
        return True

    def end(self) -> None:
        """It was decided what becomes of the pack."""
        self._end()

    def shut_down(self) -> None:
        """Stop where it can go on, for good."""
        self._closed.set()
        self.process.shut_down()
        self._end()

    def _train(self, run: Run) -> None:
        self._started, self._first_step = 0.0, 0
        options = ["--data", str(records_file()), "--out", str(run.pack), "--types", run.project]
        self.process.start([*options, "--encoder", self.encoder, "--tagger", run.taggers])

    def _stop(self) -> None:
        self._page.stop.setEnabled(False)
        self._page.say(self.tr("Stopping…"))
        self.process.stop()

    def _show_step(self, done: int, all_: int) -> None:
        if done == all_:
            self._page.say(self.tr("Making the pack…"))
            return
        now = time.monotonic()
        if not self._started:
            self._started, self._first_step = now, done
        spent, made = now - self._started, done - self._first_step
        left = spent / made * (all_ - done) if made and spent > _MEASURED_AFTER else None
        self._page.show_steps(done, all_, left)

    def _show_epoch(self, number: int, all_: int, f1: dict[str, float]) -> None:
        self._page.add_epoch(number, all_, sum(f1.values()) / max(1, len(f1)))

    def _measure(self) -> None:
        run = self.run
        if run is not None:
            self._page.stop.setEnabled(False)
            self._page.say(self.tr("Comparing…"))
            in_background(lambda: measure(run, self._closed), self, then=self.compared.emit, failed=self._fail)

    def _refuse(self, sentence: str) -> None:
        self._end()
        self.refused.emit(sentence)

    def _end(self) -> None:
        self.run = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _fail(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, Cancelled):
            self.failed.emit(error)
