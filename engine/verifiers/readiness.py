"""Whether a pack can have a second opinion on this machine, and what is missing where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from engine.errors import NoVerifierError, PackError, SeveralVerifiersError
from engine.llm.bases import is_installed
from engine.packs import Pack
from engine.verifiers.bundle import VerifierManifest, Voice, bundle_folders, find_bundle

Lack = Literal["", "pack", "verifier", "several", "damaged", "silent", "runtime", "model"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """`lack` is what is missing, empty for nothing; `detail` names it: a model, or the sentence of what is damaged.

    A verifier that is "silent" has voices, and none that is listened to. `manifest`, `fingerprint` and `folder` are
    those of the verifier that was made for the pack; `folders` are those of all that were; `silent` are the voices that
    it switches off by itself.
    """

    lack: Lack
    detail: str = ""
    manifest: VerifierManifest | None = None
    fingerprint: str = ""
    folder: Path | None = None
    folders: tuple[Path, ...] = ()
    silent: tuple[Voice, ...] = ()


def readiness(pack: Pack | None, name: str = "", *, every_voice: bool = False) -> Readiness:
    """Look for a pack's verifier and what that needs; a language model's hash is checked only when it is opened.

    `name` is the folder's name of the wanted one; where it is gone, this is as if none had been named. `every_voice`
    takes the verifier with what is switched off.
    """
    if pack is None:
        return Readiness("pack")
    folders = bundle_folders(pack)
    wanted = next((folder for folder in folders if folder.name == name), None)
    try:
        bundle = find_bundle(pack, str(wanted or ""))
    except NoVerifierError:
        return Readiness("verifier", pack.manifest.name)
    except SeveralVerifiersError as error:
        return Readiness("several", str(error), folders=folders)
    except PackError as error:
        return Readiness("damaged", str(error), folder=wanted, folders=folders)
    manifest = bundle.manifest.with_every_voice() if every_voice else bundle.manifest
    model = manifest.model
    lack: Lack = ""
    if not manifest.voices():
        lack = "silent"
    elif find_spec("llama_cpp") is None:
        lack = "runtime"
    elif not is_installed(model.sha256):
        lack = "model"
    return Readiness(lack, model.name, manifest, bundle.fingerprint, bundle.path, folders, bundle.manifest.silent())
