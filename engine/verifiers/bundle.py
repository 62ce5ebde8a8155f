"""A verifier that was made for a pack: an adapter, what its labels mean, and what was fitted on validation data.

It stands on a language model that is installed apart. Every hash is checked before anything is loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.errors import NoVerifierError, PackError, SeveralVerifiersError
from engine.llm.bases import is_installed, needed_model
from engine.llm.errors import ModelMissingError
from engine.llm.worker import Setup, Worker
from engine.packs import MANIFEST, Pack, Source, load_pack
from engine.paths import data_dir, resources_dir
from engine.sealed import verify_files
from engine.taggers.embedding import Embedder
from engine.verifiers.cases import load_cases
from engine.verifiers.demonstrations import Demonstrations
from engine.verifiers.fusion import Fusion, RuleName
from engine.verifiers.llama import LlamaVerifier
from engine.verifiers.prompts import Prompt, make_prompt
from engine.verifiers.taxonomy import Language, Meaning
from engine.verifiers.vectors import vectors_folder

FORMAT = "veritag-verifier/1"


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
    """What a voice did to a label where it was fitted: spans it was heard about, mistakes put right, mistakes made."""

    asked: int
    fixed: int
    broken: int


class ReaderEntry(_Strict):
    """A pack in the verifier's folder that reads doubtful sentences before any question, how its word is pooled, what
    that was worth by label, and the labels that it was seen to harm."""

    folder: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    fusion: FusionEntry
    worth: dict[str, Worth] = Field(default_factory=dict)
    skipped: tuple[str, ...] = ()


Voice = Literal["reading", "asking"]


class VerifierManifest(_Strict):
    """What a verifier says of itself.

    `tau` is the threshold of doubt; `worth` is what its answers did, `skipped` are labels that they were seen to harm.
    `answers`: the model can be asked. `asks` and `reads` say whether its answers, and the word of its `reader`, were
    seen to help: what did not is not used.
    `examples` is a file of reviewed spans, of which `examples_shown` stand before every sentence that is asked about.
    """

    format: str
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    version: str
    licence: str
    pack: str
    pack_fingerprint: str
    model: ModelEntry
    adapter: str = ""
    answers: bool = True
    asks: bool = True
    reads: bool = True
    reader: ReaderEntry | None = None
    examples: str = ""
    examples_shown: int = Field(default=0, ge=0)
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

    def voices(self) -> tuple[Voice, ...]:
        """What of it is listened to."""
        reads, asks = self.reader is not None and self.reads, self.answers and self.asks
        return (*(("reading",) if reads else ()), *(("asking",) if asks else ()))

    def silent(self) -> tuple[Voice, ...]:
        """What of it is there and switched off, because nothing clear was gained with it."""
        heard = self.voices()
        return tuple(voice for voice in self.with_every_voice().voices() if voice not in heard)

    def with_every_voice(self) -> VerifierManifest:
        """The same with nothing switched off."""
        return self.model_copy(update={"reads": True, "asks": True})

    def prompt(self) -> Prompt:
        """The prompt with the labels as it was trained with them."""
        known = {name: Meaning(entry.word, entry.definition) for name, entry in self.meanings.items()}
        return make_prompt(known, self.language, self.domain or None, examples=bool(self.examples))


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
    for name in (manifest.adapter, manifest.examples):
        if name and name not in manifest.files:
            raise PackError(f"{folder}: the manifest gives no hash for {name}.")
    verify_files(folder, manifest.files)
    if manifest.prompt().fingerprint != manifest.prompt_sha256:
        raise PackError(f"{folder}: the verifier was trained with another version of the prompt.")
    if manifest.reader is not None and load_reader(folder, manifest.reader).fingerprint != manifest.reader.fingerprint:
        raise PackError(f"{folder}: the reader is not the one that the verifier was made with.")
    return Bundle(folder, manifest, hashlib.sha256(raw).hexdigest())


def write_manifest(manifest: VerifierManifest, folder: Path) -> None:
    """Write the manifest into the folder, which is made where it is not there. Raises `PackError`."""
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1)
    try:
        folder.mkdir(exist_ok=True)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise PackError(f"{folder}: the verifier cannot be written ({error.strerror}).") from None


def load_reader(folder: Path, entry: ReaderEntry) -> Pack:
    """The pack that reads, verified. Raises `PackError`."""
    return load_pack(folder / entry.folder)


def find_bundle(pack: Pack, name: str = "") -> Bundle:
    """The verifier that was made for this pack, the user's before a shipped one.

    `name` is its folder's, or a path to it; without one it has to be the user's only one, or of the shipped ones
    the best on validation records of those whose language model is installed. Raises `NoVerifierError`,
    `SeveralVerifiersError`, and `PackError` for one that is damaged.
    """
    if name:
        bundle = named_bundle(name)
        if bundle.manifest.pack_fingerprint != pack.fingerprint:
            raise PackError(f"{bundle.path}: this verifier was made for another pack.")
        return bundle
    users, shipped = ([folder for folder in _folders(base) if _names(folder, pack)] for base in _bases())
    if len(users) > 1:
        names = ", ".join(folder.name for folder in users)
        raise SeveralVerifiersError(
            f"{pack.path}: several verifiers were made for this pack ({names}); name one of them."
        )
    if users:
        return load_bundle(users[0])
    if shipped:
        return load_bundle(max(shipped, key=_use))
    raise NoVerifierError(f"{pack.path}: no verifier was made for this pack.")


def bundle_folders(pack: Pack) -> tuple[Path, ...]:
    """Where the verifiers that were made for this pack lie, the user's first; of those with one name the first."""
    found: dict[str, Path] = {}
    for folder in (folder for base in _bases() for folder in _folders(base)):
        if _names(folder, pack):
            found.setdefault(folder.name, folder)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """A verifier that was found; `error` is the sentence that says why it cannot be used, or empty."""

    path: Path
    manifest: VerifierManifest | None
    error: str = ""


def list_bundles() -> list[BundleInfo]:
    """Every verifier in its places, verified: the user's, then those that came with the program."""
    found = []
    for folder in (folder for base in _bases() for folder in _folders(base)):
        try:
            found.append(BundleInfo(folder, load_bundle(folder).manifest))
        except PackError as error:
            found.append(BundleInfo(folder, None, str(error)))
    return found


def named_bundle(name: str) -> Bundle:
    """The verifier in the folder of that name, or in that folder. Raises `PackError`."""
    for folder in (Path(name), *(base / name for base in _bases())):
        if (folder / MANIFEST).is_file():
            return load_bundle(folder)
    raise PackError(f"{name}: there is no such verifier.")


def _names(folder: Path, pack: Pack) -> bool:
    """Whether the manifest names the pack; what else is in the folder is looked at only where it is to be used."""
    named = re.compile(rb'"pack_fingerprint"\s*:\s*"%s"' % pack.fingerprint.encode())
    try:
        return named.search((folder / MANIFEST).read_bytes()) is not None
    except OSError:
        return False


def _use(folder: Path) -> float:
    """F1 on the validation records with the verifier; without its language model it is of no use."""
    try:
        manifest = VerifierManifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return -1.0
    if not is_installed(manifest.model.sha256):
        return 0.0
    return float(manifest.figures.get("validation", {}).get("rules", {}).get("chosen", {}).get("f1", 0.0))


def open_verifier(bundle: Bundle, pack: Pack, *, threads: int) -> LlamaVerifier:
    """The verifier at work, for the pack it was made for.

    Raises `ModelMissingError` where its language model is not installed, and `ModelError`.
    """
    manifest = bundle.manifest
    if find_spec("llama_cpp") is None:
        raise ModelMissingError(f"{bundle.path}: llama.cpp is not installed (the extra llm).")
    model = needed_model(manifest.model.name, manifest.model.sha256, bundle.path)
    adapter = bundle.path / manifest.adapter if manifest.adapter else None
    identity = {"model": manifest.model.name, "model_sha256": manifest.model.sha256, **identity_of(bundle)}
    worker = Worker(Setup(model.weights, adapter, threads=threads))
    shown = None
    if manifest.examples:
        cases = load_cases(bundle.path / manifest.examples)
        embedder = Embedder(pack, threads=threads)
        shown = Demonstrations(cases, embedder, manifest.examples_shown, kept=vectors_folder())
    return LlamaVerifier(worker, manifest.prompt(), identity, demonstrations=shown)


def identity_of(bundle: Bundle) -> dict[str, str]:
    """What names a verifier in the record of a run."""
    return {"verifier_bundle": bundle.manifest.name, "verifier_fingerprint": bundle.fingerprint}


def fusion_of(entry: FusionEntry) -> Fusion:
    """The rule that was fitted."""
    return Fusion(**entry.model_dump())


def _bases() -> tuple[Path, ...]:
    return (data_dir() / "verifiers", resources_dir() / "verifiers")


def _folders(base: Path) -> Iterator[Path]:
    for manifest in sorted(base.glob(f"*/{MANIFEST}")):
        yield manifest.parent
