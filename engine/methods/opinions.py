"""The second opinion that was made for a pack, ready to be asked."""

from __future__ import annotations

import os

from engine.methods.opinion import Asking, Budget, Reading, SecondOpinion
from engine.methods.second_reader import PackReader
from engine.packs import Pack
from engine.verifiers.bundle import Bundle, find_bundle, fusion_of, load_reader, open_verifier


def open_opinion(pack: Pack, budget: Budget, name: str = "", *, threads: int | None = None) -> SecondOpinion:
    """The verifier made for `pack` with what was fitted for it, by its `name` where there are several.

    Raises `PackError` and `ModelError`.
    """
    return opinion_of(find_bundle(pack, name), budget, threads=threads)


def opinion_of(
    bundle: Bundle, budget: Budget, *, threads: int | None = None, every_voice: bool = False
) -> SecondOpinion:
    """A verifier at work, without those of its voices that did not earn their place, or with every one.

    Raises `PackError` and `ModelError`.
    """
    manifest, threads = bundle.manifest, threads or os.cpu_count() or 1
    asking = reading = None
    if manifest.reader is not None and (manifest.reads or every_voice):
        reader = PackReader(load_reader(bundle.path, manifest.reader), threads=threads)
        reading = Reading(reader, fusion_of(manifest.reader.fusion), manifest.tau)
    if manifest.answers and (manifest.asks or every_voice):
        verifier = open_verifier(bundle, threads=threads)
        asking = Asking(verifier, fusion_of(manifest.fusion), manifest.tau, frozenset(manifest.skipped))
    return SecondOpinion(asking, reading, budget)
