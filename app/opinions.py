"""The second opinion in the worker's thread: opened once, asked for many documents, closed when it is not wanted."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.asking import Asking, sparing
from engine.errors import Cancelled, VeritagError
from engine.findings import Cost

if TYPE_CHECKING:
    from engine.methods.opinion import SecondOpinion
    from engine.packs import Pack
    from engine.pipeline import Analyzer
    from engine.store import Project
    from engine.verifiers.readiness import Readiness

_LOOK_UP_SECONDS = 0.05
_CLOSED = ("", "", False)


@dataclass(frozen=True, slots=True)
class OpinionReport:
    """What came of asking in a task: `problem` is why nobody was asked, `lost` spans on which no answer came.

    `cost` is what it took. `given_up` says that it was not asked any more after that; `verifier` is its fingerprint.
    """

    verifier: str = ""
    problem: str = ""
    cost: Cost = field(default_factory=Cost)
    lost: int = 0
    given_up: bool = False


class Opinions:
    """Keeps the language model's process between tasks. All methods are called in one thread."""

    def __init__(self) -> None:
        self._opener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="opinion")
        self._opening: Future[SecondOpinion] | None = None
        self._key = _CLOSED
        self._given_up = False
        self._before = (0, 0)
        self._cost = Cost()

    def begin(
        self, analyzer: Analyzer, pack: Pack, asking: Asking, project: Project, cancelled: Callable[[], bool]
    ) -> OpinionReport:
        """Let the analyzer ask, as the user wants and this project's decisions allow, or say why it cannot.

        Raises `Cancelled`; a model that is being opened then is ready for the next task.
        """
        from engine.methods.opinion import Budget
        from engine.verifiers.readiness import readiness

        analyzer.ask(None)
        self._given_up = False
        self._before, self._cost = (analyzer.asked, analyzer.lost), analyzer.cost
        ready = readiness(pack, asking.verifier, every_voice=asking.every_voice)
        if ready.lack or ready.manifest is None:
            return OpinionReport(problem=_problem(ready, pack))
        try:
            opened = self._open(pack, ready, asking, cancelled)
            repairs = project.repairs(ready.fingerprint)
            spared = sparing(opened, ready.manifest.meanings, repairs, asking)
            analyzer.ask(spared.within(Budget(asking.spans, asking.seconds), tau=asking.tau))
        except Cancelled:
            raise
        except VeritagError as error:
            return OpinionReport(ready.fingerprint, str(error))
        return OpinionReport(ready.fingerprint)

    def look_after(self, analyzer: Analyzer) -> None:
        """After each file: a model that only fails is not asked about the next ones."""
        asked, lost = self._before
        if not self._given_up and analyzer.lost > lost and analyzer.asked == asked:
            self._given_up = True
            analyzer.ask(None)

    def end(self, analyzer: Analyzer) -> OpinionReport:
        _, lost = self._before
        return OpinionReport(self._key[1], "", analyzer.cost - self._cost, analyzer.lost - lost, self._given_up)

    def close_unless(self, pack: Pack | None) -> None:
        """End the model's process where it was opened for another pack."""
        if pack is None or pack.fingerprint != self._key[0]:
            self.close()

    def close(self) -> None:
        """End the model's process; one that is still being opened ends as soon as it is."""
        opening, self._opening, self._key = self._opening, None, _CLOSED
        if opening is not None:
            opening.add_done_callback(_close)

    def _open(self, pack: Pack, ready: Readiness, asking: Asking, cancelled: Callable[[], bool]) -> SecondOpinion:
        from engine.methods.opinion import Budget
        from engine.methods.opinions import open_opinion

        key = (pack.fingerprint, ready.fingerprint, asking.every_voice)
        if self._key != key:
            self.close()
        if self._opening is None:
            self._key = key
            self._opening = self._opener.submit(
                open_opinion, pack, Budget(), str(ready.folder), every_voice=asking.every_voice
            )
        while not self._opening.done():
            if cancelled():
                raise Cancelled
            time.sleep(_LOOK_UP_SECONDS)
        try:
            return self._opening.result()
        except BaseException:
            self._opening = None
            raise


def _close(opened: Future[SecondOpinion]) -> None:
    if opened.exception() is None:
        opened.result().close()


def _problem(ready: Readiness, pack: Pack) -> str:
    """What is missing, as the engine's sentences are made."""
    return {
        "verifier": f"{pack.path}: no verifier was made for this pack.",
        "runtime": f"{pack.path}: llama.cpp is not installed.",
        "silent": f"{pack.path}: the second opinion for this pack gained nothing clear and is switched off.",
        "model": f"{pack.path}: this needs the language model {ready.detail}, which is not installed.",
    }.get(ready.lack, ready.detail)
