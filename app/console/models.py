"""From the options of a command to an analyzer."""

from __future__ import annotations

from pathlib import Path

from app.asking import Asking, decided_out, setting_of, sparing
from app.console import NONE
from app.console.streams import complain
from app.console.terminal import file_exists
from engine.cloud.errors import CloudError
from engine.cloud.keys import is_installed
from engine.cloud.settings import read_settings
from engine.errors import BadInputError
from engine.methods.opinion import Budget, SecondOpinion
from engine.methods.opinions import open_opinion, open_opinion_with_cloud
from engine.methods.untuned import open_untuned
from engine.packs import Pack, find_pack
from engine.pipeline import Analyzer
from engine.recognisers import Recogniser, all_recognisers, recognisers
from engine.store import Project
from engine.taggers.tagging import PackTaggers
from engine.uncertainty import MARGINAL
from engine.verifiers.cloud import CloudVerifier
from engine.verifiers.fallback import FallbackVerifier

LLAMA, CLOUD = "llama", "cloud"


def make_analyzer(
    pack: str,
    method: str | None,
    verifier: str,
    threshold: float | None,
    patterns: tuple[Recogniser, ...],
    uncertainty: str = MARGINAL,
    budget: Budget = Budget(),  # noqa: B008  a frozen value
    project: Path | None = None,
    demonstrations: Path | None = None,
    *,
    every_voice: bool = False,
) -> Analyzer:
    """The analyzer that the options ask for; the pack "none" leaves the patterns. Raises `BadInputError`.

    `project` is the one that may allow an endpoint to be asked, and in which the types that a verifier harmed were
    decided on; `every_voice` listens to what a verifier switched off.
    """
    verifier, _, which = verifier.partition(":")
    verifiers = (NONE, LLAMA, CLOUD) if is_installed() else (NONE, LLAMA)
    if verifier not in verifiers:
        why = " without the extra cloud" if verifier == CLOUD else ""
        raise BadInputError(f"The verifier {verifier} is not available{why} (available: {', '.join(verifiers)}).")
    if verifier != NONE and pack == NONE:
        raise BadInputError("A verifier looks at what a pack finds: it needs one.")
    if pack == NONE and not patterns:
        raise BadInputError("Without a pack and without patterns there is nothing to look for.")
    if demonstrations is not None and verifier == NONE:
        raise BadInputError("Examples are shown to a verifier: --demonstrations needs --verifier llama.")
    if verifier == NONE and (every_voice or budget != Budget()):
        raise BadInputError("--ask-spans, --ask-seconds and --every-voice say how a verifier is asked: name one.")
    found = None if pack == NONE else find_pack(pack)
    opinion = None
    if found and verifier != NONE:
        opinion = _open_opinion(found, verifier, which, budget, project, demonstrations, every_voice=every_voice)
        if opinion.asking is None and opinion.reading is None:
            complain("The second opinion for this pack gained nothing clear and is switched off (see --every-voice).")
        if project is not None and file_exists(project):
            opinion = _follow_decisions(opinion, project, pack, found)
    analyzer = Analyzer(
        found,
        method=method,
        threshold=threshold,
        uncertainty=uncertainty,
        recognisers=patterns,
        opinion=opinion,
    )
    say_lost_gpu(analyzer)
    return analyzer


def _open_opinion(
    pack: Pack,
    verifier: str,
    which: str,
    budget: Budget,
    project: Path | None,
    demonstrations: Path | None,
    *,
    every_voice: bool,
) -> SecondOpinion:
    """The second opinion of that name: "llama" goes to an endpoint only where the project allows it.

    `which` is the local verifier's name where a pack has several, with `demonstrations` that of a language model.
    """
    if demonstrations is not None and verifier == LLAMA:
        return open_untuned(pack, demonstrations, budget, which)
    if verifier == CLOUD and project is None:
        raise BadInputError("The verifier cloud needs a project in which it is on (--project).")
    if verifier == CLOUD and project is not None and not file_exists(project):
        raise BadInputError(f"{project}: the cloud is not on in this project; see veritag cloud on.")
    if project is None or (verifier == LLAMA and not _is_on(project)):
        return open_opinion(pack, budget, which, every_voice=every_voice)
    try:
        opinion = open_opinion_with_cloud(pack, budget, project, which, every_voice=every_voice)
    except CloudError as error:
        if verifier == CLOUD:
            raise
        complain(str(error))
        return open_opinion(pack, budget, which, every_voice=every_voice)
    _say_where(opinion)
    return opinion


def _follow_decisions(opinion: SecondOpinion, project: Path, name: str, pack: Pack) -> SecondOpinion:
    """The second opinion without the types that it harmed by the decisions in the project, as in the window."""
    labels = pack.labels.names()
    with Project.open(project) as opened:
        repairs = opened.repairs(opinion.fingerprint)
        asking = Asking.from_plain(opened.get_setting(setting_of(name), ""))
    if left_out := decided_out(labels, repairs, asking):
        complain(f"By what was decided in {project.name} the second opinion leaves out: {', '.join(left_out)}.")
    return sparing(opinion, labels, repairs, asking)


def _is_on(project: Path) -> bool:
    if not file_exists(project):
        return False
    with Project.open(project) as opened:
        return read_settings(opened)[0] == "on"


def _cloud_of(opinion: SecondOpinion | None) -> CloudVerifier | None:
    verifier = opinion.asking.verifier if opinion and opinion.asking else None
    found = verifier.cloud if isinstance(verifier, FallbackVerifier) else verifier
    return found if isinstance(found, CloudVerifier) else None


def _say_where(opinion: SecondOpinion) -> None:
    cloud = _cloud_of(opinion)
    if cloud is None:
        complain("The second opinion on this machine asks no questions, so nothing is sent.")
        return
    settings = cloud.courier.settings
    form = "with other entities masked" if settings.masked else "as they are"
    local = opinion.asking is not None and isinstance(opinion.asking.verifier, FallbackVerifier)
    first = "that the local model declines " if local else ""
    complain(f"Sentences with doubtful spans {first}go to {settings.endpoint}, {form}.")


def say_lost_gpu(runs: Analyzer | PackTaggers) -> None:
    """Complain where a GPU should have done the work and did not."""
    if runs.lost_gpu:
        complain(f"The GPU is not used: its runtime is installed but did not start. {runs.provider} runs instead.")


def say_lost_spans(analyzer: Analyzer) -> None:
    """Complain where the language model's process ended while it was asked."""
    if analyzer.lost:
        complain(f"The language model's process ended: on {analyzer.lost} spans the taggers' word stands.")


def say_cloud(analyzer: Analyzer) -> None:
    """Complain of what left for an endpoint, and of why no more did."""
    if cloud := _cloud_of(analyzer.opinion):
        complain(f"{cloud.courier.sent} request(s) were sent; veritag cloud log shows them.")
        if cloud.courier.stopped:
            complain(cloud.courier.stopped)


def chosen_patterns(names: str | None, switched_off: bool) -> tuple[Recogniser, ...]:
    """All pattern recognisers, those of a comma-separated list, or none. Raises `BadInputError`."""
    if switched_off:
        if names is not None:
            raise BadInputError("--patterns and --no-patterns exclude each other.")
        return ()
    if names is None:
        return all_recognisers()
    return recognisers(name.strip() for name in names.split(",") if name.strip())
