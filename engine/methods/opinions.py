"""The second opinion on what a pack finds, ready to be asked."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from engine.cloud.courier import Courier
from engine.errors import NoVerifierError
from engine.llm.errors import ModelMissingError
from engine.methods.hybridner import Budget, SecondOpinion
from engine.packs import Pack
from engine.verifiers.bundle import Bundle, find_bundle, fusion_of, open_verifier
from engine.verifiers.cloud import REPLACE, CloudVerifier
from engine.verifiers.fallback import FallbackVerifier
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import meanings

# Where no verifier was made for a pack, its own threshold holds, with which as many spans are doubtful as 30 % of the
# entities found; packs that have none are asked about where a decision is wrong with this probability.
_SHARE, _USUAL_TAU = "share 0.3", 0.3


def open_opinion(pack: Pack, budget: Budget, *, threads: int | None = None) -> SecondOpinion:
    """The verifier made for `pack` with what was fitted for it. Raises `PackError` and `ModelError`."""
    return _open_local(find_bundle(pack), budget, threads)


def open_opinion_with_cloud(pack: Pack, budget: Budget, project: Path, *, threads: int | None = None) -> SecondOpinion:
    """The local verifier with that of a project's endpoint behind it, or the latter alone where there is none.

    A local one that is damaged is an error, and no reason to send anything. Raises `PackError`, `ModelError` and
    `CloudError`.
    """
    courier = Courier(project)
    bundle, local = None, None
    try:
        bundle = find_bundle(pack)
        local = _open_local(bundle, budget, threads)
    except (NoVerifierError, ModelMissingError):
        pass
    except BaseException:
        courier.close()
        raise
    language = courier.settings.language
    prompt = bundle.manifest.prompt() if bundle else make_prompt(meanings(pack.labels, language), language)
    cloud = CloudVerifier(courier, prompt)
    if local is not None:
        return replace(local, verifier=FallbackVerifier(local.verifier, cloud))
    tau = bundle.manifest.tau if bundle else pack.manifest.fitted.routing.get(_SHARE, _USUAL_TAU)
    return SecondOpinion(cloud, REPLACE, tau, budget)


def _open_local(bundle: Bundle, budget: Budget, threads: int | None) -> SecondOpinion:
    manifest = bundle.manifest
    verifier = open_verifier(bundle, threads=threads or os.cpu_count() or 1)
    return SecondOpinion(verifier, fusion_of(manifest), manifest.tau, budget, frozenset(manifest.skipped))
