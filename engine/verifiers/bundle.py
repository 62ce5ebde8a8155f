"""A verifier that was made for a pack: an adapter, what its labels mean, and what was fitted on validation data.

It stands on a language model that is installed apart. Every hash is checked before anything is loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.errors import PackError
from engine.llm.bases import needed_model
from engine.llm.worker import Setup, Worker
from engine.packs import MANIFEST, Pack, Source
from engine.paths import data_dir, resources_dir
from engine.sealed import verify_files
from engine.verifiers.fusion import Fusion, RuleName
from engine.verifiers.llama import LlamaVerifier
from engine.verifiers.prompts import Prompt, make_prompt
from engine.verifiers.taxonomy import Language, Meaning

FORMAT = "veritag-verifier/1"


class NoVerifierError(PackError):
    """No verifier was made for a pack."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MeaningEntry(_Strict):
    """What a label is called in the prompt, and what it covers."""

    word: str
    definition: str = ""


class ModelEntry(_Strict):
    """The language model that it stands on."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class FusionEntry(_Strict):
    """See `engine.verifiers.fusion.Fusion`."""

    rule: RuleName
    local: float = 1.0
    verifier: float = 1.0
    none: float = 0.0


class Worth(_Strict):
    """What the verifier did to a label on validation data: spans asked about, mistakes put right, mistakes made."""

    asked: int
    fixed: int
    broken: int


class VerifierManifest(_Strict):
    """What a verifier says of itself. `tau` is the threshold of doubt; `skipped` are labels it was seen to harm."""

    format: str
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    version: str
    licence: str
    pack: str
    pack_fingerprint: str
    model: ModelEntry
    adapter: str = ""
    language: Language
    domain: str = ""
    meanings: dict[str, MeaningEntry]
    prompt_sha256: str
    fusion: FusionEntry
    tau: float
    skipped: tuple[str, ...] = ()
    worth: dict[str, Worth] = Field(default_factory=dict)
    training_data: tuple[Source, ...] = ()
    figures: dict[str, Any] = Field(default_factory=dict)
    files: dict[str, str]

    def prompt(self) -> Prompt:
        """The prompt with the labels as it was trained with them."""
        known = {name: Meaning(entry.word, entry.definition) for name, entry in self.meanings.items()}
        return make_prompt(known, self.language, self.domain or None)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A verified verifier on disk. `fingerprint` is the sha256 of its manifest."""

    path: Path
    manifest: VerifierManifest
    fingerprint: str


def load_bundle(folder: Path) -> Bundle:
    """Read and verify a verifier's folder. Raises `PackError`; nothing of one that fails is loaded."""
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = VerifierManifest.model_validate_json(raw)
    except OSError as error:
        raise PackError(f"{folder}: the manifest cannot be read ({error.strerror}).") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PackError(f"{folder}: the manifest is not valid at {place} ({first['msg']}).") from None
    if manifest.format != FORMAT:
        raise PackError(f"{folder}: the verifier has format {manifest.format}, this program reads {FORMAT}.")
    if manifest.adapter and manifest.adapter not in manifest.files:
        raise PackError(f"{folder}: the manifest gives no hash for {manifest.adapter}.")
    verify_files(folder, manifest.files)
    if manifest.prompt().fingerprint != manifest.prompt_sha256:
        raise PackError(f"{folder}: the verifier was trained with another version of the prompt.")
    return Bundle(folder, manifest, hashlib.sha256(raw).hexdigest())


def find_bundle(pack: Pack) -> Bundle:
    """The verifier that was made for this pack, the user's before the shipped one. Raises `PackError`."""
    for folder in _folders():
        bundle = load_bundle(folder)
        if bundle.manifest.pack_fingerprint == pack.fingerprint:
            return bundle
    raise NoVerifierError(f"{pack.path}: no verifier was made for this pack.")


def open_verifier(bundle: Bundle, *, threads: int) -> LlamaVerifier:
    """The verifier at work. Raises `ModelError` where its language model is not installed."""
    manifest = bundle.manifest
    model = needed_model(manifest.model.name, manifest.model.sha256, bundle.path)
    adapter = bundle.path / manifest.adapter if manifest.adapter else None
    identity = {
        "model": manifest.model.name,
        "model_sha256": manifest.model.sha256,
        "verifier_bundle": manifest.name,
        "verifier_fingerprint": bundle.fingerprint,
    }
    return LlamaVerifier(Worker(Setup(model.path, adapter, threads=threads)), manifest.prompt(), identity)


def fusion_of(manifest: VerifierManifest) -> Fusion:
    """The rule that was fitted."""
    return Fusion(**manifest.fusion.model_dump())


def _folders() -> Iterator[Path]:
    for base in (data_dir() / "verifiers", resources_dir() / "verifiers"):
        for manifest in sorted(base.glob(f"*/{MANIFEST}")):
            yield manifest.parent
