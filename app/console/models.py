"""From the options of a command to an analyzer."""

from __future__ import annotations

from pathlib import Path

from app.console import NONE
from app.console.streams import complain
from engine.errors import BadInputError
from engine.methods.hybridner import Budget, SecondOpinion
from engine.methods.opinions import open_opinion
from engine.methods.untuned import SHOWN, open_untuned
from engine.packs import Pack, find_pack
from engine.pipeline import Analyzer
from engine.recognisers import Recogniser, all_recognisers, recognisers
from engine.taggers.tagging import PackTaggers
from engine.uncertainty import MARGINAL

LLAMA = "llama"
_VERIFIERS = (NONE, LLAMA)


def make_analyzer(
    pack: str,
    method: str | None,
    verifier: str,
    threshold: float | None,
    patterns: tuple[Recogniser, ...],
    uncertainty: str = MARGINAL,
    budget: Budget = Budget(),  # noqa: B008  a frozen value
    demonstrations: Path | None = None,
) -> Analyzer:
    """The analyzer that the options ask for; the pack "none" leaves the patterns. Raises `BadInputError`."""
    verifier, _, which = verifier.partition(":")
    if verifier not in _VERIFIERS:
        available = ", ".join(_VERIFIERS)
        raise BadInputError(f"The verifier {verifier} is not available in this version (available: {available}).")
    if verifier != NONE and pack == NONE:
        raise BadInputError("A verifier looks at what a pack finds: it needs one.")
    if pack == NONE and not patterns:
        raise BadInputError("Without a pack and without patterns there is nothing to look for.")
    if demonstrations is not None and verifier == NONE:
        raise BadInputError("Examples are shown to a verifier: --demonstrations needs --verifier llama.")
    found = None if pack == NONE else find_pack(pack)
    analyzer = Analyzer(
        found,
        method=method,
        threshold=threshold,
        uncertainty=uncertainty,
        recognisers=patterns,
        opinion=opinion_of(found, budget, which, demonstrations) if found and verifier == LLAMA else None,
    )
    say_lost_gpu(analyzer)
    return analyzer


def opinion_of(pack: Pack, budget: Budget, name: str, demonstrations: Path | None, shown: int = SHOWN) -> SecondOpinion:
    """The verifier of that name that was made for the pack, or with `demonstrations` the language model of that name.

    Raises `BadInputError`.
    """
    if demonstrations is None:
        return open_opinion(pack, budget, name)
    return open_untuned(pack, demonstrations, budget, name, shown=shown)


def say_lost_gpu(runs: Analyzer | PackTaggers) -> None:
    """Complain where a GPU should have done the work and did not."""
    if runs.lost_gpu:
        complain(f"The GPU is not used: its runtime is installed but did not start. {runs.provider} runs instead.")


def say_lost_spans(analyzer: Analyzer) -> None:
    """Complain where the language model's process ended while it was asked."""
    if analyzer.lost:
        complain(f"The language model's process ended: on {analyzer.lost} spans the taggers' word stands.")


def chosen_patterns(names: str | None, switched_off: bool) -> tuple[Recogniser, ...]:
    """All pattern recognisers, those of a comma-separated list, or none. Raises `BadInputError`."""
    if switched_off:
        if names is not None:
            raise BadInputError("--patterns and --no-patterns exclude each other.")
        return ()
    if names is None:
        return all_recognisers()
    return recognisers(name.strip() for name in names.split(",") if name.strip())
