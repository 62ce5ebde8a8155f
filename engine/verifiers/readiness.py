"""Whether a pack can have a second opinion on this machine, and what is missing where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from engine.errors import NoVerifierError, PackError
from engine.llm.bases import installed_models
from engine.packs import Pack
from engine.verifiers.bundle import VerifierManifest, find_bundle

Lack = Literal["", "pack", "verifier", "damaged", "runtime", "model"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """`lack` is what is missing, empty for nothing; `detail` names it: a model, or the sentence of what is damaged.

    `manifest` and `fingerprint` are those of the verifier that was made for the pack.
    """

    lack: Lack
    detail: str = ""
    manifest: VerifierManifest | None = None
    fingerprint: str = ""


def readiness(pack: Pack | None) -> Readiness:
    """Look for a pack's verifier and what that needs; a language model's hash is checked only when it is opened."""
    if pack is None:
        return Readiness("pack")
    try:
        bundle = find_bundle(pack)
    except NoVerifierError:
        return Readiness("verifier", pack.manifest.name)
    except PackError as error:
        return Readiness("damaged", str(error))
    model = bundle.manifest.model
    lack: Lack = ""
    if find_spec("llama_cpp") is None:
        lack = "runtime"
    elif not any(installed.sha256 == model.sha256 for installed in installed_models()):
        lack = "model"
    return Readiness(lack, model.name, bundle.manifest, bundle.fingerprint)
