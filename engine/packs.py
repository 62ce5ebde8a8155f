"""Model packs: a folder with a manifest, ONNX files, a tokenizer and a card.

Every hash is checked before anything is loaded.
"""

from __future__ import annotations

import hashlib
import lzma
import shutil
import stat
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine import __version__
from engine.errors import PackError, PackExistsError
from engine.paths import data_dir, resources_dir
from engine.sealed import is_plain_name, verify_files
from engine.types import Label, LabelSet

MANIFEST = "manifest.json"
CARD = "MODEL_CARD.md"
FORMAT = "veritag-pack/2"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelEntry(_Strict):
    """An entity type with its names, its colours ("#rrggbb") and what counts as one, if that is said."""

    name: str
    zh: str
    en: str
    light: str = Field(pattern=r"^#[0-9a-f]{6}$")
    dark: str = Field(pattern=r"^#[0-9a-f]{6}$")
    definition: str = ""


class Source(_Strict):
    """Something the pack was made from, with what its licence asks for."""

    name: str
    licence: str
    attribution: str
    records: int | None = None


class Metric(_Strict):
    """A measured result: `method` on `split` (how the split was made is in the card)."""

    split: str
    method: str
    records: int
    precision: float
    recall: float
    f1: float


class TaggerEntry(_Strict):
    """A tagger of a network: the network's output it reads, and for a sequence tagger its CRF's transitions.

    `transitions` is [K][K] (from, to) over the tags O, B-0, I-0, B-1, …; a span tagger has none.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    kind: Literal["sequence", "span"]
    output: str
    transitions: tuple[tuple[float, ...], ...] = ()


class NetworkEntry(_Strict):
    """An ONNX network and the taggers on it; one encoder may carry several."""

    file: str
    taggers: tuple[TaggerEntry, ...] = Field(min_length=1)


class LanguageModelEntry(_Strict):
    """The language model that a pack's networks stand on: its name and hash, after which of its blocks they take its
    states, and a file of the characters that the networks know by themselves."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    blocks: tuple[int, ...] = Field(min_length=1)
    characters: str


class Fitted(_Strict):
    """What was fitted on validation data, and only there.

    `overall_f1` and `class_f1` are the taggers' weights in a vote, `prior` the share of each label among gold
    entities, `stacking` the coefficients of that combiner; `calibration` maps a method to what makes its scores
    probabilities, `thresholds` to the least score of an entity. `routing` are thresholds of doubt for the pack's
    method, by what they are for: "share 0.3" routes at most as many spans as 30 % of the entities found, "accuracy
    0.95" leaves entities of which 95 % are right.
    """

    overall_f1: dict[str, float] = Field(default_factory=dict)
    class_f1: dict[str, dict[str, float]] = Field(default_factory=dict)
    prior: dict[str, float] = Field(default_factory=dict)
    stacking: dict[str, Any] | None = None
    calibration: dict[str, dict[str, Any]] = Field(default_factory=dict)
    thresholds: dict[str, float] = Field(default_factory=dict)
    routing: dict[str, float] = Field(default_factory=dict)


class Manifest(_Strict):
    """What a pack says of itself.

    A pack has a `tokenizer`, or reads with a `language_model`. `max_width` is the widest span in units; `nested` says
    whether entities may lie inside others; `span_layers` is a file with the last layers of the span tagger, for
    uncertainty by repeated passes; `method` is how votes are settled unless the user says otherwise.
    """

    format: str
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    version: str
    minimum_program: str = Field(pattern=r"^[0-9]{1,9}([.][0-9]{1,9})*$")
    languages: tuple[str, ...]
    description: str
    licence: str
    labels: tuple[LabelEntry, ...]
    tokenizer: str = ""
    language_model: LanguageModelEntry | None = None
    max_width: int = Field(gt=0)
    nested: bool = False
    networks: tuple[NetworkEntry, ...] = Field(min_length=1)
    span_layers: str = ""
    method: str = "average"
    fitted: Fitted = Fitted()
    encoder: Source
    training_data: tuple[Source, ...]
    metrics: tuple[Metric, ...] = ()
    files: dict[str, str]

    def taggers(self) -> tuple[str, ...]:
        return tuple(tagger.name for network in self.networks for tagger in network.taggers)

    def own_files(self) -> list[str]:
        """The files that a pack needs besides its card."""
        model = self.language_model
        files = [self.tokenizer, self.span_layers, *(network.file for network in self.networks)]
        files += [model.characters] if model else []
        return [file for file in files if file]

    def label_set(self) -> LabelSet:
        return LabelSet(tuple(Label(e.name, e.zh, e.en, e.light, e.dark, e.definition) for e in self.labels))


@dataclass(frozen=True, slots=True)
class Pack:
    """A verified pack. `fingerprint` is the sha256 of its manifest, which holds the hash of every other file."""

    path: Path
    manifest: Manifest
    fingerprint: str

    @property
    def labels(self) -> LabelSet:
        return self.manifest.label_set()

    @property
    def card(self) -> str:
        return (self.path / CARD).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class PackInfo:
    """A pack that was found, or the sentence that says why it cannot be used."""

    name: str
    version: str
    path: Path
    error: str = ""
    pack: Pack | None = None


def search_folders() -> tuple[Path, ...]:
    """Where packs are looked for: those that came with the program, then those the user installed."""
    return (resources_dir() / "packs", data_dir() / "packs")


def find_pack(name_or_path: str | Path) -> Pack:
    """The verified pack of that name, or in that folder. Raises `PackError` with the reason."""
    as_path = Path(name_or_path)
    if _holds_pack(as_path):
        return load_pack(as_path)
    if as_path.name == str(name_or_path):
        for folder in reversed(search_folders()):
            if _holds_pack(folder / as_path):
                return load_pack(folder / as_path)
    known = ", ".join(info.name for info in list_packs()) or "none"
    raise PackError(f"{name_or_path}: there is no such pack (installed: {known}).")


def _holds_pack(folder: Path) -> bool:
    """Whether a folder is there and has a manifest. Raises `PackError` where that cannot be seen."""
    try:
        return stat.S_ISREG((folder / MANIFEST).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise PackError(f"{folder}: the pack's manifest cannot be read ({error.strerror}).") from None


def load_pack(folder: Path) -> Pack:
    """Read and verify a pack folder. Raises `PackError`; nothing of a pack that fails is loaded."""
    try:
        raw = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise PackError(f"{folder}: the pack's manifest cannot be read ({error.strerror}).") from None
    try:
        manifest = Manifest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PackError(f"{folder}: the pack's manifest is not valid at {place} ({first['msg']}).") from None
    if manifest.format != FORMAT:
        raise PackError(f"{folder}: the pack has format {manifest.format}, this program reads {FORMAT}.")
    if _numbers(manifest.minimum_program) > _numbers(__version__):
        raise PackError(f"{folder}: the pack needs Veritag {manifest.minimum_program}, this is {__version__}.")
    needed = {*manifest.own_files(), CARD}
    if missing := sorted(needed - manifest.files.keys()):
        raise PackError(f"{folder}: the pack's manifest gives no hash for {missing[0]}.")
    verify_files(folder, manifest.files)
    return Pack(folder, manifest, hashlib.sha256(raw).hexdigest())


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def list_packs() -> list[PackInfo]:
    """Every pack in the search folders, verified, in order; a user's pack hides the shipped one of the same name."""
    found: dict[str, PackInfo] = {}
    for base in search_folders():
        try:
            folders = sorted(base.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            found[base.name] = PackInfo(base.name, "", base, f"{base}: the folder cannot be read ({error.strerror}).")
            continue
        for folder in folders:
            try:
                if _holds_pack(folder):
                    pack = load_pack(folder)
                    found[folder.name] = PackInfo(pack.manifest.name, pack.manifest.version, folder, pack=pack)
            except PackError as error:
                found[folder.name] = PackInfo(folder.name, "", folder, str(error))
    return list(found.values())


def is_installed(name: str) -> bool:
    """Whether there is a pack of this name, also a damaged one."""
    return any((folder / name / MANIFEST).is_file() for folder in search_folders())


def install_pack(source: Path, *, replace: bool = True) -> Pack:
    """Copy a pack (a folder, or a zip of one) into the user's packs after verifying it.

    One of the same name is replaced, or hidden where it came with the program; unless `replace`, `PackExistsError` is
    raised. Raises `PackError`; a failed installation leaves what was there.
    """
    target_base = data_dir() / "packs"
    try:
        is_folder = stat.S_ISDIR(source.stat().st_mode)
    except OSError as error:
        raise PackError(f"{source}: the pack cannot be read ({error.strerror}).") from None
    try:
        target_base.mkdir(parents=True, exist_ok=True)
        return _install(source, is_folder, target_base, replace=replace)
    except OSError as error:
        raise PackError(f"{target_base}: the pack cannot be written ({error.strerror}).") from None


def is_own(info: PackInfo) -> bool:
    """Whether the user installed a pack; else it came with the program."""
    return info.path.parent == data_dir() / "packs"


def remove_pack(info: PackInfo) -> None:
    """Delete a pack that the user installed. Raises `PackError`."""
    if not is_own(info):
        raise PackError(f"{info.path}: the pack came with the program and stays.")
    try:
        shutil.rmtree(info.path)
    except OSError as error:
        raise PackError(f"{info.path}: the pack cannot be removed ({error.strerror}).") from None


def _install(source: Path, is_folder: bool, target_base: Path, *, replace: bool) -> Pack:
    with tempfile.TemporaryDirectory(dir=target_base, prefix=".installing-") as scratch:
        staged = Path(scratch) / "pack"
        if is_folder:
            pack = load_pack(source)
            for name in (MANIFEST, *pack.manifest.files):
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / name, staged / name)
        elif zipfile.is_zipfile(source):
            _unzip(source, staged)
        else:
            raise PackError(f"{source}: this is neither a pack folder nor a zip of one.")
        try:
            pack = load_pack(staged)
        except PackError as error:
            raise PackError(f"{source}{str(error).removeprefix(str(staged))}") from None
        target = target_base / pack.manifest.name
        if not replace and is_installed(pack.manifest.name):
            raise PackExistsError(f"{target}: a pack of this name is installed already.")
        replaced = Path(scratch) / "replaced"
        if target.exists():
            target.rename(replaced)
        try:
            staged.rename(target)
        except OSError as error:
            if replaced.exists():
                replaced.rename(target)
            raise PackError(f"{target}: the pack cannot be written ({error.strerror}).") from None
    return load_pack(target)


def _unzip(source: Path, target: Path) -> None:
    """Unpack the files of a zipped pack folder, whatever folder inside the zip it stands in."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifests = [n for n in archive.namelist() if PurePosixPath(n).name == MANIFEST]
            if len(manifests) != 1:
                raise PackError(f"{source}: the zip holds {len(manifests)} pack manifests, one is needed.")
            base = manifests[0][: -len(MANIFEST)]
            for info in archive.infolist():
                name = info.filename[len(base) :]
                if info.is_dir() or not info.filename.startswith(base) or not name:
                    continue
                if not is_plain_name(name):
                    raise PackError(f"{source}: the zip holds a file outside the pack ({info.filename}).")
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as reader, (target / name).open("wb") as writer:
                    shutil.copyfileobj(reader, writer)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise PackError(f"{source}: the zip cannot be unpacked ({type(error).__name__}).") from None
