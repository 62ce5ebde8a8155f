"""Files that wait to be analysed: pause, go on, after a restart as well, and another try for those that failed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.action_set import connect
from app.actions import Actions
from app.analysis import Analysis
from app.files import Files
from app.session import Session
from app.views.notice import Notice
from app.words import number_words
from app.work import Work


class Queueing(QObject):
    """Connects the commands with what the project remembers."""

    def __init__(
        self,
        actions: Actions,
        session: Session,
        analysis: Analysis,
        work: Work,
        files: Files,
        notice: Notice,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._session, self._analysis = actions, session, analysis
        self._work, self._files, self._notice = work, files, notice
        self._offered = ""
        connect(actions.pause, analysis.pause)
        connect(actions.resume, self.resume)
        connect(actions.retry, self.retry)
        connect(actions.forget_waiting, self.forget)
        session.project_opened.connect(self._offer)
        work.changed.connect(self._follow)
        analysis.running_changed.connect(lambda _: self._follow())
        self._follow()

    def resume(self) -> None:
        """Analyse the files that wait."""
        self._files.analyze_paths(self._session.project.waiting())

    def retry(self) -> None:
        """Read the files again that could not be read."""
        self._files.analyze_paths(self._work.failed())

    def forget(self) -> None:
        """Let no file wait any more."""
        self._work.take_out(self._session.project.waiting())

    def _offer(self) -> None:
        """After a restart: say what waits."""
        waiting = self._session.project.waiting()
        if waiting and not self._analysis.is_running:
            self._offered = self.tr("Files that wait to be analysed: {0}.").format(number_words(len(waiting)))
            self._notice.offer(self._offered, self.tr("Go on"), self.resume)

    def _follow(self) -> None:
        running = self._analysis.is_running
        self._actions.pause.setEnabled(running)
        waits = not running and self._work.waits()
        self._actions.resume.setEnabled(waits)
        self._actions.forget_waiting.setEnabled(waits)
        self._actions.retry.setEnabled(not running and bool(self._work.failed()))
        if not waits and self._notice.words() == self._offered:
            self._notice.say("")
