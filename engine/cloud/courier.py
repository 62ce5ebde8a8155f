"""Sends questions to an endpoint: written down first, within ceilings, and again after a pause where that may help."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from engine.cloud.errors import CloudError
from engine.cloud.line import Line, Reply
from engine.cloud.protocol import Completion, most_tokens, read_completion
from engine.cloud.settings import permitted
from engine.errors import Cancelled, ProjectError
from engine.store import Project
from engine.store.trail import ANSWERED, Outcome, Spent

log = logging.getLogger(__name__)

_ATTEMPTS = 4
_MOST_FAILURES = 3
_LONGEST_PAUSE, _LONGEST_WAIT = 30.0, 120.0
# The process may have to be started before it sends.
_START_SECONDS = 10.0
_POLL = 0.05
_AGAIN = (408, 425, 429)
REASONS = {
    "timeout": "there was no answer in time",
    "unreachable": "it cannot be reached",
    "certificate": "its certificate is not trusted",
    "broken": "the connection broke off",
    "too_long": "its answer is too long",
    "not_understood": "what it answers is not understood",
}
STATUS_REASONS = {
    401: "it does not accept the key (401)",
    402: "the account has no credit (402)",
    403: "it does not allow this (403)",
    404: "there is no such model or path (404)",
}


class Courier:
    """One project's way to its endpoint. Starts the process that sends. Raises `CloudError` where none may or can be.

    The project's settings are looked at before each request: what is turned off is off at once.

    What is said lies in the trail of `project` before it leaves; where it cannot be written, nothing leaves. A question
    that was answered once is not sent again. After a failure that will not pass, three failures in a row (answers that
    are not `understood` among them) or the end of a ceiling nothing more is sent, and `stopped` says why. `pause` is
    the first pause in seconds; each next one is twice as long, and at random up to a half shorter. Not thread safe.
    """

    def __init__(self, project: Path, *, pause: float = 1.0) -> None:
        self._project, self._pause = project, pause
        with Project.open(project) as opened:
            self.settings = permitted(opened)
        self._place = self.settings.place()
        self._line = Line(self._place, self.settings.timeout)
        self.stopped = ""
        self.sent = 0
        self._failures = 0
        self._line.request("network_closed")

    def ask(
        self,
        document: str,
        payload: str,
        cancelled: Callable[[], bool] | None = None,
        *,
        understood: Callable[[str], bool] = bool,
    ) -> tuple[int, str] | None:
        """The request's number in the trail and the answer, `understood` or not, or None. Raises `Cancelled`."""
        try:
            with Project.open(self._project) as project:
                known = project.answered(self._place.base, payload)
                if known is None and not self.stopped:
                    known = self._send(project, document, payload, cancelled, understood)
        except ProjectError as error:
            self._stop(str(error))
            return None
        return known

    def close(self) -> None:
        self._line.close()

    def _send(
        self,
        project: Project,
        document: str,
        payload: str,
        cancelled: Callable[[], bool] | None,
        understood: Callable[[str], bool],
    ) -> tuple[int, str] | None:
        failure = ""
        for attempt in range(_ATTEMPTS):
            most = most_tokens(payload)
            try:
                sent_id = project.add_sent(
                    document, self._place.base, payload, most, partial(self._allow, project, most)
                )
            except CloudError as error:
                self._stop(str(error))
                return None
            reply, completion = self._post(project, sent_id, payload, cancelled)
            if completion is not None:
                if understood(completion.text):
                    self._failures = 0
                else:
                    self._fail(reply, "not_understood")
                return sent_id, completion.text
            failure = reply.failure or f"http {reply.status}"
            if not _may_pass(reply) or attempt == _ATTEMPTS - 1:
                break
            wait = max(self._pause_before(attempt), _told_to_wait(reply.retry_after))
            if wait > _LONGEST_WAIT:
                self._stop(f"{self._place.base}: it asks to be left alone for {wait:.0f} seconds.")
                return None
            _wait(wait, cancelled)
        self._fail(reply, failure)
        return None

    def _post(
        self, project: Project, sent_id: int, payload: str, cancelled: Callable[[], bool] | None
    ) -> tuple[Reply, Completion | None]:
        """Send what is in the trail, and write down what came of it."""
        ends = time.monotonic() + self.settings.timeout + _START_SECONDS
        stop = cancelled or _never
        self.sent += 1
        completion = None
        try:
            reply: Reply = self._line.request(
                "post", (payload.encode("utf-8"),), lambda: stop() or time.monotonic() > ends
            )
        except Cancelled:
            if stop():
                project.add_outcome(sent_id, Outcome("cancelled"))
                raise
            reply = Reply(failure="timeout")
        except CloudError as error:
            log.warning("%s", error)
            reply = Reply(failure="broken")
        if reply.status == 200 and not reply.failure:
            completion = read_completion(reply.body)
            reply = reply if completion else Reply(200, failure="not_understood")
        if completion is not None:
            outcome = Outcome(ANSWERED, completion.tokens_in, completion.tokens_out, completion.text)
        else:
            outcome = Outcome(reply.failure or f"http {reply.status}")
        project.add_outcome(sent_id, outcome)
        return reply, completion

    def _allow(self, project: Project, most: tuple[int, int], spent: Spent) -> None:
        """Raise `CloudError` where asking is allowed no longer, or so many tokens might break through a ceiling."""
        allowed = self.settings
        if permitted(project) != allowed:
            raise CloudError(f"{self._place.base}: other settings hold now; nothing more is sent.")
        read, written = spent.tokens_in + most[0], spent.tokens_out + most[1]
        cost = allowed.cost(read, written)
        if spent.requests >= allowed.requests:
            over = f"{allowed.requests} requests"
        elif read + written > allowed.tokens:
            over = f"{allowed.tokens} tokens"
        elif allowed.money is not None and (cost is None or cost > allowed.money):
            over = f"{allowed.money:g} in money"
        else:
            return
        raise CloudError(f"{self._place.base}: the ceiling of {over} is reached; nothing more is sent.")

    def _fail(self, reply: Reply, failure: str) -> None:
        reason = REASONS.get(failure) or STATUS_REASONS.get(reply.status) or f"it answers with status {reply.status}"
        self._failures += 1
        log.warning("%s: %s.", self._place.base, reason)
        if _is_final(reply) or self._failures == _MOST_FAILURES:
            self._stop(f"{self._place.base}: {reason}.")

    def _stop(self, sentence: str) -> None:
        self.stopped = self.stopped or sentence
        log.warning("%s", sentence)

    def _pause_before(self, attempt: int) -> float:
        longest = min(_LONGEST_PAUSE, self._pause * 2.0**attempt)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311  nothing secret hangs on it


def _may_pass(reply: Reply) -> bool:
    """Whether the same request may be answered later."""
    return reply.failure in ("timeout", "unreachable", "broken") or reply.status in _AGAIN or reply.status >= 500


def _is_final(reply: Reply) -> bool:
    """Whether no request will be answered."""
    return reply.failure == "certificate" or reply.status in STATUS_REASONS or 300 <= reply.status < 400


def _told_to_wait(header: str) -> float:
    """The seconds of a Retry-After header, which is a number or a date; 0 for none."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _wait(seconds: float, cancelled: Callable[[], bool] | None) -> None:
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        if cancelled is not None and cancelled():
            raise Cancelled
        time.sleep(min(_POLL, left))


def _never() -> bool:
    return False
