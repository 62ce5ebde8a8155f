"""Keeps the panel of the second opinion in step with settings, project and worker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.analysis import Analysis
from app.asking import Asking, label_states, validated
from app.background import BackgroundCall
from app.choices import Choices
from app.commands import Review
from app.files import Files
from app.opinion_facts import Facts, Question, look
from app.opinions import OpinionReport
from app.pace import measured, pace_of
from app.problems import problem_words
from app.reading import Reading
from app.session import Session
from app.settings import Settings
from app.views.mention_tip import type_name
from app.views.notice import Notice
from app.views.opinion_panel import OpinionPanel
from app.views.worth_table import WorthRow
from app.words import lack_words, number_words
from engine.findings import Repairs
from engine.store import RemovalRow

if TYPE_CHECKING:
    from engine.verifiers.readiness import Readiness

_REFRESH_MS = 150


class SecondOpinionControl(QObject):
    """The project is read in the background, and only while the panel is on the screen."""

    failed = Signal(object)  # an unexpected exception of background work
    possible = Signal(bool)  # whether documents can be analysed again with the second opinion

    def __init__(
        self,
        settings: Settings,
        session: Session,
        choices: Choices,
        analysis: Analysis,
        reading: Reading,
        review: Review,
        files: Files,
        panel: OpinionPanel,
        notice: Notice,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._settings, self._session, self._choices, self._analysis = settings, session, choices, analysis
        self._reading, self._review, self._files = reading, review, files
        self._panel, self._notice = panel, notice
        self._readiness: Readiness | None = None
        self._facts: Facts | None = None
        self._call: BackgroundCall | None = None
        self._stale = self._wanted = False
        self._due = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._due.timeout.connect(self._look)
        analysis.facts.opinion_ready.connect(self._follow_readiness)
        analysis.facts.opinion_told.connect(self._tell)
        analysis.facts.task_finished.connect(self._follow_task)
        session.project_opened.connect(self._forget)
        session.mentions_changed.connect(self.refresh)
        session.documents_changed.connect(self.refresh)
        session.counts_changed.connect(self.refresh)
        reading.document_shown.connect(lambda _: self.refresh())
        reading.documents_selected.connect(self.refresh)
        panel.asking_changed.connect(self._use)
        panel.scope_changed.connect(self.refresh)
        panel.analyze_asked.connect(self.analyze_again)
        panel.removed.chosen.connect(self._show_removal)
        panel.removed.settled.connect(self._settle_removal)

    def analyze_again(self) -> None:
        """Analyse the documents in scope with the second opinion."""
        every = self._panel.every_document()
        rows = self._session.project.documents() if every else self._reading.selected()
        self._files.analyze_documents([row for row in rows if row.state != "failed"])

    def set_wanted(self, wanted: bool) -> None:
        """Whether the panel can be seen; each time it comes to the screen, what is missing is looked for again."""
        self._wanted = wanted
        if wanted:
            self._analysis.look_for_opinion(self._choices.asking)
            self.refresh()

    def refresh(self) -> None:
        """Read the project again in a moment, where the panel can be seen."""
        if self._wanted and not self._due.isActive():
            self._due.start()

    def retranslate(self) -> None:
        self._show_readiness()
        self._show_removals()
        self._show()

    def shut_down(self) -> None:
        """Wait for what is being read."""
        self._due.stop()
        if self._call is not None:
            self._call.wait()

    # What the worker says

    def _follow_task(self, _task: object, _outcome: object) -> None:
        self.refresh()

    def _follow_readiness(self, readiness: Readiness) -> None:
        if self._readiness is None or self._readiness.fingerprint != readiness.fingerprint:
            self._facts = None
        self._readiness = readiness
        self._show_readiness()
        self._show_worth()
        self.refresh()

    def _show_readiness(self) -> None:
        ready = self._readiness
        if ready is None:
            return
        manifest, about = ready.manifest, ""
        if manifest is not None:
            words = self.tr("Verifier {0} {1} on {2}. Changes apply to the next analysis.")
            about = words.format(manifest.name, manifest.version, manifest.model.name)
        problem = lack_words(ready.lack, problem_words(ready.detail) if ready.lack == "damaged" else ready.detail)
        asking, names = self._choices.asking, [folder.name for folder in ready.folders]
        in_use = ready.folder.name if ready.folder else ""
        self._panel.show_verifiers(names, asking.verifier if asking.verifier in names else in_use)
        self._panel.show_silent(ready.silent)
        self._panel.show_asking(asking)
        self._panel.set_ready(not ready.lack, problem, about, manifest.tau if manifest else 0.3)
        self._tell_possible()

    def _tell(self, report: OpinionReport) -> None:
        """Keep how long it took, and say in one sentence what went wrong."""
        if report.verifier:
            self._settings.set_pace(report.verifier, measured(report.cost))
            self.refresh()
        if report.problem:
            words = self.tr("The language model was not asked, the models decided alone. {0}")
            self._notice.say(words.format(problem_words(report.problem)))
        elif report.given_up:
            words = self.tr("The language model failed on {0} spans and was given up: the models decided alone.")
            self._notice.say(words.format(number_words(report.lost)))
        elif report.lost:
            words = self.tr("The language model failed on {0} spans: there the models decided alone.")
            self._notice.say(words.format(number_words(report.lost)))

    # What the user does

    def _use(self, asking: Asking) -> None:
        before = self._choices.asking
        self._choices.asking = asking
        other = (before.verifier, before.every_voice) != (asking.verifier, asking.every_voice)
        if other or (before.on and not asking.on):
            self._analysis.rest()
        if other:
            self._analysis.look_for_opinion(asking)
        self._tell_possible()
        self._show_worth()
        if replace(before, tau=asking.tau) != asking:
            self.refresh()

    def _show_removal(self, row: RemovalRow) -> None:
        self._reading.show_document(row.document_id)
        self._reading.show_place(row.start, row.end)

    def _settle_removal(self, row: RemovalRow, back: bool) -> None:
        self._review.add(row.document_id, row.start, row.end, row.label, "accepted" if back else "rejected")

    def _tell_possible(self) -> None:
        ready = self._readiness is not None and not self._readiness.lack
        self.possible.emit(ready and self._choices.asking.on)

    # What the project says

    def _forget(self) -> None:
        self._facts = None
        self._panel.removed.show_rows([], self._session.project.labels())
        self.refresh()

    def _look(self) -> None:
        """Read the project in the background; one look at a time."""
        ready = self._readiness
        if not self._session.is_open or not self._wanted or ready is None or ready.manifest is None:
            return
        if self._call is not None:
            self._stale = True
            return
        every = self._panel.every_document()
        question = Question(
            self._session.path,
            None if every else [row.id for row in self._reading.selected() if row.state != "failed"],
            ready.fingerprint,
            ready.manifest,
            self._choices.asking,
            pace_of(ready.manifest, self._settings.pace(ready.fingerprint)),
        )
        self._call = BackgroundCall(lambda: look(question), self)
        self._call.succeeded.connect(self._take)
        self._call.failed.connect(self.failed)
        self._call.finished.connect(self._finish)
        self._call.start()

    def _take(self, facts: Facts) -> None:
        if self._session.is_open and self._session.path == facts.path:
            before, self._facts = self._facts, facts
            if before is None or before.removals != facts.removals:
                self._show_removals()
            self._show()

    def _show_removals(self) -> None:
        if self._facts is not None and self._session.is_open:
            self._panel.removed.show_rows(self._facts.removals, self._session.project.labels())

    def _finish(self) -> None:
        self._call = None
        if self._stale:
            self._stale = False
            self.refresh()

    def _show(self) -> None:
        ready, facts = self._readiness, self._facts
        if ready is None or ready.manifest is None or facts is None or not self._session.is_open:
            return
        self._panel.show_counts(facts.routed, facts.timed, facts.unknown)
        self._show_worth()

    def _show_worth(self) -> None:
        manifest = self._readiness.manifest if self._readiness else None
        if manifest is None or not self._session.is_open:
            self._panel.show_worth([])
            return
        labels, repairs = self._session.project.labels(), self._facts.repairs if self._facts else {}
        rows = []
        for name, state in label_states(manifest, repairs, self._choices.asking).items():
            validation, decisions = validated(manifest, name), repairs.get(name, Repairs())
            rows.append(WorthRow(name, type_name(labels, name), validation, decisions, state))
        self._panel.show_worth(rows)
