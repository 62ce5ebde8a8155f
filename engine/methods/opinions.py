"""The second opinion on what a pack finds, ready to be asked."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from engine.cloud.courier import Courier
from engine.errors import NoVerifierError
from engine.llm.errors import ModelMissingError
from engine.methods.opinion import Asking, Budget, Reading, SecondOpinion, identity_from
from engine.methods.second_reader import PackReader
from engine.packs import Pack
from engine.verifiers.bundle import Bundle, find_bundle, fusion_of, identity_of, load_reader, open_verifier
from engine.verifiers.cloud import REPLACE, CloudVerifier
from engine.verifiers.fallback import FallbackVerifier
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import meanings

# Where no verifier was made for a pack, its own threshold holds, with which as many spans are doubtful as 30 % of the
# entities found; packs that have none are asked about where a decision is wrong with this probability.
_SHARE, _USUAL_TAU = "share 0.3", 0.3


def open_opinion(
    pack: Pack, budget: Budget, name: str = "", *, threads: int | None = None, every_voice: bool = False
) -> SecondOpinion:
    """The verifier made for `pack` with what was fitted for it, by its `name` where there are several.

    `every_voice` listens also to those that did not earn their place. Raises `PackError` and `ModelError`.
    """
    return opinion_of(find_bundle(pack, name), pack, budget, threads=threads, every_voice=every_voice)


def open_opinion_with_cloud(
    pack: Pack,
    budget: Budget,
    project: Path,
    name: str = "",
    *,
    threads: int | None = None,
    every_voice: bool = False,
) -> SecondOpinion:
    """The local second opinion with a project's endpoint behind its questions, or the latter alone without one.

    One that asks no questions declines none: it stays alone. A local one that is damaged is an error, and no reason to
    send anything. Raises `PackError`, `ModelError` and `CloudError`.
    """
    courier = Courier(project)
    bundle = local = None
    try:
        bundle = find_bundle(pack, name)
        local = opinion_of(bundle, pack, budget, threads=threads, every_voice=every_voice)
    except (NoVerifierError, ModelMissingError):
        pass
    except BaseException:
        courier.close()
        raise
    if local is not None and local.asking is None:
        courier.close()
        return local
    language = courier.settings.language
    prompt = bundle.manifest.prompt() if bundle else make_prompt(meanings(pack.labels, language), language)
    cloud = CloudVerifier(courier, prompt)
    if local is not None and local.asking is not None:
        behind = FallbackVerifier(local.asking.verifier, cloud)
        return replace(local, asking=replace(local.asking, verifier=behind))
    tau = bundle.manifest.tau if bundle else pack.manifest.fitted.routing.get(_SHARE, _USUAL_TAU)
    return SecondOpinion(Asking(cloud, REPLACE, tau), budget=budget, identity=identity_from(cloud.settings()))


def opinion_of(
    bundle: Bundle, pack: Pack, budget: Budget, *, threads: int | None = None, every_voice: bool = False
) -> SecondOpinion:
    """The verifier of a pack at work, without those of its voices that did not earn their place, or with every one.

    Raises `PackError` and `ModelError`.
    """
    manifest = bundle.manifest.with_every_voice() if every_voice else bundle.manifest
    voices, threads = manifest.voices(), threads or os.cpu_count() or 1
    asking = reading = None
    if manifest.reader is not None and "reading" in voices:
        reader = PackReader(load_reader(bundle.path, manifest.reader), threads=threads)
        reading = Reading(reader, fusion_of(manifest.reader.fusion), manifest.tau, frozenset(manifest.reader.skipped))
    if "asking" in voices:
        verifier = open_verifier(bundle, pack, threads=threads)
        asking = Asking(verifier, fusion_of(manifest.fusion), manifest.tau, frozenset(manifest.skipped))
    return SecondOpinion(asking, reading, budget, identity_of(bundle))
