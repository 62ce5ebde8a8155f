"""Files per second and memory while thousands of small files are analysed into one project.

    python benchmarks/bulk.py [--files 3000] [--pack zh-open | --patterns-only]

The files are made from the texts of the samples, each with its own choice of paragraphs, names and numbers, in a
temporary folder. Memory is what the process holds when so many of them are done; it should not grow with them.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from engine import documents
from engine.batch import FileDone, FileFailed, analyze_files
from engine.packs import find_pack
from engine.paths import resources_dir
from engine.pipeline import Analyzer
from engine.recognisers import all_recognisers
from engine.store import Project
from engine.upcoming import Upcoming

_SHARES = (0.1, 0.5, 1.0)
_SHORTEST, _CHARACTERS = 12, 600
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--pack", default="zh-open")
    parser.add_argument("--patterns-only", action="store_true")
    arguments = parser.parse_args()
    pack = None if arguments.patterns_only else find_pack(arguments.pack)
    analyzer = Analyzer(pack, recognisers=all_recognisers())
    with tempfile.TemporaryDirectory() as folder:
        paths = list(_written(Path(folder), arguments.files))
        characters = sum(len(path.read_text(encoding="utf-8")) for path in paths)
        print(f"{len(paths):,} files of {characters // len(paths):,} characters, ", end="")
        print("patterns only" if pack is None else f"pack {pack.manifest.name} and patterns")
        print("\n| files done | files/s | memory, MB |\n|---:|---:|---:|")
        with Project.open(Path(folder) / "bulk.veritag", lean=True) as project:
            for done, seconds in _analysed(project, analyzer, paths):
                memory = psutil.Process().memory_info().rss / 2**20
                print(f"| {done:,} | {done / seconds:.1f} | {memory:.0f} |", flush=True)


def _analysed(project: Project, analyzer: Analyzer, paths: list[Path]) -> Iterator[tuple[int, float]]:
    """At each share: how many files are done, and in how many seconds."""
    told = {max(1, round(len(paths) * share)) for share in _SHARES}
    upcoming = Upcoming(project)
    upcoming.add(paths)
    done, begun = 0, time.perf_counter()
    for event in analyze_files(project, analyzer, upcoming, cancelled=lambda: False):
        if isinstance(event, FileFailed):
            raise SystemExit(str(event.error))
        if isinstance(event, FileDone):
            project.remove_waiting([event.path])
            done += 1
            if done in told:
                yield done, time.perf_counter() - begun


def _written(folder: Path, count: int) -> Iterator[Path]:
    random.seed(1)
    paragraphs = _paragraphs()
    for number in range(count):
        lines = [f"第{number + 1}号记录"]
        while sum(map(len, lines)) < _CHARACTERS:
            lines.append(_varied(random.choice(paragraphs)))
        path = folder / f"{number:05}.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        yield path


def _paragraphs() -> list[str]:
    files, _ = documents.expand([resources_dir() / "samples"])
    lines = (line.strip() for file in files for line in documents.read(file).text.splitlines())
    return [line for line in lines if len(line) >= _SHORTEST]


def _varied(paragraph: str) -> str:
    """The same sentences with other digits and with a name of its own before them."""
    name = random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=2))
    return f"{name}：" + re.sub(r"\d", lambda _: random.choice("123456789"), paragraph)


if __name__ == "__main__":
    main()
