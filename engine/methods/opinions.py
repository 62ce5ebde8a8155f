"""The second opinion that was made for a pack, ready to be asked."""

from __future__ import annotations

import os

from engine.methods.hybridner import Budget, SecondOpinion
from engine.packs import Pack
from engine.verifiers.bundle import find_bundle, fusion_of, open_verifier


def open_opinion(pack: Pack, budget: Budget, name: str = "", *, threads: int | None = None) -> SecondOpinion:
    """The verifier made for `pack` with what was fitted for it, by its `name` where there are several.

    Raises `PackError` and `ModelError`.
    """
    bundle = find_bundle(pack, name)
    manifest = bundle.manifest
    verifier = open_verifier(bundle, pack, threads=threads or os.cpu_count() or 1)
    return SecondOpinion(verifier, fusion_of(manifest), manifest.tau, budget, frozenset(manifest.skipped))
