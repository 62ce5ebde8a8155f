"""What a pack can be taught from a project: its reviewed passages as records, and where a training keeps its files."""

from __future__ import annotations

import json
import shutil
import threading
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.settings import NO_PACK
from app.tools import Tools
from engine.errors import Cancelled, VeritagError
from engine.evaluation.beside import Comparison, compare
from engine.packs import MANIFEST, find_pack, list_packs, load_pack
from engine.paths import data_dir
from engine.pipeline import Analyzer
from engine.recognisers import all_recognisers
from engine.store import Project
from engine.training.data import LEAST_RECORDS, parts_of, read_examples
from exporters import ExportOptions, export
from exporters.records import RecordsExporter

_RUN, _RECORDS = "run.json", "records.jsonl"


@dataclass(frozen=True, slots=True)
class Lessons:
    """`learnt`, `fitted` and `held_out` count passages; `entities` those of each type in all of them.

    `accepted` counts what was accepted in the whole project, also of types that are not to be learnt.
    """

    learnt: int
    fitted: int
    held_out: int
    entities: Mapping[str, int]
    accepted: Mapping[str, int]
    suffices: bool

    @property
    def passages(self) -> int:
        return self.learnt + self.fitted + self.held_out


@dataclass(frozen=True, slots=True)
class Run:
    """A training: from which project, which types, and the tools that the new pack is compared with."""

    project: str
    name: str
    labels: tuple[str, ...]
    tools: Tools
    taggers: str = "all"

    @property
    def pack(self) -> Path:
        return teaching_dir() / self.name

    @property
    def is_finished(self) -> bool:
        return (self.pack / MANIFEST).is_file()


def teaching_dir() -> Path:
    """Holds one training at a time, with the passages it learns from until it is over."""
    return data_dir() / "teaching"


def records_file() -> Path:
    return teaching_dir() / _RECORDS


def look_over(project: Path, labels: Collection[str]) -> Lessons:
    """What these types could be taught from. Raises `VeritagError`."""
    data_dir().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=data_dir(), prefix=".lessons-") as folder, Project.open(project) as opened:
        file = Path(folder) / _RECORDS
        _write(opened, labels, file)
        examples = read_examples(file)
        accepted = {
            name: opened.count_mentions(labels=[name], statuses=["accepted"]) for name in opened.labels().names()
        }
    parts = parts_of(examples)
    counts = Counter(label for example in examples for *_, label in example.entities)
    every_part = all(any(example.entities for example in part) for part in parts.values())
    return Lessons(
        len(parts["train"]),
        len(parts["validation"]),
        len(parts["test"]),
        counts,
        accepted,
        suffices=every_part and len(examples) >= LEAST_RECORDS,
    )


def usual_labels(accepted: Mapping[str, int]) -> set[str]:
    """The types that were accepted and that no pattern finds."""
    patterns = {recogniser.label.name for recogniser in all_recognisers()}
    return {name for name, count in accepted.items() if count and name not in patterns}


def begin(run: Run) -> None:
    """Write down what a training starts from. Raises `VeritagError`."""
    discard()
    teaching_dir().mkdir(parents=True)
    with Project.open(Path(run.project)) as project:
        _write(project, run.labels, records_file())
    plain = {**asdict(run), "tools": run.tools.plain()}
    (teaching_dir() / _RUN).write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")


def begun() -> Run | None:
    """The training that was begun and neither adopted nor discarded."""
    try:
        stored = json.loads((teaching_dir() / _RUN).read_text(encoding="utf-8"))
        return Run(
            str(stored["project"]),
            str(stored["name"]),
            tuple(map(str, stored["labels"])),
            Tools.from_plain(stored["tools"]),
            str(stored["taggers"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def discard() -> None:
    """Delete a training with all that it made and read. Raises `VeritagError` where something stays."""
    try:
        shutil.rmtree(teaching_dir())
    except FileNotFoundError:
        return
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise VeritagError(f"{teaching_dir()}: what was kept of the training cannot be deleted ({why}).") from None


def measure(run: Run, stopped: threading.Event) -> Comparison:
    """The tools of before and the new pack on the passages that were held out. Raises `VeritagError`, `Cancelled`."""

    def look(_done: int, _all: int) -> None:
        if stopped.is_set():
            raise Cancelled

    held_out = parts_of(read_examples(records_file()))["test"]
    texts, entities = [each.text for each in held_out], [each.entities for each in held_out]
    after = Tools(str(run.pack), recognisers_off=run.tools.recognisers_off)
    return compare(lambda: _analyzer(run.tools), lambda: _analyzer(after), texts, entities, run.labels, progress=look)


def free_name(stem: str) -> str:
    """A name for a new pack that none has."""
    plain = "".join(char for char in stem.lower() if char.isascii() and (char.isalnum() or char in "-_"))
    base = plain if plain[:1].isalnum() else "mine"
    taken = {info.name for info in list_packs()}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{base}-{number}") not in taken)


def _write(project: Project, labels: Collection[str], out: Path) -> None:
    export(project, RecordsExporter.name, out, options=ExportOptions(labels=list(labels)))


def _analyzer(tools: Tools) -> Analyzer:
    on = [each for each in all_recognisers() if each.name not in tools.recognisers_off]
    if tools.pack == NO_PACK:
        return Analyzer(None, recognisers=on)
    path = Path(tools.pack)
    pack = load_pack(path) if path.is_absolute() else find_pack(tools.pack)
    return Analyzer(pack, method=tools.method or None, recognisers=on, threshold=tools.threshold)
